"""Answering questions about cases, within what the asker may see."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from wangge.cases import search
from wangge.cases.models import Case
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries.lookup import by_number
from wangge.cases.rules.flows import Outcome, Source
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.insight.models import Answer, HotCase, SavedQuestion
from wangge.insight.queries import geo
from wangge.insight.rules.asking import NONE, ROWS, Question
from wangge.insight.rules.measures import MEASURES, MEDIAN
from wangge.kernel import ids
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.people.models import Unit

PAGE = 50
SOON = timedelta(hours=2)
#: A monthly question has been asked since.
_LAST = timedelta(days=40)
_DAY = {"reported": "tally__reported_on", "counted": "tally__counted_on", "closed": "tally__closed_on"}


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a summary, and the question that opens it."""

    name: str
    n: int
    query: dict[str, str]


def found(question: Question, acting: Acting, *, at: datetime) -> CaseQuerySet:
    """The cases of a question: `open_to`, narrowed; never wider."""
    rows = Case.objects.open_to(acting, Permit.CASE_SEE).filter(tally__isnull=False)
    node = grids.area(question.area)
    if node is not None:
        rows = rows.filter(access.below(node.path, field="tally__area_path"))
    given = {
        "tally__matter": question.matter,
        "tally__category": question.category,
        "source": question.source,
        "urgency": question.urgency,
        "outcome": question.outcome,
    }
    rows = rows.filter(**{name: "" if v == NONE else v for name, v in given.items() if v})
    if question.unit is not None:
        rows = rows.filter(_of_unit(question))
    rows = rows.filter(_state(question.state), _late(question.late, at=at))
    if question.spot is not None:
        rows = rows.filter(pk__in=HotCase.objects.filter(spot=question.spot).values("case_id"))
    elif not question.is_of_open_work:
        since, until = question.days(local_day(at))
        day = _DAY.get(question.by, _DAY["reported"])
        rows = rows.filter(**{f"{day}__gte": since, f"{day}__lte": until})
    return _worded(_measured(rows, question), question.q, acting)


def _of_unit(question: Question) -> Q:
    """By the unit of the count where a count is asked for; else by the lead of today, or of the count."""
    counted = Q(tally__unit=question.unit, tally__counted_on__isnull=False)
    if question.by == "counted" or question.measure:
        return counted
    return Q(lead_unit_id=question.unit) if question.unit else counted


def _state(state: str) -> Q:
    if state == "open":
        return Q(is_open=True)
    if state == "ended":
        return Q(is_open=False, state__in=["closed", "archived"])
    return Q(is_open=True, status=state) if state else Q()


def _late(late: str, *, at: datetime) -> Q:
    return {
        "over": Q(is_open=True, lateness__gte=2),
        "soon": Q(is_open=True, act_by__gte=at, act_by__lt=at + SOON),
        "supervised": Q(is_supervised=True),
    }.get(late, Q())


def _measured(rows: CaseQuerySet, question: Question) -> CaseQuerySet:
    """The cases that a measure counts, or those of its base that it does not."""
    measure = MEASURES.get(question.measure)
    if measure is None or measure.code in ("reported", "closed"):
        return rows
    if measure.code == MEDIAN:
        return rows.filter(tally__bucket__isnull=False)
    bottom = Q(**{f"tally__{measure.bottom or measure.top}__gt": 0})
    if measure.top == "repeated":
        counted = Q(repeat__isnull=False)
    else:
        counted = Q(**{f"tally__{measure.top}__gte": F(f"tally__{measure.bottom}") * measure.scale})
    if not measure.bottom or question.side not in ("top", "rest"):
        return rows.filter(bottom)
    is_top = (question.side == "top") != measure.is_rest
    return rows.filter(bottom, counted if is_top else ~counted)


def _worded(rows: CaseQuerySet, q: str, acting: Acting) -> CaseQuerySet:
    if not q:
        return rows
    if ids.normal_number(q):
        case = by_number(q, acting)
        return rows.filter(pk=case.pk) if case else rows.none()
    return search.matching(rows, q)


def count(rows: CaseQuerySet) -> tuple[int, bool]:
    """How many, up to the most that are counted; and whether there are more."""
    n = rows.order_by()[: ROWS + 1].count()
    return min(n, ROWS), n > ROWS


def listed(rows: CaseQuerySet) -> CaseQuerySet:
    """As the page lists them."""
    return rows.select_related("matter__category", "lead_unit", "tally").order_by("-reported_at", "-pk")


def groups(rows: CaseQuerySet, question: Question, node: Node) -> list[Group]:
    """A summary by one fact, counted from the cases themselves; in the order of names, days, areas."""
    columns: dict[str, str] = {
        "matter": "tally__matter",
        "category": "tally__category",
        "unit": "tally__unit" if question.by == "counted" else "lead_unit_id",
        "source": "source",
        "outcome": "outcome",
        "area": "tally__area_path",
        "day": _DAY.get(question.by, _DAY["reported"]),
    }
    column = columns.get(question.group)
    if column is None:
        return []
    counted = dict(rows.order_by().values_list(column).annotate(n=Count("pk")))
    if question.group == "area":
        return _by_area(counted, question, node)
    name_of = _names(question.group, counted)
    lines = [(name_of(key), n, key) for key, n in counted.items() if key is not None]
    return [
        Group(name, n, question.as_query(group="", **_narrow(question.group, key)))
        for name, n, key in sorted(lines, key=lambda line: (line[0], str(line[2])))
    ]


def _narrow(group: str, key: Any) -> dict[str, object]:
    return {"since": key, "until": key} if group == "day" else {group: NONE if key == "" else key}


def _names(group: str, counted: dict[Any, int]) -> Callable[[Any], str]:
    known = catalogue.catalogue()
    if group == "matter":
        return lambda key: known.matters[key].title if key in known.matters else "待归类"
    if group == "category":
        return lambda key: known.categories.get(key, "待归类")
    if group == "unit":
        names = dict(Unit.objects.filter(pk__in=[k for k in counted if k]).values_list("pk", "name"))
        return lambda key: names.get(key, "属地自办")
    if group == "day":
        return lambda key: f"{key:%Y-%m-%d}"
    labels: dict[str, Any] = dict(Source.choices if group == "source" else Outcome.choices)
    return lambda key: str(labels.get(key, "尚无结果"))


def _by_area(counted: dict[str, int], question: Question, node: Node) -> list[Group]:
    parts = geo.parts_of(node)
    sums: Counter[int] = Counter()
    for path, n in counted.items():
        part = next((p.id for p in parts if access.is_below(path, p.path)), 0)
        sums[part] += n
    rows = [Group(p.name, sums[p.id], question.as_query(group="", area=p.id)) for p in parts if sums[p.id]]
    return [*rows, *([Group("没有细分到下级", sums[0], question.as_query(group=""))] if sums[0] else [])]


def saved(acting: Acting, *, at: datetime) -> list[tuple[SavedQuestion, Answer | None]]:
    """Kept questions by name, each with what it came to last where it is asked by itself."""
    rows = list(SavedQuestion.objects.open_to(acting, Permit.INSIGHT_SEE).order_by("name", "pk"))
    timed = [row.pk for row in rows if row.schedule]
    lately = Answer.objects.filter(question__in=timed, at__gte=at - _LAST).order_by("at")
    answers = {answer.question_id: answer for answer in lately}
    return [(row, answers.get(row.pk) if row.person_id == acting.person_id else None) for row in rows]


def in_words(question: Question, today: date) -> str:
    """The question as a sentence, so that a saved one says what it is."""
    known = catalogue.catalogue()
    node, parts = grids.area(question.area), []
    if node:
        parts.append(node.label)
    if not question.is_of_open_work and question.spot is None:
        since, until = question.days(today)
        what = {"counted": "统计日", "closed": "办结日"}.get(question.by, "上报日")
        parts.append(f"{what} {since:%m-%d} 至 {until:%m-%d}")
    if question.category:
        parts.append(known.categories.get(question.category, ""))
    if question.matter in known.matters:
        parts.append(known.matters[question.matter].title)
    if question.measure in MEASURES:
        name = MEASURES[question.measure].name
        parts.append({"top": f"{name}计入的", "rest": f"{name}没计入的"}.get(question.side, name))
    labels: list[tuple[str, Any]] = [
        (question.state, _STATE_WORDS),
        (question.late, _LATE_WORDS),
        (question.source, dict(Source.choices)),
        (question.outcome, dict(Outcome.choices)),
    ]
    parts += [str(words.get(value, "")) for value, words in labels if value]
    if question.q:
        parts.append(f"含“{question.q}”")
    return "，".join(part for part in parts if part)


_STATE_WORDS = {
    "open": "在办",
    "ended": "已办结",
    "returned": "单位退回",
    "disputed": "待裁定",
    "suspended": "已挂起",
    "verifying": "待核查",
}
_LATE_WORDS = {"over": "已超期", "soon": "2 小时内到期", "supervised": "督办中"}
