"""Doors of imports and exports, shown on the smallest register there is (tests/sheets/counting)."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.doors import Door
from tests.sheets.counting import EXPORTER, PHONES
from tests.town import MONDAY_9_00, Town
from wangge.sheets import actions
from wangge.sheets.models import Run

OTHERS = ("officer", "dispatcher", "handler", "sysadmin", "audit", "stranger")
#: The flow of a run says no: it has not begun, or has nothing good in it.
NOT_NOW = frozenset({409})


def counters(town: Town) -> Mapping[str, Any]:
    return {"name": "counters"}


def no_table(town: Town) -> Mapping[str, Any]:
    return {"name": "no-such-table"}


def run_of(town: Town, who: str) -> Mapping[str, Any]:
    """What an upload of somebody's made: one good row and one bad one."""
    file = SimpleUploadedFile("计数器.csv", "名称,数值（个）\nn1,1\nn2,x\n".encode(), content_type="text/csv")
    answer = town.client(who).post(reverse("sheets:upload", args=["counters"]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return {"run_id": Run.objects.latest("created_at").pk}


def own_run(town: Town) -> Mapping[str, Any]:
    return run_of(town, "staff")


def other_run(town: Town) -> Mapping[str, Any]:
    return run_of(town, "other_staff")


def export_of(town: Town, who: str, *, rows: int = 3) -> Mapping[str, Any]:
    """What somebody took out; above 200 rows of personal columns it waits for a second person."""
    made = actions.export(
        b"PK",
        exporter=EXPORTER.name,
        template=PHONES,
        rows=rows,
        purpose="核对",
        file_name="电话表.xlsx",
        is_masked=False,
        by=town.hat(who),
        at=MONDAY_9_00,
    )
    return {"export_id": made.pk}


def waiting(town: Town) -> Mapping[str, Any]:
    return export_of(town, "staff", rows=500)


def nothing_sent(town: Town) -> Mapping[str, Any]:
    return {}


DECIDING: dict[str, Any] = {
    "right": ("secretary",),
    "wrong": ("staff", *OTHERS),
    "to": waiting,
    "elsewhere": lambda town: {"export_id": "00000000-0000-0000-0000-000000000001"},
    "post": nothing_sent,
}
RUN: dict[str, Any] = {
    "right": ("staff",),
    "wrong": ("other_staff", *OTHERS),
    "to": own_run,
    "elsewhere": other_run,
}

DOORS = [
    Door(name="sheets:upload", right=("staff",), wrong=OTHERS, to=counters, elsewhere=no_table),
    Door(name="sheets:template", right=("staff",), wrong=OTHERS, to=counters, elsewhere=no_table),
    Door(name="sheets:run", **RUN),
    Door(name="sheets:bad_rows", **RUN),
    Door(name="sheets:confirm", **RUN, post=nothing_sent),
    Door(name="sheets:discard", **RUN, post=nothing_sent),
    Door(name="sheets:stop", **RUN, post=nothing_sent, answers=NOT_NOW),
    Door(name="sheets:exports", right=("staff", "secretary", "audit"), wrong=("stranger",)),
    Door(
        name="sheets:export_file",
        right=("staff",),
        wrong=("secretary", "other_staff", *OTHERS),
        to=lambda town: export_of(town, "staff"),
        elsewhere=lambda town: export_of(town, "other_staff"),
    ),
    Door(name="sheets:approve_export", **DECIDING),
    Door(name="sheets:refuse_export", **DECIDING),
]
