"""Reads of other systems' orders: those we have, those that may be one, what they must be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, QuerySet

from wangge.cases.models import Appeal, Case, Step
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.rules import counting
from wangge.cases.rules.flows import DeclineReason, Outcome
from wangge.cases.sealed import appeal_words, step_words
from wangge.channels.models import OutsideOrder, Reply, System
from wangge.channels.models.hotline import OutsideOrderQuerySet
from wangge.channels.rules import hotline as rules
from wangge.channels.rules.hotline import TWIN_METRES, TWIN_WITHIN, Back
from wangge.grids.access import Acting, Permit
from wangge.matters import queries as catalogue
from wangge.matters.rules import Visibility

_LOOKED_AT = 40
_READ = 12
_AT_ONCE = 500


def systems() -> QuerySet[System]:
    """Those in use."""
    return System.objects.filter(is_active=True).order_by("kind", "name")


def codes() -> Mapping[str, str]:
    """Names and codes of our matters -> code."""
    return _codes(catalogue.catalogue().token)


@lru_cache(maxsize=2)
def _codes(token: str) -> Mapping[str, str]:
    active = [m for m in catalogue.catalogue().matters.values() if m.is_active]
    return {m.name: m.code for m in active} | {m.code: m.code for m in active}


def known(system: System, numbers: Collection[str]) -> dict[str, OutsideOrder]:
    """Which of these numbers we have."""
    wanted = list(numbers)
    found: dict[str, OutsideOrder] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = OutsideOrder.objects.filter(system=system, number__in=wanted[start : start + _AT_ONCE])
        found |= {row.number: row for row in rows}
    return found


def twin_of(case: Case, text: str, number: str, system: System) -> Case | None:
    """An open case that is probably the same incident: the same number elsewhere, or here and alike."""
    if case.is_confidential:
        return None
    others = [pk for pk in System.objects.values_list("pk", flat=True) if pk != system.pk]
    same = (
        OutsideOrder.objects.filter(system__in=others, number=number).select_related("appeal__case").first()
    )
    if same is not None and same.appeal.case.is_open and not same.appeal.case.is_confidential:
        return same.appeal.case
    if case.area_id is None:
        return None
    near = (
        Case.objects.open()
        .filter(area_path=case.area_path, reported_at__gte=case.reported_at - TWIN_WITHIN)
        .exclude(pk=case.pk)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .order_by("-reported_at")[:_LOOKED_AT]
    )
    fits = [other for other in near if _fits(case, other)]
    placed = [other for other in fits if case.matter_id and case.matter_id == other.matter_id]
    return next(iter(placed), None) or _alike(text, fits)


def _fits(case: Case, other: Case) -> bool:
    """Not of another matter, and near as far as anybody knows."""
    if case.matter_id and other.matter_id and case.matter_id != other.matter_id:
        return False
    if case.lon is None or case.lat is None or other.lon is None or other.lat is None:
        return bool(case.place) and case.place == other.place
    return counting.metres(case.lon, case.lat, other.lon, other.lat) <= TWIN_METRES


def _alike(text: str, fits: list[Case]) -> Case | None:
    """The one whose sender said nearly the same."""
    for other in fits[:_READ]:
        appeals = Appeal.objects.filter(case=other).order_by("received_at")[:1]
        told = next(iter(appeal_words(other, appeals).values()), {})
        if rules.is_alike(text, str(told.get("text", ""))):
            return other
    return None


# --- pages ---


@dataclass(frozen=True, slots=True)
class Board:
    """A system as the clerk's page shows it: how many wait to be told."""

    system: System
    due: int
    filed: int
    dead: int


def orders(acting: Acting, *, system: System | None = None, twins: bool = False) -> OutsideOrderQuerySet:
    """The orders within reach, the newest first."""
    found = OutsideOrder.objects.open_to(acting, Permit.CASE_SEE)
    if system is not None:
        found = found.filter(system=system)
    if twins:
        found = found.filter(twin__isnull=False)
    joined = found.select_related("system", "appeal__case__matter__category", "twin__matter__category")
    return joined.order_by("-created_at")


def waiting(acting: Acting, system: System) -> QuerySet[Reply]:
    """What this system must still be told, as far as this hat reaches."""
    reach = OutsideOrder.objects.open_to(acting, Permit.CASE_SEE).filter(system=system)
    found = Reply.objects.filter(system=system, state__in=["due", "filed", "dead"])
    return found.filter(order__in=reach.values("pk")).select_related("order__appeal__case").order_by("at")


def boards(acting: Acting) -> list[Board]:
    """Every system in use with what it must be told; one query for the systems, one for the counts."""
    reach = OutsideOrder.objects.open_to(acting, Permit.CASE_SEE)
    found = Reply.objects.filter(state__in=["due", "filed", "dead"], order__in=reach.values("pk"))
    counts = {
        (system, state): n
        for system, state, n in found.order_by().values_list("system", "state").annotate(n=Count("pk"))
    }
    return [
        Board(s, *(counts.get((s.pk, state), 0) for state in ("due", "filed", "dead"))) for s in systems()
    ]


# --- what is told ---


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply in words: everything another system is told, and nothing of the sender."""

    reply: Reply
    number: str
    back: str
    outcome: str
    said: str
    unit: str
    at: datetime


def answers(replies: Collection[Reply]) -> list[Answer]:
    """The words of replies, read from the steps they stand for."""
    wanted = {reply.step_id for reply in replies}
    steps = {s.pk: s for s in Step.objects.filter(pk__in=wanted).select_related("text", "case__lead_unit")}
    return [_answer(reply, steps[reply.step_id]) for reply in replies if reply.step_id in steps]


def _answer(reply: Reply, step: Step) -> Answer:
    case, back = step.case, Back(reply.back)
    said = str(step_words(case, [step]).get(step.pk, {}).get("said", ""))
    outcome = ""
    if back is Back.REPLY and case.outcome:
        outcome = str(Outcome(case.outcome).label)
    elif back is Back.SEND_BACK:
        outcome = str(dict(DeclineReason.choices).get(step.reason, "不属于受理范围"))
    unit = case.lead_unit.name if case.lead_unit and not case.is_confidential else step.seat
    word = reply.system.words.get(str(back)) or str(back.label)
    return Answer(reply, reply.order.number, word, outcome, said, unit, reply.at)


def reach(acting: Acting) -> CaseQuerySet:
    """The cases this clerk may see."""
    return Case.objects.open_to(acting, Permit.CASE_SEE)
