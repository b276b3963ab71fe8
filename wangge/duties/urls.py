"""Addresses of the room, under `/duties/`."""

from django.urls import path

from wangge.duties.views import certificate, handover, patrol, territory, whistle

app_name = "duties"
urlpatterns = [
    path("certificate/<int:post_id>/", certificate.certificate, name="certificate"),
    path("handover/", handover.handovers, name="handovers"),
    path("handover/<uuid:handover_id>/", handover.handover, name="handover"),
    path("handover/<uuid:handover_id>/print/", handover.handover_print, name="handover_print"),
    path("patrols/", patrol.patrols, name="patrols"),
    path("patrols/plans/<int:plan_id>/start/", patrol.start, name="start_patrol"),
    path("patrols/plans/<int:plan_id>/end/", patrol.end_plan, name="end_plan"),
    path("patrols/<uuid:patrol_id>/", patrol.patrol, name="patrol"),
    path("fronts/", patrol.fronts, name="fronts"),
    path("fronts/<int:front_id>/fault/", patrol.front_fault, name="front_fault"),
    path("whistles/", whistle.whistles, name="whistles"),
    path("whistles/new/", whistle.new_whistle, name="new_whistle"),
    path("whistles/<uuid:whistle_id>/", whistle.whistle, name="whistle"),
    path("summons/", whistle.summonses, name="summonses"),
    path("summons/new/", whistle.new_summons, name="new_summons"),
    path("summons/<uuid:summons_id>/", whistle.summons, name="summons"),
    path("areas/<int:area_id>/split/", territory.split, name="split"),
    path("areas/<int:area_id>/merge/", territory.merge, name="merge"),
    path("areas/<int:area_id>/retire/", territory.retire, name="retire"),
    path("areas/change/<uuid:draft_id>/", territory.change, name="territory"),
]
