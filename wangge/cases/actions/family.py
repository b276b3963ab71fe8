"""Another matter or place that came with a case becomes a case of its own; opinions of three sides."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _seat
from wangge.cases.actions._core import Said, record, take
from wangge.cases.actions.intake import put_in
from wangge.cases.models import Case
from wangge.cases.rules import family
from wangge.cases.rules.flows import Side
from wangge.cases.rules.spot import Spot
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.kernel.words import clean, local_day
from wangge.matters.models import Matter
from wangge.matters.rules import Visibility
from wangge.notices import actions as notices


@transaction.atomic
def split_off(
    case: Case, *, text: str, matter: Matter, spot: Spot | None = None, by: Acting, at: datetime
) -> Case:
    """Another matter or place in the same words: a case of its own, told anew by the desk; the first one
    closes after it. Returns the new case.
    """
    case = take(case, "split_off", by=by)
    refusal = family.may_not_split(is_child=case.parent_id is not None, children=case.children.count())
    if refusal:
        raise Refused(refusal)
    if case.area_id is None and spot is None:
        raise Refused("还不知道在哪里，请选定区域。", field="area")
    where = spot or _same_place(case)
    child = put_in(
        text=clean(text), spot=where, matter=matter.code, source=case.source, parent=case, by=by, at=at
    )
    record(case, "split_off", by=by, at=at, extra={"child": child.number, "line": matter.name})
    if child.is_confidential and not case.is_confidential:
        # The words that hold both are as secret as the stricter of the two.
        case.visibility = Visibility.CONFIDENTIAL
        notices.hush(case_id=case.pk)
        _seat.leave_the_grid(case, at=at)
        _core.settle(case)
        case.save()
    return child


def _same_place(case: Case) -> Spot:
    spot = queries.area_spot(case.area_id or 0, place=case.place)
    return replace(spot, lon=case.lon, lat=case.lat)


@transaction.atomic
def ask_opinion(
    case: Case, *, side: Side, body: str, due: date, by: Acting, at: datetime, note: str = ""
) -> Case:
    """Ask one of the three sides what it thinks, until a day; each once."""
    case = take(case, "ask_opinion", by=by)
    if case.steps.filter(verb="ask_opinion", reason=side).exists():
        raise Refused(f"已经向{Side(side).label}征求过意见。", field="side")
    if due < local_day(at):
        raise Refused("答复日期要在今天或以后。", field="due")
    asked = {"body": clean(body).strip()[:60], "due": due.isoformat()}
    return record(case, "ask_opinion", by=by, at=at, words_of=Said(note=note), reason=side, extra=asked)


@transaction.atomic
def give_opinion(case: Case, *, side: Side, note: str, by: Acting, at: datetime) -> Case:
    """Write down what a side that was asked has answered."""
    if not note.strip():
        raise Refused("请写下对方的意见。", field="note")
    case = take(case, "give_opinion", by=by)
    if not case.steps.filter(verb="ask_opinion", reason=side).exists():
        raise Refused(f"还没有向{Side(side).label}征求意见。", field="side")
    return record(case, "give_opinion", by=by, at=at, words_of=Said(note=note), reason=side)
