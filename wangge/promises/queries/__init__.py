"""Reads of the room: how promises stand, the late ones, what the public reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from wangge.promises.models import Promise, PromiseQuerySet
from wangge.promises.rules import OPEN, TONES, Standing, State


@dataclass(frozen=True, slots=True)
class Line:
    """A promise as pages show it."""

    promise: Promise
    standing: Standing
    tone: str


def lines(promises: Iterable[Promise], *, on: date) -> list[Line]:
    """Promises with how they stand."""
    return [Line(p, s, TONES[s]) for p in promises for s in (p.standing(on),)]


def in_hand_first(promises: PromiseQuerySet, *, on: date) -> PromiseQuerySet:
    """Open ones by their day, the others behind, newest first; the page cuts."""
    return promises.select_related("unit", "area").order_by(F("closed_at").desc(nulls_first=True), "due_on")


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a unit in a span of days: promises due then, kept, and still open after their day."""

    due: int
    kept: int
    late: int


def tallies(unit_ids: Collection[int], *, first: date, last: date, on: date) -> dict[int, Tally]:
    """Promises whose day fell into a span, by unit; those taken back are left out."""
    rows = (
        Promise.objects.filter(unit__in=list(unit_ids), due_on__gte=first, due_on__lte=last)
        .exclude(state=State.DROPPED)
        .order_by()
        .values("unit_id")
        .annotate(
            due=Count("pk"),
            kept=Count("pk", filter=Q(state=State.KEPT)),
            late=Count("pk", filter=Q(state=State.DOING, due_on__lt=on)),
        )
    )
    return {row["unit_id"]: Tally(row["due"], row["kept"], row["late"]) for row in rows}


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What anybody may read of a promise: a released sentence, the day, the state; no name, no place."""

    words: str
    due_on: date
    done_on: date | None
    standing: Standing
    tone: str
    area: str


def public_line(promise: Promise, *, on: date) -> PublicLine:
    """Of a public promise; its area as large as a community."""
    stands = promise.standing(on)
    return PublicLine(
        words=promise.public_words,
        due_on=promise.due_on,
        done_on=promise.done_on if promise.state == State.KEPT else None,
        standing=stands,
        tone=TONES[stands],
        area=_public_area(promise),
    )


def _public_area(promise: Promise) -> str:
    """A grid says too much about few people: its community stands for it (domain/06 R-55)."""
    area = promise.area
    while area.rank >= 4 and area.parent is not None:
        area = area.parent
    return area.name


def open_count(promises: PromiseQuerySet) -> int:
    """How many are open."""
    return promises.filter(state__in=OPEN).count()
