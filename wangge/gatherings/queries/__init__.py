"""Reads of the room: the agenda of a month, the people of a meeting, what is not held."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q

from wangge.gatherings.models import Attendance, Slot
from wangge.gatherings.models.agenda import SlotQuerySet
from wangge.gatherings.rules.agenda import TONES, Standing, month_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the agenda as pages show it."""

    slot: Slot
    standing: Standing
    tone: str


def agenda(unit_id: int, *, month: date, on: date) -> list[Line]:
    """What one unit has to hold in a month, as it stands on a day; a longer span shows in each of its months
    until it is met.
    """
    month_ = month_of(month)
    slots = (
        Slot.objects.filter(unit=unit_id)
        .within(month_.starts_on, month_.due_on)
        .filter(Q(met_on__isnull=True) | Q(met_on__gte=month_.starts_on))
        .select_related("plan__routine", "gathering")
        .order_by("plan__routine__order", "plan__routine__pk", "number")
    )
    return lines(slots, on=on)


def lines(slots: Iterable[Slot], *, on: date) -> list[Line]:
    """Slots with how they stand on a day."""
    stands = [(slot, slot.standing(on)) for slot in slots]
    return [Line(slot, standing, TONES[standing]) for slot, standing in stands]


def missed(slots: SlotQuerySet, *, on: date) -> SlotQuerySet:
    """Slots of these whose span is over and that were neither met nor let off."""
    return slots.unmet_by(on).select_related("plan__routine", "unit").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a unit in a span of days: lines due, met, let off."""

    due: int
    met: int
    waived: int

    @property
    def counted(self) -> int:
        """What it is a share of."""
        return self.due - self.waived


def tallies(unit_ids: Collection[int], *, first: date, last: date) -> dict[int, Tally]:
    """How many lines fell due in a span and how many were met, by unit; units, never persons."""
    rows = (
        Slot.objects.filter(unit__in=list(unit_ids), due_on__gte=first, due_on__lte=last)
        .order_by()
        .values("unit_id")
        .annotate(
            due=Count("pk"),
            met=Count("pk", filter=Q(met_on__isnull=False)),
            waived=Count("pk", filter=Q(waived_on__isnull=False)),
        )
    )
    return {row["unit_id"]: Tally(row["due"], row["met"], row["waived"]) for row in rows}


def missed_by_unit(slots: SlotQuerySet, *, on: date) -> list[tuple[int, int, int, date]]:
    """(unit, not held, of these told upward, oldest day) of the units that have any."""
    rows = (
        slots.unmet_by(on)
        .order_by()
        .values("unit_id")
        .annotate(n=Count("pk"), raised=Count("pk", filter=Q(raised_at__isnull=False)))
        .order_by(F("raised").desc(), F("n").desc(), "unit_id")
    )
    oldest = dict(slots.unmet_by(on).order_by("-due_on").values_list("unit_id", "due_on"))
    return [(row["unit_id"], row["n"], row["raised"], oldest[row["unit_id"]]) for row in rows]


def presences(gathering_id: UUID) -> dict[int, str]:
    """How each attendee was there."""
    return dict(Attendance.objects.filter(gathering=gathering_id).values_list("attendee", "presence"))


def booked(slots: Iterable[Slot]) -> dict[UUID, list[Slot]]:
    """Slots by the gathering that is booked for them."""
    found: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.gathering_id is not None:
            found[slot.gathering_id].append(slot)
    return found
