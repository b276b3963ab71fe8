"""Words that places are made of, as data: numbers of buildings, kinds of spots, parts; and chains of them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "data" / "place_words.toml"
_NUMBER = "(?:[0-9０-９]{1,4}|[一二三四五六七八九十百两]{1,4}|[A-Za-zＡ-Ｚ])"
_BUILDING = rf"{_NUMBER}(?:号楼|号院|[栋幢座弄]|单元|#楼?|号(?![线口令称召])|组|队|门洞)"
_ROOM = r"(?<![0-9.])[0-9]{3,4}(?![0-9.元块米分路公斤平度年克瓦户个人多天毫点%％])室?"
_LINE = r"地铁[0-9一二三四五六七八九十]{1,2}号线|[0-9A-Z一二三四]{1,2}号?(?:出口|口)"
#: Kinds whose words may be a place by themselves.
_CORE = ("building", "room", "line", "spot", "trade")


@dataclass(frozen=True, slots=True)
class Kinds:
    """For every character: the word of the lexicon it stands in, and the chain of such words."""

    words: list[int]
    chains: list[int]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    lists = {n: line.split() for n, line in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}

    def either(*names: str, least: int = 1) -> str:
        words = {word for name in names for word in lists[name] if len(word) >= least}
        return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))

    kinds = {
        "line": _LINE,
        "building": _BUILDING,
        "room": _ROOM,
        "spot": either("spot", "generic"),
        "trade": either("trade"),
        "part": either("part"),
        "estate": either("estate"),
        "road": either("road"),
    }
    return re.compile("|".join(f"(?P<{name}>{words})" for name, words in kinds.items()))


_NAMES = ("line", "building", "room", "spot", "trade", "part", "estate", "road")
_PLACE = {name: place * 4 + 1 for place, name in enumerate(_NAMES, start=1)}


def kinds(text: str) -> Kinds:
    """Where in which word every character stands: first, inside, last, alone; 0 outside."""
    words, chains = [0] * len(text), [0] * len(text)
    begin = end = -1
    for match in _pattern().finditer(text):
        kind = match.lastgroup or ""
        _mark(words, match.start(), match.end(), _PLACE[kind])
        if match.start() != end:
            _mark(chains, begin, end, 1)
            begin = match.start()
        end = match.end()
    _mark(chains, begin, end, 1)
    return Kinds(words, chains)


def is_named(text: str) -> bool:
    """Whether any word may be the core of a place."""
    return any(match.lastgroup in _CORE for match in _pattern().finditer(text))


def _mark(row: list[int], begin: int, end: int, first: int) -> None:
    if begin < 0:
        return
    if end - begin == 1:
        row[begin] = first + 3
        return
    row[begin:end] = [first, *[first + 1] * (end - begin - 2), first + 2]
