"""Walls without a session: issued with a code, bound to the one browser that types it, seen, taken back."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area
from wangge.insight.models import Screen
from wangge.insight.rules.secrets import digest
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused

LASTS, CODE_LASTS = timedelta(days=90), timedelta(minutes=30)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def _within(by: Acting, area_path: str) -> None:
    if not by.may(Permit.KEYS_EDIT):
        raise NotAllowed("您的岗位不能发放大屏。")
    if by.area_path and not is_below(area_path, by.area_path):
        raise NotAllowed("这个区域不在您的范围内。")


@transaction.atomic
def issue_screen(*, name: str, area: Area, by: Acting, at: datetime) -> tuple[Screen, str]:
    """A wall for an area, and the code that binds its browser; the code is shown this once."""
    if not name.strip():
        raise Refused("请写明大屏放在哪里。", field="name")
    _within(by, area.path)
    code = "".join(secrets.choice(_LETTERS) for _ in range(12))
    screen = Screen.objects.create(
        name=name.strip()[:40],
        area=area,
        code_digest=digest(code),
        code_until=at + CODE_LASTS,
        issued_by_id=by.person_id or 0,
        issued_at=at,
        expires_at=at + LASTS,
    )
    journal.record(by=by, verb="insight.issue_screen", subject=f"screen:{screen.pk}", note=screen.name, at=at)
    return screen, "-".join((code[:4], code[4:8], code[8:]))


@transaction.atomic
def bind_screen(code: str, *, at: datetime) -> tuple[Screen, str]:
    """The browser that types the code becomes the wall; returns what it keeps."""
    given = "".join(c for c in code.upper() if c.isalnum())
    found = Screen.objects.select_for_update().filter(code_digest=digest(given), revoked_at__isnull=True)
    screen = found.filter(code_until__gt=at).first()
    if screen is None:
        raise Refused("绑定码不对，或者已经过期，请重新领取。", field="code")
    key = secrets.token_urlsafe(32)
    screen.code_digest, screen.browser_digest, screen.bound_at = None, digest(key), at
    screen.save(update_fields=["code_digest", "browser_digest", "bound_at"])
    return screen, key


@transaction.atomic
def revoke_screen(screen: Screen, *, by: Acting, at: datetime) -> None:
    """Take it back; the wall goes dark at its next question."""
    _within(by, screen.area.path)
    if screen.revoked_at is None:
        screen.revoked_at = at
        screen.save(update_fields=["revoked_at"])
        journal.record(
            by=by, verb="insight.revoke_screen", subject=f"screen:{screen.pk}", note=screen.name, at=at
        )
