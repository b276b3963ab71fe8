"""The demo's own addresses: its front page, and stepping in as somebody."""

from django.urls import path

from wangge.demo import views

app_name = "demo"
urlpatterns = [
    path("front/", views.front, name="front"),
    path("as/<slug:username>/", views.step_in, name="step_in"),
]
