"""Addresses of the catalogue and its editors; mounted at /matters/."""

from django.urls import path

from wangge.matters.views import gaps, matters, models, numbers, previews, routes

app_name = "matters"
urlpatterns = [
    path("", matters.list_of, name="list"),
    path("add/", matters.add, name="add_matter"),
    path("models/", models.list_of, name="models"),
    path("models/add/", models.add, name="add_model"),
    path("models/<slug:code>/", models.page, name="model"),
    path("models/<slug:code>/edit/", models.edit, name="edit_model"),
    path("routes/", routes.list_of, name="routes"),
    path("routes/add/", routes.add, name="add_rule"),
    path("routes/<int:pk>/", routes.edit, name="edit_rule"),
    path("routes/<int:pk>/retire/", routes.retire, name="retire_rule"),
    path("preview/", previews.page, name="preview"),
    path("gaps/", gaps.page, name="gaps"),
    path("numbers/", numbers.list_of, name="numbers"),
    path("numbers/<slug:key>/", numbers.edit, name="edit_number"),
    path("<slug:code>/", matters.page, name="matter"),
    path("<slug:code>/edit/", matters.edit, name="edit_matter"),
]
