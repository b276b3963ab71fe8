"""What words look like: the matters they suggest, with the words that decided."""

from collections.abc import Iterator

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
    for found in understanding.suggestions(text[:MOST], most=most):
        yield found.code, snapshot.matters[found.code].name, tuple(found.words)
