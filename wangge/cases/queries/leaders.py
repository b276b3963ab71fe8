"""What is late and whose, what waits for a leader's word, and how the areas below stand; a desk's morning.

Units and desks stand in a fixed order, never by how late they are (domain/04 section 6).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from wangge.cases.models import Case, CaseTask, Step, WorkOrder
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import ground
from wangge.cases.rules.flows import OrderState, State
from wangge.cases.sealed import step_words
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.kernel.words import local_day

PAGE = 30
SOON = timedelta(hours=2)
#: An order in these states is on the unit's hands.
_ON_HANDS = (OrderState.SENT, OrderState.ACKNOWLEDGED)
OVER, SUPERVISED, DISPUTED, SUSPENDED, ASKED = "", "supervised", "disputed", "suspended", "asked"
TABS = (
    (OVER, "已超期"),
    (SUPERVISED, "督办中"),
    (DISPUTED, "待裁定"),
    (SUSPENDED, "已挂起"),
    (ASKED, "申请延期"),
)


def reach(acting: Acting) -> CaseQuerySet:
    """The cases on this leader's desks, and on those below."""
    return Case.objects.open_to(acting, Permit.LATE_SEE)


def _held() -> Exists:
    """A unit has it on its hands."""
    return Exists(WorkOrder.objects.filter(case=OuterRef("pk"), state__in=_ON_HANDS))


def over(acting: Acting, *, at: datetime, who: str = "") -> CaseQuerySet:
    """The open cases past the moment by which somebody had to act; `who` narrows to a unit (`u12`), to this
    post's own desk, or to the desks of an area below it (`d5`).
    """
    late = reach(acting).open().filter(act_by__lt=at)
    kind, number = who[:1], who[1:]
    if not number.isdigit() or kind not in "ud":
        return late
    if kind == "u":
        theirs = WorkOrder.objects.filter(unit_id=int(number), state__in=_ON_HANDS)
        return late.filter(state=State.IN_HAND, pk__in=theirs.values("case_id"))
    node = grids.area(int(number))
    if node is None or node.id == acting.area_id:
        late = late.filter(desk_id=int(number))
    else:
        late = late.filter(access.below(node.path, field="desk_path"))
    return late.exclude(_held(), state=State.IN_HAND)


def asking(cases: CaseQuerySet, *, at: datetime) -> CaseQuerySet:
    """Of these the ones whose unit asked for more time that nobody has granted yet and that still can be."""
    steps = Step.objects.filter(case=OuterRef("pk")).order_by("-seq").values("seq")
    asked = Subquery(steps.filter(verb="extend_ask")[:1])
    settled = Coalesce(Subquery(steps.filter(verb__in=_SETTLE)[:1]), Value(0))
    waiting = cases.open().filter(state=State.IN_HAND, due_at__gte=at)
    return waiting.annotate(asked=asked, settled=settled).filter(asked__gt=F("settled"))


_SETTLE = ("extend", "reopen")


def rows(acting: Acting, tab: str, *, at: datetime, who: str = "") -> CaseQuerySet:
    """The cases of a tab, joined as the list shows them."""
    found = {
        OVER: lambda: over(acting, at=at, who=who).order_by("act_by", "pk"),
        SUPERVISED: lambda: reach(acting).filter(is_supervised=True).order_by("is_open", "act_by", "pk"),
        DISPUTED: lambda: reach(acting).open().filter(status="disputed").order_by("act_by", "pk"),
        SUSPENDED: lambda: reach(acting).open().filter(status="suspended").order_by("review_on", "pk"),
        ASKED: lambda: asking(reach(acting), at=at).order_by("due_at", "pk"),
    }[tab]()
    orders = WorkOrder.objects.open().select_related("unit").order_by("-kind", "sent_at")
    return found.select_related("matter__category").prefetch_related(
        Prefetch("orders", orders, to_attr="open_orders")
    )


def counts(acting: Acting, *, at: datetime, who: str = "") -> Mapping[str, int]:
    """How many cases each tab holds."""
    counted = (
        reach(acting)
        .open()
        .aggregate(
            disputed=Count("pk", filter=Q(status="disputed")),
            suspended=Count("pk", filter=Q(status="suspended")),
            over=Count("pk", filter=Q(act_by__lt=at)),
        )
    )
    return {
        OVER: over(acting, at=at, who=who).count() if who else counted["over"],
        SUPERVISED: reach(acting).filter(is_supervised=True).count(),
        DISPUTED: counted["disputed"],
        SUSPENDED: counted["suspended"],
        ASKED: asking(reach(acting), at=at).count(),
    }


def to_arbitrate(cases: CaseQuerySet, acting: Acting) -> CaseQuerySet:
    """Of these the ones that this leader decides: those of the desks below, not of his own."""
    return cases.filter(pk__in=Case.objects.open_to(acting, Permit.CASE_ARBITRATE).values("pk"))


def on_hands(case: Case) -> str:
    """With whom a case lies now, in words; `rows` joined its open orders."""
    orders: Sequence[WorkOrder] = getattr(case, "open_orders", [])
    units = [order.unit.name for order in orders if order.state in _ON_HANDS]
    if case.state == State.IN_HAND and units:
        return "、".join(units)
    desk = grids.area(case.desk_id)
    return f"{desk.name if desk else ''}{_AT_DESK.get(case.status, '席位')}"


_AT_DESK = {"verifying": "待核查", "verified": "待结案", "returned": "待答复退回", "disputed": "上一级待裁定"}


@dataclass(frozen=True, slots=True)
class Whose:
    """One unit, one desk or the desks of one area, and what is late with it."""

    key: str
    name: str
    is_unit: bool
    count: int
    #: When the oldest of them was due.
    since: datetime


def whose(acting: Acting, *, at: datetime) -> list[Whose]:
    """Who has the late cases: units in the order of their names, then this desk, then the areas below with
    all their desks. A case that two units have on their hands counts with both.
    """
    late = over(acting, at=at)
    orders = WorkOrder.objects.filter(state__in=_ON_HANDS, case__in=late.filter(state=State.IN_HAND))
    of_units = orders.order_by("unit__name", "unit_id").values_list("unit_id", "unit__name")
    units = of_units.annotate(n=Count("case", distinct=True), since=Min("case__act_by"))
    rest = late.exclude(_held(), state=State.IN_HAND).order_by()
    desks = rest.values_list("desk_id").annotate(n=Count("pk"), since=Min("act_by"))
    found = [Whose(f"u{id_}", name, True, n, since) for id_, name, n, since in units]
    return [*found, *_fold(acting, list(desks))]


def _fold(acting: Acting, desks: Sequence[tuple[int, int, datetime]]) -> list[Whose]:
    """Desks by the areas directly below this post's, in the order of the tree; its own desk first."""
    own = grids.area(acting.area_id)
    order = [*([own] if own else []), *grids.the_tree().below(acting.area_id)]
    below: set[int | None] = {node.id for node in grids.the_tree().below(acting.area_id)}
    folded: dict[int | None, tuple[int, datetime]] = {}
    for desk_id, n, since in desks:
        node = grids.area(desk_id)
        under = part_of(node, below) or acting.area_id
        count, oldest = folded.get(under, (0, since))
        folded[under] = (count + n, min(oldest, since))
    names = {node.id: f"{node.name}席位" if node is own else node.name for node in order}
    return [Whose(f"d{i}", name, False, *folded[i]) for i, name in names.items() if i in folded]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the open work of one area stands; `node` is None for what nobody has placed yet."""

    node: Node | None
    name: str
    open: int
    over: int
    soon: int
    supervised: int


def areas(acting: Acting, *, at: datetime) -> list[Standing]:
    """The areas directly below this post's, then what lies in none of them; one query over the open cases."""
    return standing(Case.objects.open_to(acting, Permit.CASE_SEE).open(), acting.area_id, at=at)


def standing(cases: CaseQuerySet, top: int | None, *, at: datetime) -> list[Standing]:
    """How these cases lie in the areas directly below one, in the order of the tree; one query."""
    grouped = (
        cases.order_by()
        .values_list("area_id")
        .annotate(
            n=Count("pk"),
            over=Count("pk", filter=Q(act_by__lt=at)),
            soon=Count("pk", filter=Q(act_by__gte=at, act_by__lt=at + SOON)),
            supervised=Count("pk", filter=Q(is_supervised=True)),
        )
    )
    below = grids.the_tree().below(top)
    sums: dict[int | None, list[int]] = {node.id: [0, 0, 0, 0] for node in below}
    here, lost = [0, 0, 0, 0], [0, 0, 0, 0]
    for area_id, *numbers in grouped:
        node = grids.area(area_id)
        part = part_of(node, sums)
        row = lost if node is None else sums[part] if part is not None else here
        for n, number in enumerate(numbers):
            row[n] += number
    found = [Standing(node, node.name, *sums[node.id]) for node in below]
    found += [Standing(grids.area(top), "没有细分到下级", *here)] if here[0] and below else []
    return [*found, *([Standing(None, "待定位", *lost)] if lost[0] else [])]


def part_of(node: Node | None, parts: Collection[int | None]) -> int | None:
    """Which of these areas a node lies in, if any."""
    return next((i for i in node.chain_ids if i in parts), None) if node else None


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for more time that waits for an answer."""

    seat: str
    at: datetime
    days: int
    note: str


def ask_of(case: Case, *, at: datetime) -> Ask | None:
    """The request that waits on one case and can still be granted, or None."""
    if case.state != State.IN_HAND or case.due_at is None or case.due_at < at:
        return None
    return last_ask(case)


def last_ask(case: Case) -> Ask | None:
    """The newest request of a case that nobody has answered; reads its steps where they are not joined."""
    last = next((s for s in _newest_first(case) if s.verb in ("extend_ask", *_SETTLE)), None)
    if last is None or last.verb != "extend_ask":
        return None
    return _ask(case, last)


def _ask(case: Case, step: Step) -> Ask:
    text = step_words(case, [step])[step.pk]
    return Ask(step.seat, step.at, int(text.get("days", 0)), str(text.get("note", "")))


def _newest_first(case: Case) -> list[Step]:
    if "steps" in getattr(case, "_prefetched_objects_cache", {}):
        return sorted(case.steps.all(), key=lambda step: -step.seq)
    found = case.steps.filter(verb__in=("extend_ask", *_SETTLE)).select_related("text")
    return list(found.order_by("-seq"))


def asks_of(cases: Sequence[Case]) -> dict[Any, Ask]:
    """The newest request of each of these cases, in one query."""
    steps = Step.objects.filter(case__in=cases, verb="extend_ask").select_related("text").order_by("seq")
    by_id = {case.pk: case for case in cases}
    return {step.case_id: _ask(by_id[step.case_id], step) for step in steps}


# --- a desk's morning ---

#: What a desk decides, in the order of the work: status, what the group is called.
GROUPS = (
    ("reported", "待受理"),
    ("accepted", "待派单"),
    ("returned", "单位退回，等答复"),
    ("verified", "核查通过，待结案"),
    ("deliberating", "共议中"),
)
FIRST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """What of one kind lies on a desk: how many, and the first few."""

    code: str
    name: str
    count: int
    cases: list[Case]


def on_desk(acting: Acting) -> CaseQuerySet:
    """The open work that lies on this very desk."""
    return Case.objects.open_to(acting, Permit.CASE_SEE).open().filter(desk_id=acting.area_id or 0)


def morning(acting: Acting) -> list[Group]:
    """What waits for a decision of this desk: counts in one query, the first of each group in another."""
    mine = on_desk(acting)
    counted: dict[str, int] = dict(mine.order_by().values_list("status").annotate(n=Count("pk")))
    rank = Window(RowNumber(), partition_by=F("status"), order_by=[F("act_by"), F("pk")])
    ranked = mine.filter(status__in=[code for code, _ in GROUPS]).annotate(rank=rank).filter(rank__lte=FIRST)
    first = list(ranked.select_related("matter__category", "lead_unit").order_by("act_by", "pk"))
    groups = [
        Group(code, name, counted.get(code, 0), [case for case in first if case.status == code])
        for code, name in GROUPS
    ]
    return [group for group in groups if group.count]


def unplaced(acting: Acting) -> CaseQuerySet:
    """Open work whose place nobody knows yet."""
    cases = Case.objects.open_to(acting, Permit.CASE_SEE).open().filter(area__isnull=True)
    return cases.select_related("matter__category").order_by("act_by", "pk")


def aftercare_due(acting: Acting, *, at: datetime) -> Any:
    """After-care to look at by the end of today, of the cases that this desk closed."""
    _, end = ground.day_bounds(local_day(at))
    tasks = CaseTask.objects.filter(kind=CaseTask.Kind.AFTERCARE, done_at__isnull=True, due_at__lt=end)
    # Asked of each task: there are few that wait, and many cases that were closed.
    mine = Case.objects.open_to(acting, Permit.CASE_SEE).filter(desk_id=acting.area_id or 0)
    tasks = tasks.filter(Exists(mine.filter(pk=OuterRef("case"))))
    return tasks.select_related("case__matter__category").order_by("due_at", "pk")
