"""What can become of a report: every state a case can stand in comes up."""

from collections.abc import Callable
from datetime import datetime, timedelta

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, WorkOrder
from wangge.cases.rules.flows import DeclineReason, PushReason, SuspendCause
from wangge.demo.acts import (
    SAID_DONE,
    accepted,
    checked,
    dispatched,
    ended,
    fresh,
    hand_in,
    handled,
    later,
    rated,
)
from wangge.demo.stage import MINUTE, Stage, Tale
from wangge.grids import access
from wangge.grids.access import Role
from wangge.matters.models import Matter
from wangge.matters.rules import MatterEntry, Urgency


def _whole(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """The whole loop, and the appellant's answer."""
    at = later(stage, case.reported_at, 0.1, 2)
    yield at
    case = accepted(stage, case, entry, at)
    yield from _to_the_end(stage, case, appeal, entry, at)


def _again(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """Reopened: sent out and checked once more."""
    yield from _to_the_end(stage, case, None, entry, fresh(case).entered_at)


def _to_the_end(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry, at: datetime) -> Tale:
    at = later(stage, at, 0.1, 1)
    yield at
    case = dispatched(stage, case, entry, at)
    yield from handled(stage, case, at)
    at = later(stage, fresh(case).submitted_at or at, 0.5, 6)
    yield at
    if stage.rng.random() < 0.1 and not case.is_confidential:
        yield from _redo(stage, case, at)
        at = later(stage, fresh(case).submitted_at or at, 0.5, 4)
        yield at
    case = checked(stage, fresh(case), at)
    at = later(stage, at, 0.2, 3)
    yield at
    case = ended(stage, case, at)
    if appeal is not None and stage.rng.random() < 0.55:
        at = at + timedelta(hours=stage.rng.uniform(1, 60))
        yield at
        rated(stage, appeal, at)


def _redo(stage: Stage, case: Case, at: datetime) -> Tale:
    verifier = stage.above(case, Role.VERIFIER)
    order = WorkOrder.objects.filter(case=case, kind="lead", state="submitted").first()
    if verifier is None or order is None:
        return
    actions.rework(fresh(case), order=order, note="还有一处没办好，请补上。", by=verifier, at=at)
    at = later(stage, at, 1, 6)
    yield at
    hand_in(stage, case, order, stage.cast.unit_hats[order.unit_id], at)


def _self_handled(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """Solved on the spot by the grid's own officer, where there is one."""
    officer = stage.cast.hats.get((case.area_id or 0, Role.OFFICER))
    if officer is None or case.desk_id != officer.area_id:
        yield from _whole(stage, case, appeal, entry)
        return
    at = later(stage, case.reported_at, 0.2, 3)
    yield at
    if fresh(case).desk_id != officer.area_id:  # the clock was faster
        yield from _whole(stage, fresh(case), appeal, entry)
        return
    photos = entry.needs_photo
    actions.self_handle(
        fresh(case),
        matter=Matter.objects.get(pk=entry.code),
        said=stage.rng.choice(SAID_DONE),
        before=[stage.photo(officer, at, is_after=False)] if photos else [],
        photos=[stage.photo(officer, at, is_after=True)] if photos else [],
        by=officer,
        at=at,
    )
    if appeal is not None and stage.rng.random() < 0.5:
        at = at + timedelta(hours=stage.rng.uniform(1, 40))
        yield at
        rated(stage, appeal, at)


def _declined(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = later(stage, case.reported_at, 0.2, 2)
    yield at
    hat = stage.desk(fresh(case))
    if hat.may(access.Permit.CASE_ACCEPT) and appeal is not None:
        reason = stage.rng.choice([DeclineReason.OUT_OF_AREA, DeclineReason.NOT_PUBLIC_MATTER])
        actions.decline(case, reason=reason, said="这件事不在受理范围，请拨打当地 12345。", by=hat, at=at)


def _asked(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = later(stage, case.reported_at, 0.2, 1)
    yield at
    hat = stage.desk(fresh(case))
    if hat.may(access.Permit.CASE_ACCEPT) and appeal is not None:
        actions.ask_info(case, said="请您补充是几栋几单元，最好拍一张照片。", by=hat, at=at)


def _deliberated(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = later(stage, case.reported_at, 0.2, 2)
    yield at
    case = accepted(stage, case, entry, at)
    at = later(stage, at, 0.1, 1)
    yield at
    case = fresh(case)
    hat = stage.desk(case)
    if not hat.may(access.Permit.CASE_DISPATCH):
        case = fresh(
            actions.push_up(case, reason=PushReason.NO_POWER, note="需要社区组织共议。", by=hat, at=at)
        )
        hat = stage.desk(case)
    if case.urgency not in (Urgency.HIGH, Urgency.EMERGENCY):
        actions.deliberate(case, said="先请邻里一起商量，五个工作日内告诉您结果。", by=hat, at=at)


def _in_hand(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """Dispatched; some acknowledged."""
    at = later(stage, case.reported_at, 0.1, 1)
    yield at
    case = accepted(stage, case, entry, at)
    at = at + 20 * MINUTE
    yield at
    case = dispatched(stage, case, entry, at)
    if stage.rng.random() < 0.7:
        at = at + 40 * MINUTE
        yield at
        order = WorkOrder.objects.get(case=case, kind="lead", state="sent")
        actions.acknowledge(order, by=stage.cast.unit_hats[order.unit_id], at=at)


def _returned(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = later(stage, case.reported_at, 0.1, 1)
    yield at
    case = accepted(stage, case, entry, at)
    at = at + 15 * MINUTE
    yield at
    case = dispatched(stage, case, entry, at)
    at = at + 30 * MINUTE
    yield at
    order = WorkOrder.objects.get(case=case, kind="lead", state="sent")
    hat = stage.cast.unit_hats[order.unit_id]
    actions.send_back(order, clause="职责清单第 12 条：地块未移交", proper_unit="区市政工程处", by=hat, at=at)


def _suspended(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    yield from _in_hand(stage, case, appeal, entry)
    leader = stage.above(case, Role.STREET_LEADER)
    at = later(stage, fresh(case).entered_at, 1, 6)
    yield at
    case = fresh(case)
    rank = queries.rank_of(case.desk_id)
    hat = leader if rank >= 1 else stage.above(case, Role.DISTRICT_LEADER)
    if hat is not None:
        review = at + timedelta(days=stage.rng.randrange(7, 21))
        actions.suspend(
            case,
            cause=SuspendCause.FUNDING,
            review_on=review,
            said="要用维修资金，正在走程序，到时再看。",
            by=hat,
            at=at,
        )


def _waiting_check(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = later(stage, case.reported_at, 0.1, 1)
    yield at
    case = accepted(stage, case, entry, at)
    case = dispatched(stage, case, entry, at + 10 * MINUTE)
    yield from handled(stage, case, at + 10 * MINUTE)
    if stage.rng.random() < 0.4:
        at = later(stage, fresh(case).submitted_at or at, 0.3, 2)
        yield at
        checked(stage, fresh(case), at)


def _taken(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """The grid's own officer has it in hand."""
    officer = stage.cast.hats.get((case.area_id or 0, Role.OFFICER))
    at = later(stage, case.reported_at, 0.1, 0.5)
    yield at
    if officer is not None and case.desk_id == officer.area_id:
        actions.take_up(fresh(case), by=officer, at=at)
        actions.log(fresh(case), note="和物业看过，约了业主下午一起清。", by=officer, at=at + 10 * MINUTE)


def _accepted_only(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = later(stage, case.reported_at, 0.1, 1)
    yield at
    accepted(stage, case, entry, at)


def _untouched(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    return
    yield case.reported_at


def _kept_close(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """A confidential case: by its desk, its unit and a helper alone."""
    if entry.track == "emergency_service":
        yield from _accepted_only(stage, case, appeal, entry)
        return
    yield from _whole(stage, case, appeal, entry)


FATES: dict[str, Callable[[Stage, Case, Appeal | None, MatterEntry], Tale]] = {
    "whole": _whole,
    "again": _again,
    "taken": _taken,
    "self_handled": _self_handled,
    "declined": _declined,
    "asked": _asked,
    "deliberated": _deliberated,
    "in_hand": _in_hand,
    "returned": _returned,
    "suspended": _suspended,
    "waiting_check": _waiting_check,
    "accepted": _accepted_only,
    "reported": _untouched,
    "confidential": _kept_close,
}
