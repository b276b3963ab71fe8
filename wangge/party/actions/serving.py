"""Micro-tasks: published by the grid, claimed, done, confirmed by somebody else, counted once."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party import queries
from wangge.party.actions._common import need_area, note
from wangge.party.actions.points import count_deed
from wangge.party.models import Deed, Member, MicroTask, PartyOrgArea, RoleNote
from wangge.party.rules import points
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import TASK_FLOW, TaskKind, indicators

_KINDS = {TaskKind.TASK: DeedKind.TASK, TaskKind.DEED: DeedKind.DEED}


def _myself(by: Acting) -> Member:
    """The member who acts, locked, so that he does one thing at a time."""
    found = Member.objects.own(by).enrolled().select_for_update(of=("self",)).first()
    if found is None or not by.may(Permit.PARTY_MINE):
        raise NotAllowed("您还没有登记为党员，请联系支部。")
    return found


def _need_here(by: Acting, area: Area) -> None:
    """An area's hat publishes there and below; a secretary in the areas bound to the branch."""
    if by.unit_id is None:
        need_area(by, Permit.TASK_PUBLISH, area)
        return
    bound = PartyOrgArea.objects.current().filter(org__unit=by.unit_id, area=area)
    if not by.may(Permit.TASK_PUBLISH) or not bound.exists():
        raise NotAllowed("这个区域没有绑定您的支部。")


@transaction.atomic
def publish_task(
    area: Area,
    *,
    title: str,
    words_: str,
    due_on: date,
    kind: str = TaskKind.TASK,
    duty: str,
    by: Acting,
    at: datetime,
) -> MicroTask:
    """Ask the members of an area for something small."""
    _need_here(by, area)
    if due_on < local_day(at):
        raise Refused("完成期限不能早于今天。", field="due_on")
    made = MicroTask(
        area=area,
        area_path=area.path,
        kind=kind,
        duty=duty,
        title=words(title, field="title", most=40, name="事项"),
        words=words(words_, field="words", most=300, name="要做什么"),
        due_on=due_on,
        asked_by_id=by.person_id,
        seat=by.seat[:80],
        published_at=at,
    )
    made.save(force_insert=True)
    note(by, "publish_task", f"task:{made.pk}", area.name, at)
    return made


def _take(task: MicroTask, verb: str) -> MicroTask:
    """Locked and moved by the flow; a second who claims at the same instant finds it taken."""
    fresh = MicroTask.objects.select_for_update(of=("self",)).select_related("member", "area").get(pk=task.pk)
    fresh.state = TASK_FLOW.step(fresh.state, verb)
    return fresh


@transaction.atomic
def claim_task(task: MicroTask, *, by: Acting, at: datetime) -> MicroTask:
    """A member takes a task of his own accord; the first who asks has it."""
    me = _myself(by)
    fresh = _take(task, "claim")
    if not queries.tasks_for(me).filter(pk=task.pk).exists():
        raise NotAllowed("这件事不在您所在的网格。")
    fresh.member, fresh.claimed_at = me, at
    fresh.save(update_fields=["state", "member", "claimed_at"])
    note(by, "claim_task", f"task:{fresh.pk}", "", at)
    return fresh


def _own(task: MicroTask, verb: str, by: Acting) -> MicroTask:
    me = _myself(by)
    fresh = _take(task, verb)
    if fresh.member_id != me.pk:
        raise NotAllowed("这件事是别人认领的。")
    return fresh


@transaction.atomic
def hand_back_task(task: MicroTask, *, by: Acting, at: datetime) -> MicroTask:
    """Given back without loss: nothing is counted, nothing is written about whoever gave it back."""
    fresh = _own(task, "hand_back", by)
    fresh.member, fresh.claimed_at = None, None
    fresh.save(update_fields=["state", "member", "claimed_at"])
    note(by, "hand_back_task", f"task:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def finish_task(task: MicroTask, *, result: str, by: Acting, at: datetime) -> MicroTask:
    """Done, in the member's words; a photo is not asked for."""
    fresh = _own(task, "finish", by)
    fresh.result = words(result, field="result", most=300, name="完成情况")
    fresh.done_at = at
    fresh.save(update_fields=["state", "result", "done_at"])
    note(by, "finish_task", f"task:{fresh.pk}", "", at)
    return fresh


def _asked(task: MicroTask, verb: str, by: Acting) -> MicroTask:
    if not MicroTask.objects.open_to(by, Permit.TASK_PUBLISH).filter(pk=task.pk).exists():
        raise NotAllowed("这件事不在您的管理范围内。")
    return _take(task, verb)


@transaction.atomic
def confirm_task(task: MicroTask, *, answer: str = "", by: Acting, at: datetime) -> Deed:
    """The grid confirms: a deed is written down, once, and counts where the member joined the points."""
    fresh = _asked(task, "confirm", by)
    member = fresh.member
    if member is None:
        raise Refused("这件事还没有人认领。")
    if fault := points.confirm_fault(doer=member.person_id, confirmer=by.person_id):
        raise Refused(fault)
    fresh.answer = words(answer, field="answer", most=200, may_be_empty=True)
    fresh.closed_at = at
    fresh.save(update_fields=["state", "answer", "closed_at"])
    deed = Deed(
        member=member,
        kind=_KINDS[TaskKind(fresh.kind)],
        duty=fresh.duty,
        words=fresh.title,
        on=local_day(fresh.done_at or at),
        ref=f"task:{fresh.pk}",
        state="confirmed",
        proposed_at=fresh.done_at or at,
        confirmed_by_id=by.person_id,
        seat=by.seat[:80],
        decided_at=at,
        answer=fresh.answer[:100],
    )
    deed.save(force_insert=True)
    count_deed(deed, by=by, at=at)
    note(by, "confirm_task", f"task:{fresh.pk}", "", at)
    return deed


@transaction.atomic
def redo_task(task: MicroTask, *, answer: str, by: Acting, at: datetime) -> MicroTask:
    """Not quite: back to the member with a word why."""
    fresh = _asked(task, "redo", by)
    fresh.answer = words(answer, field="answer", most=200, name="说明")
    fresh.save(update_fields=["state", "answer"])
    note(by, "redo_task", f"task:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def withdraw_task(task: MicroTask, *, by: Acting, at: datetime) -> MicroTask:
    """No longer needed."""
    fresh = _asked(task, "withdraw", by)
    fresh.closed_at = at
    fresh.save(update_fields=["state", "closed_at"])
    note(by, "withdraw_task", f"task:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def write_role_notes(notes: Mapping[str, str], *, year: int, by: Acting, at: datetime) -> None:
    """A member's own words under the indicators that nothing counts; empty words take them back."""
    me = _myself(by)
    known = indicators()
    for code, typed in notes.items():
        if code not in known or known[code].is_counted:
            continue
        text = words(typed, field=code, most=200, may_be_empty=True)
        if text:
            RoleNote.objects.update_or_create(
                member=me, year=year, code=code, defaults={"words": text, "written_at": at}
            )
        else:
            RoleNote.objects.filter(member=me, year=year, code=code).delete()
    note(by, "write_role_notes", f"member:{me.pk}", str(year), at)
