"""Addresses of the administrators' office."""

from django.urls import path, re_path

from wangge.portal.admin_pages.views import (
    accounts,
    background,
    calendar,
    persons,
    proof,
    records,
    security,
    units,
)

app_name = "office"
urlpatterns = [
    path("people/", persons.people_list, name="people"),
    path("people/add/", persons.add_person, name="add_person"),
    path("people/slips/", accounts.print_slips, name="print_slips"),
    path("people/<int:person_id>/", persons.person_page, name="person"),
    path("people/<int:person_id>/edit/", persons.edit_person, name="edit_person"),
    path("people/<int:person_id>/reveal/", persons.reveal, name="reveal"),
    path("people/<int:person_id>/posts/", persons.appoint, name="appoint"),
    path("people/<int:person_id>/posts/<int:post_id>/end/", persons.end_post, name="end_post"),
    path("people/<int:person_id>/account/", accounts.open_account, name="open_account"),
    path("people/<int:person_id>/slip/", accounts.first_slip, name="first_slip"),
    path("people/<int:person_id>/close/", accounts.close_account, name="close_account"),
    path("slips/", accounts.slips_page, name="slips"),
    path("nearby/", accounts.nearby, name="nearby"),
    path("nearby/<int:person_id>/", accounts.hand_slip, name="hand_slip"),
    path("units/", units.units_list, name="units"),
    path("units/add/", units.add_unit, name="add_unit"),
    path("units/<int:unit_id>/", units.unit_page, name="unit"),
    path("units/<int:unit_id>/areas/", units.serve, name="serve"),
    path("units/<int:unit_id>/areas/<int:area_id>/stop/", units.stop_serving, name="stop_serving"),
    path("accounts/", security.security, name="security"),
    path("accounts/<int:account_id>/", security.account_page, name="account"),
    path("accounts/<int:account_id>/tokens/", security.issue_token, name="issue_token"),
    path(
        "accounts/<int:account_id>/tokens/<int:token_id>/revoke/", security.revoke_token, name="revoke_token"
    ),
    re_path(
        r"^accounts/(?P<account_id>\d+)/(?P<deed>reset|lock|end-sessions|reset-factor)/$",
        security.deed,
        name="deed",
    ),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/hours/", calendar.set_hours, name="calendar_hours"),
    path("calendar/import/", calendar.import_year, name="calendar_import"),
    path("calendar/export/", calendar.export_year, name="calendar_export"),
    path("calendar/<int:year>/confirm/", calendar.confirm_year, name="calendar_confirm"),
    path("calendar/day/<str:day>/", calendar.one_day, name="calendar_day"),
    path("calendar/day/<str:day>/clear/", calendar.clear_day, name="calendar_clear"),
    path("jobs/", background.jobs_page, name="jobs"),
    path("jobs/<int:job_id>/retry/", background.retry, name="job_retry"),
    path("jobs/<int:job_id>/discard/", background.discard, name="job_discard"),
    path("prove/", proof.prove, name="prove"),
    path("journal/", records.journal_list, name="journal"),
    path("register/", records.processing, name="register"),
    path("reveals/", records.reveals, name="reveals"),
]
