"""What a member may take on, what he did, and the year's statement of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, F, Q, QuerySet, Sum

from wangge.party.models import (
    Board,
    Deed,
    Member,
    MicroTask,
    PartyOrg,
    PointEntry,
    ReportIn,
    ResponsibilityPost,
    RoleNote,
)
from wangge.party.queries.members import own_paths
from wangge.party.rules import matching, points, serving
from wangge.party.rules.matching import Fit
from wangge.party.rules.serving import Duty, Indicator, ReportState, TaskState

#: What a member may take on.
Row = TypeVar("Row", MicroTask, ResponsibilityPost)


def tasks_for(member: Member) -> QuerySet[MicroTask]:
    """Open tasks of his own areas, of those above and below them, the next due first."""
    found = MicroTask.objects.around(own_paths(member)).filter(state=TaskState.OPEN)
    return found.select_related("area").order_by("due_on", "pk")


def posts_for(paths: list[str]) -> QuerySet[ResponsibilityPost]:
    """Posts of responsibility around some areas that have room; `held` says how many hold them."""
    open_ = ResponsibilityPost.objects.around(paths).filter(closed_on__isnull=True)
    held = open_.annotate(held=Count("holdings", filter=Q(holdings__until__isnull=True)))
    return held.filter(held__lt=F("wanted")).select_related("area").order_by("area_path", "title")


@dataclass(frozen=True, slots=True)
class Spot:
    """The fixed place of a post, how many hold it and how many it wants; never where anybody is."""

    post_id: int
    title: str
    lon: float
    lat: float
    held: int
    wanted: int

    @property
    def is_full(self) -> bool:
        return self.held >= self.wanted

    @property
    def words(self) -> str:
        return f"{self.title} {self.held}/{self.wanted} 人"


#: A map shows at most so many.
_SPOTS = 400


def spots(posts: QuerySet[ResponsibilityPost]) -> list[Spot]:
    """Where these posts are, for a map; those without a place are in the list alone."""
    found = posts.filter(closed_on__isnull=True, place__lon__isnull=False)
    held = found.annotate(held=Count("holdings", filter=Q(holdings__until__isnull=True)))
    rows = held.order_by("area_path", "title", "pk")
    return [
        Spot(pk, title, lon, lat, held, wanted)
        for pk, title, lon, lat, held, wanted in rows.values_list(
            "pk", "title", "place__lon", "place__lat", "held", "wanted"
        )[:_SPOTS]
        if lon is not None and lat is not None
    ]


def fitting(rows: Iterable[Row], member: Member) -> list[tuple[Row, Fit]]:
    """Tasks or posts with what in them fits the member's skills and free time, the best first; what he wrote
    when he reported in counts too.
    """
    reports = ReportIn.objects.filter(member=member).exclude(state=ReportState.ENDED)
    said: list[tuple[str, str]] = list(reports.values_list("skills", "free_time"))
    skills = "，".join([member.skills, *(words for words, _ in said)])
    free = "，".join([member.free_time, *(words for _, words in said)])
    listed = list(rows)
    texts = [(f"{row.title} {row.words}", place) for place, row in enumerate(listed)]
    return [
        (listed[place], found) for place, found in matching.best_first(texts, skills=skills, free_time=free)
    ]


@dataclass(frozen=True, slots=True)
class Statement:
    """A member's year: every deed with its points, sums by kind and by duty."""

    year: int
    deeds: list[Deed]
    entries: list[PointEntry]
    by_kind: Mapping[str, int]
    by_duty: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


def statement(member: Member, year: int) -> Statement:
    """Everything of one year; three questions however long the year was."""
    deeds = (
        Deed.objects.filter(member=member, on__year=year)
        .order_by("-on", "-pk")
        .select_related("confirmed_by")
    )
    entries = PointEntry.objects.filter(member=member, year=year).select_related("deed", "corrects")
    listed = list(entries.order_by("-at"))
    done = [deed for deed in deeds if deed.state == "confirmed"]
    duties = Counter(deed.duty for deed in done)
    return Statement(
        year,
        list(deeds),
        listed,
        points.totals((entry.deed.kind, entry.points) for entry in listed),
        [(duty.label, duties[duty]) for duty in Duty],
    )


@dataclass(frozen=True, slots=True)
class CardLine:
    """One indicator of a role card: counted from confirmed deeds, or told by the member and marked so."""

    indicator: Indicator
    count: int
    words: str


def role_card(member: Member, year: int) -> list[tuple[str, list[CardLine]]]:
    """The three roles with their twenty indicators; no sum over them, no order of people."""
    deeds = Deed.objects.filter(member=member, on__year=year, state="confirmed").order_by()
    counts: Counter[str] = Counter()
    for kind, duty, n in deeds.values_list("kind", "duty").annotate(n=Count("pk")):
        counts[kind] += n
        counts[f"{kind}:{duty}"] += n
    told = dict(RoleNote.objects.filter(member=member, year=year).values_list("code", "words"))
    lines = [
        CardLine(one, sum(counts[source] for source in one.source), told.get(one.code, ""))
        for one in serving.indicators().values()
    ]
    return [
        (role.label, [line for line in lines if line.indicator.role == role]) for role in serving.CardRole
    ]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One of the ten on a board; everybody on it asked to be."""

    place: int
    name: str
    branch: str
    points: int


def board(org: PartyOrg, year: int) -> list[BoardLine] | None:
    """The first ten of those who asked to be shown; None while nobody has turned the board on."""
    ups = PartyOrg.objects.up_from(org.path)
    if not Board.objects.filter(org__in=ups).exists():
        return None
    shown = PointEntry.objects.filter(
        year=year, member__board_joined_on__isnull=False, member__points_joined_on__isnull=False
    ).filter(member__in=Member.objects.enrolled().filter(org__in=PartyOrg.objects.below(org.path)))
    rows = shown.values("member__name", "member__org__name").annotate(n=Sum("points")).filter(n__gt=0)
    ordered = rows.order_by("-n", "member__name")[: points.BOARD_TOP]
    return [
        BoardLine(place, row["member__name"], row["member__org__name"], row["n"])
        for place, row in enumerate(ordered, 1)
    ]
