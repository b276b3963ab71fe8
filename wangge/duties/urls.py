"""Addresses of the room, under `/duties/`."""

from django.urls import path

from wangge.duties.views import territory

app_name = "duties"
urlpatterns = [
    path("areas/<int:area_id>/split/", territory.split, name="split"),
    path("areas/<int:area_id>/merge/", territory.merge, name="merge"),
    path("areas/<int:area_id>/retire/", territory.retire, name="retire"),
    path("areas/change/<uuid:draft_id>/", territory.change, name="territory"),
]
