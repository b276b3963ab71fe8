"""Addresses of the roster and of alarms, under `/duty/`."""

from django.urls import path

from wangge.notices.views import duty

app_name = "duty"
urlpatterns = [
    path("", duty.roster, name="roster"),
    path("shifts/<int:shift_id>/remove/", duty.remove_shift, name="remove_shift"),
    path("ringing.json", duty.ringing, name="ringing"),
    path("alarms/", duty.alarms, name="alarms"),
    path("alarms/<uuid:alarm_id>/", duty.alarm, name="alarm"),
]
