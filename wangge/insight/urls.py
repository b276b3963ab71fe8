"""Addresses of the room."""

from django.urls import path

from wangge.insight.views import asking, command, emergency, follow, lab, tables, wall

app_name = "insight"
urlpatterns = [
    path("", command.command, name="command"),
    path("day.json", command.day, name="day"),
    path("spots/", command.spots, name="spots"),
    path("spots/<int:spot_id>/supervise/", command.supervise, name="supervise_spot"),
    path("wall/", wall.wall, name="wall"),
    path("wall/data.json", wall.wall_data, name="wall_data"),
    path("wall/ground.json", wall.ground, name="ground"),
    path("screen/", wall.bind, name="bind"),
    path("screens/", wall.screen_list, name="screens"),
    path("screens/<int:screen_id>/revoke/", wall.revoke, name="revoke"),
    path("query/", asking.query, name="query"),
    path("query/save/", asking.save, name="save"),
    path("query/<int:question_id>/drop/", asking.drop, name="drop"),
    path("query/export/", asking.export, name="export"),
    path("analysis/", asking.analyse, name="analyse"),
    path("lab/", lab.lab, name="lab"),
    path("emergencies/", emergency.emergencies, name="emergencies"),
    path("emergencies/<int:emergency_id>/", emergency.emergency, name="emergency"),
    path("emergencies/<int:emergency_id>/decide/", emergency.decide_emergency, name="decide_emergency"),
    path("emergencies/<int:emergency_id>/end/", emergency.end_emergency, name="end_emergency"),
    path("doors/<int:door_id>/helped/", emergency.helped, name="helped"),
    path("help/<int:emergency_id>/", emergency.help_page, name="help"),
    path("exclusions/", follow.exclusions, name="exclusions"),
    path("exclusions/<int:exclusion_id>/", follow.decide, name="decide"),
    path("sample/", follow.sample, name="sample"),
    path("bulletins/", follow.bulletins, name="bulletins"),
    path("bulletins/<int:bulletin_id>/", follow.bulletin, name="bulletin"),
    path("bulletins/<int:bulletin_id>/release/", follow.release, name="release"),
    path("bulletins/<int:bulletin_id>/word/", follow.word, name="word"),
    path("bulletins/<int:bulletin_id>/pdf/", follow.pdf, name="pdf"),
    path("open/", follow.disclosures, name="disclosures"),
    path("open/<int:area_id>/", follow.disclosure, name="disclosure"),
    path("table/<slug:name>/", tables.table, name="table"),
    path("bulletins/<int:bulletin_id>/print/", follow.printed, name="printed"),
    path("measures/", asking.measures, name="measures"),
]
