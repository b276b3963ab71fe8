"""Addresses of imports and exports."""

from django.urls import path

from wangge.sheets import views

app_name = "sheets"
urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/<uuid:export_id>/file/", views.export_file, name="export_file"),
    path(
        "exports/<uuid:export_id>/approve/", views.decide_export, {"verb": "approve"}, name="approve_export"
    ),
    path("exports/<uuid:export_id>/refuse/", views.decide_export, {"verb": "refuse"}, name="refuse_export"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/bad-rows/", views.bad_rows, name="bad_rows"),
    path("runs/<uuid:run_id>/confirm/", views.move_run, {"verb": "confirm"}, name="confirm"),
    path("runs/<uuid:run_id>/discard/", views.move_run, {"verb": "discard"}, name="discard"),
    path("runs/<uuid:run_id>/stop/", views.move_run, {"verb": "stop"}, name="stop"),
    path("<slug:name>/", views.upload, name="upload"),
    path("<slug:name>/template/", views.template, name="template"),
]
