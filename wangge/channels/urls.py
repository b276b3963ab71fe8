"""Addresses of the doors; each door begins with its own word."""

from django.urls import URLPattern

app_name = "channels"
urlpatterns: list[URLPattern] = []
