"""What a unit does with its order: confirm receipt, call the appellant, send it back, ask for time, hand in
the result.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _ready, _tell
from wangge.cases.actions._core import Said, record, take, take_order
from wangge.cases.models import Case, CaseAccused, CasePhoto, CaseTask, WorkOrder
from wangge.cases.rules import clocks, evidence
from wangge.cases.rules.flows import ORDER_FLOW, OrderState
from wangge.files.models import StoredFile
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.people.models import Person
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Limit, LimitUnit


@transaction.atomic
def acknowledge(order: WorkOrder, *, by: Acting, at: datetime, said: str = "") -> Case:
    """Confirm receipt; whoever does it has the order in hand."""
    case, order = take_order(order, "acknowledge", by=by)
    order.acknowledged_at = at
    order.handler_id = by.person_id
    order.save(update_fields=["state", "acknowledged_at", "handler"])
    record(case, "acknowledge", by=by, at=at, words_of=Said(said), order=order)
    _tell.appellants(case, at=at)
    return case


@transaction.atomic
def send_back(order: WorkOrder, *, clause: str, proper_unit: str, by: Acting, at: datetime) -> Case:
    """Not ours: with the clause of the duty list and the proper unit; once per unit and case,
    in its window.
    """
    if not clause.strip():
        raise Refused("请写明退回的依据（职责清单的哪一条）。", field="clause")
    if not proper_unit.strip():
        raise Refused("请写明应该由哪个单位办理。", field="proper_unit")
    case, order = take_order(order, "send_back", by=by)
    returns = case.steps.filter(verb="send_back").count() + 1
    if order.is_bound:
        raise Refused("这张工单是裁定的，不能再退回。")
    earlier = case.orders.filter(unit_id=order.unit_id, returned_at__isnull=False)
    if earlier.exists():
        raise Refused("每个单位对一件事只能退回一次。")
    if at > _return_window(case, order):
        raise Refused("已超过退回期限，请办理；确实不归本单位的，请联系派单席位。")
    order.returned_at, order.proper_unit = at, proper_unit.strip()[:80]
    if returns >= queries.limits().returns_to_dispute:
        # The second return of a case is a dispute: the level above decides (domain/04 section 3).
        order.state = OrderState(ORDER_FLOW.step(order.state, "insist", to=OrderState.DISPUTED))
        _core.dispute(case, order, at=at)
    order.save(update_fields=["state", "returned_at", "proper_unit", "arbitrate_by", "arbitration_reminded"])
    record(
        case,
        "send_back",
        by=by,
        at=at,
        words_of=Said(note=clause),
        order=order,
        extra={"proper": proper_unit},
    )
    _tell.desk(case, "send_back", at=at)
    if order.state == OrderState.DISPUTED:
        _tell.arbiters(case, "dispute", at=at)
    return case


@transaction.atomic
def assign(order: WorkOrder, *, person: Person, by: Acting, at: datetime, note: str = "") -> Case:
    """Give an order of the own unit to one of its people; he alone sees it as his from now on."""
    case, order = take_order(order, "assign", by=by)
    if by.unit_id is None or not queries.is_handler(person.pk, by.unit_id, at=at):
        raise Refused("只能指派给本单位在岗的经办人。", field="person")
    if CaseAccused.objects.filter(case=case, person=person).exists():
        raise Refused("不能指派给这个人，请选别人。", field="person")
    if order.handler_id == person.pk:
        raise Refused(f"已经是{person.name}在办。", field="person")
    order.handler_id = person.pk
    order.save(update_fields=["handler"])
    record(
        case, "assign", by=by, at=at, words_of=Said(note=note), order=order, extra={"handler": person.name}
    )
    _tell.assigned(order, case, at=at)
    return case


def _return_window(case: Case, order: WorkOrder) -> datetime:
    """4 working hours for matters of at most one working day, else one working day (domain/04 section 3)."""
    limits, day = queries.limits(), Limit(1, LimitUnit.WORKING_DAY)
    matter = case.matter
    is_short = matter is not None and clocks.length(_core.limit_of(matter)) <= clocks.length(day)
    window = limits.send_back if is_short else limits.send_back_long
    return worktime_rules.add(order.sent_at, window, worktime.calendar())


@transaction.atomic
def first_contact(case: Case, *, reached: bool, note: str, by: Acting, at: datetime) -> Case:
    """Somebody called whoever left a contact; the first one that reached him counts."""
    case = take(case, "first_contact", by=by)
    if not case.contact_left:
        raise Refused("来件人没有留联系方式。")
    if reached and case.first_contact_at is None:
        case.first_contact_at = at
    return record(
        case,
        "first_contact",
        by=by,
        at=at,
        words_of=Said(note=note),
        reason="reached" if reached else "unreached",
    )


@transaction.atomic
def extend_ask(case: Case, *, days: int, note: str, by: Acting, at: datetime) -> Case:
    """Ask for more time before the due time, with a reason."""
    case = take(case, "extend_ask", by=by)
    if not note.strip():
        raise Refused("请写明为什么需要延期。", field="note")
    if case.due_at is not None and at > case.due_at:
        raise Refused("已经超过办理时限，不能再申请延期。")
    record(case, "extend_ask", by=by, at=at, words_of=Said(note=note), extra={"days": days})
    _tell.leaders(case, "remind", at=at)
    return case


@transaction.atomic
def submit(
    order: WorkOrder,
    *,
    said: str,
    by: Acting,
    at: datetime,
    note: str = "",
    before: Sequence[StoredFile] = (),
    photos: Sequence[StoredFile] = (),
    documents: Sequence[StoredFile] = (),
) -> Case:
    """Hand in the result with the matter's evidence; refused while a required line of the check-list is
    open.
    """
    if not said.strip():
        raise Refused("请写一句办成了什么样，来件人会看到。", field="said")
    case, order = take_order(order, "submit", by=by)
    _core.attach(case, before, CasePhoto.Kind.BEFORE, by=by, at=at, order=order)
    _core.attach(case, photos, CasePhoto.Kind.AFTER, by=by, at=at, order=order)
    _core.attach(case, documents, CasePhoto.Kind.DOCUMENT, by=by, at=at, order=order)
    if order.is_lead:
        _complete(case, has_record=bool(note.strip()))
        case.submitted_at = at
    order.submitted_at = at
    order.save(update_fields=["state", "submitted_at"])
    record(case, "submit", by=by, at=at, words_of=Said(said, note), order=order)
    _tell.appellants(case, at=at)
    return _ready.if_all_submitted(case, at=at)


def _complete(case: Case, *, has_record: bool) -> None:
    """The lead hands in for all: every required line ticked, every piece of evidence there."""
    open_lines = case.tasks.filter(
        kind=CaseTask.Kind.STEP, is_required=True, condition="", done_at__isnull=True
    ).values_list("action", flat=True)
    if open_lines:
        raise Refused(
            "还有必做的处置要点没有完成：" + "；".join(line[:30] for line in open_lines[:3]), field="tasks"
        )
    if case.matter is not None:
        lacking = evidence.missing(case.matter.evidence, queries.evidence_of(case, has_record=has_record))
        if lacking:
            raise Refused(evidence.sentence(lacking), field="photos")
