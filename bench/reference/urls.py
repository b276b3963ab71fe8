"""By the API's lane, and through all the middlewares of the pages."""

from django.urls import path

from bench.reference import views

urlpatterns = [path("api/reference", views.take_in), path("reference", views.take_in)]
