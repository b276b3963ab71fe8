"""Which messages are about the same trouble at the same place, and how hot each trouble is; pure.

Messages that name a place in common are compared by their other words, and grouped where they agree on
average; so the work grows with what a place has, not with the square of all messages.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from wangge.matters.rules.understanding import fitting, names
from wangge.matters.rules.understanding.linear import Space
from wangge.matters.rules.understanding.text import named, pieces, plain, words

#: So much of a message is compared: what it is about stands first.
_READ = 500
#: Words of the first sentence or title count more often.
_TITLE, _TITLE_TIMES = 40, 2
#: How alike two troubles are on average in one group (tried from the widest), and two messages that name no
#: common place.
ALIKE, TWINS = (0.09, 0.12, 0.17, 0.23), 0.55
#: Chance makes the average of a few pairs higher: what is added for a group, over its size.
_CHANCE = 0.2
#: What is asked of small groups, and how much less of every message more.
_FLOOR, _LARGE = 0.125, 0.0012
#: A name that stands in more of the messages than this is no place but a town; small files are spared.
_TOO_WIDE, _FEW = 0.03, 60
#: The most messages compared with each other at once.
_MOST = 400
#: Half of a group's heat is gone after so many days without a message.
_HALF_LIFE = 30.0
#: Names of what is no one spot: offices, firms, whole streets and towns.
_NO_SPOT = ("街道", "镇", "乡", "新区", "高新区", "公司", "集团", "政府", "法院")
_TOWN = ("社区", "小区", "附近", "街道", "花园小区")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the grouping sees it."""

    id: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Messages about one trouble, the hottest group has rank 1."""

    members: tuple[int, ...]
    rank: int
    heat: float
    place: str
    title: str


def groups(messages: Sequence[Message]) -> list[Group]:
    """All groups of two and more, the hottest first; places in `members` are those in `messages`."""
    if len(messages) < 2:
        return []
    texts = [plain(m.text)[:_READ] for m in messages]
    known = names.vocabulary(texts, least=2, most=max(_TOO_WIDE, _FEW / len(texts)))
    places = [names.standing_in(text, known) for text in texts]
    vectors = _vectors(texts)
    newest = max((m.at for m in messages if m.at), default=None)
    found = []
    for members in _grouped(places, vectors):
        own = [messages[i] for i in members]
        place = _place([texts[i] for i in members], [places[i] for i in members])
        found.append((heat([m.at for m in own], newest), members, place, _title(members, messages, vectors)))
    found.sort(key=lambda row: (-row[0], row[1]))
    return [
        Group(tuple(members), rank, round(warm, 3), place, title)
        for rank, (warm, members, place, title) in enumerate(found, 1)
    ]


def heat(times: Iterable[datetime | None], newest: datetime | None) -> float:
    """How many there are, more when they came close together and lately."""
    moments = [at for at in times]
    known = sorted(at for at in moments if at)
    count = len(moments)
    if not known or newest is None:
        return float(count)
    span = (known[-1] - known[0]).total_seconds() / 86400
    age = (newest - known[-1]).total_seconds() / 86400
    lately = math.exp2(-age / _HALF_LIFE)
    closely = 1 / (1 + math.log1p(span / _HALF_LIFE))
    return count * (1 + lately) * (1 + closely) / 2


@dataclass(frozen=True, slots=True)
class Vectors:
    """Every message as a row of numbers over words and pieces; rare ones weigh more."""

    space: Space
    rows: Any

    def near(self, places: Sequence[int], without: str) -> Any:
        """How alike these messages are in everything but the name they have in common."""
        own = self.rows[list(places)]
        near = np.asarray((own @ own.T).todense(), dtype=np.float64)
        there, _ = self.space.place({"w": named(words(without)), "c": pieces(without, (2, 3))})
        if len(there):
            name = np.asarray(own[:, there].todense(), dtype=np.float64)
            near -= name @ name.T
        length = np.sqrt(np.maximum(near.diagonal(), 1e-9))
        return near / length[:, None] / length[None, :]


def _vectors(texts: Sequence[str]) -> Vectors:
    rows = []
    for text in texts:
        title = text[:_TITLE]
        said = words(title) * _TITLE_TIMES + words(text[_TITLE:])
        rows.append({"w": named([w for w in said if len(w) > 1]), "c": pieces(title, (2, 3))})
    space = fitting.space_of(rows, fitting.Plan({"w": 1.0, "c": 0.7}, {"w": 2, "c": 2}))
    found = fitting.matrix(rows, space)
    # Rare words say more still: the value is weighed by how telling the feature is once again.
    found = found.multiply(space.telling[None, :]).tocsr()
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    length[length == 0] = 1.0
    return Vectors(space, found.multiply(1 / length[:, None]).tocsr())


def _stem(name: str) -> str:
    for ending in _TOWN:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def _buckets(places: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """Stem of a name to the messages that hold it, also inside a longer name."""
    stems = [{_stem(name) for name in own if not name.endswith(_NO_SPOT)} for own in places]
    known = {stem for own in stems for stem in own if len(stem) >= 2}
    found: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(stems):
        inside = {stem for name in own for stem in _parts(name) if stem in known}
        for stem in own | inside:
            found[stem].append(place)
    return {stem: rows for stem, rows in found.items() if len(rows) > 1}


def _parts(name: str) -> Iterable[str]:
    return (name[i:j] for i in range(len(name)) for j in range(i + 3, len(name) + 1))


def _grouped(places: Sequence[Sequence[str]], vectors: Vectors) -> list[list[int]]:
    """Groups within each place, the tightest and largest first; a message belongs to one group."""
    offered: list[tuple[float, list[int]]] = []
    for name, rows in _buckets(places).items():
        for begin in range(0, len(rows), _MOST):
            offered += _within(name, rows[begin : begin + _MOST], vectors)
    offered += _twins(vectors, places)
    return _settled(offered)


def _within(name: str, rows: Sequence[int], vectors: Vectors) -> list[tuple[float, list[int]]]:
    """Groups of messages that are alike on average (average linkage)."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(rows) < 2:
        return []
    near = vectors.near(rows, name)
    upper = np.triu_indices(len(rows), 1)
    far = np.clip(1 - near[upper], 0, 1)
    if far.min() > 1 - _needed(2):
        return []
    tree = linkage(far, "average")
    found = [group for alike in ALIKE for group in _cut(fcluster(tree, 1 - alike, "distance"))]
    offered = []
    for group in found:
        strength = (float(near[np.ix_(group, group)].sum()) - len(group)) / len(group)
        if strength / (len(group) - 1) >= _needed(len(group)):
            offered.append((strength, [rows[i] for i in group]))
    return offered


def _cut(labels: Any) -> list[list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        found[int(label)].append(place)
    return [group for group in found.values() if len(group) > 1]


def _needed(size: int) -> float:
    """How alike the messages of a group are at least, on average: two may agree by chance, fifty do not."""
    return max(ALIKE[0], _FLOOR - _LARGE * size) + _CHANCE / size


def _twins(vectors: Vectors, places: Sequence[Sequence[str]]) -> list[tuple[float, list[int]]]:
    """Messages that are nearly the same words, whatever names they hold: pairs from a sparse product."""
    found: list[tuple[float, list[int]]] = []
    count = vectors.rows.shape[0]
    strong = vectors.rows.multiply(vectors.rows > 0.08).tocsr()
    turned = strong.T.tocsc()
    for begin in range(0, count, 1000):
        near = (strong[begin : begin + 1000] @ turned).tocoo()
        for i, j, value in zip(near.row, near.col, near.data, strict=True):
            if value >= TWINS and begin + i < j and _may_be_one(places[begin + i], places[j]):
                found.append((float(value), [int(begin + i), int(j)]))
    return found


def _may_be_one(one: Sequence[str], other: Sequence[str]) -> bool:
    """Two messages that each name a place must have one in common: elsewhere it is another case."""
    return not one or not other or any(_stem(a) in b or _stem(b) in a for a in one for b in other)


def _settled(offered: list[tuple[float, list[int]]]) -> list[list[int]]:
    """Of overlapping groups the stronger takes the message; groups that share most of the smaller are one."""
    offered.sort(key=lambda row: (-row[0], row[1]))
    home: dict[int, int] = {}
    found: list[list[int]] = []
    for _, members in offered:
        there = Counter(home[m] for m in members if m in home)
        free = [m for m in members if m not in home]
        if there:
            group, count = there.most_common(1)[0]
            if count * 2 < min(len(members), len(found[group])) or len(free) + count < 2:
                if len(free) < 2:
                    continue
                group = len(found)
                found.append([])
        else:
            group = len(found)
            found.append([])
        for m in free:
            home[m] = group
            found[group].append(m)
    return [sorted(members) for members in found if len(members) > 1]


def _place(texts: Sequence[str], places: Sequence[Sequence[str]]) -> str:
    """The name most of the group's messages hold, the longer one where they are equal."""
    count: Counter[str] = Counter()
    for own in places:
        count.update(set(own))
    held = {name: sum(name in text for text in texts) for name in count}
    if not held:
        return ""
    best = max(held, key=lambda name: (held[name] * (1 + min(len(name), 6) / 12), len(name), name))
    return best if held[best] * 2 > len(texts) else ""


def _title(members: Sequence[int], messages: Sequence[Message], vectors: Vectors) -> str:
    """The beginning of the message that stands nearest to all others."""
    own = vectors.rows[list(members)]
    near = np.asarray((own @ own.T).sum(axis=1)).ravel()
    return title(messages[members[int(near.argmax())]].text)


def title(text: str) -> str:
    """The beginning of a message, as one line."""
    return " ".join(text.split())[:40].strip()


def by_member(found: Iterable[Group]) -> Mapping[int, tuple[str, Group]]:
    """Message place to its group's name and group."""
    return {m: (f"H{group.rank:04d}", group) for group in found for m in group.members}
