"""Calling other machines: only those the operator named, at the very address that was looked at, once,
without following anybody elsewhere, within a time and a size.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from wangge.channels.rules import outgoing as rules
from wangge.channels.rules.outgoing import Target

SECONDS = 6.0
#: Whoever answers a byte at a time is left after this.
_IN_ALL = 20.0
MOST = 5 * 1024 * 1024
_CHUNK = 64 * 1024
_NOT_NAMED = "这个地址不在允许外连的名单里，请运维人员加到 WANGGE_OUT。"


class Unreachable(Exception):
    """It could not be called; the sentence says why, and names nothing that was sent."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came back."""

    status: int
    body: bytes
    kind: str
    date: str = ""


class _Http(http.client.HTTPConnection):
    """To an address that was looked at, whatever its name leads to by now."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Https(http.client.HTTPSConnection):
    """The same, with the name on the certificate."""

    address = ""

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def check(url: str) -> Target:
    """A target whose name or address the operator allows; Unreachable says what to do otherwise."""
    try:
        to = rules.target(url)
    except ValueError as problem:
        raise Unreachable(str(problem)) from None
    _address(to)
    return to


def _address(to: Target) -> str:
    """The address that is called: looked up once, and looked at before it is used."""
    if not settings.OUT:
        raise Unreachable(_NOT_NAMED)
    try:
        found = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("这个域名解析不到地址。") from None
    addresses = [str(entry[4][0]) for entry in found]
    allowed = [a for a in addresses if rules.may_call(to, a, settings.OUT)]
    if not allowed or len(allowed) < len(addresses):
        raise Unreachable(_NOT_NAMED)
    return allowed[0]


def call(
    url: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    most: int = MOST,
) -> Told:
    """One request. A redirection is an answer like any other: nobody is followed."""
    to = check(url)
    kind: type[_Http] | type[_Https] = _Https if to.scheme == "https" else _Http
    connection = kind(to.host, to.port, timeout=SECONDS)
    connection.address = _address(to)
    try:
        sent = {"User-Agent": "Wangge", "Accept-Encoding": "identity", **(headers or {})}
        connection.request(method, to.path, body=body or None, headers=sent)
        answer = connection.getresponse()
        content = _read(answer, most=most)
        return Told(
            answer.status, content, answer.headers.get("Content-Type", ""), answer.headers.get("Date", "")
        )
    except TimeoutError:
        raise Unreachable(f"对方 {SECONDS:g} 秒内没有答复。") from None
    except ssl.SSLError:
        raise Unreachable("对方的证书不对。") from None
    except (OSError, http.client.HTTPException):
        raise Unreachable("连不上对方，或者连接中断。") from None
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse, *, most: int) -> bytes:
    parts, size, until = [], 0, time.monotonic() + _IN_ALL
    while part := answer.read1(_CHUNK):
        size += len(part)
        if size > most:
            raise Unreachable(f"对方的答复超过 {most // 1024 // 1024} MB。")
        if time.monotonic() > until:
            raise Unreachable(f"对方 {_IN_ALL:g} 秒还没有答完。")
        parts.append(part)
    return b"".join(parts)
