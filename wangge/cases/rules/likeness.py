"""How much two cases look like one trouble: matter, place, time and words (domain/04 section 2); pure.

A suggestion for a person at a desk: it never merges anything by itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Two reports of one trouble lie this near and come this close together.
WITHIN, APART = 200.0, timedelta(hours=72)
#: From here on it is worth a look; measured in tests/cases/test_same_trouble.py.
ENOUGH = 0.18
MOST = 3
#: Fewer pairs of characters than these overlap by chance; as many say all that words can say.
_FEW, _MANY = 16, 24
_NEAR, _MATTER, _MATTER_ALONE = 0.02, 0.03, 0.36
#: How near counts what has no point: named alike, or known by the grid only.
_NAMED, _IN_GRID = 1.0, 0.5
#: What every report says.
_COMMON = re.compile(
    r"小区|业主|居民|我们|你们|他们|反映|请问|请求|希望|领导|部门|有关|相关|尊敬|您好|你好|谢谢|感谢|政府|问题|"
    r"情况|没有|一直|严重|影响|生活|投诉|举报|咨询|解决|处理|已经|可以|这个|那个|这里|那里|现在|每天|因为|所以|"
    r"但是|就是|不是|什么|怎么|为什么|街道|社区|附近|旁边|附件|区|市|的|了|是|在|有|和|也|都|我|你|他"
)
#: Up to the last number of a house or a building; one number alone names none.
_BUILDING = re.compile(r".*[^0-9a-z一二三四五六七八九十][0-9a-z一二三四五六七八九十]+(?:号楼|[号栋幢座])")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What of a case is compared."""

    #: As named, or as its words suggest.
    matter: str
    at: datetime
    area: int | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, from 0 to 1, and why, in words a desk reads."""

    score: float
    why: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        return self.score >= ENOUGH


NOT_ALIKE = Likeness(0.0, ())


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The pairs of neighbouring characters of what was said, without what every report says."""
    found: set[str] = set()
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).lower()
        for part in re.split(r"[^0-9a-z一-鿿]+", _COMMON.sub(" ", plain)):
            found.update(part[n : n + 2] for n in range(len(part) - 1))
    return frozenset(found)


def place_key(place: str) -> str:
    """A written place as it is compared: without blanks, signs and the small words of an address."""
    plain = unicodedata.normalize("NFKC", place).lower()
    return re.sub(r"[^0-9a-z一-鿿]|旁边?|附近|对面|门口|处", "", plain)


def building_key(place: str) -> str:
    """The building of a written place; empty where the words name none."""
    found = _BUILDING.match(place_key(place))
    return found.group().replace("号楼", "栋").replace("幢", "栋") if found else ""


def likeness(one: Trouble, other: Trouble, metres: float | None) -> Likeness:
    """How alike two cases are; `metres` is the way between their points, None where one has none.

    Where both say much, what they say decides; where they say little, the same matter at the same spot does.
    """
    if abs(one.at - other.at) > APART:
        return NOT_ALIKE
    near, where = _near(one, other, metres)
    if near is None:
        return NOT_ALIKE
    words, said = _words(one, other)
    score = words + _NEAR * near
    is_same = bool(one.matter) and one.matter == other.matter
    if is_same:
        much = min(1.0, min(len(one.words), len(other.words)) / _MANY)
        score += _MATTER * much + _MATTER_ALONE * (1 - much) * near
    why = ("同一个事项" if is_same else "", where, said)
    return Likeness(round(score, 3), tuple(filter(None, why)))


def _near(one: Trouble, other: Trouble, metres: float | None) -> tuple[float | None, str]:
    """From 1 at the same spot down to 0 at 200 m; None beyond."""
    key, its = place_key(one.place), place_key(other.place)
    if key and its and (key == its or (min(len(key), len(its)) >= 4 and (key in its or its in key))):
        return _NAMED, "写的是同一个地点"
    if metres is not None:
        if metres > WITHIN:
            return None, ""
        return 1.0 - metres / WITHIN, f"相距 {round(metres / 10) * 10} 米" if metres >= 5 else "同一个位置"
    if one.area is not None and one.area == other.area:
        return _IN_GRID, "在同一个网格"
    return None, ""


def _words(one: Trouble, other: Trouble) -> tuple[float, str]:
    """The share of what they say that both say."""
    shared = len(one.words & other.words)
    overlap = 2 * shared / max(_FEW, len(one.words) + len(other.words))
    return overlap, "说法相近" if overlap >= ENOUGH / 2 else ""
