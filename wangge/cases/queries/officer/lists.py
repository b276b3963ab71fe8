"""Lists of a grid's people: cases walked by key, a captain's own reports, counts of one area."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Appeal, Case
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import desk as desks
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node

PAGE = 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a list, and the key to go on from; empty at its end."""

    cases: list[Case]
    onward: str


def mine(cases: CaseQuerySet, hat: Acting) -> CaseQuerySet:
    """Those this person holds or found."""
    return cases.filter(Q(holder_id=hat.person_id) | Q(reported_by_id=hat.person_id))


def stretch(cases: CaseQuerySet, *, after: str, is_ended: bool) -> Stretch:
    """The next cases: open ones by due time, ended ones the newest first."""
    column = "closed_at" if is_ended else "act_by"
    if is_ended:
        cases = cases.filter(closed_at__isnull=False)
    if key := _key(after):
        beyond = Q(**{f"{column}__{'lt' if is_ended else 'gt'}": key[0]})
        cases = cases.filter(beyond | Q(**{column: key[0]}, pk__gt=key[1]))
    rows = list(
        cases.select_related("matter__category", "lead_unit", "holder").order_by(
            f"-{column}" if is_ended else column, "pk"
        )[: PAGE + 1]
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    onward = f"{_micros(getattr(last, column))}.{last.pk.hex}" if last else ""
    return Stretch(rows[:PAGE], onward)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _key(text: str) -> tuple[datetime, UUID] | None:
    """What `onward` wrote; anything else begins at the beginning."""
    micros, _, pk = text.partition(".")
    try:
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(hex=pk)
    except (ValueError, OverflowError):
        return None


def reported(hat: Acting, *, most: int = 50) -> list[Appeal]:
    """A captain's own reports, open ones first, the newest first."""
    own = Appeal.objects.open_to(hat, Permit.CASE_SEE).select_related("case__matter__category")
    return list(own.order_by("-case__is_open", "-received_at")[:most])


def by_status(hat: Acting, area: Node) -> list[desks.Tab]:
    """How many open cases of an area stand where, as far as this hat may see; the first is their sum."""
    if not hat.may(Permit.CASE_SEE) or not access.is_below(area.path, hat.area_path):
        return []
    return desks.tabs(desks.reach(hat).filter(access.below(area.path)))
