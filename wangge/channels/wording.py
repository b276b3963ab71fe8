"""Asking the operator's own wording model: any chat-completions-compatible address, named by the environment.

Nothing depends on it. Switched off, slow, broken or lying, it gives no words and the entry's own are said.
What leaves the process is the masked question and a public entry.
"""

import http.client
import json
import os
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from wangge.channels.rules import wording as rules
from wangge.channels.rules.hearing import Answer

_MOST = 64 * 1024
#: Failures in a row after which it is left alone, and for how many seconds.
_PATIENCE, _REST = 3, 60.0
#: Calls at one time: a stuck model must not collect threads.
_AT_ONCE = threading.BoundedSemaphore(4)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is, and how long somebody waits for it."""

    url: str = ""
    key: str = field(default="", repr=False)
    model: str = "default"
    seconds: float = 3.0

    @property
    def is_on(self) -> bool:
        return self.url.startswith(("http://", "https://"))


@dataclass
class _Health:
    """How the model has done lately, in this process."""

    failures: int = 0
    rests_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_HEALTH = _Health()


def endpoint() -> Endpoint:
    """What the environment names; off without an address."""
    try:
        seconds = float(os.environ.get("WANGGE_WORDING_SECONDS", "3"))
    except ValueError:
        seconds = 3.0
    return Endpoint(
        url=os.environ.get("WANGGE_WORDING_URL", "").strip(),
        key=os.environ.get("WANGGE_WORDING_KEY", "").strip(),
        model=os.environ.get("WANGGE_WORDING_MODEL", "default").strip(),
        seconds=min(max(seconds, 0.2), 10.0),
    )


def worded(question: str, answer: Answer, *, to: Endpoint | None = None) -> str:
    """The answer in the model's words, or nothing. Never raises, never takes longer than the limit."""
    there = to or endpoint()
    if not there.is_on or time.monotonic() < _HEALTH.rests_until:
        return ""
    raw = _within_time(there, rules.request(question, answer, model=there.model))
    words = rules.reply(raw) if raw is not None else ""
    _remember(is_well=bool(words))
    return rules.accepted(words, question=question, answer=answer)


def forget_failures() -> None:
    """Begin anew, as after a start."""
    with _HEALTH.lock:
        _HEALTH.failures, _HEALTH.rests_until = 0, 0.0


def _remember(*, is_well: bool) -> None:
    with _HEALTH.lock:
        _HEALTH.failures = 0 if is_well else _HEALTH.failures + 1
        if _HEALTH.failures >= _PATIENCE:
            _HEALTH.failures, _HEALTH.rests_until = 0, time.monotonic() + _REST


def _within_time(there: Endpoint, body: dict[str, Any]) -> bytes | None:
    """The call in a thread of its own: a server that sends one byte a second keeps nobody waiting."""
    if not _AT_ONCE.acquire(blocking=False):
        return None
    found: list[bytes] = []

    def ask() -> None:
        try:
            found.append(_ask(there, body))
        except (OSError, ValueError, http.client.HTTPException):
            pass  # no words are an answer too
        finally:
            _AT_ONCE.release()

    thread = threading.Thread(target=ask, name="wording", daemon=True)
    thread.start()
    thread.join(there.seconds)
    return found[0] if found else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key goes to the address it was given for, nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _ask(there: Endpoint, body: dict[str, Any]) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if there.key:
        headers["Authorization"] = f"Bearer {there.key}"
    asked = urllib.request.Request(there.url, json.dumps(body).encode(), headers, method="POST")  # noqa: S310
    with _OPENER.open(asked, timeout=there.seconds) as answer:
        raw: bytes = answer.read(_MOST + 1)
    if len(raw) > _MOST:
        raise ValueError("too long")
    return raw
