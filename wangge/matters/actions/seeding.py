"""Bringing the shipped catalogue into an installation, again and again; what was edited there stays."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from wangge.journal.models import Actor
from wangge.matters.actions import _common
from wangge.matters.models import (
    Category,
    HandlingModel,
    HandlingModelVersion,
    Matter,
    MatterVersion,
    Setting,
)
from wangge.matters.rules import Mark
from wangge.people import actions as people

DATA = Path(__file__).parents[1] / "data"
#: The reason of versions that came with the product; a row that has another one is never overwritten.
SHIPPED = "随产品提供"


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many rows are new and how many were renewed."""

    matters: int
    models: int
    numbers: int
    renewed: int
    kept: int


@transaction.atomic
def seed_catalogue(*, by: Actor, at: datetime) -> Seeded:
    """Enter departments, categories, matters, handling models and numbers; edited rows stay as they are."""
    people.seed_departments()
    categories = [
        Category(code=row["code"], name=row["name"], place=place)
        for place, row in enumerate(_rows("categories.tsv"))
    ]
    Category.objects.bulk_create(
        categories, update_conflicts=True, unique_fields=["code"], update_fields=["name", "place"]
    )
    new_matters, renewed, kept = _seed_matters(by, at)
    new_models, models_renewed, models_kept = _seed_models(by, at)
    numbers = _seed_numbers()
    seeded = Seeded(new_matters, new_models, numbers, renewed + models_renewed, kept + models_kept)
    _common.changed()
    words = f"新增事项 {new_matters}、模型 {new_models}、数值 {numbers}"
    _common.note(by, "seed", "catalogue:all", words, at)
    return seeded


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _codes(text: str, mark: str) -> list[str]:
    return [code for code in text.split(mark) if code]


def _matter(row: dict[str, str]) -> Matter:
    return Matter(
        code=row["code"],
        slug=row["slug"],
        name=row["name"],
        category_id=row["category"],
        lead_dept_id=row["lead_dept"],
        assist_depts=_codes(row["assist_depts"], ","),
        level=row["level"],
        urgency=row["urgency"],
        limit_value=float(row["limit_value"]),
        limit_unit=row["limit_unit"],
        track=row["track"],
        visibility=row["visibility"],
        evidence=_codes(row["evidence"], ","),
        gb_event=row["gb_event"],
        phrases=_codes(row["phrases"], "|"),
        mark=Mark.PROPOSAL,
        source_note="DCG-EV、DCG-JY、JA-DN 及实践",
    )


def _seed_matters(by: Actor, at: datetime) -> tuple[int, int, int]:
    """How many are new, renewed, and kept because somebody edited them."""
    stored = {m.code: m for m in Matter.objects.all()}
    edited = set(MatterVersion.objects.exclude(reason=SHIPPED).values_list("matter_id", flat=True))
    shipped = [_matter(row) for row in _rows("matters.tsv")]
    fresh = [m for m in shipped if m.code not in stored]
    Matter.objects.bulk_create(fresh)
    renewed = [m for m in shipped if m.code in stored and m.code not in edited and _renew(m, stored[m.code])]
    for matter in renewed:
        matter.save(force_update=True)
    editions = [_common.matter_edition(m, by=by, at=at, reason=SHIPPED) for m in (*fresh, *renewed)]
    MatterVersion.objects.bulk_create(editions)
    return len(fresh), len(renewed), len(edited & stored.keys())


def _model(row: dict[str, Any]) -> HandlingModel:
    return HandlingModel(**row)


def _seed_models(by: Actor, at: datetime) -> tuple[int, int, int]:
    stored = {m.code: m for m in HandlingModel.objects.all()}
    edited = set(HandlingModelVersion.objects.exclude(reason=SHIPPED).values_list("model_id", flat=True))
    text = (DATA / "handling_models.json").read_text(encoding="utf-8")
    shipped = [_model(row) for row in json.loads(text)["models"]]
    fresh = [m for m in shipped if m.code not in stored]
    HandlingModel.objects.bulk_create(fresh)
    renewed = [m for m in shipped if m.code in stored and m.code not in edited and _renew(m, stored[m.code])]
    for model in renewed:
        model.save(force_update=True)
    editions = [_common.model_edition(m, by=by, at=at, reason=SHIPPED) for m in (*fresh, *renewed)]
    HandlingModelVersion.objects.bulk_create(editions)
    return len(fresh), len(renewed), len(edited & stored.keys())


def _renew(shipped: Matter | HandlingModel, stored: Matter | HandlingModel) -> bool:
    """Give the shipped row the stored one's next version number; False when nothing changed."""
    shipped.version = stored.version
    names = [field.attname for field in shipped._meta.concrete_fields]
    if all(getattr(shipped, name) == getattr(stored, name) for name in names):
        return False
    shipped.version = stored.version + 1
    return True


def _seed_numbers() -> int:
    stored = set(Setting.objects.values_list("key", flat=True))
    fresh = [
        Setting(
            key=row["key"],
            name=row["name"],
            value=float(row["value"]),
            unit=row["unit"],
            mark=row["mark"],
            source_note=row["source_note"],
            effective_from=date.fromisoformat(row["effective_from"]),
        )
        for row in _rows("settings.tsv")
        if row["key"] not in stored
    ]
    Setting.objects.bulk_create(fresh)
    return len(fresh)
