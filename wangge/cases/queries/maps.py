"""The map of open work: points by status and due time, counts of the areas; never a confidential case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import desk as desks
from wangge.cases.queries.desk import Filters
from wangge.cases.queries.leaders import part_of
from wangge.cases.rules import words
from wangge.grids import queries as grids
from wangge.grids.access import Acting, is_below
from wangge.grids.rules.tree import Node
from wangge.matters import queries as catalogue
from wangge.matters.rules import Visibility

#: So many stand in the list beside the map; the rest is one click away.
FIRST = 12


def scope(acting: Acting, area_id: int | None) -> Node | None:
    """The area that is shown: the one asked for where it lies within reach, else the post's own, else the
    whole installation.
    """
    roots = grids.the_tree().below(None)
    own = grids.area(acting.area_id) or (roots[0] if roots else None)
    asked = grids.area(area_id)
    if asked and asked.is_current and own and is_below(asked.path, own.path):
        return asked
    return own


def open_cases(acting: Acting, filters: Filters, *, at: datetime) -> CaseQuerySet:
    """The open work that may stand on a map, narrowed as the inbox is."""
    cases = desks.reach(acting).exclude(visibility=Visibility.CONFIDENTIAL)
    cases = desks.narrowed(cases, filters, acting, at=at)
    return cases.filter(status=filters.tab) if filters.tab else cases


@dataclass(frozen=True, slots=True)
class Points:
    """Open cases as rows for a map: [id, lon, lat, status, matter, act_by in seconds, area below].

    `status` and `matter` are places in the two lists of names; lon and lat are None where only the area is
    known; the last is 0 where a case lies in none of the areas directly below the one shown.
    """

    statuses: Sequence[tuple[str, str]]
    matters: Sequence[str]
    rows: Sequence[tuple[str, float | None, float | None, int, int, int, int]]

    def as_json(self) -> dict[str, Any]:
        """Nothing in it depends on the clock, so that it stays the same until a case moves."""
        return {"statuses": self.statuses, "matters": self.matters, "cases": self.rows}


_COLUMNS = ("pk", "lon", "lat", "status", "matter_id", "act_by", "area_id")


def points(cases: CaseQuerySet, shown: Node) -> Points:
    """One query over the open cases; names and areas come from memory."""
    names = catalogue.catalogue().matters
    parts: set[int | None] = {node.id for node in grids.the_tree().below(shown.id)}
    inside: dict[int | None, int] = {}
    statuses: dict[str, int] = {}
    matters: dict[str | None, int] = {}
    rows = []
    for pk, lon, lat, status, matter, act_by, area_id in cases.order_by().values_list(*_COLUMNS):
        if area_id not in inside:
            inside[area_id] = part_of(grids.area(area_id), parts) or 0
        rows.append(
            (
                str(pk),
                lon if lon is None else round(lon, 6),
                lat if lat is None else round(lat, 6),
                statuses.setdefault(status, len(statuses)),
                matters.setdefault(matter, len(matters)),
                int(act_by.timestamp()),
                inside[area_id],
            )
        )
    rows.sort()
    read = [words.STATUS[code] for code in statuses]
    return Points(
        statuses=[(status.name, status.tone) for status in read],
        matters=[names[code].name if code and code in names else "待归类来件" for code in matters],
        rows=rows,
    )


def first(cases: CaseQuerySet) -> CaseQuerySet:
    """What is due first, for the list beside the map."""
    return cases.select_related("matter__category", "lead_unit").order_by("act_by", "pk")[:FIRST]
