"""How people write an address, turned into one way: 12幢3单元502, 12-3-502, 弄1205/33/402, 东楼302; pure.

Numbers of houses, stairwells and rooms are read and compared, never kept: a room is no row of any table.
"""

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = "栋|号|单元|弄|座|幢|门|室|楼|层|村民小组|小组|组|队|米"
_CHINESE_NUMBER = re.compile(rf"[零〇一二两三四五六七八九十百]+(?={_UNITS})")
#: A room in Chinese digits, where nothing but its place tells that it is one.
_CHINESE_ROOM = re.compile(
    r"(?<=[栋单元])[零〇一二三四五六七八九]{3,4}(?![一-鿿])|(?<=单元)[零〇一二三四五六七八九]{3,4}"
)
_STEMS = {
    "甲": "1",
    "乙": "2",
    "丙": "3",
    "丁": "4",
    "戊": "5",
    "A": "1",
    "B": "2",
    "C": "3",
    "D": "4",
    "E": "5",
}
_DASHES = re.compile(r"[‐‑‒–—―−﹣－~_]+")
_BLANKS = re.compile(r"[\s·•\-—_,，、()（）/]+")
_GROUP = re.compile(r"第?(\d{1,2})(?:村民小组|小组|组|队)(?!长|员)")
_SAME = (("号楼", "栋"), ("#楼", "栋"), ("幢", "栋"), ("#", "栋"), ("门洞", "单元"))
_HOUSE = r"(?:栋|幢|座|号楼|#楼|#)"
_WRITTEN = tuple(
    (re.compile(pattern), ours)
    for pattern, ours in (
        (r"弄\s*(\d{1,5})/(\d{1,3})/(\d{2,4})(?!\d)室?", r"\1弄\2号\3室"),
        (r"(\d{1,5})弄\s*(\d{1,3})(?:号)?[/-](\d{2,4})(?!\d)室?", r"\1弄\2号\3室"),
        (
            rf"(?<![\dA-Z])(\d{{1,3}}|[A-Z])\s*(?:{_HOUSE}\s*-?|[-/])\s*(\d{{1,2}})\s*(?:单元|门洞|门|[-/])\s*(\d{{3,4}})(?!\d)室?",
            r"\1栋\2单元\3室",
        ),
        (rf"(?<![\dA-Z])(\d{{1,3}}|[A-Z])\s*{_HOUSE}\s*-?\s*(\d{{3,4}})(?!\d)(?:室|房)?", r"\1栋\2室"),
        (r"(?<![\dA-Z-])(\d{1,3}|[A-Z])-(\d{3,4})(?![\d-])(?:室|房)?", r"\1栋\2室"),
        (r"(?<![\dA-Z-])(\d{1,3})-(\d{1,2})(?![\d-])", r"\1栋\2单元"),
    )
)
#: After an estate's name: what may stand before the number of a building, and the number.
_BUILDING = re.compile(
    r"[的里内第]{0,2}(?:(?P<house>\d{1,3}|[A-Z]|[东西南北中甲乙丙丁])(?:栋|座)|(?P<number>\d{1,3})号(?!门(?![口前外])|线|车)"
    r"|(?P<side>[东西南北中A-Z])楼)"
)
_STAIRWELL = re.compile(
    r"[的第]?(?P<stairwell>\d{1,2}|[A-E]|[东西南北中]|[甲乙丙丁戊])(?:单元|门(?!口|[外前]))"
)
_ROOM = re.compile(r"[的第]?(?P<room>\d{3,4})(?!\d|弄|米|路)(?:室|房|号)?")
_FLOOR = re.compile(r"(?P<floor>\d{1,2})(?:楼|层)")
_SECOND = re.compile(r"(?:和|与|跟|同|及)?(\d{1,3}|[A-Z])(?:栋|座|号)(?:楼)?(?:之间|中间|当中)")
_BEYOND = re.compile(
    r"[的]?(?:往|向|朝|以)?(?P<way>东北|东南|西北|西南|东|南|西|北)(?:边|面|侧|方向)?(?:走|约|大约|大概)?"
    r"(?P<far>\d{1,4})(?:米|M)"
)
_CORNER = re.compile(
    r"(?:的)?(?:交叉口|十字路口|交汇处|路口|转角|口)?(?:的)?(?P<way>东北|东南|西北|西南)(?:角|侧|边|面|口)?"
)
_ONLY = re.compile(r"(?:^|我|我家|咱|住|楼上|楼下|家住)(?:的)?(?=\d|[甲乙丙丁东西])")


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a name: the house, its stairwell and room; where two houses are named, the second."""

    house: str = ""
    stairwell: str = ""
    room: str = ""
    second: str = ""
    #: Behind the last sign that was read.
    end: int = 0

    @property
    def floor(self) -> int | None:
        """Guessed from the number of the room: 1302 lies on the 13th."""
        return int(self.room[:-2]) if len(self.room) > 2 else None


NO_TAIL = Tail()


def plain(text: str) -> str:
    """Width, case, blanks, ways to write a building and Chinese numbers made alike."""
    text = unicodedata.normalize("NFKC", text).upper()
    text = _DASHES.sub("-", text)
    text = _CHINESE_NUMBER.sub(lambda found: _number(found.group()), text)
    text = _CHINESE_ROOM.sub(lambda found: _number(found.group()), text)
    for pattern, ours in _WRITTEN:
        text = pattern.sub(ours, text)
    text = _BLANKS.sub("", text)
    for habit, ours in _SAME:
        text = text.replace(habit, ours)
    return _GROUP.sub(r"\1组", text)


def _number(text: str) -> str:
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    zeros = len(text) - len(text.lstrip("零〇")) if not set(text) & set("十百") else 0
    return "0" * zeros + str(total + digit) if total + digit else "0"


def stairwell_number(text: str) -> str:
    """One name for a stairwell however it is counted: 乙, B and 2 are the second; 西 stays 西."""
    return _STEMS.get(text, text.lstrip("0") or text)


def tail(text: str, at: int) -> Tail:
    """The house, stairwell and room that stand right behind `at` (text already plain)."""
    house = second = ""
    end = at
    if found := _BUILDING.match(text, at):
        house, end = found["house"] or found["number"] or found["side"], found.end()
        if other := _SECOND.match(text, end):
            return Tail(house, second=other.group(1), end=other.end())
    stairwell, room, end = _within_house(text, end)
    return Tail(house, stairwell, room, second, end)


def _within_house(text: str, at: int) -> tuple[str, str, int]:
    stairwell = room = ""
    if found := _STAIRWELL.match(text, at):
        stairwell, at = stairwell_number(found["stairwell"]), found.end()
    if found := _ROOM.match(text, at):
        room, at = found["room"], found.end()
    return stairwell, room, at


def alone(text: str) -> Tail:
    """A stairwell or a room without any name before it: 我2单元201的, 楼上1302 (text already plain)."""
    for start in [found.end() for found in _ONLY.finditer(text)]:
        found = tail(text, start)
        if found.house or found.stairwell or found.room:
            return found
    return Tail()


@dataclass(frozen=True, slots=True)
class Shift:
    """From a named place so many metres that way."""

    way: str
    metres: float
    end: int


#: East and north of each way.
WAYS = {
    "东": (1.0, 0.0),
    "南": (0.0, -1.0),
    "西": (-1.0, 0.0),
    "北": (0.0, 1.0),
    "东北": (0.71, 0.71),
    "东南": (0.71, -0.71),
    "西北": (-0.71, 0.71),
    "西南": (-0.71, -0.71),
}
#: How far the corner of a crossing lies from where the middles of its roads meet.
_CORNER_METRES = 12.0


def beyond(text: str, at: int) -> Shift | None:
    """往北200米 behind a name."""
    found = _BEYOND.match(text, at)
    return Shift(found["way"], float(found["far"]), found.end()) if found else None


def corner(text: str, at: int) -> Shift | None:
    """东北角 behind a crossing."""
    found = _CORNER.match(text, at)
    return Shift(found["way"], _CORNER_METRES, found.end()) if found else None
