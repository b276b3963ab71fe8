"""Many callers, many units: one trouble told by three, a dispute on its way up and an older one that was
ruled, a case split in two, what was solved only partly, and somebody who wants his report corrected.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.functional import cached_property

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, WorkOrder
from wangge.cases.rules.flows import Outcome, Side
from wangge.cases.rules.rights import Wish
from wangge.cases.rules.spot import Contact, Spot
from wangge.demo.acts import accepted, checked, dispatched, fresh, hand_in
from wangge.demo.stage import DAY, HOUR, MINUTE, Cell, Stage
from wangge.grids import access
from wangge.grids.access import Role
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.matters.models import Matter
from wangge.people.models import Unit

_STRAY = 0.0003
_PHONE = "199{:08}"


class _Home:
    """The grid of the demo's own officer, and what happens there."""

    def __init__(self, stage: Stage, cell: Cell) -> None:
        self.stage, self.cell = stage, cell

    @cached_property
    def point(self) -> tuple[float, float]:
        return self.stage.point(self.cell)

    def spot(self, place: str) -> Spot:
        lon, lat = self.point
        chance = self.stage.rng
        found = queries.spot(
            lon=lon + chance.uniform(-_STRAY, _STRAY), lat=lat + chance.uniform(-_STRAY, _STRAY)
        )
        return replace(found, place=place)

    def report(self, matter: str, text: str, place: str, *, hours: float, phone: int = 0) -> Appeal:
        """Somebody's words, so many hours ago."""
        return actions.report(
            text=text,
            spot=self.spot(place),
            matter=matter,
            contact=Contact(phone=_PHONE.format(phone)) if phone else Contact(),
            consent_version="2026-11" if phone else "",
            by=access.door("web"),
            at=self.stage.now - timedelta(hours=hours),
        )


def gather(stage: Stage) -> None:
    """What issue by issue the demo shows on purpose, in the grid where its story plays."""
    if stage.home is None:
        return
    home = _Home(stage, stage.home)
    for story in (_burst_pipe, _ruled, _disputed, _split, _partly, _corrected):
        try:
            with transaction.atomic():
                story(home)
        except (Refused, LookupError, ObjectDoesNotExist) as problem:
            stage.broken.append(f"{story.__name__}: {problem}")


def _burst_pipe(home: _Home) -> None:
    """Three write, two only tap: one trouble."""
    first = home.report("UTL-03", "小区东门口地上冒水，水压也小了", "锦绣里小区东门", hours=3.2, phone=71)
    home.report("UTL-03", "东门水管爆了，水一直往外冒", "锦绣里小区东门口", hours=2.6, phone=72)
    home.report("UTL-03", "门口全是水，家里没水了", "锦绣里东门", hours=1.9)
    if first.case.visibility == "public":
        for minutes in (90, 60):
            at = home.stage.now - timedelta(minutes=minutes)
            actions.me_too(first.case_id, by=access.door("web"), at=at)


def _sent(home: _Home, appeal: Appeal, at: datetime) -> Case:
    entry = catalogue.catalogue().matters[appeal.case.matter_id or ""]
    case = accepted(home.stage, appeal.case, entry, at)
    return dispatched(home.stage, case, entry, at + 10 * MINUTE)


def _returned_twice(home: _Home, appeal: Appeal, at: datetime) -> WorkOrder | None:
    """The desk agrees once; the second unit sends it back too, and the level above has to say."""
    stage, case = home.stage, _sent(home, appeal, at)
    first = WorkOrder.objects.select_related("unit").get(case=case, kind="lead", state="sent")
    others = Unit.objects.filter(is_active=True, department__is_emergency_service=False)
    hat = stage.desk(fresh(case))
    fits = (u for u in others.exclude(pk=first.unit_id) if queries.serves_below(u.pk, hat.area_path))
    other = next((u for u in fits if u.pk in stage.cast.unit_hats), None)
    if other is None or first.unit_id not in stage.cast.unit_hats:
        return None
    actions.send_back(
        first,
        clause="职责清单第 12 条：地块未移交",
        proper_unit=other.name,
        by=stage.cast.unit_hats[first.unit_id],
        at=at + 40 * MINUTE,
    )
    actions.agree(first, instead=other, by=hat, at=at + 60 * MINUTE)
    second = WorkOrder.objects.get(case=case, kind="lead", state="sent")
    actions.send_back(
        second,
        clause="职责清单第 5 条：不含这一类设施",
        proper_unit=first.unit.name,
        by=stage.cast.unit_hats[other.pk],
        at=at + 90 * MINUTE,
    )
    return WorkOrder.objects.get(pk=second.pk)


def _ruled(home: _Home) -> None:
    """Two weeks ago: ruled, and a precedent since."""
    at = home.stage.now - 14 * DAY
    appeal = home.report("ENV-10", "人行道上堆了一车木板，没人搬", "荷风路", hours=14 * 24)
    order = _returned_twice(home, appeal, at + 20 * MINUTE)
    if order is None:
        return
    case = fresh(appeal.case)
    role = Role.STREET_LEADER if queries.rank_of(case.desk_id) > 1 else Role.DISTRICT_LEADER
    leader = home.stage.above(case, role)
    if leader is not None:
        note = "占用人行道的物料由原派单单位清理，地块移交不影响。"
        actions.arbitrate(order, note=note, by=leader, at=at + 4 * HOUR)


def _disputed(home: _Home) -> None:
    appeal = home.report("ENV-10", "东门外又堆了一堆沙石", "锦绣里小区东门外", hours=5, phone=73)
    _returned_twice(home, appeal, home.stage.now - 4.5 * HOUR)


def _split(home: _Home) -> None:
    """One message, two troubles; the leaders of three sides are asked."""
    stage = home.stage
    at = stage.now - 6 * HOUR
    text = "楼下垃圾房臭得开不了窗，旁边树枝也挡住了二楼的光"
    appeal = home.report("ENV-06", text, "锦绣里小区 5 栋", hours=7, phone=74)
    entry = catalogue.catalogue().matters["ENV-06"]
    case = accepted(stage, appeal.case, entry, at)
    by = stage.desk(fresh(case))
    if not by.may(access.Permit.CASE_DISPATCH):
        return
    matter = Matter.objects.get(pk="GRN-02")
    actions.split_off(fresh(case), text="5 栋前的树枝挡光，请修剪", matter=matter, by=by, at=at + 20 * MINUTE)
    due = local_day(stage.now + 3 * DAY)
    for side, body in ((Side.RESOURCES, "桂苑社区党委"), (Side.STEER, "街道党工委")):
        actions.ask_opinion(
            fresh(case), side=side, body=body, due=due, note="垃圾房能不能换个位置？", by=by, at=at + HOUR
        )
    note = "可以和物业商量移到北门，社区来牵头。"
    actions.give_opinion(fresh(case), side=Side.RESOURCES, note=note, by=by, at=at + 3 * HOUR)


def _partly(home: _Home) -> None:
    stage = home.stage
    at = stage.now - 6 * DAY
    appeal = home.report("ENV-03", "装修垃圾袋堆了一排", "锦绣里小区 8 栋", hours=6 * 24 + 1, phone=75)
    case = _sent(home, appeal, at)
    for order in WorkOrder.objects.filter(case=case, state="sent").order_by("kind"):
        hat = stage.cast.unit_hats[order.unit_id]
        actions.acknowledge(order, by=hat, at=at + HOUR)
        hand_in(stage, case, WorkOrder.objects.get(pk=order.pk), hat, at + 5 * HOUR)
    checked(stage, fresh(case), at + 7 * HOUR)
    actions.close(
        fresh(case),
        outcome=Outcome.PARTLY,
        said="公共通道上的已经清走，绿地里的还没清完。",
        left="8 栋北面绿地里还有十几袋",
        left_with="锦绣里物业服务中心",
        by=stage.desk(fresh(case)),
        at=at + 8 * HOUR,
    )


def _corrected(home: _Home) -> None:
    """Somebody left a wrong number and asks to have it mended."""
    appeal = home.report("FAC-03", "荷风路灯不亮，我的电话写错了一位", "荷风路 90 号", hours=20, phone=76)
    actions.ask_data(
        appeal,
        wish=Wish.CORRECT,
        text="手机号最后一位应该是 8。",
        by=access.appellant(appeal.pk),
        at=home.stage.now - 2 * HOUR,
    )
