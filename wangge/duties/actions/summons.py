"""The summons: a desk invites units, each answers within its time, absence is explained."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from wangge.duties.models import Invitation, Summons
from wangge.duties.rules.whistle import Answer
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices import actions as notices
from wangge.people.models import Unit
from wangge.worktime import queries as worktime
from wangge.worktime.rules import Limit, LimitUnit, add

#: Within a working day an invited unit says whether it comes (domain/04 section 7).
REPLY_WITHIN = Limit(1, LimitUnit.WORKING_DAY)


@transaction.atomic
def summon(
    *, topic: str, meet_at: datetime, place: str, units: Sequence[Unit], by: Acting, at: datetime
) -> Summons:
    """Invite units to a meeting or a look on the spot."""
    if not by.may(Permit.SUMMON) or by.person_id is None or by.area_id is None:
        raise NotAllowed("您的岗位不能约请。")
    if meet_at <= at:
        raise Refused("时间要在以后。", field="meet_at")
    if not units:
        raise Refused("请选择约请谁。", field="units")
    due = min(add(at, REPLY_WITHIN, worktime.calendar()), meet_at)
    made = Summons.objects.create(
        area_id=by.area_id,
        topic=topic.strip(),
        meet_at=meet_at,
        place=place.strip(),
        made_by_id=by.person_id,
        made_at=at,
        reply_due_at=due,
    )
    Invitation.objects.bulk_create(Invitation(summons=made, unit=unit) for unit in units)
    for unit in units:
        notices.tell(
            text=f"{by.seat}约请：{made.topic}，请答复能不能来",
            link=f"/duties/summons/{made.pk}/",
            at=at,
            unit=unit.pk,
            kind="summons",
            key=f"{made.pk}:{unit.pk}",
        )
    _note(made, "summon", by, at, made.topic)
    return made


def _note(made: Summons, verb: str, by: Acting, at: datetime, text: str) -> None:
    journal.record(by=by, verb=f"duties.{verb}", subject=f"summons:{made.pk}", note=text, at=at)


@transaction.atomic
def answer_summons(
    invitation: Invitation, *, is_coming: bool, reason: str = "", by: Acting, at: datetime
) -> Invitation:
    """A unit says whether it comes; who does not, or did not, says why."""
    reach = Summons.objects.open_to(by, Permit.SUMMON_ANSWER).filter(pk=invitation.summons_id)
    fresh = Invitation.objects.select_related("summons", "unit").select_for_update(of=("self",))
    fresh_one = fresh.get(pk=invitation.pk)
    if not reach.exists() or fresh_one.unit_id != by.unit_id:
        raise NotAllowed("这不是给您单位的。")
    if not is_coming and not reason.strip():
        raise Refused("不能来要说明理由。", field="reason")
    if fresh_one.summons.is_over and fresh_one.answer != Answer.ABSENT:
        raise Refused("约请已经结束。")
    if not fresh_one.summons.is_over:
        fresh_one.answer = Answer.COMING if is_coming else Answer.NOT_COMING
    fresh_one.reason, fresh_one.answered_at = reason.strip(), at
    fresh_one.save(update_fields=["answer", "reason", "answered_at"])
    summons = fresh_one.summons
    text = f"{fresh_one.unit.name}{fresh_one.get_answer_display()}：{summons.topic}"
    notices.tell(
        text=text, link=f"/duties/summons/{summons.pk}/", at=at, persons=[summons.made_by_id], kind="summons"
    )
    _note(summons, "answer_summons", by, at, text)
    return fresh_one


@transaction.atomic
def close_summons(
    summons: Summons, *, minutes: str, came: Mapping[str, bool], by: Acting, at: datetime
) -> Summons:
    """Write down what was agreed and who came; absent units are asked to explain."""
    reach = Summons.objects.open_to(by, Permit.SUMMON).select_for_update(of=("self",))
    fresh = reach.filter(pk=summons.pk).first()
    if fresh is None:
        raise NotAllowed("这次约请不在您的范围内。")
    if fresh.is_over:
        raise Refused("这次约请已经结束。")
    if not minutes.strip():
        raise Refused("请写下商量的结果。", field="minutes")
    fresh.minutes, fresh.is_over = minutes.strip(), True
    fresh.save(update_fields=["minutes", "is_over"])
    for invitation in fresh.invitations.select_related("unit"):
        has_come = came.get(str(invitation.pk), False)
        invitation.answer = Answer.CAME if has_come else Answer.ABSENT
        invitation.save(update_fields=["answer"])
        if not has_come and not invitation.reason:
            notices.tell(
                text=f"没有到场，请说明理由：{fresh.topic}",
                link=f"/duties/summons/{fresh.pk}/",
                at=at,
                unit=invitation.unit_id,
                kind="summons",
            )
    _note(fresh, "close_summons", by, at, fresh.topic)
    return fresh
