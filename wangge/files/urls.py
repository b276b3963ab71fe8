"""Addresses of files."""

from django.urls import path

from wangge.files import views

app_name = "files"
urlpatterns = [
    path("hold/", views.hold, name="hold"),
    path("hold/drop/", views.let_go, name="let_go"),
    path("<uuid:file_id>/<slug:size>", views.show, name="show"),
]
