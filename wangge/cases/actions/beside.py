"""What goes on beside the flow: the log, reminders and supervision, the check-list, helpers, more secrecy."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases.actions import _core, _seat, _supervise, _tell
from wangge.cases.actions._core import Said, record, take
from wangge.cases.actions.after import reopen_by_clock
from wangge.cases.models import Case, CaseAccused, CaseHelper, CasePhoto, CaseTask
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean
from wangge.matters.rules import Visibility
from wangge.notices import actions as notices
from wangge.people.models import Person


@transaction.atomic
def log(
    case: Case,
    *,
    note: str,
    by: Acting,
    at: datetime,
    said: str = "",
    photos: Sequence[StoredFile] = (),
    kind: str = CasePhoto.Kind.BEFORE,
) -> Case:
    """A line of the work log."""
    if not note.strip() and not said.strip() and not photos:
        raise Refused("请写一写办理情况。", field="note")
    case = take(case, "log", by=by)
    _core.attach(case, photos, kind, by=by, at=at)
    return record(case, "log", by=by, at=at, words_of=Said(said, note))


@transaction.atomic
def remind(case: Case, *, by: Acting, at: datetime, note: str = "") -> Case:
    """Remind the lead unit, or the desk where nothing was sent yet."""
    case = take(case, "remind", by=by)
    record(case, "remind", by=by, at=at, words_of=Said(note=note))
    _tell.doers(case, "remind", at=at)
    return case


@transaction.atomic
def supervise(case: Case, *, note: str, by: Acting, at: datetime) -> Case:
    """Written supervision by a leader; it stands on the list until it is cleared."""
    if not note.strip():
        raise Refused("请写明督办要求。", field="note")
    case = take(case, "supervise", by=by)
    _supervise.list_it(case, at=at)
    record(case, "supervise", by=by, at=at, words_of=Said(note=note), reason="leader")
    _tell.doers(case, "supervise", at=at)
    return case


@transaction.atomic
def clear(case: Case, *, note: str, by: Acting, at: datetime) -> Case:
    """Tick a supervised case off the list (销号), with the supervisor's word."""
    if not note.strip():
        raise Refused("请写明销号的依据。", field="note")
    case = take(case, "clear", by=by)
    if not case.is_supervised:
        raise Refused("这件事没有在督办。")
    case.is_supervised, case.supervise_by = False, None
    return record(case, "clear", by=by, at=at, words_of=Said(note=note))


@transaction.atomic
def tick(
    task: CaseTask, *, by: Acting, at: datetime, skip_reason: str = "", failed: bool = False
) -> CaseTask:
    """Tick a line of the check-list, or skip an optional one with a reason; after-care that fails reopens
    the case.
    """
    if by.unit_id is None and not by.permits & {Permit.CASE_SELF_HANDLE, Permit.CASE_DISPATCH}:
        raise NotAllowed("处置要点由办理的单位、网格和席位勾选。")
    case = take(task.case, "tick", by=by)
    fresh = CaseTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if fresh.done_at is not None:
        return fresh
    if skip_reason and fresh.is_required:
        raise Refused("这一项必须做，不能跳过。", field="skip_reason")
    skip_reason = clean(skip_reason).strip()[:120]
    fresh.done_at, fresh.done_seat, fresh.skip_reason, fresh.failed = at, by.seat, skip_reason, failed
    fresh.save(update_fields=["done_at", "done_seat", "skip_reason", "failed"])
    record(
        case,
        "tick",
        by=by,
        at=at,
        words_of=Said(note=skip_reason),
        extra={"no": fresh.no, "line": fresh.action[:60]},
    )
    if failed and fresh.kind == CaseTask.Kind.AFTERCARE and not case.is_open:
        reopen_by_clock(case, note=f"后续照看不合格：{fresh.action}", at=at)
    return fresh


@transaction.atomic
def add_helper(case: Case, *, person: Person, by: Acting, at: datetime) -> Case:
    """Let somebody by name see a confidential case and help."""
    case = take(case, "add_helper", by=by)
    if CaseAccused.objects.filter(case=case, person=person).exists():
        raise Refused("不能请被反映的人协助。", field="person")
    CaseHelper.objects.get_or_create(case=case, person=person, defaults={"added_at": at})
    return record(case, "add_helper", by=by, at=at, extra={"helper": person.pk})


@transaction.atomic
def raise_visibility(case: Case, *, by: Acting, at: datetime, note: str) -> Case:
    """Make a case confidential by hand; there is no way back."""
    case = take(case, "raise_visibility", by=by)
    case.visibility = Visibility.CONFIDENTIAL
    notices.hush(case_id=case.pk)
    _seat.leave_the_grid(case, at=at)
    return record(case, "raise_visibility", by=by, at=at, words_of=Said(note=note))
