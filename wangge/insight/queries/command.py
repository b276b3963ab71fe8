"""The command desk: what needs a decision, figures that equal their lists, the map's layers, a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from wangge.cases import queries as cases
from wangge.cases.models import Case, Step
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import leaders
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Place, PlaceKind
from wangge.grids.rules.tree import Node
from wangge.insight.models import HotSpot
from wangge.insight.queries import asking, geo
from wangge.insight.rules.asking import Question
from wangge.kernel.words import local_day
from wangge.matters.rules import Urgency, Visibility
from wangge.party.models import ResponsibilityPost
from wangge.party.queries.serving import spots as spots_of

FEW = 5
#: What a day is played back from, and what a point then means.
_PLAYED = {"report": "in", "close": "out", "self_handle": "out", "answer": "out", "reopen": "in"}
_MOST_POINTS = 6000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of what needs a decision: how many, the first few, and the question that opens them all."""

    code: str
    name: str
    icon: str
    n: int
    first: list[Case]
    query: dict[str, str]
    late_tab: str = ""


def _open(acting: Acting, node: Node) -> CaseQuerySet:
    rows = Case.objects.open_to(acting, Permit.CASE_SEE).open()
    return rows.filter(access.below(node.path))


def waiting(acting: Acting, node: Node, *, at: datetime) -> list[Waiting]:
    """Late, emergencies, sent back, disputed, suspended: the counts in one query, the first of each after."""
    rows = _open(acting, node).filter(tally__isnull=False)
    kinds = (
        ("over", "已超期", "hourglass", Q(lateness__gte=2), Question(late="over", area=node.id)),
        (
            "emergency",
            "特急在办",
            "siren",
            Q(urgency=Urgency.EMERGENCY),
            Question(state="open", urgency="emergency", area=node.id),
        ),
        (
            "returned",
            "单位退回，等答复",
            "undo-2",
            Q(status="returned"),
            Question(state="returned", area=node.id),
        ),
        ("disputed", "待裁定", "scale", Q(status="disputed"), Question(state="disputed", area=node.id)),
        (
            "suspended",
            "已挂起",
            "circle-pause",
            Q(status="suspended"),
            Question(state="suspended", area=node.id),
        ),
    )
    counted = rows.aggregate(**{code: Count("pk", filter=where) for code, _, _, where, _ in kinds})
    found = []
    for code, name, icon, where, question in kinds:
        if counted[code]:
            first = (
                rows.filter(where).select_related("matter__category", "lead_unit").order_by("act_by", "pk")
            )
            found.append(Waiting(code, name, icon, counted[code], list(first[:FEW]), question.as_query()))
    return found


def asks(acting: Acting, *, at: datetime) -> int:
    """Units that ask for more time."""
    return leaders.asking(leaders.reach(acting), at=at).count() if acting.may(Permit.LATE_SEE) else 0


def figures(acting: Acting, node: Node, *, at: datetime) -> list[dict[str, Any]]:
    """Each equals the list that its question opens."""
    today = local_day(at)
    questions = (
        ("今日来件", "", Question(area=node.id, since=today, until=today)),
        ("在办", "", Question(area=node.id, state="open")),
        ("2 小时内到期", "amber", Question(area=node.id, late="soon")),
        ("已超期", "red", Question(area=node.id, late="over")),
        ("督办中", "red", Question(area=node.id, late="supervised")),
    )
    return [
        {
            "label": label,
            "tone": tone,
            "figure": asking.found(question, acting, at=at).order_by().count(),
            "query": question.as_query(),
        }
        for label, tone, question in questions
    ]


def spots(acting: Acting, node: Node) -> Any:
    """The hot spots of an area, the largest first."""
    rows = HotSpot.objects.open_to(acting, Permit.INSIGHT_SEE).filter(is_current=True)
    return (
        rows.filter(access.below(node.path)).select_related("area", "case").order_by("-n", "-last_on", "pk")
    )


def posts(node: Node) -> list[dict[str, Any]]:
    """Fixed places of service: venues and posts, never where a person is."""
    rows = Place.objects.current().below(node.path).filter(kind=PlaceKind.SERVICE, lon__isnull=False)
    return [
        {"name": name, "at": [lon, lat]} for name, lon, lat in rows.values_list("name", "lon", "lat")[:400]
    ]


def duty_posts(acting: Acting, node: Node) -> list[dict[str, Any]]:
    """The fixed places of members' posts of responsibility, and whether somebody holds them."""
    if not acting.may(Permit.PARTY_SEE):
        return []
    rows = ResponsibilityPost.objects.filter(access.below(node.path, field="area_path"))
    return [{"name": spot.words, "at": [spot.lon, spot.lat], "full": spot.is_full} for spot in spots_of(rows)]


def day(node: Node, day_: date) -> list[list[Any]]:
    """What happened on a day, never of confidential cases: [minute, grid, in | out], in order."""
    start, end = cases.day_bounds(day_)
    steps = Step.objects.filter(at__gte=start, at__lt=end, verb__in=_PLAYED)
    steps = steps.filter(access.below(node.path, field="case__area_path"), case__area__isnull=False)
    rows = steps.exclude(case__visibility=Visibility.CONFIDENTIAL).order_by("at")
    leaves = {leaf.id for leaf in geo.leaves_of(node)}
    found = []
    for moment, verb, area_id in rows.values_list("at", "verb", "case__area_id")[:_MOST_POINTS]:
        inside = grids.area(area_id)
        grid = next((i for i in inside.chain_ids if i in leaves), None) if inside else None
        if grid is not None:
            found.append([int((moment - start).total_seconds() // 60), str(grid), _PLAYED[verb]])
    return found
