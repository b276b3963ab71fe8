"""Addresses of the room, under `/assessment/`."""

from django.urls import path

from wangge.assessment.views import reviews, standards

app_name = "assessment"
urlpatterns = [
    path("", reviews.home, name="home"),
    path("standards/<int:standard_id>/", standards.standard, name="standard"),
    path("standards/<int:standard_id>/begin/", reviews.begin, name="begin"),
    path("standards/<int:standard_id>/publish/", reviews.publish, name="publish"),
    path("standards/<int:standard_id>/version/", standards.new_version, name="new_version"),
    path("standards/<int:standard_id>/force/", standards.put_in_force, name="put_in_force"),
    path("items/<int:item_id>/", standards.item, name="item"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review"),
    path("reviews/<uuid:review_id>/check/", reviews.check, name="check"),
    path("reviews/<uuid:review_id>/judge/", reviews.judge, name="judge"),
    path("reviews/<uuid:review_id>/<slug:verb>/", reviews.deed, name="deed"),
    path("appeals/<int:appeal_id>/", reviews.answer, name="answer"),
]
