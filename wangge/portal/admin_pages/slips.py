"""Slips on their way to the printer: sealed in the session for ten minutes, and stored nowhere else."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import segno
from cryptography.exceptions import InvalidTag
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from wangge.grids.models import Post
from wangge.kernel import sealing
from wangge.people.actions import Slip
from wangge.people.rules import written_code

_KEY = "slips"
_PURPOSE = "session.slips"
_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Paper:
    """One slip as it is printed."""

    name: str
    seats: str
    username: str
    code: str
    until: datetime
    qr: SafeString

    @property
    def written(self) -> str:
        return written_code(self.code)


def seats_of(posts: Iterable[Post]) -> str:
    """The posts of a slip's person, as they stand on it."""
    return "、".join(f"{post.seat}・{post.get_role_display()}" for post in posts)


def put(request: HttpRequest, slips: list[tuple[Slip, str]], *, at: datetime) -> None:
    """Keep these slips, each with the words of its person's posts, for the page that prints them."""
    rows = [
        [
            s.account.person.name if s.account.person else "",
            seats,
            s.account.username,
            s.code,
            s.until.isoformat(),
        ]
        for s, seats in slips
    ]
    sealed = sealing.seal(json.dumps([at.isoformat(), rows]).encode(), purpose=_PURPOSE)
    request.session[_KEY] = base64.b64encode(sealed).decode()


def get(request: HttpRequest, *, at: datetime) -> list[Paper]:
    """The slips to print; none when there are none, or when they have lain for ten minutes."""
    sealed = request.session.get(_KEY)
    if not sealed:
        return []
    try:
        put_at, rows = json.loads(sealing.unseal(base64.b64decode(sealed), purpose=_PURPOSE))
    except (InvalidTag, KeyError):
        return []
    if at - datetime.fromisoformat(put_at) > _LASTS:
        del request.session[_KEY]
        return []
    address = request.build_absolute_uri(reverse("portal:by_code"))
    return [_paper(row, address) for row in rows]


def _paper(row: list[str], address: str) -> Paper:
    name, seats, username, code, until = row
    # Behind the '#', so that neither name nor code reaches a server or a log; the page reads it by script.
    words = f"{address}#{username}:{code}"
    drawn = BytesIO()
    segno.make(words, error="m").save(drawn, kind="svg", scale=1, border=2, xmldecl=False, omitsize=True)
    qr = mark_safe(drawn.getvalue().decode())  # noqa: S308  (our own SVG)
    return Paper(name, seats, username, code, datetime.fromisoformat(until), qr)
