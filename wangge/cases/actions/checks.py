"""Checked by somebody else, then closed: verification, rework, close."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from wangge.cases.actions import _core, _supervise, _tell
from wangge.cases.actions._core import Said, record, take, take_order
from wangge.cases.models import Appeal, Case, CasePhoto, CaseTask, WorkOrder
from wangge.cases.rules.flows import WORK_VERBS, OrderState, Outcome
from wangge.files.models import StoredFile
from wangge.grids.access import Acting
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.matters.rules import aftercare_of


def _did_no_work(case: Case, by: Acting) -> None:
    """Separation is by person, not by post (domain/04 section 1c)."""
    if case.steps.filter(person_id=by.person_id, verb__in=WORK_VERBS).exists():
        raise NotAllowed("您办过这件事，不能由您核查。")


@transaction.atomic
def verify(
    case: Case, *, note: str, by: Acting, at: datetime, said: str = "", photos: Sequence[StoredFile] = ()
) -> Case:
    """Seen and found done; the desk may close."""
    case = take(case, "verify", by=by)
    _did_no_work(case, by)
    if not note.strip():
        raise Refused("请写一句现场看到的情况。", field="note")
    _core.attach(case, photos, CasePhoto.Kind.CHECK, by=by, at=at)
    case.verified_at, case.checked_by_id = at, by.person_id
    record(case, "verify", by=by, at=at, words_of=Said(said, note))
    _tell.desk(case, "verified", at=at)
    return case


@transaction.atomic
def rework(
    case: Case,
    *,
    order: WorkOrder,
    note: str,
    by: Acting,
    at: datetime,
    said: str = "",
    photos: Sequence[StoredFile] = (),
) -> Case:
    """Not done: the order named goes back to its unit, the clock runs on."""
    if not note.strip():
        raise Refused("请写明哪里没办好。", field="note")
    case = take(case, "rework", by=by)
    _did_no_work(case, by)
    if order.case_id != case.pk:
        raise Refused("请选择要返工的工单。", field="order")
    _, order = take_order(order, "rework", by=by)
    order.submitted_at = None
    order.save(update_fields=["state", "submitted_at"])
    _core.attach(case, photos, CasePhoto.Kind.CHECK, by=by, at=at)
    case.rework_count += 1
    case.submitted_at = case.verified_at = None
    record(case, "rework", by=by, at=at, words_of=Said(said, note), order=order)
    _tell.unit(order, case, "rework", at=at)
    _supervise.after_rework(case, at=at)
    return case


@transaction.atomic
def close(
    case: Case,
    *,
    outcome: Outcome,
    said: str,
    left: str = "",
    left_with: str = "",
    by: Acting,
    at: datetime,
    note: str = "",
) -> Case:
    """Close with an honest outcome on the verifier's finding, answer everybody, and set the after-care's
    days.
    """
    if not said.strip():
        raise Refused("请写给来件人的答复。", field="said")
    case = take(case, "close", by=by)
    if outcome == Outcome.WITHDRAWN:
        raise Refused("撤回只能由来件人自己提出。", field="outcome")
    if case.verified_at is None:
        raise Refused("还没有核查，不能结案。")
    _core.holds_back(case)
    if case.steps.filter(person_id=by.person_id, verb__in=WORK_VERBS - {"log"}).exists():
        raise NotAllowed("您办过这件事，办理结果要由别人来写。")
    extra = _core.ends_so(case, outcome, left=left, left_with=left_with)
    for order in case.orders.filter(state=OrderState.SUBMITTED):
        order.state = OrderState.DONE
        order.save(update_fields=["state"])
    case.outcome, case.closed_at = outcome, at
    case.counted_on = case.counted_on or local_day(min(at, case.due_at or at))
    Appeal.objects.filter(case=case, answered_at__isnull=True, withdrawn_at__isnull=True).update(
        answered_at=at
    )
    _aftercare(case, at=at)
    record(case, "close", by=by, at=at, words_of=Said(said, note), reason=outcome, extra=extra)
    _tell.appellants(case, at=at)
    return case


def _aftercare(case: Case, *, at: datetime) -> None:
    """Dated tasks of a closed case; they never hold it open."""
    if case.matter is None:
        return
    CaseTask.objects.filter(case=case, kind=CaseTask.Kind.AFTERCARE, done_at__isnull=True).delete()
    first = case.tasks.filter(kind=CaseTask.Kind.AFTERCARE).count()
    model = catalogue.catalogue().models.get(case.model_code)
    lines = aftercare_of(model, case.matter.code) if model else []
    CaseTask.objects.bulk_create(
        CaseTask(
            case=case,
            kind=CaseTask.Kind.AFTERCARE,
            no=first + n,
            roles=[line.role],
            action=line.look_at,
            is_required=False,
            due_at=at + timedelta(days=line.days),
        )
        for n, line in enumerate(lines, start=1)
    )
