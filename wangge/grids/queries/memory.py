"""What every process keeps in memory of slow-changing tables, and how it learns that it is old.

A row of `Version` holds a token for each kind of thing, looked at every two seconds at most. The process that
changes something sees it at once. A thread whose transaction is open sees its own uncommitted view; nobody
else does, and it is gone when that transaction is rolled back.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection, transaction

from wangge.grids.models import Version
from wangge.people.models import Unit

T = TypeVar("T")
#: Seconds between two looks at the token.
LOOK_EVERY = 2.0


class Kept(Generic[T]):
    """One value built from the database by `load(token)`, shared by all threads of the process."""

    def __init__(self, load: Callable[[str], T], *, follows: "Token") -> None:
        self._load, self._token = load, follows
        self._value: T | None = None
        self._built_of = ""
        self._lock = threading.Lock()
        self._own = threading.local()

    def get(self) -> T:
        """The value as of now; a question to the database at most every two seconds."""
        change = self._token.open_change()
        if change is not None:
            return self._own_view(change)
        token = self._token.now()
        if self._value is None or self._built_of != token:
            with self._lock:
                if self._value is None or self._built_of != token:
                    self._value, self._built_of = self._load(token), token
        return self._value

    def _own_view(self, change: str) -> T:
        """What this thread sees inside its own open transaction."""
        if getattr(self._own, "change", "") != change:
            self._own.value, self._own.change = self._load(change), change
        value: T = self._own.value
        return value


class Token:
    """The token of one kind of thing, as this process last saw it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._seen = ""
        self._looked = -LOOK_EVERY
        self._forgotten = 0
        self._own = threading.local()

    def now(self) -> str:
        """The stored token, at most two seconds old."""
        at = time.monotonic()
        if at - self._looked >= LOOK_EVERY:
            self._seen = self._read()
            self._looked = at
        return self._seen

    def _read(self) -> str:
        token = Version.objects.filter(name=self.name).values_list("token", flat=True).first()
        return token or "none"

    def forget(self) -> None:
        """Look again at the next question."""
        self._looked = -LOOK_EVERY
        self._forgotten += 1

    def open_change(self) -> str | None:
        """The token this thread wrote last in a transaction that is still open."""
        written: list[tuple[_Mark, str]] | None = getattr(self._own, "written", None)
        if not written:
            return None
        while written:
            mark, token = written[-1]
            # Django drops the mark from this list when the transaction, or its savepoint, is rolled back.
            if any(entry[1] is mark for entry in connection.run_on_commit):
                return f"{token}-{self._forgotten}"
            written.pop()
        self.forget()
        return None

    def changed(self, token: str) -> None:
        """This thread wrote a new token; others see it when the transaction commits."""
        mark = _Mark(self)
        if not hasattr(self._own, "written"):
            self._own.written = []
        self._own.written.append((mark, token))
        transaction.on_commit(mark)


class UnitsToken(Token):
    """Units are changed in the room below, which knows no token of ours: their own rows are part of it."""

    def _read(self) -> str:
        rows = Unit.objects.filter(is_active=True).order_by("pk")
        return f"{super()._read()}-{hash(tuple(rows.values_list('pk', 'department_id', 'name')))}"


class _Mark:
    """Stands in the transaction's list for as long as the change is open."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self) -> None:
        self._token.forget()


AREAS = Token("areas")
PLACES = Token("places")
UNITS = UnitsToken("units")
POSTS = Token("posts")
TOKENS = {token.name: token for token in (AREAS, PLACES, UNITS, POSTS)}


def forget() -> None:
    """Look at every token again at the next question (tests that write around the actions)."""
    for token in TOKENS.values():
        token.forget()
