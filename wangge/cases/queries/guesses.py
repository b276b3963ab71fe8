"""What words look like: the matters they suggest, with the words that decided."""

from collections.abc import Iterator

from wangge.cases.queries import custom
from wangge.grids.access import DESK_ROLES, Acting
from wangge.matters import queries as catalogue
from wangge.matters.queries import understanding
from wangge.matters.rules import Visibility

#: No more of a text is looked at than a report may have.
MOST = 2000


def to_show(text: str, acting: Acting, *, most: int = 3) -> list[tuple[str, str, tuple[str, ...]]]:
    """What a hat may be told that a case looks like: confidential matters only where such cases are filed."""
    entries = catalogue.catalogue().matters
    rank = acting.area_rank
    may = rank is not None and rank < 4 and acting.role in DESK_ROLES[max(rank, 0)]
    return [
        found
        for found in suggestions(text, most=most)
        if may or entries[found[0]].visibility != Visibility.CONFIDENTIAL
    ]


def suggestions(text: str, *, most: int = 3) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(code, name, the words that decided) of the matters that words suggest."""
    snapshot = catalogue.catalogue()
    found = [(s.code, tuple(s.words)) for s in understanding.suggestions(text[:MOST], most=most)]
    if found and (before := custom.remembered().recall(text[:MOST])) is not None:
        # A desk has said what such words mean, and it weighs more than the model until that has learnt it.
        found = [before, *(row for row in found if row[0] != before[0])][:most]
    for code, words in found:
        if code in snapshot.matters and snapshot.matters[code].is_active:
            yield code, snapshot.matters[code].name, words
