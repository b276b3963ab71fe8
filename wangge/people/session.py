"""What a session remembers of its sign-in: when it was last used, last proved, and passed the second factor.

Knows requests and their sessions, no pages; moments are kept as seconds, so that no reader needs a parser.
"""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

_SEEN = "seen_at"
_PROVED = "proved_at"
_FACTOR = "factor_at"
#: The last use is written down no more often than this: a page costs no write.
_GRAIN = timedelta(minutes=1)
#: On a session that may lie idle for long, opening a masked value asks for the password after this.
PROOF_LASTS = timedelta(minutes=15)


def idle_for(session: SessionBase, *, at: datetime) -> timedelta:
    """How long nobody has used it; nothing for one that has just begun."""
    seen = session.get(_SEEN)
    return timedelta(seconds=max(0.0, at.timestamp() - seen)) if seen is not None else timedelta()


def see(session: SessionBase, *, at: datetime) -> None:
    """Somebody uses it now; its first use counts as proved, since it follows a sign-in."""
    if _SEEN not in session:
        prove(session, at=at)
    if _SEEN not in session or idle_for(session, at=at) >= _GRAIN:
        session[_SEEN] = at.timestamp()


def prove(session: SessionBase, *, at: datetime) -> None:
    """Its person has just given his password, or a code of his app."""
    session[_PROVED] = at.timestamp()


def is_proved(session: SessionBase, *, at: datetime, within: timedelta = PROOF_LASTS) -> bool:
    """Whether its person has proved himself so lately that a masked value may be opened."""
    proved = session.get(_PROVED)
    return proved is not None and at.timestamp() - proved < within.total_seconds()


def pass_factor(session: SessionBase, *, at: datetime) -> None:
    """The second factor has been given in this session."""
    session[_FACTOR] = at.timestamp()
    prove(session, at=at)


def has_passed_factor(session: SessionBase) -> bool:
    """Whether the second factor has been given in this session."""
    return _FACTOR in session
