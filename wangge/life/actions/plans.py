"""Recurring duties for organisations by their kind; what was not held is told, first to the branch itself."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Shipped
from wangge.gatherings.models import Routine, Slot
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Post
from wangge.kernel.words import local_day
from wangge.notices import actions as notices
from wangge.party.models import PartyOrg
from wangge.people.models import Unit
from wangge.promises import actions as promises
from wangge.promises.models import Promise
from wangge.promises.rules import REMIND_BEFORE, State

ROUTINES = Path(__file__).resolve().parents[1] / "data" / "routines.tsv"
#: So many slots or promises are looked at in one run.
_RUN = 2000


@cache
def _shipped() -> tuple[Shipped, ...]:
    """The recurring duties of the data file."""
    with ROUTINES.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Shipped(
                code=row["code"],
                series=row["series"],
                name=row["name"],
                kind=row["kind"],
                every=row["every"],
                times=int(row["times"]),
                from_month=int(row["from_month"]),
                grace_days=int(row["grace_days"]),
                quorum=row["quorum"],
                agenda=row["agenda"],
                basis=row["basis"],
                meant_for=row["meant_for"],
                order=number,
            )
            for number, row in enumerate(rows)
        )


@transaction.atomic
def seed() -> int:
    """Make sure the recurring duties of the rule books are there."""
    return gatherings.seed_routines(_shipped())


@transaction.atomic
def adopt_for(
    orgs: Iterable[PartyOrg],
    *,
    codes: Collection[str] | None = None,
    since: date,
    by: Acting,
    at: datetime,
) -> int:
    """Give organisations the plans meant for their kind, and this month's agenda."""
    seed()
    wanted = Routine.objects.filter(is_on=True).order_by("order", "pk")
    by_kind: dict[str, list[Routine]] = defaultdict(list)
    for routine in wanted:
        for kind in routine.meant_for.split(","):
            if codes is None or routine.code in codes:
                by_kind[kind].append(routine)
    owners: dict[int, tuple[Unit, Area]] = {}
    routines: dict[int, list[Routine]] = {}
    for org in orgs:
        if org.unit is not None and by_kind.get(org.kind):
            owners[org.unit.pk] = (org.unit, org.area)
            routines[org.unit.pk] = by_kind[org.kind]
    made = gatherings.adopt(owners.values(), routines=routines, since=since, by=by, at=at)
    if made:
        gatherings.make_agenda(on=local_day(at), units=list(owners))
    return made


@transaction.atomic
def flag_unheld(*, at: datetime) -> tuple[int, int]:
    """Tell branches what they did not hold, and, when their days of grace are over, the line above; each
    slot once a side. Returns how many slots were told to whom.
    """
    today = local_day(at)
    over = Slot.objects.unmet_by(today)
    fresh = list(over.filter(flagged_at__isnull=True).order_by("due_on", "pk")[:_RUN])
    late = list(
        over.filter(flagged_at__isnull=False, raised_at__isnull=True, grace_until__lt=today).order_by(
            "due_on", "pk"
        )[:_RUN]
    )
    for unit_id, slots in _by_unit(fresh).items():
        _tell_own(unit_id, len(slots), at=at)
    gatherings.mark_flagged(fresh, at=at)
    for unit_id, slots in _by_unit(late).items():
        _tell_above(unit_id, len(slots), at=at)
    gatherings.mark_raised(late, at=at)
    return len(fresh), len(late)


def _by_unit(slots: Iterable[Slot]) -> dict[int, list[Slot]]:
    found: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        found[slot.unit_id].append(slot)
    return found


def _secretaries(unit_id: int, *, at: datetime) -> set[int]:
    """Who signs in as secretary of an organisation."""
    held = Post.objects.held(at).filter(unit=unit_id, role=Role.BRANCH_SECRETARY)
    return set(held.values_list("person_id", flat=True))


def _tell_own(unit_id: int, n: int, *, at: datetime) -> None:
    notices.tell(
        text=f"有 {n} 项到期没有开展，可以补开，或写明原因。",
        link="/life/",
        kind="unheld",
        key=f"unheld:{unit_id}",
        persons=_secretaries(unit_id, at=at),
        at=at,
    )


def _tell_above(unit_id: int, n: int, *, at: datetime) -> None:
    """The organisation above, or the Party secretary of its area where nobody signs in for it."""
    org = PartyOrg.objects.filter(unit=unit_id).select_related("parent").first()
    if org is None or org.parent is None:
        return
    above = org.parent
    notices.tell(
        text=f"{org.name}有 {n} 项过了宽限期仍没有开展。",
        link=f"/life/orgs/{org.pk}/",
        kind="unheld_above",
        key=f"unheld_above:{unit_id}",
        persons=_secretaries(above.unit_id, at=at) if above.unit_id else (),
        seat=(above.area_id, [Role.SECRETARY, Role.STREET_LEADER]),
        at=at,
    )


@transaction.atomic
def remind_promises(*, at: datetime) -> int:
    """Remind the secretaries of promises that are nearly due or over; once each."""
    today = local_day(at)
    open_ = Promise.objects.filter(state=State.DOING)
    soon = list(
        open_.filter(reminded_at__isnull=True, due_on__lte=today + REMIND_BEFORE, due_on__gte=today)[:_RUN]
    )
    late = list(open_.filter(late_told_at__isnull=True, due_on__lt=today)[:_RUN])
    for promise, words in [*((p, "快到期") for p in soon), *((p, "已超期") for p in late)]:
        notices.tell(
            text=f"承诺{words}：{promise.title}",
            link=f"/life/promises/{promise.pk}/",
            kind="promise",
            key=f"promise:{promise.pk}:{words}",
            persons=_secretaries(promise.unit_id, at=at),
            at=at,
        )
    promises.mark_reminded(soon, at=at)
    promises.mark_late(late, at=at)
    return len(soon) + len(late)
