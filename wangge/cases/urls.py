"""Addresses of the room's pages: residents' under `/report/` and `/c/`, staff's under their nouns."""

from django.urls import path

from wangge.cases.views import (
    checks,
    deeds,
    desk,
    joining,
    leaders,
    maps,
    officer,
    orders,
    replies,
    resident,
    rights,
)

app_name = "cases"
urlpatterns = [
    # residents, on a phone, without an account
    path("report/", resident.report, name="report"),
    path("report/guess/", resident.guess, name="guess"),
    path("report/where/", resident.where, name="where"),
    path("report/me-too/", joining.me_too, name="me_too"),
    path("report/notice/", resident.notice, name="notice"),
    path("report/done/<slug:number>/", resident.reported, name="reported"),
    path("c/", resident.look_up, name="look_up"),
    path("c/<slug:number>/", resident.progress, name="progress"),
    path("c/<slug:number>/rate/", resident.rate, name="rate"),
    path("c/<slug:number>/add/", resident.add, name="add"),
    path("c/<slug:number>/withdraw/", resident.withdraw, name="withdraw"),
    path("my-data/", rights.my_data, name="my_data"),
    path("my-data/<slug:number>/", rights.my_data_of, name="my_data_of"),
    path("my-data/<slug:number>/copy/", rights.my_data_copy, name="my_data_copy"),
    path("my-data/<slug:number>/ask/<slug:wish>/", rights.my_data_ask, name="my_data_ask"),
    path("mine/", resident.mine, name="resident_home"),
    # officers, leaders, captains, on a phone
    path("o/", officer.home, name="officer_home"),
    path("o/cases/", officer.cases, name="officer_list"),
    path("o/report/", officer.report, name="officer_report"),
    path("o/report/guess/", officer.guess, name="officer_guess"),
    path("o/grid/", officer.grid_card, name="grid_card"),
    # the desk
    path("cases/", desk.inbox, name="desk"),
    path("cases/find/", desk.find, name="find"),
    path("cases/intake/", desk.intake, name="intake"),
    path("cases/replies/", replies.replies, name="replies"),
    path("cases/replies/<int:reply_id>/drop/", replies.drop, name="drop_reply"),
    path("cases/slip/<uuid:appeal_id>/", desk.slip, name="slip"),
    path("cases/map/", maps.case_map, name="map"),
    path("cases/map.json", maps.points, name="map_points"),
    path("cases/<uuid:case_id>/", desk.case, name="case"),
    path("cases/<uuid:case_id>/print/", desk.case_print, name="case_print"),
    path("cases/<uuid:case_id>/do/<slug:verb>/", deeds.case_deed, name="deed"),
    path("cases/<uuid:case_id>/fulfil/", rights.fulfil, name="fulfil"),
    path("cases/retention/", rights.retention, name="retention"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<uuid:order_id>/", orders.order, name="order"),
    path("orders/<uuid:order_id>/do/<slug:verb>/", deeds.order_deed, name="order_deed"),
    path("verify/", checks.verify_list, name="verify_list"),
    path("revisit/", checks.revisit_list, name="revisit_list"),
    path("revisit/<uuid:appeal_id>/", checks.revisit, name="revisit"),
    path("workbench/", leaders.workbench, name="workbench"),
    path("leader/", leaders.leader_home, name="leader_home"),
    path("late/", leaders.late, name="late"),
    path("tasks/<uuid:task_id>/tick/", deeds.tick, name="tick"),
    path("appeals/<uuid:appeal_id>/reveal/", deeds.reveal, name="reveal"),
]
