"""A unit's own orders: what waits by what is due next, tabs whose counts agree, who has what, one order's
page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import models as db
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from wangge.cases import search
from wangge.cases.models import Case, WorkOrder
from wangge.cases.models.order import WorkOrderQuerySet
from wangge.cases.queries import ground
from wangge.cases.queries.lookup import by_number
from wangge.cases.queries.page import CasePage, Line, OrderCard
from wangge.cases.rules import evidence
from wangge.cases.rules.flows import OPEN_ORDER, OrderState, State
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.models import Post
from wangge.kernel import ids
from wangge.matters import queries as catalogue
from wangge.matters.rules import done_when
from wangge.people.models import Person

PAGE = 30
SOON = timedelta(hours=2)
#: The last tab looks back over what was sent since then, so that it does not grow with the years.
RECENT = timedelta(days=90)

W = OrderState
DONE = "done"
#: Tab, its name, the states it holds. The first is the sum of those that follow, but for the last.
TABS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("", "全部在办", frozenset(OPEN_ORDER)),
    ("sent", "待签收", frozenset({W.SENT})),
    ("acknowledged", "处置中", frozenset({W.ACKNOWLEDGED})),
    ("returned", "已退回", frozenset({W.RETURNED, W.DISPUTED})),
    ("submitted", "已反馈", frozenset({W.SUBMITTED})),
    (DONE, "近期办完", frozenset({W.DONE})),
)
_STATES = {code: states for code, _, states in TABS}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; every one of them stands in the URL."""

    tab: str = ""
    late: str = ""  # over, soon, supervised
    #: A person's id, `mine`: the own ones, or `none`: nobody has it in hand yet.
    handler: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab and how many orders it holds."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over the list, each equal to a list one click away."""

    to_acknowledge: int
    to_acknowledge_late: int
    over: int
    soon: int
    supervised: int


@dataclass(frozen=True, slots=True)
class Hands:
    """What one person of the unit has in hand; `person` is None for what nobody has taken yet."""

    person: Person | None
    open: int
    over: int

    @property
    def key(self) -> str:
        return str(self.person.pk) if self.person else "none"


def mine(acting: Acting) -> WorkOrderQuerySet:
    """The orders of this hat: a handler's own and those nobody has taken, all of the unit for its leader."""
    return WorkOrder.objects.open_to(acting, Permit.ORDER_SEE)


def next_due() -> db.Case:
    """Until when the unit must act next: receipt first, then the limit; what stands still by its review."""
    return db.Case(When(state=W.SENT, then=F("acknowledge_by")), default=Coalesce("due_at", "case__act_by"))


#: The unit must do something now; a returned or submitted order waits for others.
_WAITS = Q(state__in=[W.SENT, W.ACKNOWLEDGED]) & ~Q(case__state=State.SUSPENDED)


def _before(moment: datetime) -> Q:
    """What the unit must do before a moment; the same times as `next_due`."""
    by_limit = Q(due_at__lt=moment) | Q(due_at__isnull=True, case__act_by__lt=moment)
    return _WAITS & (Q(state=W.SENT, acknowledge_by__lt=moment) | Q(state=W.ACKNOWLEDGED) & by_limit)


def _soon(at: datetime) -> Q:
    return _before(at + SOON) & ~_before(at)


def narrowed(
    orders: WorkOrderQuerySet, filters: Filters, acting: Acting, *, at: datetime
) -> WorkOrderQuerySet:
    """Everything but the tab, so that the tabs can count the same orders."""
    if filters.late == "over":
        orders = orders.filter(_before(at))
    elif filters.late == "soon":
        orders = orders.filter(_soon(at))
    elif filters.late == "supervised":
        orders = orders.open().filter(case__is_supervised=True)
    if filters.handler == "none":
        orders = orders.filter(handler__isnull=True)
    elif filters.handler == "mine":
        orders = orders.filter(handler_id=acting.person_id or 0)
    elif filters.handler.isdigit():
        orders = orders.filter(handler_id=int(filters.handler))
    return _found(orders, filters.q, acting)


def _found(orders: WorkOrderQuerySet, q: str, acting: Acting) -> WorkOrderQuerySet:
    if not q:
        return orders
    if ids.normal_number(q):
        case = by_number(q, acting)
        return orders.filter(case=case) if case else orders.none()
    return orders.filter(case__in=search.matching(Case.objects.open_to(acting, Permit.CASE_SEE), q))


def tabs(orders: WorkOrderQuerySet, *, at: datetime) -> list[Tab]:
    """How many orders each tab holds: the open ones in one query, the recently done in another."""
    plain = orders.order_by()
    counted: dict[str, int] = dict(plain.open().values_list("state").annotate(n=Count("pk")))
    counted[W.DONE] = plain.filter(state=W.DONE, sent_at__gte=at - RECENT).count()
    return [Tab(code, label, sum(counted.get(s, 0) for s in states)) for code, label, states in TABS]


def rows(orders: WorkOrderQuerySet, tab: str, *, at: datetime) -> WorkOrderQuerySet:
    """The orders of a tab as the list shows them: what the unit must do next first, what waits for others
    last.
    """
    joined = orders.select_related("handler", "case__matter__category")
    if tab == DONE:
        done = joined.filter(state=W.DONE, sent_at__gte=at - RECENT)
        return done.order_by("-submitted_at", "pk")
    joined = joined.open().filter(state__in=sorted(_STATES.get(tab, _STATES[""])))
    waits = db.Case(When(_WAITS, then=Value(0)), When(state=W.SUBMITTED, then=Value(2)), default=Value(1))
    return joined.order_by(waits, next_due(), "pk")


def figures(acting: Acting, *, at: datetime) -> Figures:
    """One query over the open orders of the hat."""
    counted = (
        mine(acting)
        .open()
        .aggregate(
            to_acknowledge=Count("pk", filter=Q(state=W.SENT)),
            to_acknowledge_late=Count("pk", filter=Q(state=W.SENT) & _before(at)),
            over=Count("pk", filter=_before(at)),
            soon=Count("pk", filter=_soon(at)),
            supervised=Count("pk", filter=Q(case__is_supervised=True)),
        )
    )
    return Figures(**counted)


def handlers(acting: Acting, *, at: datetime) -> QuerySet[Person]:
    """The people of the unit, in the order they came: never by how much they have."""
    posts = Post.objects.held(at).filter(unit_id=acting.unit_id or 0, role=Role.HANDLER)
    return Person.objects.filter(pk__in=posts.values("person_id")).order_by("pk")


def hands(acting: Acting, people: Sequence[Person], *, at: datetime) -> list[Hands]:
    """Who of a unit has what in hand, in a fixed order; what nobody has taken first."""
    waiting = mine(acting).open()
    counted = {
        handler: (n, over)
        for handler, n, over in waiting.order_by()
        .values_list("handler")
        .annotate(n=Count("pk"), over=Count("pk", filter=_before(at)))
    }
    gone = set(counted) - {person.pk for person in people} - {None}
    left = list(Person.objects.filter(pk__in=gone).order_by("pk")) if gone else []
    found = [Hands(person, *counted.get(person.pk, (0, 0))) for person in [*people, *left]]
    return [*([Hands(None, *counted[None])] if None in counted else []), *found]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the evidence a matter asks for, and whether it is there."""

    name: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What the page of one order shows beside the case's own page."""

    card: OrderCard
    others: list[OrderCard]
    done_when: str
    evidence: list[Piece]
    #: Required lines of the check-list that are still open: they refuse the lead's submit.
    open_lines: int
    #: What the verifier or the desk answered last, above everything else.
    answer: Line | None
    answer_title: str


_ANSWERS: Mapping[str, str] = {
    "rework": "核查没有通过，请继续办理",
    "insist": "派单席位坚持由贵单位办理",
    "arbitrate": "上级裁定由贵单位办理，不能再退回",
}


def page(order: WorkOrder, case: Case, shown: CasePage) -> OrderPage:
    """The order's own part of the page; `case` is the one `pages.load` joined, `shown` its page."""
    card = next(c for c in shown.orders if c.order.pk == order.pk)
    others = [replace(c, url="") for c in shown.orders if c.order.pk != order.pk]
    open_lines = sum(t.is_required and not t.condition and t.is_open for t in shown.tasks)
    answer, title = _answer(order, case, shown)
    return OrderPage(
        card=replace(card, url=""),
        others=others,
        done_when=enough(case),
        evidence=_evidence(case) if order.is_lead and case.is_open else [],
        open_lines=open_lines,
        answer=answer,
        answer_title=title,
    )


def enough(case: Case) -> str:
    """When the model of a case says that it is done well enough."""
    model = catalogue.catalogue().models.get(case.model_code)
    return done_when(model, case.matter_id or "") if model else ""


def _evidence(case: Case) -> list[Piece]:
    wanted = case.matter.evidence if case.matter else []
    if not wanted:
        return []
    lacking = evidence.missing(wanted, ground.evidence_of(case))
    return [Piece(evidence.NAMES[code], code not in lacking) for code in wanted]


def _answer(order: WorkOrder, case: Case, shown: CasePage) -> tuple[Line | None, str]:
    """The last word of others on this order, as long as the unit has not acted upon it."""
    if order.state not in (W.SENT, W.ACKNOWLEDGED):
        return None, ""
    for step, line in zip(case.steps.all(), shown.lines, strict=True):
        if step.order_id == order.pk and step.verb in _ANSWERS:
            return line, _ANSWERS[step.verb]
        if step.order_id == order.pk and step.verb in ("submit", "send_back"):
            break
    return None, ""
