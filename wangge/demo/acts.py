"""The acts stories are made of, each by whoever would do it, at the moment given."""

from datetime import datetime, timedelta

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, CaseTask, WorkOrder
from wangge.cases.rules.flows import Outcome, PushReason
from wangge.demo.stage import DAY, MINUTE, Stage, Tale
from wangge.grids import access
from wangge.grids.access import Acting, Role
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters.models import Matter
from wangge.matters.rules import MatterEntry
from wangge.people.models import Person, Unit

SAID_DONE = (
    "已经处理好，请您看看。",
    "现场已恢复，后面会继续看着。",
    "问题已解决，谢谢您告诉我们。",
    "已办好，照片附后。",
)
_NOTES = (
    "到现场看过，情况属实。",
    "已联系当事人，约好时间。",
    "和物业一起看过，分工说清了。",
    "材料已备，今天处理。",
)
_REMARKS = ("第二天又这样了。", "只做了一半，还有一处没管。", "来的人看了一眼就走了。", "说好的时间没来。")


def later(stage: Stage, at: datetime, low: float, high: float) -> datetime:
    """Some working hours later: nights and weekends are skipped as people skip them."""
    moment = at + timedelta(hours=stage.rng.uniform(low, high))
    local = moment.astimezone(SHANGHAI)
    if local.hour >= 18 or local.hour < 8:
        morning = local.replace(hour=8, minute=stage.rng.randrange(10, 59))
        moment = morning if local.hour < 8 else morning + DAY
    while moment.astimezone(SHANGHAI).weekday() >= 5:
        moment += DAY
    return moment


def fresh(case: Case) -> Case:
    """The case as it is now; nothing joined, since most of it is asked a column or two."""
    return Case.objects.get(pk=case.pk)


def accepted(stage: Stage, case: Case, entry: MatterEntry, at: datetime) -> Case:

    case = fresh(case)
    if case.state not in ("reported", "waiting_info"):
        return case
    matter = Matter.objects.get(pk=entry.code)
    hat = stage.desk(case)
    if not hat.may(access.Permit.CASE_ACCEPT):
        case = actions.push_up(case, reason=PushReason.NOT_OURS, note="需要社区来办。", by=hat, at=at)
        hat = stage.desk(fresh(case))
    said = "您反映的事已受理，办好告诉您。" if case.appeal_count else ""
    return actions.accept(case, matter=matter, by=hat, at=at, said=said)


def dispatched(stage: Stage, case: Case, entry: MatterEntry, at: datetime) -> Case:
    """To the unit of the routes, from the desk that may send it: pushed up as far as that needs."""
    route = catalogue.route_for(entry, case.area_path)
    if route.lead is None:
        raise Refused("没有派单去处。")
    lead = Unit.objects.select_related("department").get(pk=route.lead.id)
    for _ in range(4):
        case = fresh(case)
        hat = stage.desk(case)
        if hat.may(access.Permit.CASE_DISPATCH) and queries.serves_below(lead.pk, hat.area_path):
            break
        case = actions.push_up(case, reason=PushReason.NO_POWER, note=f"要{lead.name}来办。", by=hat, at=at)
    assists = [
        unit
        for unit in Unit.objects.select_related("department").filter(pk__in=[u.id for u in route.assists[:1]])
        if queries.serves_below(unit.pk, hat.area_path) and not unit.department.is_emergency_service
    ]
    return actions.dispatch(
        case,
        lead=lead,
        assists=assists if stage.rng.random() < 0.4 else [],
        by=hat,
        at=at,
        said=f"已交给{lead.name}办理。",
    )


def handled(stage: Stage, case: Case, at: datetime) -> Tale:
    """All open orders of a case: acknowledged, contacted, logged, ticked, handed in."""
    for order in WorkOrder.objects.filter(case=case, state="sent").order_by("kind"):
        hat = stage.cast.unit_hats[order.unit_id]
        at = later(stage, at, 0.2, 2)
        yield at
        actions.acknowledge(order, by=hat, at=at)
        now = fresh(case)
        if order.is_lead and now.contact_left and now.first_contact_at is None:
            actions.first_contact(
                now, reached=True, note="已和来件人通话，说清了情况。", by=hat, at=at + 5 * MINUTE
            )
    for order in WorkOrder.objects.filter(case=case, state="acknowledged").order_by("kind"):
        hat = stage.cast.unit_hats[order.unit_id]
        at = later(stage, at, 0.5, 5)
        yield at
        hand_in(stage, case, order, hat, at)


def hand_in(stage: Stage, case: Case, order: WorkOrder, hat: Acting, at: datetime) -> None:
    if order.is_lead:
        for task in CaseTask.objects.filter(case=case, kind="step", condition="", done_at__isnull=True):
            actions.tick(task, by=hat, at=at)
    entry = catalogue.catalogue().matters[fresh(case).matter_id or ""]
    papers = sum(code in ("DOC", "SIG", "RPT") for code in entry.evidence)
    actions.submit(
        WorkOrder.objects.get(pk=order.pk),
        said=stage.rng.choice(SAID_DONE),
        note=stage.rng.choice(_NOTES),
        before=[stage.photo(hat, at, is_after=False)] if entry.needs_photo else [],
        photos=[stage.photo(hat, at, is_after=True)] if entry.needs_photo else [],
        documents=[stage.photo(hat, at, is_after=True) for _ in range(papers)] if order.is_lead else [],
        by=hat,
        at=at,
    )


def checked(stage: Stage, case: Case, at: datetime) -> Case:
    verifier = stage.above(case, Role.VERIFIER)
    if verifier is None:
        raise LookupError("no verifier")
    if case.is_confidential:
        person = Person.objects.get(pk=verifier.person_id or 0)
        actions.add_helper(case, person=person, by=stage.desk(fresh(case)), at=at)
    return actions.verify(
        case,
        note="到现场看过，已办好。",
        photos=[stage.photo(verifier, at, is_after=True)],
        by=verifier,
        at=at,
    )


def ended(stage: Stage, case: Case, at: datetime) -> Case:
    outcome = stage.rng.choices(
        [Outcome.SOLVED, Outcome.PARTLY, Outcome.EXPLAINED_ACCEPTED, Outcome.UNFOUNDED], [86, 7, 5, 2]
    )[0]
    said = (
        "已经办好，请您看看是否解决。"
        if outcome == Outcome.SOLVED
        else "情况已核实，办理结果和下一步写在这里，请您看看。"
    )
    left = {"left": "还有一小部分没做完", "left_with": "原办理单位"} if outcome == Outcome.PARTLY else {}
    case = fresh(case)
    case = actions.close(case, outcome=outcome, said=said, by=stage.desk(case), at=at, **left)
    leader = stage.above(case, Role.STREET_LEADER)
    if case.is_supervised and leader and stage.rng.random() < 0.85:
        case = actions.clear(case, note="已经办结，超期的原因也说明了。", by=leader, at=at)
    return case


def rated(stage: Stage, appeal: Appeal, at: datetime) -> None:
    me = access.appellant(appeal.pk)
    appeal = Appeal.objects.select_related("case").get(pk=appeal.pk)
    if stage.rng.random() < 0.86:
        actions.rate(appeal, solved=True, satisfaction=stage.rng.choice([5, 5, 4, 4, 3]), by=me, at=at)
    else:
        remark = stage.rng.choice(_REMARKS)
        actions.rate(appeal, solved=False, satisfaction=stage.rng.choice([1, 2]), remark=remark, by=me, at=at)
