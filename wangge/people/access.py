"""Whose hat an act of this room is done under, and what it must be allowed to.

The roles and their permits are one table two rooms above (`grids.access`); this room only reads the
permit names, and a test holds them equal.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from wangge.kernel.refusal import NotAllowed

#: Names of the permits of `grids.access.Permit` that this room asks for.
PEOPLE_EDIT = "people_edit"
KEYS_EDIT = "keys_edit"
CONTACT_REVEAL = "contact_reveal"
CODE_ISSUE = "code_issue"
JOURNAL_READ = "journal_read"
CASE_CLOCK = "case_clock"


class Hat(Protocol):
    """What an act of this room needs to know of who acts; `grids.access.Acting` fits."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def post_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def permits(self) -> AbstractSet[str]: ...


@dataclass(frozen=True, slots=True)
class Oneself:
    """Somebody who looks after his own account; may nothing else, and needs no post for it."""

    person_id: int | None
    name: str
    post_id: int | None = None
    role: str = "oneself"
    permits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever works at the server's command line: makes the first administrators, nothing else needs him."""

    name: str = "命令行"
    person_id: int | None = None
    post_id: int | None = None
    role: str = "command"
    permits: frozenset[str] = frozenset({PEOPLE_EDIT, KEYS_EDIT})


OPERATOR = Operator()


def need(by: Hat, *permits: str) -> None:
    """Refuse unless the hat carries one of the permits."""
    if not by.permits & set(permits):
        raise NotAllowed("您现在的岗位没有这项权限。")
