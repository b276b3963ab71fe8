"""Addresses of the room's pages: residents' under `/report/` and `/c/`, staff's under their nouns."""

from django.urls import path

from wangge.cases.views import deeds, desk

app_name = "cases"
urlpatterns = [
    # the desk
    path("cases/", desk.inbox, name="desk"),
    path("cases/find/", desk.find, name="find"),
    path("cases/intake/", desk.intake, name="intake"),
    path("cases/slip/<uuid:appeal_id>/", desk.slip, name="slip"),
    path("cases/<uuid:case_id>/", desk.case, name="case"),
    path("cases/<uuid:case_id>/print/", desk.case_print, name="case_print"),
    path("cases/<uuid:case_id>/do/<slug:verb>/", deeds.case_deed, name="deed"),
    path("orders/<uuid:order_id>/do/<slug:verb>/", deeds.order_deed, name="order_deed"),
    path("tasks/<uuid:task_id>/tick/", deeds.tick, name="tick"),
    path("appeals/<uuid:appeal_id>/reveal/", deeds.reveal, name="reveal"),
]
