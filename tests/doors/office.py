"""The office: three kinds of administrators, each with his own pages; slips by the community too."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.town import Town
from wangge.jobs import actions as jobs
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Account
from wangge.worktime import actions as calendar
from wangge.worktime.rules import DayKind

OTHERS = ("officer", "staff", "secretary", "dispatcher", "handler", "district", "districtleader", "stranger")
NOT_SYSTEM = ("secadmin", "audit", *OTHERS)
NOT_SECURITY = ("sysadmin", "audit", *OTHERS)
NOT_AUDIT = ("sysadmin", "secadmin", *OTHERS)
NOWHERE = 10**9


def officer(town: Town) -> Mapping[str, Any]:
    town.account("officer")
    return {"person_id": town.person("officer").pk}


def newcomer(town: Town) -> Mapping[str, Any]:
    """Somebody with an account and a slip, who has never signed in."""
    person = town.person("newcomer")
    town.post("newcomer")
    if not Account.objects.filter(person=person).exists():
        people.open_account(person, username="newcomer", by=OPERATOR, at=timezone.now())
    return {"person_id": person.pk}


def without_account(town: Town) -> Mapping[str, Any]:
    town.post("recruit")
    return {"person_id": town.person("recruit").pk}


def post_of_officer(town: Town) -> Mapping[str, Any]:
    return {"person_id": town.person("officer").pk, "post_id": town.post("officer").pk}


def water(town: Town) -> Mapping[str, Any]:
    return {"unit_id": town.water.pk}


def account(town: Town) -> Mapping[str, Any]:
    return {"account_id": town.account("officer").pk}


def token(town: Town) -> Mapping[str, Any]:
    town.token("officer")
    found = town.account("officer")
    return {"account_id": found.pk, "token_id": found.tokens.get().pk}


def set_day(town: Town) -> Mapping[str, Any]:
    """A day that somebody set by hand."""
    day = date(2026, 8, 12)
    calendar.set_day(day, kind=DayKind.REST, name="台风停工", by=town.sysadmin, at=timezone.now())
    return {"day": day.isoformat()}


def failed_job(town: Town) -> Mapping[str, Any]:
    """A job that was given up after its last attempt."""
    now = timezone.now()
    jobs.add("office.nobodys", {}, at=now)
    for _ in range(5):
        found = jobs.claim(at=now + timedelta(days=1), limit=100)
        job = next(job for job in found if job.kind == "office.nobodys")
        jobs.fail(job, error="LookupError: no handler", at=now)
    return {"job_id": job.pk}


def nobody(town: Town) -> Mapping[str, Any]:
    return {"person_id": NOWHERE}


def no_account(town: Town) -> Mapping[str, Any]:
    return {"account_id": NOWHERE}


def no_unit(town: Town) -> Mapping[str, Any]:
    return {"unit_id": NOWHERE}


DOORS = [
    Door(name="office:people", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(name="office:add_person", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(
        name="office:print_slips",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        post=lambda town: {"person": newcomer(town)["person_id"]},
    ),
    Door(name="office:person", right=("sysadmin",), wrong=NOT_SYSTEM, to=officer, elsewhere=nobody),
    Door(name="office:edit_person", right=("sysadmin",), wrong=NOT_SYSTEM, to=officer, elsewhere=nobody),
    Door(
        name="office:reveal",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=officer,
        elsewhere=nobody,
        post=lambda town: {"reason": "work"},
        answers=frozenset({200}),
    ),
    Door(
        name="office:appoint",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=officer,
        elsewhere=nobody,
        post=lambda town: {"role": "captain", "seat": town.grid.grid_code},
    ),
    Door(
        name="office:end_post",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=post_of_officer,
        elsewhere=lambda town: {"person_id": town.person("officer").pk, "post_id": town.post("staff").pk},
    ),
    Door(
        name="office:open_account",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=without_account,
        elsewhere=nobody,
        post=lambda town: {"username": "captain-new"},
    ),
    Door(
        name="office:first_slip",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=newcomer,
        elsewhere=nobody,
        post=lambda town: {},
    ),
    Door(name="office:close_account", right=("sysadmin",), wrong=NOT_SYSTEM, to=officer, elsewhere=nobody),
    Door(
        name="office:slips",
        right=("sysadmin", "secadmin", "staff", "secretary"),
        wrong=("audit", "officer", "dispatcher", "handler", "stranger"),
    ),
    Door(
        name="office:nearby",
        right=("staff", "secretary"),
        wrong=("sysadmin", "secadmin", "audit", "officer", "dispatcher", "district", "stranger"),
    ),
    Door(
        name="office:hand_slip",
        right=("staff", "secretary"),
        wrong=("sysadmin", "secadmin", "audit", "officer", "dispatcher", "other_staff", "stranger"),
        to=officer,
        elsewhere=lambda town: {"person_id": town.account("other_officer").person_id},
    ),
    Door(name="office:units", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(name="office:add_unit", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(name="office:unit", right=("sysadmin",), wrong=NOT_SYSTEM, to=water, elsewhere=no_unit),
    Door(
        name="office:serve",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=water,
        elsewhere=no_unit,
        post=lambda town: {"area": town.community.stat_code},
    ),
    Door(
        name="office:stop_serving",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=lambda town: {"unit_id": town.water.pk, "area_id": town.district.pk},
        elsewhere=lambda town: {"unit_id": town.water.pk, "area_id": town.grid.pk},
    ),
    Door(name="office:security", right=("secadmin",), wrong=NOT_SECURITY),
    Door(name="office:account", right=("secadmin",), wrong=NOT_SECURITY, to=account, elsewhere=no_account),
    Door(
        name="office:deed",
        right=("secadmin",),
        wrong=NOT_SECURITY,
        to=lambda town: {**account(town), "deed": "lock"},
        elsewhere=lambda town: {"account_id": NOWHERE, "deed": "lock"},
    ),
    Door(
        name="office:issue_token",
        right=("secadmin",),
        wrong=NOT_SECURITY,
        to=account,
        elsewhere=no_account,
        post=lambda town: {"post": town.post("officer").pk, "name": "热线平台", "days": "30"},
        answers=frozenset({200}),
    ),
    Door(
        name="office:revoke_token",
        right=("secadmin",),
        wrong=NOT_SECURITY,
        to=token,
        elsewhere=lambda town: {**token(town), "token_id": NOWHERE},
        post=lambda town: {},
    ),
    Door(name="office:calendar", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(
        name="office:calendar_hours",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        post=lambda town: {"periods": "09:00-17:00", "effective_from": "2090-01-01"},
    ),
    Door(name="office:calendar_import", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(name="office:calendar_export", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(
        name="office:calendar_confirm",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=lambda town: {"year": 2027},
        elsewhere=lambda town: {"year": 1999},
    ),
    Door(
        name="office:calendar_day",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=lambda town: {"day": "2026-10-01"},
        elsewhere=lambda town: {"day": "2026-13-01"},
    ),
    Door(
        name="office:calendar_clear",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=set_day,
        elsewhere=lambda town: {"day": "1999-01-01"},
        post=lambda town: {},
    ),
    Door(name="office:jobs", right=("sysadmin",), wrong=NOT_SYSTEM),
    Door(
        name="office:job_retry",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=failed_job,
        elsewhere=lambda town: {"job_id": NOWHERE},
        post=lambda town: {},
    ),
    Door(
        name="office:job_discard",
        right=("sysadmin",),
        wrong=NOT_SYSTEM,
        to=failed_job,
        elsewhere=lambda town: {"job_id": NOWHERE},
    ),
    Door(name="office:journal", right=("audit",), wrong=NOT_AUDIT),
    Door(
        name="office:register",
        right=("secadmin", "audit"),
        wrong=("sysadmin", "officer", "staff", "stranger"),
    ),
    Door(name="office:reveals", right=("audit",), wrong=NOT_AUDIT),
    Door(
        name="office:prove",
        right=("officer", "sysadmin", "stranger"),
        why="everybody signed in proves himself to himself; there is nothing of anybody else behind it",
    ),
]
