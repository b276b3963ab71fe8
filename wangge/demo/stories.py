"""Cases of the invented district: each a small story told by calling actions, all told in the order of time.

A story is a generator that yields the moment of its next act; a heap of them is the district's life, and the
clock sweeps in between, so that reminders and supervision happen when they would.
"""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.demo.fates import FATES
from wangge.demo.people import Tell
from wangge.demo.stage import HOUR, MINUTE, Cell, Stage, Tale, stage
from wangge.grids import access
from wangge.grids.access import Acting, Role
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters.rules import MatterEntry, Visibility

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


def tale(stage: Stage, fate: str, start: datetime) -> Tale:
    """A case from its report as far as its fate and the present let it go."""
    rng = stage.rng
    cell = rng.choice(stage.cells)
    entry = _matter(stage, fate)
    by, source = _sender(stage, cell, entry)
    yield start
    case, appeal = _begin(stage, cell, entry, (by, source), start)
    yield from FATES[fate](stage, case, appeal, entry)


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
