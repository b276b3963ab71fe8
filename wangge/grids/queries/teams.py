"""Who answers for an area, its card, and whether its team and its division are whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from wangge.grids.access import DESK_ROLES, Acting, Role, paths_up
from wangge.grids.models import Area, Place, PlaceKind, Post, PostQuerySet, UnitArea
from wangge.grids.queries import tree as trees
from wangge.grids.rules import checks, plane
from wangge.grids.rules.checks import Finding
from wangge.grids.rules.posts import LENDABLE
from wangge.grids.rules.tree import Node
from wangge.people.models import Unit

#: Roles that answer for an area, first things first; residents, checkers and administrators do not.
ANSWERING = (
    Role.DISTRICT_LEADER,
    Role.DISTRICT_DISPATCHER,
    Role.STREET_LEADER,
    Role.STREET_DISPATCHER,
    Role.SECRETARY,
    Role.STAFF,
    Role.LEADER,
    Role.OFFICER,
    Role.CAPTAIN,
)


@dataclass(frozen=True, slots=True)
class Answering:
    """One level of an area's chain and the posts held there now; an empty list is a vacancy."""

    area: Node
    posts: list[Post]
    #: The desk of this level is empty, though the level is on.
    is_vacant: bool


def who_answers(area: Node, *, at: datetime) -> list[Answering]:
    """From the area itself up to the root: the posts that answer for it, persons joined; one question."""
    held = Post.objects.held(at).filter(area__path__in=paths_up(area.path), role__in=ANSWERING)
    by_area: dict[int, list[Post]] = {}
    for post in held.select_related("person", "area"):
        by_area.setdefault(post.area_id or 0, []).append(post)
    found = []
    for node in reversed(trees.chain(area.path)):
        posts = sorted(by_area.get(node.id, []), key=lambda p: (ANSWERING.index(Role(p.role)), p.pk))
        desk = DESK_ROLES.get(node.rank, frozenset())
        is_vacant = bool(desk) and node.is_on and not any(Role(p.role) in desk for p in posts)
        found.append(Answering(node, posts, is_vacant))
    return found


@dataclass(frozen=True, slots=True)
class GridCard:
    """What a grid's officer, and whoever asks who is who there, needs on one card."""

    area: Node
    households: int | None
    answering: list[Answering]
    units: list[Unit]
    estates: list[Place]
    buildings: int
    findings: list[Finding]


def grid_card(area: Node, *, at: datetime) -> GridCard:
    """The card of an area: team, units that serve it from nearest to farthest, estates, what is missing."""
    answering = who_answers(area, at=at)
    served = UnitArea.objects.filter(area__path__in=paths_up(area.path), unit__is_active=True)
    units = [s.unit for s in served.select_related("unit__department").order_by("-area__rank", "unit__name")]
    here = Place.objects.current().below(area.path)
    houses = here.filter(kind=PlaceKind.BUILDING)
    estates = Place.objects.current().filter(kind=PlaceKind.ESTATE, pk__in=houses.values("parent"))
    estates = estates.annotate(buildings=Count("parts", Q(parts__kind=PlaceKind.BUILDING)))
    return GridCard(
        area,
        area.row.households,
        answering,
        units,
        list(estates.order_by("name")),
        houses.count(),
        formula_check(area, at=at),
    )


def formula_check(area: Node, *, at: datetime) -> list[Finding]:
    """What the team template misses in the grids at or below an area (domain/02 section 3)."""
    grids = [n for n in _at_or_below(area) if n.rank == 4 and n.kind == "grid" and n.is_on]
    leaders: Counter[int] = Counter()
    full_time: Counter[int] = Counter()
    held = Post.objects.held(at).filter(area__in=[n.id for n in grids], role__in=[Role.LEADER, Role.OFFICER])
    for area_id, role, employment in held.order_by().values_list("area_id", "role", "employment_type"):
        if role == Role.LEADER:
            leaders[area_id or 0] += 1
        elif employment == "full_time":
            full_time[area_id or 0] += 1
    return [
        finding
        for n in grids
        for finding in (
            *checks.team(
                n.label,
                leaders=leaders[n.id],
                full_time=full_time[n.id],
                grid_type=n.row.grid_type,
                area_id=n.id,
            ),
            *checks.size_of_grid(n.label, n.row.households, n.row.grid_type, area_id=n.id),
        )
    ]


def _at_or_below(area: Node) -> list[Node]:
    tree = trees.the_tree()
    found, waiting = [], [area]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(tree.below(node.id)))
    return found


def division_check(area: Node) -> list[Finding]:
    """Whether the areas directly below one overlap, leave gaps, or stick out of it."""
    rows = Area.objects.current().filter(geometry__isnull=False).exclude(kind="party")
    children = {
        pk: (name, plane.shape(geometry))
        for pk, name, geometry in rows.filter(parent=area.id)
        .order_by("grid_code", "pk")
        .values_list("pk", "name", "geometry")
    }
    own = rows.filter(pk=area.id).values_list("geometry", flat=True).first()
    return checks.division(plane.shape(own) if own else None, children)


@dataclass(frozen=True, slots=True)
class Size:
    """A grid and how many households it has against what it is made for."""

    area: Node
    households: int | None
    #: Of a bar that ends at twice the usual number, in per cent.
    share: int
    advice: str

    @property
    def is_off(self) -> bool:
        return bool(self.advice)


def grid_sizes(area: Node) -> list[Size]:
    """Every residential grid at or below an area; the farthest from the usual number first; no query."""
    found = []
    for node in _at_or_below(area):
        if node.rank != 4 or node.kind != "grid" or node.row.grid_type not in checks.RESIDENTIAL_TYPES:
            continue
        count = node.row.households
        findings = checks.size_of_grid(node.label, count, node.row.grid_type, area_id=node.id)
        advice = (
            "" if not findings or count is None else "split" if count > checks.MANY_HOUSEHOLDS else "merge"
        )
        share = min(100, round((count or 0) / checks.USUAL_HOUSEHOLDS / 2 * 100))
        found.append(Size(node, count, share, advice))
    return sorted(
        found, key=lambda s: -abs((s.households or checks.USUAL_HOUSEHOLDS) - checks.USUAL_HOUSEHOLDS)
    )


def lendable(by: Acting, *, at: datetime) -> PostQuerySet:
    """The posts that this hat may lend for some days: those of its own area and below."""
    held = Post.objects.held(at).filter(role__in=LENDABLE, area__isnull=False, stands_in_for__isnull=True)
    here = held.filter(area__in=Area.objects.below(by.area_path)) if by.area_path else held
    return here.select_related("person", "area").order_by("area__path", "role", "pk")


def stand_ins(by: Acting, *, at: datetime) -> PostQuerySet:
    """The stand-ins of the hat's own area and below that run or are to come."""
    lent = Post.objects.filter(stands_in_for__isnull=False, until__gt=at)
    here = lent.filter(area__in=Area.objects.below(by.area_path)) if by.area_path else lent
    return here.select_related("person", "area", "stands_in_for__person").order_by("until", "pk")
