"""Units and the kinds of units."""

import csv
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from wangge.journal import actions as journal
from wangge.kernel.refusal import Refused
from wangge.people import access
from wangge.people.access import Hat
from wangge.people.models import Department, Unit

DEPARTMENTS = Path(__file__).resolve().parents[1] / "data" / "departments.tsv"


@transaction.atomic
def seed_departments() -> int:
    """Bring the kinds of units of the field (domain/04 section 10) up to date; returns how many there are."""
    with DEPARTMENTS.open(encoding="utf-8", newline="") as file:
        rows = [
            Department(code=row["code"], name=row["name"], is_emergency_service=row["emergency"] == "1")
            for row in csv.DictReader(file, delimiter="\t")
        ]
    Department.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "is_emergency_service"],
    )
    return len(rows)


@transaction.atomic
def make_unit(*, name: str, department: Department, code: str, by: Hat, at: datetime) -> Unit:
    """Enter an organisation that can be sent work."""
    access.need(by, access.PEOPLE_EDIT)
    unit = Unit(name=_words(name, "name", 80), department=department, code=_words(code, "code", 40))
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"编码 {unit.code} 已经有单位在用。", field="code") from None
    journal.record(by=by, verb="people.make_unit", subject=f"unit:{unit.pk}", note=unit.name, at=at)
    return unit


@transaction.atomic
def change_unit(
    unit: Unit, *, name: str, department: Department, is_active: bool, by: Hat, at: datetime
) -> Unit:
    """Correct a unit's name or kind, or take it out of use: routing no longer finds it, its orders stay."""
    access.need(by, access.PEOPLE_EDIT)
    unit.name = _words(name, "name", 80)
    unit.department = department
    unit.is_active = is_active
    unit.save(update_fields=["name", "department", "is_active"])
    note = unit.name if is_active else f"{unit.name}，停用"
    journal.record(by=by, verb="people.change_unit", subject=f"unit:{unit.pk}", note=note, at=at)
    return unit


def _words(text: str, field: str, most: int) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refused("这一项不能为空。", field=field)
    if len(text) > most:
        raise Refused(f"这一项最多 {most} 个字。", field=field)
    return text
