"""What words look like: the matters they suggest, with the words that decided."""

from collections.abc import Iterator

from wangge.matters import queries as catalogue
from wangge.matters.queries import understanding

#: No more of a text is looked at than a report may have.
MOST = 2000


def suggestions(text: str, *, most: int = 3) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(code, name, the words that decided) of the matters that words suggest."""
    snapshot = catalogue.catalogue()
    for found in understanding.suggestions(text[:MOST], most=most):
        yield found.code, snapshot.matters[found.code].name, tuple(found.words)
