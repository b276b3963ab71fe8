"""Numbers and secrets people can hold: a counter behind a keyed permutation, and a keyed digest as secret."""

import hashlib
import hmac
import os
from collections import defaultdict, deque

from django.db import connection
from uuid_utils.compat import uuid7

from wangge.kernel import sealing

__all__ = ["check_digit", "make_number", "next_count", "normal_number", "secret_of", "uuid7", "written"]

_HALF = 10**5


def _round(key: bytes, turn: int, half: int) -> int:
    digest = hmac.digest(key, bytes([turn]) + half.to_bytes(4, "big"), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % _HALF


def permute(count: int, key: bytes) -> int:
    """A bijection on 0..10^10-1 (Feistel, six rounds): neither order nor volume can be read from it."""
    left, right = divmod(count % _HALF**2, _HALF)
    for turn in range(6):
        left, right = right, (left + _round(key, turn, right)) % _HALF
    return left * _HALF + right


def check_digit(digits: str) -> str:
    """The eleventh digit (Damm, order 10): finds every single slip and every swap of neighbours."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def make_number(count: int) -> str:
    """Eleven digits for the count-th thing: ten behind the permutation and a check digit."""
    keys = sealing.ring()
    digits = f"{permute(count, keys.derive('number', keys.first)):010d}"
    return digits + check_digit(digits)


def normal_number(text: str) -> str | None:
    """The eleven digits somebody typed, with or without blanks and hyphens; None when they cannot be one."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())  # full-width digits too
    if len(digits) != 11 or check_digit(digits[:10]) != digits[10]:
        return None
    return digits


def written(number: str) -> str:
    """3-4-4, as it is said on the telephone."""
    return f"{number[:3]} {number[3:7]} {number[7:]}"


def secret_of(number: str, version: int) -> str:
    """The 128-bit secret of a number: stored nowhere, renewed by raising the version."""
    return sealing.mac(f"{number}:{version}", purpose="appeal-secret").hex()


def is_secret_of(number: str, version: int, given: str) -> bool:
    """Constant time, so that a guess learns nothing."""
    return hmac.compare_digest(secret_of(number, version).encode(), given.encode(errors="replace"))


#: How many values of a sequence a process draws at once; those it does not use are left out, which nobody
#: can tell.
_DRAWN = 64
_drawn: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drawn.clear)  # or two processes would give the same number


def next_count(name: str) -> int:
    """The next value of a named counter: a sequence on PostgreSQL, a row of the transaction on SQLite."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kernel_counter SET value = value + 1 WHERE name = %s RETURNING value", [name]
            )
            return int(cursor.fetchone()[0])
    drawn = _drawn[connection.settings_dict["NAME"], name]
    try:
        return drawn.popleft()
    except IndexError:
        first, *rest = _draw(name)
        drawn.extend(rest)  # one call, so that no other thread finds half of it
        return first


def _draw(name: str) -> list[int]:
    """Values nobody else gets, whatever becomes of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"kernel_{name}_seq", _DRAWN])
        return [int(row[0]) for row in cursor.fetchall()]
