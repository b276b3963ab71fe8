"""Standards are shipped, copied as a new version, edited as a draft, put in force."""

import csv
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from wangge.assessment.actions._common import asked
from wangge.assessment.models import Item, Section, Standard
from wangge.assessment.rules import StandardState, bands_from
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day

DATA = Path(__file__).resolve().parents[1] / "data"


def _rows(name: str) -> list[dict[str, str]]:
    """A data file of the room."""
    with (DATA / name).open(encoding="utf-8") as lines:
        read = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        return [{key: value or "" for key, value in row.items()} for row in read]


@transaction.atomic
def seed() -> int:
    """Add the standards that ship with the product; those there already stay as they are."""
    known = set(Standard.objects.values_list("code", flat=True))
    items = _rows("items.tsv")
    made = 0
    for row in _rows("standards.tsv"):
        if row["code"] in known:
            continue
        standard = Standard.objects.create(
            code=row["code"],
            name=row["name"],
            bands=row["bands"],
            has_total=row["has_total"] == "1",
            notice_days=int(row["notice_days"]),
            meant_for=row["meant_for"],
            basis=row["basis"],
            state=StandardState.IN_FORCE,
        )
        _write(standard, [item for item in items if item["standard"] == row["code"]])
        made += 1
    return made


def _write(standard: Standard, rows: list[dict[str, str]]) -> None:
    for order, (name, group) in enumerate(groupby(rows, key=lambda row: row["section"])):
        found = list(group)
        section = Section.objects.create(standard=standard, order=order, name=name, kind=found[0]["kind"])
        Item.objects.bulk_create(
            Item(
                section=section,
                order=number,
                words=row["words"],
                how=row["how"],
                points=Decimal(row["points"]),
                measure=row["measure"],
                evidence=row["evidence"],
            )
            for number, row in enumerate(found)
        )


def _need(by: Acting) -> None:
    if not by.may(Permit.STANDARD_EDIT):
        raise NotAllowed("您现在的岗位不能编制考评标准。")


@transaction.atomic
def new_version(standard: Standard, *, by: Acting, at: datetime) -> Standard:
    """A copy to be edited; reviews go on by the version in force until this one takes its place."""
    _need(by)
    old = Standard.objects.select_for_update().get(pk=standard.pk)
    versions = Standard.objects.filter(code=old.code)
    draft = versions.filter(state=StandardState.DRAFT).first()
    if draft is not None:
        return draft
    last = versions.aggregate(last=Max("version"))["last"] or 0
    made = Standard.objects.create(
        code=old.code,
        version=last + 1,
        name=old.name,
        basis=old.basis,
        bands=old.bands,
        by_quota=old.by_quota,
        has_total=old.has_total,
        notice_days=old.notice_days,
        meant_for=old.meant_for,
    )
    for section in old.sections.order_by("order"):
        _copy(section, made)
    journal.record(by=by, verb="assessment.new_version", subject=f"standard:{made.pk}", at=at)
    return made


def _copy(section: Section, standard: Standard) -> None:
    copy = Section.objects.create(
        standard=standard, order=section.order, name=section.name, kind=section.kind
    )
    Item.objects.bulk_create(
        Item(
            section=copy,
            order=item.order,
            words=item.words,
            how=item.how,
            points=item.points,
            measure=item.measure,
            evidence=item.evidence,
        )
        for item in section.items.order_by("order")
    )


@transaction.atomic
def change_item(
    item: Item, *, words: str, points: Decimal, evidence: str = "", by: Acting, at: datetime
) -> Item:
    """Edit an item of a draft; zero points leave it out of the total."""
    _need(by)
    fresh = Item.objects.select_for_update(of=("self",)).select_related("section__standard").get(pk=item.pk)
    if fresh.section.standard.state != StandardState.DRAFT:
        raise Refused("在用的版本不能改，请先做一个新版本。")
    fresh.words = asked(words, field="words", most=80, name="内容")
    fresh.evidence = asked(evidence, field="evidence", most=80, name="依据")
    fresh.points = points
    fresh.save(update_fields=["words", "evidence", "points"])
    journal.record(by=by, verb="assessment.change_item", subject=f"item:{fresh.pk}", at=at)
    return fresh


@transaction.atomic
def put_in_force(
    standard: Standard, *, bands: str, by_quota: bool = False, by: Acting, at: datetime
) -> Standard:
    """A draft takes the place of the version in force."""
    _need(by)
    fresh = Standard.objects.select_for_update().get(pk=standard.pk)
    if fresh.state != StandardState.DRAFT:
        raise Refused("这个版本已经用过了。")
    try:
        bands_from(bands)
    except ValueError as wrong:
        raise Refused(f"“{wrong}”没有读懂，请写成 95:五星,85:四星。", field="bands") from wrong
    Standard.objects.filter(code=fresh.code, state=StandardState.IN_FORCE).update(state=StandardState.RETIRED)
    fresh.bands, fresh.by_quota = bands, by_quota
    fresh.state, fresh.in_force_on = StandardState.IN_FORCE, local_day(at)
    fresh.save(update_fields=["bands", "by_quota", "state", "in_force_on"])
    journal.record(by=by, verb="assessment.put_in_force", subject=f"standard:{fresh.pk}", at=at)
    return fresh
