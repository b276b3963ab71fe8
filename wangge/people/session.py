"""What a session remembers of its sign-in: when it was last used, last proved, and passed the second factor.

Knows requests and their sessions, no pages; moments are kept as seconds, so that no reader needs a parser.
"""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from wangge.kernel import sealing

_SEEN = "seen_at"
_PROVED = "proved_at"
_FACTOR = "factor_at"
_LIMIT = "idle_limit"
#: The last use is written down no more often than this: a page costs no write.
_GRAIN = timedelta(minutes=1)
#: On a session that may lie idle for long, opening a masked value asks for the password after this.
PROOF_LASTS = timedelta(minutes=15)


def idle_for(session: SessionBase, *, at: datetime) -> timedelta:
    """How long nobody has used it; nothing for one that has just begun."""
    seen = session.get(_SEEN)
    return timedelta(seconds=max(0.0, at.timestamp() - seen)) if seen is not None else timedelta()


def see(session: SessionBase, *, at: datetime, limit: timedelta) -> None:
    """Somebody uses it now, and it may lie idle so long; its first use, after a sign-in, counts as proved."""
    if _SEEN not in session:
        prove(session, at=at)
    if session.get(_LIMIT) != limit.total_seconds():
        session[_LIMIT] = limit.total_seconds()
    if _SEEN not in session or idle_for(session, at=at) >= _GRAIN:
        session[_SEEN] = at.timestamp()


def prove(session: SessionBase, *, at: datetime) -> None:
    """Its person has just given his password, or a code of his app."""
    session[_PROVED] = at.timestamp()


def is_proved(session: SessionBase, *, at: datetime, within: timedelta = PROOF_LASTS) -> bool:
    """Whether its person has proved himself so lately that a masked value may be opened."""
    proved = session.get(_PROVED)
    return proved is not None and at.timestamp() - proved < within.total_seconds()


def needs_proof(session: SessionBase, *, at: datetime) -> bool:
    """Whether the password is asked again before a masked value is opened: on sessions that last for hours.

    Send the browser to `office:prove` with `next`, and open the value when it comes back.
    """
    lasts_long = session.get(_LIMIT, 0) > timedelta(hours=1).total_seconds()
    return lasts_long and not is_proved(session, at=at)


def pass_factor(session: SessionBase, *, at: datetime) -> None:
    """The second factor has been given in this session."""
    session[_FACTOR] = at.timestamp()
    prove(session, at=at)


def has_passed_factor(session: SessionBase) -> bool:
    """Whether the second factor has been given in this session."""
    return _FACTOR in session


def mark(account_id: int) -> str:
    """Whose things a phone keeps: the same for one account for ever, and tells nobody else who it is."""
    return sealing.mac(str(account_id), purpose="phone.owner", length=12).hex()
