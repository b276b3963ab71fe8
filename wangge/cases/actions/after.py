"""After the close: the appellant's answer, the revisit, reopening, withdrawal, archive."""

from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _kin, _supervise, _tell
from wangge.cases.actions._core import Said, record, take
from wangge.cases.models import Appeal, Case
from wangge.cases.rules.flows import OPEN_ORDER, OrderState, Outcome, State
from wangge.cases.sealed import CaseKey, seal_json
from wangge.grids.access import THE_CLOCK, Acting
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean, local_day
from wangge.matters.rules import Urgency
from wangge.worktime.rules import Clock


@transaction.atomic
def rate(
    appeal: Appeal,
    *,
    solved: bool,
    satisfaction: int | None = None,
    remark: str = "",
    by: Acting,
    at: datetime,
) -> Appeal:
    """The appellant says whether it is solved; "not solved" within 30 days reopens the case."""
    case = take(appeal.case, "rate", by=by)
    fresh = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if fresh.withdrawn_at is not None:
        raise Refused("您已经撤回了这件来件；还有问题请再报一次。")
    if case.closed_at is not None and at - case.closed_at > queries.limits().reopen_within:
        raise Refused("办结已超过 30 天，不能再评价；还有问题请再报一次。")
    if not solved and not remark.strip():
        raise Refused("请写一写哪里没解决。", field="remark")
    _answer(fresh, case, solved=solved, satisfaction=satisfaction, remark=remark, who="self", at=at)
    record(case, "rate", by=by, at=at, reason="solved" if solved else "not_solved")
    if not solved:
        _reopen(case, by=by, at=at, note="", extra={"remark": clean(remark)})
    else:
        _supervise.after_rating(case, satisfaction, at=at)
    return fresh


def _answer(
    appeal: Appeal, case: Case, *, solved: bool, satisfaction: int | None, remark: str, who: str, at: datetime
) -> None:
    appeal.solved, appeal.satisfaction = solved, satisfaction
    appeal.rated_at, appeal.rated_by = at, who
    appeal.remark = seal_json(CaseKey.of(case), {"remark": clean(remark)}) if remark.strip() else b""
    appeal.save(update_fields=["solved", "satisfaction", "rated_at", "rated_by", "remark"])


@transaction.atomic
def revisit(
    appeal: Appeal,
    *,
    reached: bool,
    contacted: bool | None = None,
    solved: bool | None = None,
    satisfaction: int | None = None,
    remark: str = "",
    by: Acting,
    at: datetime,
) -> Case:
    """The revisit clerk called: what the appellant said, or that he was not reached (three tries).

    `contacted`: whether the handling unit had called him; None where he does not remember.
    """
    case = take(appeal.case, "revisit", by=by)
    if _works_for_a_unit(case, by):
        raise NotAllowed("承办单位的人不能回访自己办的事。")
    fresh = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if not reached:
        fresh.unreached_tries += 1
        fresh.save(update_fields=["unreached_tries"])
        case.is_revisited = case.is_revisited or fresh.unreached_tries >= queries.limits().revisit_tries
        who = {"appeal": appeal.number} if case.appeal_count > 1 else None
        return record(case, "revisit", by=by, at=at, reason="unreached", extra=who)
    if solved is None:
        raise Refused("请记下来件人说解决了没有。", field="solved")
    _answer(fresh, case, solved=solved, satisfaction=satisfaction, remark=remark, who="revisit", at=at)
    case.is_revisited = True
    said = None if contacted is None else {"contacted": contacted}
    record(case, "revisit", by=by, at=at, reason="solved" if solved else "not_solved", extra=said)
    if not solved:
        _reopen(case, by=by, at=at, note=remark, extra=None)
    else:
        _supervise.after_rating(case, satisfaction, at=at)
    return case


def _works_for_a_unit(case: Case, by: Acting) -> bool:
    from wangge.grids.models import Post

    units = case.orders.values_list("unit_id", flat=True)
    return Post.objects.filter(person_id=by.person_id or 0, unit_id__in=list(units)).exists()


@transaction.atomic
def reopen(case: Case, *, note: str, by: Acting, at: datetime, said: str = "") -> Case:
    """The desk takes it up again."""
    if not note.strip():
        raise Refused("请写明为什么重新办理。", field="note")
    case = take(case, "reopen", by=by)
    case.state = State(case.came_from)  # `_reopen` moves it, for all who may
    return _reopen(case, by=by, at=at, note=note, extra=None, said=said)


@transaction.atomic
def reopen_by_clock(case: Case, *, note: str, at: datetime) -> Case:
    """After-care failed: the case is taken up again and counts as relapse, however late its day was."""
    return _reopen(case, by=THE_CLOCK, at=at, note=note, extra=None, is_aftercare=True)


@transaction.atomic
def reopen_after_sample(case: Case, *, by: Acting, at: datetime, note: str) -> Case:
    """A sham was found on the spot: taken up again under its own verb."""
    case.state = State(case.came_from)
    return _reopen(case, by=by, at=at, note=note, extra=None, verb="sample_fail")


def _reopen(
    case: Case,
    *,
    by: Acting,
    at: datetime,
    note: str,
    extra: dict[str, str] | None,
    said: str = "",
    is_aftercare: bool = False,
    verb: str = "reopen",
) -> Case:
    """Within 30 days of the close; after-care has days of its own, which may lie later."""
    within = queries.limits().reopen_within
    if not is_aftercare and (case.closed_at is None or at - case.closed_at > within):
        raise Refused("办结已超过 30 天，请另外登记。")
    if case.matter_id is None:
        raise Refused("这件来件还没有归类就撤回了，没有办过，请另外登记。")
    case.came_from, case.state = case.state, State.ACCEPTED
    case.outcome, case.closed_at = "", None
    case.submitted_at = case.verified_at = case.checked_by = None
    case.reopen_count += 1
    case.lateness, case.is_revisited, case.holder = 0, False, None
    case.is_sampled = False
    case.accepted_at = case.accepted_at or at
    if case.matter is not None:
        case.clock = Clock(start=at, limit=_core.limit_of(case.matter)).to_json()
    case.lead_unit, case.assist_count = None, 0
    Appeal.objects.filter(case=case).update(answered_at=None)
    record(case, verb, by=by, at=at, words_of=Said(said, note), extra=extra)
    _tell.desk(case, "reopen", at=at)
    _supervise.after_reopening(case, at=at)
    _kin.child_reopened(case, at=at)
    return case


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: Acting, at: datetime) -> Case:
    """The appellant takes it back; the case ends only when it was the last appeal and nothing
    is dangerous.
    """
    case = take(appeal.case, "withdraw_appeal", by=by)
    others = Appeal.objects.filter(case=case, withdrawn_at__isnull=True).exclude(pk=appeal.pk)
    last = not others.exists()  # asked under the lock: two who withdraw at once cannot both leave it open
    fresh = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if fresh.withdrawn_at is not None:
        raise Refused("已经撤回过了。")
    fresh.withdrawn_at = at
    fresh.save(update_fields=["withdrawn_at"])
    dangerous = case.urgency in (Urgency.HIGH, Urgency.EMERGENCY)
    held_back = case.children.filter(is_open=True).exists()
    if not last or dangerous or held_back:
        case.state = State(case.came_from)
        return record(case, "withdraw_appeal", by=by, at=at)
    for order in case.orders.filter(state__in=OPEN_ORDER):
        order.state = OrderState.WITHDRAWN
        order.save(update_fields=["state"])
    case.outcome, case.closed_at = Outcome.WITHDRAWN, at
    case.counted_on = case.counted_on or local_day(min(at, case.due_at or at))
    return record(case, "withdraw_appeal", by=by, at=at)


@transaction.atomic
def archive(case: Case, *, at: datetime) -> Case:
    """Revisits done, or 30 days gone."""
    case = take(case, "archive", by=THE_CLOCK)
    case.is_sampled = False
    return record(case, "archive", by=THE_CLOCK, at=at)
