"""A light load generator: so many open connections, the next request on each as soon as it was answered.

One thread and one selector: it takes a few percent of a core, which the server needs.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Measured:
    """What came back."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    #: Milliseconds of each request.
    times: list[float] = field(default_factory=list)
    #: The first answer that was not the wanted one.
    odd: bytes = b""

    @property
    def done(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.done / self.seconds if self.seconds else 0.0

    def share(self, part: float) -> float:
        """The time within which this part of the requests was answered, in milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class _Line:
    """One connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.sent = 0.0

    def send(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, bytes] | None:
        """Status and body once all of it is there."""
        self.buffer += self.socket.recv(65536)
        head, blank, body = self.buffer.partition(b"\r\n\r\n")
        if not blank:
            return None
        lower = head.lower()
        place = lower.find(b"content-length:")
        length = int(lower[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(body) < length:
            return None
        self.buffer = b""
        return int(head[9:12]), body


def run(
    address: tuple[str, int],
    requests: Iterator[bytes],
    *,
    seconds: float,
    connections: int = 8,
    wanted: int = 201,
    rate: float = 0,
) -> Measured:
    """Send for some seconds, at most `rate` a second (0: as fast as answers come), and wait for the last."""
    measured, selector = Measured(), selectors.DefaultSelector()
    idle = [_Line(address) for _ in range(connections)]
    for line in idle:
        selector.register(line.socket, selectors.EVENT_READ, line)
    began, sent, under_way = time.perf_counter(), 0, 0
    while under_way or time.perf_counter() - began < seconds:
        passed = time.perf_counter() - began
        while idle and passed < seconds and (not rate or sent < passed * rate):
            idle.pop().send(next(requests))
            sent, under_way = sent + 1, under_way + 1
        for key, _ in selector.select(timeout=0.002 if rate else 1):
            line = key.data
            answer = line.answer()
            if answer is None:
                continue
            measured.statuses[answer[0]] += 1
            measured.times.append((time.perf_counter() - line.sent) * 1000)
            if answer[0] != wanted and not measured.odd:
                measured.odd = answer[1]
            idle.append(line)
            under_way -= 1
    measured.seconds = time.perf_counter() - began
    for line in idle:
        line.socket.close()
    return measured


def post(path: str, body: bytes, *, port: int, header: str = "") -> bytes:
    """A request as it goes over the wire, with one more header."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
    )
    return f"{head}{header}\r\n\r\n".encode() + body if header else f"{head}\r\n".encode() + body
