"""What somebody has been told, what rings for him, and who is on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.notices import rules
from wangge.notices.models import AlarmQuerySet, Notice, Ring, Shift, ShiftQuerySet
from wangge.notices.rules import Span

#: Desks of these ranks keep a roster: the district's and the streets'.
ROSTER_RANKS = (0, 1)
_AHEAD = timedelta(days=7)


def unread_count(person_id: int | None) -> int:
    """How many notices wait; one look at a partial index, cheap enough for every page. 0 for nobody."""
    return Notice.objects.unread().filter(person_id=person_id).count() if person_id else 0


def latest(person_id: int | None, *, unread_only: bool = False) -> QuerySet[Notice]:
    """Somebody's notices, newest first; slice or page it."""
    if person_id is None:
        return Notice.objects.none()
    found = Notice.objects.filter(person_id=person_id).order_by("-created_at", "-id")
    return found.unread() if unread_only else found


def ringing(person_id: int) -> list[Ring]:
    """What rings for somebody right now, the oldest first; one look at a partial index."""
    open_rings = Ring.objects.filter(person_id=person_id, is_ringing=True)
    return list(open_rings.select_related("alarm").order_by("rung_at"))


def with_chain(alarms: AlarmQuerySet) -> AlarmQuerySet:
    """Alarms with everything a page says of them."""
    rings = Prefetch("rings", Ring.objects.select_related("person").order_by("rung_at", "pk"))
    return alarms.select_related("area", "acknowledged_by").prefetch_related(rings)


def on_duty(area_id: int, *, at: datetime) -> ShiftQuerySet:
    """The shifts that run at a desk now."""
    running = Shift.objects.filter(area=area_id).running(at)
    return running.select_related("person", "substitute").order_by("starts_at")


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk's roster: who is on duty now, what is planned, and when nobody is."""

    area: Area
    now: list[Shift]
    planned: list[Shift]
    holes: list[Span]

    @property
    def is_unmanned(self) -> bool:
        return not self.now


def desk(area: Area, *, at: datetime) -> Desk:
    """The roster of a desk for the week ahead; one question."""
    until = at + _AHEAD
    coming = Shift.objects.filter(area=area, ends_at__gt=at).select_related("person", "substitute")
    shifts = list(coming.order_by("starts_at", "pk")[:200])
    spans = [Span(shift.starts_at, shift.ends_at) for shift in shifts]
    now = [shift for shift in shifts if shift.starts_at <= at]
    return Desk(area, now, shifts, rules.holes(spans, since=at, until=until))


def unmanned(acting: Acting, *, at: datetime) -> bool:
    """Whether nobody is on duty at the hat's own desk, where it keeps a roster: a red line."""
    if not acting.may(Permit.ROSTER_SEE) or acting.area_rank not in ROSTER_RANKS or not acting.is_desk:
        return False
    return not Shift.objects.filter(area=acting.area_id).running(at).exists()
