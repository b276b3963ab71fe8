"""Pairs known to be one trouble: real words of a public data set, gathered by hand into groups.

Words and groups are real; points and hours are invented, since the data set hides its places: the messages of
one group lie within 80 m and 60 hours, every third without a point, and strangers' messages lie among them.
"""

import csv
import gzip
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.town import MONDAY_9_00
from wangge.cases.queries.guesses import suggestions
from wangge.cases.rules import likeness
from wangge.cases.rules.counting import metres
from wangge.cases.rules.likeness import Trouble
from wangge.matters import queries as catalogue
from wangge.matters.rules import MatterEntry

#: What all messages of a group name: where, and what is wrong there.
GROUPS = (
    (r"丽发新城", r"搅拌|粉尘|灰尘|扬尘|噪"),
    (r"伊景园", r"车位|捆绑"),
    (r"魅力之城", r"油烟|烧烤|夜宵|噪|餐馆"),
    (r"凉塘路", r"拆|棚改|旧城|改造"),
    (r"泉星公园", r"."),
    (r"辉煌国际", r"油烟|餐|排烟"),
    (r"三一大道", r"噪"),
    (r"绿地海外滩", r"铁"),
    (r"中海国际", r"采光|规划|配套|空地|学校"),
    (r"北辰三角洲", r"噪|夜|施工|吵"),
    (r"五矿万境", r"房|质量|墙|漏"),
    (r"月亮岛路", r"电|高压|架"),
)
_STEP = 0.009  # a kilometre of latitude
STRANGERS = 600


@dataclass(frozen=True, slots=True)
class Message:
    group: int | None
    trouble: Trouble


def messages(path: Path, *, seed: int = 7) -> list[Message]:
    """All messages of the groups, and strangers: half of them within 200 m of a group."""
    chance = random.Random(seed)
    rows = _rows(path)
    found: list[Message] = []
    rest: list[str] = []
    for text in rows:
        group = _group(text)
        if group is None:
            rest.append(text)
        else:
            found.append(
                Message(group, _trouble(text, group, 80.0, chance, is_pointless=chance.random() < 0.33))
            )
    for n, text in enumerate(chance.sample(rest, STRANGERS)):
        beside = chance.randrange(len(GROUPS))
        # A stranger at the same place names it as everybody does there.
        told = f"{GROUPS[beside][0]}{text}" if n % 2 else text
        found.append(Message(None, _trouble(told, beside, 200.0 if n % 2 else 2000.0, chance)))
    return found


def _rows(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [f"{row['留言主题']} {row['留言详情'].strip()}"[:600] for row in csv.DictReader(file)]


def _group(text: str) -> int | None:
    hits = [n for n, (where, what) in enumerate(GROUPS) if re.search(where, text) and re.search(what, text)]
    return hits[0] if len(hits) == 1 else None


def _trouble(
    text: str, group: int, within: float, chance: random.Random, *, is_pointless: bool = False
) -> Trouble:
    east, north = (chance.uniform(-within, within) / 1000 * _STEP for _ in range(2))
    return Trouble(
        matter=guessed(text),
        at=MONDAY_9_00 + timedelta(hours=chance.uniform(0, 60)),
        area=group,
        lon=None if is_pointless else 118.7 + group * 3 * _STEP + east,
        lat=None if is_pointless else 32.0 + north,
        words=likeness.words_of([text]),
    )


def guessed(text: str) -> str:
    """The matter that words suggest, where nobody has named one."""
    guess = next(iter(suggestions(text, most=1)), None)
    return guess[0] if guess else ""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the messages that have a sister: for how many one stands among the first three. Of all that was
    suggested: how many are of another trouble.
    """

    with_sisters: int
    found: int
    suggested: int
    wrong: int

    @property
    def recall(self) -> float:
        return self.found / self.with_sisters

    @property
    def wrong_share(self) -> float:
        return self.wrong / max(1, self.suggested)


def measure(told: Sequence[Message]) -> Measured:
    """Each message against all others, as the desk would see them."""
    sizes = {message.group: 0 for message in told}
    for message in told:
        sizes[message.group] += 1
    with_sisters = found = suggested = wrong = 0
    for message in told:
        first = _first(message, told)
        hits = sum(other.group == message.group is not None for other in first)
        suggested, wrong = suggested + len(first), wrong + len(first) - hits
        if message.group is not None and sizes[message.group] > 1:
            with_sisters, found = with_sisters + 1, found + bool(hits)
    return Measured(with_sisters, found, suggested, wrong)


def _first(message: Message, told: Sequence[Message]) -> list[Message]:
    scored = [
        (likeness.likeness(message.trouble, other.trouble, _way(message.trouble, other.trouble)), n)
        for n, other in enumerate(told)
        if other is not message
    ]
    best = sorted(((like.score, n) for like, n in scored if like.is_enough), reverse=True)
    return [told[n] for _, n in best[: likeness.MOST]]


def _way(one: Trouble, other: Trouble) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return metres(one.lon, one.lat, other.lon, other.lat)


def phrases(*, seed: int = 7) -> list[Message]:
    """What people say of each matter, from the catalogue: two or three short sentences about one trouble lie
    within 60 m and two days; around every one of them, other matters within 200 m. One in five named no
    matter, so the words suggest one.
    """
    chance = random.Random(seed)
    found = []
    entries = [entry for entry in catalogue.catalogue().matters.values() if len(entry.phrases) > 1]
    for n, entry in enumerate(entries):
        for at_once, other in [(True, entry), *((False, o) for o in chance.sample(entries, 4))]:
            if not at_once and other.category == entry.category:
                continue
            texts = other.phrases if at_once else other.phrases[:1]
            found += [_said(text, other, n, at_once, chance) for text in texts]
    return found


def _said(text: str, entry: MatterEntry, spot: int, at_once: bool, chance: random.Random) -> Message:
    within = 60.0 if at_once else 200.0
    east, north = (chance.uniform(-within, within) / 1500 * _STEP for _ in range(2))
    is_known = chance.random() < 0.8
    trouble = Trouble(
        matter=entry.code if is_known else guessed(text),
        at=MONDAY_9_00 + timedelta(hours=chance.uniform(0, 48)),
        area=spot,
        lon=100 + spot * 3 * _STEP + east,
        lat=32.0 + north,
        words=likeness.words_of([text]),
    )
    return Message(spot if at_once else None, trouble)
