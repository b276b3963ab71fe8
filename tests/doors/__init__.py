"""The door table: one row an address, saying who gets in, who does not, and what a stranger sees.

Each room's rows stand in a module of its own here, `DOORS = [Door(...), ...]`; test_doors.py walks them.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.town import Town

#: From a town to the arguments of an address, or the fields of a form: `lambda town: {"pk": town.case().pk}`.
From = Callable[[Town], Mapping[str, Any]]


def nothing(town: Town) -> Mapping[str, Any]:
    """No arguments, no fields."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Door:
    """An address and who may go through it; the names are those of `town.PEOPLE`."""

    #: `namespace:name`, as the resolver knows it.
    name: str
    #: Nobody need be signed in: everybody is answered alike.
    public: bool = False
    #: Who gets in.
    right: tuple[str, ...] = ()
    #: Who is told 403 or 404: signed in, but without the permit, or without sight of it.
    wrong: tuple[str, ...] = ()
    #: Who must not even learn that it exists: exactly 404 (the accused officer, the other party's unit).
    hidden_from: tuple[str, ...] = ()
    #: The arguments of something within the reach of `right`.
    to: From = nothing
    #: The arguments of something out of their reach: 404.
    elsewhere: From | None = None
    #: Fields to send; the address is asked by POST where this is given, by GET otherwise.
    post: From | None = None
    #: What `right` (or anybody, where public) is answered.
    answers: frozenset[int] = frozenset()
    #: Under /api/: a bearer token instead of a session, 401 instead of the way to sign in.
    api: bool = False
    #: Headers of a request, such as a secret.
    headers: From = nothing
    #: Why a row has no `wrong` or no `elsewhere`; a sentence.
    why: str = ""

    @property
    def expected(self) -> frozenset[int]:
        """200 for a look, 302 for a deed, unless the row says otherwise."""
        return self.answers or frozenset({302 if self.post and not self.api else 200})


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A whole name space of somebody else's addresses, judged by one test of its own."""

    namespace: str
    why: str


@dataclass(frozen=True)
class Table:
    """All rows, and the name spaces left aside."""

    doors: list[Door] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


def table() -> Table:
    """The rows of every module of this folder."""
    found = Table()
    for module in pkgutil.iter_modules(__path__):
        rows = importlib.import_module(f"{__name__}.{module.name}")
        found.doors.extend(rows.DOORS)
        found.aside.extend(getattr(rows, "ASIDE", []))
    return found
