"""Cases of the invented district: each a small story told by calling actions, all told in the order of time.

A story is a generator that yields the moment of its next act; a heap of them is the district's life, and the
clock sweeps in between, so that reminders and supervision happen when they would.
"""

import csv
import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, CaseTask, WorkOrder
from wangge.cases.rules.flows import DeclineReason, Outcome, PushReason, Source, SuspendCause
from wangge.cases.rules.spot import Contact
from wangge.demo import pictures
from wangge.demo.people import Cast, Tell
from wangge.files import actions as files
from wangge.files import links
from wangge.files.models import StoredFile
from wangge.grids import access
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Place
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters.rules import MatterEntry, Urgency, Visibility
from wangge.people.models import Unit

DATA = Path(__file__).resolve().parent / "data"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Tale = Iterator[datetime]
#: How often a category comes up, the rest is 1.
_WEIGHTS = {
    "ENV": 9,
    "PRO": 8,
    "TRF": 7,
    "FIR": 6,
    "NOI": 6,
    "STR": 6,
    "FAC": 5,
    "GRN": 3,
    "BLD": 3,
    "GOV": 2,
    "WEL": 2,
}
_SAID_DONE = (
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


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid where something can happen."""

    area: Area
    polygon: BaseGeometry
    places: tuple[str, ...]


@dataclass
class Stage:
    """What stories need: the cast, the grids, the words people use, chance, and what time it
    is in the end.
    """

    cast: Cast
    cells: list[Cell]
    words: dict[str, list[str]]
    rng: random.Random
    now: datetime
    scenes: int = 0

    def photo(self, by: Acting, at: datetime, *, is_after: bool) -> StoredFile:
        self.scenes += 1
        ready = pictures.scene(self.scenes % pictures.SCENES, is_after=is_after)
        return files.hold(ready, holder=links.new_holder(), by=by, at=at)

    def point(self, cell: Cell) -> tuple[float, float]:
        """A point inside the grid, away from its border."""
        west, south, east, north = cell.polygon.bounds
        for _ in range(60):
            x, y = self.rng.uniform(west, east), self.rng.uniform(south, north)
            if cell.polygon.contains(shapely.Point(x, y)):
                return round(x, 6), round(y, 6)
        centre = cell.polygon.representative_point()
        return round(centre.x, 6), round(centre.y, 6)

    def desk(self, case: Case) -> Acting:
        """Who sits at the desk that holds the case."""
        rank = queries.rank_of(case.desk_id)
        roles = {
            4: (Role.LEADER, Role.OFFICER),
            3: (Role.STAFF,),
            1: (Role.STREET_DISPATCHER,),
            0: (Role.DISTRICT_DISPATCHER,),
        }
        for role in roles.get(rank, (Role.DISTRICT_DISPATCHER,)):
            hat = self.cast.hats.get((case.desk_id, role))
            if hat is not None:
                return hat
        raise LookupError(f"nobody at {case.desk_id}")

    def above(self, case: Case, role: Role) -> Acting | None:
        """The hat of a role in an area above the case."""
        for seat in queries.chain(case.area_path):
            hat = self.cast.hats.get((seat.area_id, role))
            if hat is not None:
                return hat
        return None


def stage(cast: Cast, *, now: datetime) -> Stage:
    """Everything loaded once."""
    places: dict[int, list[str]] = {}
    kinds = ("estate", "building", "gate", "road", "lane", "market", "school", "park", "square")
    for area_id, name, address in (
        Place.objects.current().filter(kind__in=kinds, area__rank=4).values_list("area_id", "name", "address")
    ):
        places.setdefault(area_id or 0, []).append(name or address)
    cells = [
        Cell(area, shapely.geometry.shape(area.geometry or {}), tuple(places.get(area.pk, ())))
        for area in Area.objects.filter(rank=4, geometry__isnull=False)
        .exclude(grid_type="reserved")
        .order_by("path")
    ]
    words: dict[str, list[str]] = {}
    with (DATA / "messages.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            words.setdefault(row["matter_code"].split(";")[0], []).append(row["message"])
    for code, entry in catalogue.catalogue().matters.items():
        words.setdefault(code, []).extend(entry.phrases)
    return Stage(cast, cells, words, cast.rng, now)


# --- one story ---


def tale(stage: Stage, fate: str, start: datetime) -> Tale:
    """A case from its report as far as its fate and the present let it go."""
    rng = stage.rng
    cell = rng.choice(stage.cells)
    entry = _matter(stage, fate)
    by, source = _sender(stage, cell, entry)
    yield start
    case, appeal = _begin(stage, cell, entry, (by, source), start)
    yield from _FATES[fate](stage, case, appeal, entry)


def _matter(stage: Stage, fate: str) -> MatterEntry:
    entries = [e for e in catalogue.catalogue().matters.values() if e.is_active]
    if fate == "self_handled":
        entries = [
            e for e in entries if e.level == "grid" and e.track == "admin" and e.visibility != "confidential"
        ]
    elif fate == "deliberated":
        entries = [e for e in entries if e.track in ("deliberation", "both")]
    elif fate == "confidential":
        entries = [e for e in entries if e.visibility == Visibility.CONFIDENTIAL]
    else:
        entries = [
            e for e in entries if e.visibility != Visibility.CONFIDENTIAL and e.track in ("admin", "both")
        ]
    weights = [_WEIGHTS.get(e.category, 1) for e in entries]
    return stage.rng.choices(entries, weights)[0]


def _sender(stage: Stage, cell: Cell, entry: MatterEntry) -> tuple[Acting, Source]:
    officer = stage.cast.hats.get((cell.area.pk, Role.OFFICER))
    dice = stage.rng.random()
    if officer is not None and dice < 0.3 and entry.visibility == Visibility.PUBLIC:
        return officer, Source.PATROL
    if dice < 0.75:
        return access.door("web"), Source.WEB
    return access.door("hotline", seat="12345 热线"), Source.HOTLINE


def _begin(
    stage: Stage, cell: Cell, entry: MatterEntry, sender: tuple[Acting, Source], at: datetime
) -> tuple[Case, Appeal | None]:
    rng, (by, source) = stage.rng, sender
    lon, lat = stage.point(cell)
    text = rng.choice(stage.words[entry.code])
    place = rng.choice(cell.places) if cell.places else ""
    spot = queries.spot(lon=lon, lat=lat)
    spot = replace(spot, place=place)
    photos = [stage.photo(by, at, is_after=False)] if "PH1" in entry.evidence else []
    if source == Source.PATROL:
        return actions.discover(text=text, spot=spot, matter=entry.code, photos=photos, by=by, at=at), None
    phone = f"199{rng.randrange(10**8):08}" if rng.random() < 0.7 else ""
    appeal = actions.report(
        text=text,
        spot=spot,
        matter=entry.code if rng.random() < 0.85 else "",
        contact=Contact(phone=phone),
        photos=photos if rng.random() < 0.6 else [],
        source=source,
        consent_version="2026-11",
        by=by,
        at=at,
    )
    return appeal.case, appeal


def _later(stage: Stage, at: datetime, low: float, high: float) -> datetime:
    """Some working hours later: nights and weekends are skipped as people skip them."""
    moment = at + timedelta(hours=stage.rng.uniform(low, high))
    local = moment.astimezone(SHANGHAI)
    if local.hour >= 18 or local.hour < 8:
        morning = local.replace(hour=8, minute=stage.rng.randrange(10, 59))
        moment = morning if local.hour < 8 else morning + DAY
    while moment.astimezone(SHANGHAI).weekday() >= 5:
        moment += DAY
    return moment


def _fresh(case: Case) -> Case:
    return Case.objects.select_related("matter__category", "desk").get(pk=case.pk)


def _accepted(stage: Stage, case: Case, entry: MatterEntry, at: datetime) -> Case:
    from wangge.matters.models import Matter

    case = _fresh(case)
    if case.state not in ("reported", "waiting_info"):
        return case
    matter = Matter.objects.get(pk=entry.code)
    hat = stage.desk(case)
    if not hat.may(access.Permit.CASE_ACCEPT):
        case = actions.push_up(case, reason=PushReason.NOT_OURS, note="需要社区来办。", by=hat, at=at)
        hat = stage.desk(_fresh(case))
    said = "您反映的事已受理，办好告诉您。" if case.appeal_count else ""
    return actions.accept(case, matter=matter, by=hat, at=at, said=said)


def _dispatched(stage: Stage, case: Case, entry: MatterEntry, at: datetime) -> Case:
    """To the unit of the routes, from the desk that may send it: pushed up as far as that needs."""
    route = catalogue.route_for(entry, case.area_path)
    if route.lead is None:
        raise Refused("没有派单去处。")
    lead = Unit.objects.select_related("department").get(pk=route.lead.id)
    for _ in range(4):
        case = _fresh(case)
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


def _handle(stage: Stage, case: Case, at: datetime) -> Tale:
    """All open orders of a case: acknowledged, contacted, logged, ticked, handed in."""
    for order in WorkOrder.objects.filter(case=case, state="sent").order_by("kind"):
        hat = stage.cast.unit_hats[order.unit_id]
        at = _later(stage, at, 0.2, 2)
        yield at
        actions.acknowledge(order, by=hat, at=at)
        fresh = _fresh(case)
        if order.is_lead and fresh.contact_left and fresh.first_contact_at is None:
            actions.first_contact(
                fresh, reached=True, note="已和来件人通话，说清了情况。", by=hat, at=at + 5 * MINUTE
            )
    for order in WorkOrder.objects.filter(case=case, state="acknowledged").order_by("kind"):
        hat = stage.cast.unit_hats[order.unit_id]
        at = _later(stage, at, 0.5, 5)
        yield at
        _hand_in(stage, case, order, hat, at)


def _hand_in(stage: Stage, case: Case, order: WorkOrder, hat: Acting, at: datetime) -> None:
    if order.is_lead:
        for task in CaseTask.objects.filter(case=case, kind="step", condition="", done_at__isnull=True):
            actions.tick(task, by=hat, at=at)
    entry = catalogue.catalogue().matters[_fresh(case).matter_id or ""]
    papers = sum(code in ("DOC", "SIG", "RPT") for code in entry.evidence)
    actions.submit(
        WorkOrder.objects.get(pk=order.pk),
        said=stage.rng.choice(_SAID_DONE),
        note=stage.rng.choice(_NOTES),
        before=[stage.photo(hat, at, is_after=False)] if entry.needs_photo else [],
        photos=[stage.photo(hat, at, is_after=True)] if entry.needs_photo else [],
        documents=[stage.photo(hat, at, is_after=True) for _ in range(papers)] if order.is_lead else [],
        by=hat,
        at=at,
    )


def _checked(stage: Stage, case: Case, at: datetime) -> Case:
    verifier = stage.above(case, Role.VERIFIER)
    if verifier is None:
        raise LookupError("no verifier")
    if case.is_confidential:
        from wangge.people.models import Person

        person = Person.objects.get(pk=verifier.person_id or 0)
        actions.add_helper(case, person=person, by=stage.desk(_fresh(case)), at=at)
    return actions.verify(
        case,
        note="到现场看过，已办好。",
        photos=[stage.photo(verifier, at, is_after=True)],
        by=verifier,
        at=at,
    )


def _ended(stage: Stage, case: Case, at: datetime) -> Case:
    outcome = stage.rng.choices(
        [Outcome.SOLVED, Outcome.PARTLY, Outcome.EXPLAINED_ACCEPTED, Outcome.UNFOUNDED], [86, 7, 5, 2]
    )[0]
    said = (
        "已经办好，请您看看是否解决。"
        if outcome == Outcome.SOLVED
        else "情况已核实，办理结果和下一步写在这里，请您看看。"
    )
    return actions.close(_fresh(case), outcome=outcome, said=said, by=stage.desk(_fresh(case)), at=at)


# --- fates ---


def _whole(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """The whole loop, and the appellant's answer."""
    at = _later(stage, case.reported_at, 0.1, 2)
    yield at
    case = _accepted(stage, case, entry, at)
    at = _later(stage, at, 0.1, 1)
    yield at
    case = _dispatched(stage, case, entry, at)
    yield from _handle(stage, case, at)
    at = _later(stage, _fresh(case).submitted_at or at, 0.5, 6)
    yield at
    if stage.rng.random() < 0.1:
        yield from _redo(stage, case, at)
        at = _later(stage, _fresh(case).submitted_at or at, 0.5, 4)
        yield at
    case = _checked(stage, _fresh(case), at)
    at = _later(stage, at, 0.2, 3)
    yield at
    case = _ended(stage, case, at)
    if appeal is not None and stage.rng.random() < 0.55:
        at = at + timedelta(hours=stage.rng.uniform(1, 60))
        yield at
        _rated(stage, appeal, at)


def _redo(stage: Stage, case: Case, at: datetime) -> Tale:
    verifier = stage.above(case, Role.VERIFIER)
    order = WorkOrder.objects.filter(case=case, kind="lead", state="submitted").first()
    if verifier is None or order is None:
        return
    actions.rework(_fresh(case), order=order, note="还有一处没办好，请补上。", by=verifier, at=at)
    at = _later(stage, at, 1, 6)
    yield at
    _hand_in(stage, case, order, stage.cast.unit_hats[order.unit_id], at)


def _rated(stage: Stage, appeal: Appeal, at: datetime) -> None:
    me = access.appellant(appeal.pk)
    appeal = Appeal.objects.select_related("case").get(pk=appeal.pk)
    if stage.rng.random() < 0.86:
        actions.rate(appeal, solved=True, satisfaction=stage.rng.choice([5, 5, 4, 4, 3]), by=me, at=at)
    else:
        remark = stage.rng.choice(_REMARKS)
        actions.rate(appeal, solved=False, satisfaction=stage.rng.choice([1, 2]), remark=remark, by=me, at=at)


def _self_handled(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """Solved on the spot by the grid's own officer, where there is one."""
    officer = stage.cast.hats.get((case.area_id or 0, Role.OFFICER))
    if officer is None or case.desk_id != officer.area_id:
        yield from _whole(stage, case, appeal, entry)
        return
    at = _later(stage, case.reported_at, 0.2, 3)
    yield at
    from wangge.matters.models import Matter

    photos = entry.needs_photo
    actions.self_handle(
        _fresh(case),
        matter=Matter.objects.get(pk=entry.code),
        said=stage.rng.choice(_SAID_DONE),
        before=[stage.photo(officer, at, is_after=False)] if photos else [],
        photos=[stage.photo(officer, at, is_after=True)] if photos else [],
        by=officer,
        at=at,
    )
    if appeal is not None and stage.rng.random() < 0.5:
        at = at + timedelta(hours=stage.rng.uniform(1, 40))
        yield at
        _rated(stage, appeal, at)


def _declined(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = _later(stage, case.reported_at, 0.2, 2)
    yield at
    hat = stage.desk(_fresh(case))
    if hat.may(access.Permit.CASE_ACCEPT) and appeal is not None:
        reason = stage.rng.choice([DeclineReason.OUT_OF_AREA, DeclineReason.NOT_PUBLIC_MATTER])
        actions.decline(case, reason=reason, said="这件事不在受理范围，请拨打当地 12345。", by=hat, at=at)


def _asked(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = _later(stage, case.reported_at, 0.2, 1)
    yield at
    hat = stage.desk(_fresh(case))
    if hat.may(access.Permit.CASE_ACCEPT) and appeal is not None:
        actions.ask_info(case, said="请您补充是几栋几单元，最好拍一张照片。", by=hat, at=at)


def _deliberated(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = _later(stage, case.reported_at, 0.2, 2)
    yield at
    case = _accepted(stage, case, entry, at)
    at = _later(stage, at, 0.1, 1)
    yield at
    case, hat = _fresh(case), stage.desk(_fresh(case))
    if not hat.may(access.Permit.CASE_DISPATCH):
        case = _fresh(
            actions.push_up(case, reason=PushReason.NO_POWER, note="需要社区组织共议。", by=hat, at=at)
        )
        hat = stage.desk(case)
    if case.urgency not in (Urgency.HIGH, Urgency.EMERGENCY):
        actions.deliberate(case, said="先请邻里一起商量，五个工作日内告诉您结果。", by=hat, at=at)


def _in_hand(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """Dispatched; some acknowledged."""
    at = _later(stage, case.reported_at, 0.1, 1)
    yield at
    case = _accepted(stage, case, entry, at)
    at = at + 20 * MINUTE
    yield at
    case = _dispatched(stage, case, entry, at)
    if stage.rng.random() < 0.7:
        at = at + 40 * MINUTE
        yield at
        order = WorkOrder.objects.get(case=case, kind="lead", state="sent")
        actions.acknowledge(order, by=stage.cast.unit_hats[order.unit_id], at=at)


def _returned(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = _later(stage, case.reported_at, 0.1, 1)
    yield at
    case = _accepted(stage, case, entry, at)
    at = at + 15 * MINUTE
    yield at
    case = _dispatched(stage, case, entry, at)
    at = at + 30 * MINUTE
    yield at
    order = WorkOrder.objects.get(case=case, kind="lead", state="sent")
    hat = stage.cast.unit_hats[order.unit_id]
    actions.send_back(order, clause="职责清单第 12 条：地块未移交", proper_unit="区市政工程处", by=hat, at=at)


def _suspended(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    yield from _in_hand(stage, case, appeal, entry)
    leader = stage.above(case, Role.STREET_LEADER)
    at = _later(stage, _fresh(case).entered_at, 1, 6)
    yield at
    case = _fresh(case)
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
    at = _later(stage, case.reported_at, 0.1, 1)
    yield at
    case = _accepted(stage, case, entry, at)
    case = _dispatched(stage, case, entry, at + 10 * MINUTE)
    yield from _handle(stage, case, at + 10 * MINUTE)
    if stage.rng.random() < 0.4:
        at = _later(stage, _fresh(case).submitted_at or at, 0.3, 2)
        yield at
        _checked(stage, _fresh(case), at)


def _accepted_only(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    at = _later(stage, case.reported_at, 0.1, 1)
    yield at
    _accepted(stage, case, entry, at)


def _untouched(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    return
    yield case.reported_at


def _kept_close(stage: Stage, case: Case, appeal: Appeal | None, entry: MatterEntry) -> Tale:
    """A confidential case: by its desk, its unit and a helper alone."""
    if entry.track == "emergency_service":
        yield from _accepted_only(stage, case, appeal, entry)
        return
    yield from _whole(stage, case, appeal, entry)


_FATES: dict[str, Callable[[Stage, Case, Appeal | None, MatterEntry], Tale]] = {
    "whole": _whole,
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
#: Share of each fate, and how many days back its reports lie at most (0: today).
_SHARES = (
    ("whole", 44, 60),
    ("self_handled", 22, 60),
    ("confidential", 4, 30),
    ("declined", 3, 50),
    ("in_hand", 8, 1.2),
    ("waiting_check", 5, 2),
    ("deliberated", 3, 3),
    ("returned", 2, 0.6),
    ("suspended", 2, 8),
    ("asked", 2, 2),
    ("accepted", 2, 0.2),
    ("reported", 3, 0.15),
)


# --- the life of the district ---


def live(stage: Stage, count: int, *, tell: Tell) -> int:
    """Tell `count` stories in the order of time, the clock sweeping in between; how many came to no end."""
    heap: list[tuple[datetime, int, Tale]] = []
    for number, (fate, start) in enumerate(_plan(stage, count)):
        story = tale(stage, fate, start)
        heapq.heappush(heap, (next(story), number, story))
    swept = heap[0][0]
    acts, broken, total = 0, 0, count
    while heap:
        at, number, story = heapq.heappop(heap)
        if at > stage.now:
            total -= 1
            continue
        while swept + 2 * HOUR < at:
            swept += 2 * HOUR
            actions.sweep(at=swept, batch=1000)
        try:
            heapq.heappush(heap, (next(story), number, story))
        except StopIteration:
            acts += 1
            tell("事项", acts, count)
        except Refused:
            # A story may be overtaken by the clock or by a rule; what was done stands.
            broken += 1
            acts += 1
    while actions.sweep(at=stage.now, batch=1000):
        pass
    tell("事项", count, count)
    return broken


def _plan(stage: Stage, count: int) -> Iterator[tuple[str, datetime]]:
    rng = stage.rng
    fates = [fate for fate, share, _ in _SHARES for _ in range(round(count * share / 100))]
    fates += ["whole"] * (count - len(fates))
    back = {fate: days for fate, _, days in _SHARES}
    for fate in fates[:count]:
        least = 3.0 if fate in ("whole", "self_handled", "declined", "confidential") else 0.02
        days = rng.uniform(min(least, back[fate]), back[fate])
        start = stage.now - timedelta(days=days)
        local = start.astimezone(SHANGHAI)
        if back[fate] > 2 and not 7 <= local.hour < 21:
            start = local.replace(hour=rng.randrange(8, 20), minute=rng.randrange(60))
        yield fate, min(start, stage.now - 3 * MINUTE)
