"""Who hears of a step: the desk, the units, the appellants. A confidential case tells no content."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from wangge.cases.models import Appeal, Case, CaseAccused, WorkOrder
from wangge.cases.rules import words
from wangge.cases.rules.flows import OPEN_ORDER
from wangge.grids import access
from wangge.grids.access import DESK_ROLES, Role
from wangge.grids.models import Post
from wangge.kernel import kept
from wangge.notices import actions as notices

_SENTENCE = {
    "report": "新来件待受理",
    "emergency": "紧急来件，请立即处理",
    "push_up": "有事项上报到您的席位",
    "push_down": "有事项下交到您的席位",
    "give_info": "来件人补充了信息",
    "dispatch": "有新的工单待签收",
    "remind": "催办：请尽快办理",
    "send_back": "有工单被退回，请处理",
    "submitted": "工单已反馈，待核查",
    "verified": "核查已通过，待结案",
    "rework": "核查未通过，请继续办理",
    "reopen": "来件人说没解决，已重新办理",
    "child_reopened": "分出的事重新办理了",
    "intake_late": "有来件超过受理时限",
    "no_answer": "来件人没有补充，请按现有情况决定",
    "withdrawn": "工单已撤回，不用再办",
    "name_helper": "保密事项已办完：请指定核查员为协助人，由他核查",
    "name_arbiter": "保密事项有争议：请指定上级领导为协助人，由他裁定",
    "not_acknowledged": "工单超过签收时限",
    "dispute": "单位再次退回，请裁定由谁办理",
    "not_arbitrated": "超过裁定时限，请裁定由谁办理",
    "assigned": "有工单指派给您",
    "sample": "当场办结的事抽中现场核查",
    "supervise": "已超过办理时限，发出书面督办",
    "escalate": "严重超期，提级督办",
    "review": "挂起的事项到了复查日期",
    "aftercare": "有后续照看要做",
}


def _text(case: Case, what: str) -> str:
    if case.is_confidential:
        return f"{_SENTENCE[what]}（保密事项）"
    return f"{_SENTENCE[what]}：{case.title}{'・' + case.place if case.place else ''}"


def _accused(case: Case) -> list[int]:
    """Whom a complaint names hears nothing of it, whatever hats he wears."""
    if not case.is_confidential:
        return []
    named = CaseAccused.objects.filter(case=case)
    persons = {row.person_id for row in named if row.person_id}
    units = [row.unit_id for row in named if row.unit_id]
    if units:
        persons |= set(Post.objects.filter(unit_id__in=units).values_list("person_id", flat=True))
    return sorted(persons)


def _link(case: Case) -> str:
    return f"/cases/{case.pk}/"


def desk(case: Case, what: str, *, at: datetime) -> None:
    """Everybody who sits at the case's desk."""
    area = case.desk
    roles: Sequence[Role] = sorted(DESK_ROLES.get(max(area.rank, 0), frozenset()))
    notices.tell(
        text=_text(case, what),
        link=_link(case),
        at=at,
        seat=(area.pk, roles),
        kind=what,
        key=f"{case.pk}:{what}",
        case_id=case.pk,
        without=_accused(case),
    )


def desks(cases: Iterable[Case], what: str, *, at: datetime) -> None:
    """The same for many cases at once."""
    told = [
        notices.SeatNotice(
            area_id=case.desk_id,
            roles=DESK_ROLES.get(max(case.desk.rank, 0), frozenset()),
            text=_text(case, what),
            link=_link(case),
            kind=what,
            key=f"{case.pk}:{what}",
            case_id=case.pk,
        )
        for case in cases
    ]
    notices.tell_seats(told, at=at)


def verifiers(case: Case, *, at: datetime) -> None:
    """Those who verify where the case lies: the street's verifiers, at a community its own people."""
    if case.is_confidential:
        desk(case, "name_helper", at=at)
        return
    notices.tell_permit(
        text=_text(case, "submitted"),
        link=_link(case),
        at=at,
        path=case.area_path,
        roles=[Role.VERIFIER],
        kind="submitted",
        key=f"{case.pk}:submitted",
        case_id=case.pk,
        without=_accused(case),
    )
    desk(case, "submitted", at=at)


def leaders(case: Case, what: str, *, at: datetime) -> None:
    """Who may supervise where the case lies."""
    roles = (
        [Role.STREET_LEADER, Role.SECRETARY]
        if what != "escalate"
        else [Role.DISTRICT_LEADER, Role.STREET_LEADER]
    )
    notices.tell_permit(
        text=_text(case, what),
        link=_link(case),
        at=at,
        path=case.desk_path,
        roles=roles,
        kind=what,
        key=f"{case.pk}:{what}",
        case_id=case.pk,
        without=_accused(case),
    )


def arbiters(case: Case, what: str, *, at: datetime) -> None:
    """The leaders of the levels above the desk: one of them decides; at the top its own leaders do. Of a
    confidential case the desk is told to name one of them.
    """
    if case.is_confidential:
        desk(case, "name_arbiter", at=at)
        return
    above = access.paths_up(case.desk_path)[1:] or [case.desk_path]
    notices.tell_permit(
        text=_text(case, what),
        link=_link(case),
        at=at,
        path=above[0],
        roles=[Role.STREET_LEADER, Role.DISTRICT_LEADER],
        kind=what,
        key=f"{case.pk}:{what}",
        case_id=case.pk,
        without=_accused(case),
    )


def assigned(order: WorkOrder, case: Case, *, at: datetime) -> None:
    """Whoever an order was given to."""
    notices.tell(
        text=_text(case, "assigned"),
        link=f"/orders/{order.pk}/",
        at=at,
        persons=[order.handler_id or 0],
        kind="assigned",
        key=f"{order.pk}:assigned",
        case_id=case.pk,
        without=_accused(case),
    )


def samplers(case: Case, *, at: datetime) -> None:
    """Those who look at a self-handled case that was drawn."""
    notices.tell_permit(
        text=_text(case, "sample"),
        link=_link(case),
        at=at,
        path=case.area_path,
        roles=[Role.VERIFIER],
        kind="sample",
        key=f"{case.pk}:sample",
        case_id=case.pk,
    )


def alarm(case: Case, *, at: datetime) -> None:
    """Ring for whoever is on duty at the case's desk; the next, then the leader, until somebody answers."""
    notices.alarm(
        case.desk_id,
        case_id=case.pk,
        text=_text(case, "emergency"),
        link=_link(case),
        at=at,
        without=_accused(case),
    )


def unit(order: WorkOrder, case: Case, what: str, *, at: datetime) -> None:
    """The people of an order's unit."""
    notices.tell(
        text=_text(case, what),
        link=f"/orders/{order.pk}/",
        at=at,
        unit=order.unit_id,
        kind=what,
        key=f"{order.pk}:{what}",
        case_id=case.pk,
        without=_accused(case),
    )


def doers(case: Case, what: str, *, at: datetime) -> None:
    """The units that have it in hand; the desk where none has."""
    orders = list(case.orders.filter(state__in=OPEN_ORDER))
    for order in orders:
        unit(order, case, what, at=at)
    if not orders:
        desk(case, what, at=at)


def appellants(case: Case, *, at: datetime) -> None:
    """Signed-in senders find a notice; the others look at their page. The words are on the page, not here."""
    text = words.CONTENTLESS if case.is_confidential else f"您反映的“{case.title}”：{case.reading.public}"
    for appeal in kept.rows(_signed_in, case=case.pk):
        notices.tell(
            text=text,
            link=f"/c/{appeal.number}/",
            at=at,
            persons=[appeal.account_id or 0],
            kind="appeal",
            key=f"{appeal.pk}:{case.status}",
            case_id=case.pk,
        )


def _signed_in(_: None, *, case: UUID) -> QuerySet[Appeal]:
    return Appeal.objects.filter(case=case, account__isnull=False, withdrawn_at__isnull=True)


__all__ = [
    "appellants",
    "arbiters",
    "assigned",
    "desk",
    "doers",
    "leaders",
    "samplers",
    "unit",
    "verifiers",
]
