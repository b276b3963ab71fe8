"""Addresses of the room."""

from django.urls import path

from wangge.insight.views import wall

app_name = "insight"
urlpatterns = [
    path("wall/", wall.wall, name="wall"),
    path("wall/data.json", wall.wall_data, name="wall_data"),
    path("wall/ground.json", wall.ground, name="ground"),
    path("screen/", wall.bind, name="bind"),
    path("screens/", wall.screen_list, name="screens"),
    path("screens/<int:screen_id>/revoke/", wall.revoke, name="revoke"),
]
