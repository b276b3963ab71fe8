"""Cases of the invented district: each a small story told by calling actions, all told in the order of time.

A story is a generator that yields the moment of its next act; a heap of them is the district's life, and the
clock sweeps in between, so that reminders and supervision happen when they would.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.demo.acts import fresh
from wangge.demo.fates import FATES
from wangge.demo.people import Tell
from wangge.demo.stage import HOUR, MINUTE, Cell, Stage, Tale, stage
from wangge.grids import access
from wangge.grids.access import Acting, Role
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters.rules import MatterEntry, Visibility
from wangge.worktime.rules import LimitUnit

__all__ = ["live", "stage"]

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


@dataclass(frozen=True, slots=True)
class Told:
    """A report that the demo shows on purpose: in the story's own grid, of this matter, with these words."""

    fate: str
    hours_ago: float
    matter: str
    place: str
    text: str
    is_patrol: bool = False


#: What the demo's people find waiting when they step in: something at every stage of 桂苑社区第三网格.
_TOLD = (
    Told("reported", 0.7, "ENV-02", "锦绣里小区 3 栋旁", "垃圾桶都冒尖了，两天没人来收"),
    Told("reported", 2.2, "FIR-02", "锦绣里小区 2 栋", "2 栋一楼有人把电瓶车推进楼道充电"),
    Told("taken", 5, "PRO-03", "锦绣里小区 6 栋", "6 栋二楼到三楼堆了一楼梯纸箱", is_patrol=True),
    Told("in_hand", 6, "FIR-01", "锦绣里小区东门", "锦绣里东门里面的消防车道停了两辆车，大车根本进不来"),
    Told("waiting_check", 28, "FAC-01", "荷风路 88 号旁", "荷风路 88 号旁边井盖松了，车一过哐当响"),
    Told("waiting_check", 30, "ENV-10", "锦绣里小区东门", "东门外人行道上堆了一车木板"),
    Told("whole", 24 * 8, "FIR-01", "锦绣里小区东门", "消防车道又被堵了"),
    Told("whole", 24 * 4, "FAC-03", "荷风路", "荷风路连着三盏路灯不亮"),
    Told("self_handled", 24 * 2, "ENV-14", "锦绣里小区花园", "草里有只死老鼠"),
)


def tale(stage: Stage, fate: str, start: datetime, told: Told | None = None) -> Tale:
    """A case from its report as far as its fate and the present let it go; "not solved" begins it anew."""
    rng = stage.rng
    cell = stage.home if told and stage.home else rng.choice(stage.cells)
    entry = catalogue.catalogue().matters[told.matter] if told else _matter(stage, fate)
    if fate in _PENDING and not told:
        start = stage.now - _waiting(stage, entry)
    sender = _sender(stage, cell, entry)
    if told:
        officer = stage.cast.hats.get((cell.area.pk, Role.OFFICER))
        sender = (officer, Source.PATROL) if told.is_patrol and officer else (access.door("web"), Source.WEB)
    yield start
    case, appeal = _begin(stage, cell, entry, sender, at=start, told=told)
    yield from FATES[fate](stage, case, appeal, entry)
    now = fresh(case)
    if now.state == "accepted" and now.reopen_count:
        yield from FATES["again"](stage, case, None, entry)


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
    stage: Stage,
    cell: Cell,
    entry: MatterEntry,
    sender: tuple[Acting, Source],
    *,
    at: datetime,
    told: Told | None,
) -> tuple[Case, Appeal | None]:
    rng, (by, source) = stage.rng, sender
    lon, lat = stage.point(cell)
    text = told.text if told else rng.choice(stage.words[entry.code])
    place = told.place if told else rng.choice(cell.places) if cell.places else ""
    spot = queries.spot(lon=lon, lat=lat)
    spot = replace(spot, place=place)
    photos = [stage.photo(by, at, is_after=False)] if "PH1" in entry.evidence else []
    if source == Source.PATROL:
        return actions.discover(text=text, spot=spot, matter=entry.code, photos=photos, by=by, at=at), None
    phone = f"199{rng.randrange(10**8):08}" if rng.random() < 0.7 else ""
    appeal = actions.report(
        text=text,
        spot=spot,
        matter=entry.code if told or rng.random() < 0.85 else "",
        contact=Contact(phone=phone),
        photos=photos if rng.random() < 0.6 else [],
        source=source,
        consent_version="2026-11",
        by=by,
        at=at,
    )
    return appeal.case, appeal


#: What is still worked on lies as far back as its limit lets it: most in time, some late.
_PENDING = frozenset({"in_hand", "waiting_check", "returned", "accepted"})
_HOURS = {LimitUnit.WORKING_HOUR: 2.0, LimitUnit.WORKING_DAY: 30.0, LimitUnit.CALENDAR_DAY: 24.0}


def _waiting(stage: Stage, entry: MatterEntry) -> timedelta:
    """How long ago a case was reported that is being worked on."""
    hours = (entry.limit.value or 1) * _HOURS.get(entry.limit.unit, 1.0)
    return timedelta(hours=min(max(hours * stage.rng.uniform(0.1, 1.1), 0.7), 24 * 9))


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
    ("reported", 3, 0.3),
)


def live(stage: Stage, count: int, *, tell: Tell) -> int:
    """Tell `count` stories in the order of time, the clock sweeping in between; how many came to no end."""
    heap: list[tuple[datetime, int, Tale]] = []
    tales = [tale(stage, t.fate, stage.now - timedelta(hours=t.hours_ago), t) for t in _TOLD]
    tales += [tale(stage, fate, start) for fate, start in _plan(stage, count - len(tales))]
    for number, story in enumerate(tales):
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
        except Refused as refusal:
            # A story may be overtaken by the clock or by a rule; what was done stands.
            stage.broken.append(refusal.message)
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
        least = 0.3 if fate in ("whole", "self_handled", "declined", "confidential") else 0.02
        days = least + (back[fate] - least) * rng.random() ** 1.3
        start = stage.now - timedelta(days=days)
        local = start.astimezone(SHANGHAI)
        if back[fate] > 2 and not 7 <= local.hour < 21:
            start = local.replace(hour=rng.randrange(8, 20), minute=rng.randrange(60))
        yield fate, min(start, stage.now - 3 * MINUTE)
