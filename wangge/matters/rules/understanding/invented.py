"""Places as residents write them, put together by chance from pieces: what the finder of places learns from
beside the shipped messages, whose own places are too few. Deterministic by its seed.
"""

import random
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "data" / "place_words.toml"
_CHINESE = "一二三四五六七八九十"
#: How often the side of a place is told by a thing there: 梧桐苑西墙外那块空地.
_TAIL = 0.15
_SIDES = ("口", "旁边", "对面", "后面", "前面", "墙外", "下面", "侧", "边", "桥下", "后", "前")
Marked = tuple[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _pieces() -> dict[str, list[str]]:
    return {name: line.split() for name, line in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


class Inventor:
    """Makes places by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  not for secrets

    def _one(self, name: str) -> str:
        return self._chance.choice(_pieces()[name])

    def place(self) -> str:
        """One place in one of the usual forms."""
        kinds = (
            self.building,
            self.estate,
            self.road,
            self.spot,
            self.shop,
            self.crossing,
            self.lane,
            self.village,
            self.plain_spot,
        )
        text: str = self._chance.choices(kinds, (32, 13, 12, 13, 9, 5, 5, 5, 14))[0]()
        if text.endswith(_SIDES) and self._chance.random() < _TAIL:
            text += self._one("tail")
        return text

    def _maybe(self, chance: float, name: str) -> str:
        return self._one(name) if self._chance.random() < chance else ""

    def _name(self) -> str:
        return self._one("start") + self._one("estate")

    def number(self) -> str:
        """The number of a building as people write it."""
        value = self._chance.randint(1, 32)
        ends = ("幢", "栋", "号楼", "号", "座", "#", "号楼", "栋", "幢")
        if self._chance.random() < 0.2:
            word = _chinese(value)
            return word + self._chance.choice(("号楼", "栋", "幢"))
        if self._chance.random() < 0.06:
            return self._chance.choice("ABCDE") + self._chance.choice(("座", "栋", "区"))
        return f"{value}{self._chance.choice(ends)}"

    def building(self) -> str:
        """A building, its stairwell, its flat; with or without its estate."""
        estate = self._name() if self._chance.random() < 0.45 else ""
        text = estate + self.number()
        chance = self._chance.random()
        if chance < 0.25:
            unit = self._chance.randint(1, 4)
            text += f"{unit if self._chance.random() < 0.75 else _chinese(unit)}单元"
        if chance < 0.12 or chance > 0.88:
            text += self._one("room")
        return text + (self._one("part") if 0.3 < chance < 0.65 else "")

    def estate(self) -> str:
        """An estate and maybe a part of it."""
        return self._name() + self._maybe(0.55, "part")

    def road(self) -> str:
        """A road, maybe with a number or with what stands on it."""
        text = self._one("start") + self._one("road")
        chance = self._chance.random()
        if chance < 0.2:
            return f"{text}{self._chance.randint(1, 400)}号" + self._maybe(0.3, "part")
        if chance < 0.4:
            return text + self._one("spot") + self._maybe(0.4, "part")
        if chance < 0.5:
            return text + self._one("shop") + self._one("trade")
        return text + self._maybe(0.35, "part")

    def spot(self) -> str:
        """A school, a market, a park; with or without a name."""
        name = self._chance.choice(
            (self._one("start"), self._one("start"), self._one("gate"), "", "老", "社区", "街道")
        )
        return name + self._one("spot") + self._maybe(0.5, "part")

    def shop(self) -> str:
        """A shop by its name."""
        return self._one("shop") + self._one("trade") + self._maybe(0.3, "part")

    def plain_spot(self) -> str:
        """A spot that has no name, only its kind."""
        return self._one("generic") + self._maybe(0.35, "part")

    def crossing(self) -> str:
        """Two roads."""
        one, other = (self._one("start") + self._one("road") for _ in range(2))
        joint = self._chance.choice(("和", "与", "跟", "、", "到", ""))
        return (
            one + joint + other + self._chance.choice(("路口", "交叉口", "口", "转角", "那段", "交汇处", ""))
        )

    def lane(self) -> str:
        """A lane's number, a court."""
        value = self._chance.randint(1, 99)
        return (
            self._maybe(0.6, "start")
            + f"{value}{self._chance.choice(('弄', '号院', '弄口', '号院子', '号'))}"
        )

    def village(self) -> str:
        """A village and its group."""
        name = self._one("start") + self._chance.choice(("村", "庄", "塘", "圩", "湾", "坝", "岗", "墩"))
        group = f"{_chinese(self._chance.randint(1, 12))}组" if self._chance.random() < 0.4 else ""
        return name + group + self._maybe(0.4, "part")

    def settings(self, messages: Sequence[Marked], times: int) -> list[Marked]:
        """The messages again with other places: where one stood, or before what names none."""
        found = []
        for _ in range(times):
            for text, places in messages:
                made = self._set(text, places)
                if made is not None:
                    found.append(made)
        return found

    def _set(self, text: str, places: Sequence[str]) -> Marked | None:
        if len(places) == 1 and text.count(places[0]) == 1:
            fresh = self.place()
            return text.replace(places[0], fresh), (fresh,)
        if places or self._chance.random() < 0.4 or len(text) > 90:
            return None
        fresh = self.place()
        before = self._chance.choice(
            ("", "", "", "", "我是", "我住", "请问", "就在", "住在", "你好，", "我们", "在")
        )
        after = self._chance.choice(("", "", "", "", "，", " ", "的", "那里", "这边", "有人", "，"))
        if self._chance.random() < 0.25:
            return f"{text}{self._chance.choice(('，', ' ', '。', '，在', '，地址'))}{fresh}", (fresh,)
        return f"{before}{fresh}{after}{text}", (fresh,)


def _chinese(value: int) -> str:
    if value <= 10:
        return _CHINESE[value - 1]
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 else _CHINESE[tens - 1]) + "十" + (_CHINESE[ones - 1] if ones else "")
