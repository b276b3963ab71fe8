"""What one asks all day, at ten thousand and at a million cases: list, case, move, map, locate, sweep.

Granian with two workers on a durable PostgreSQL, two cores shared with the load generator; once over one
connection (how long somebody waits), once over eight (when all are at it). `python -m bench.pages [--full]`
"""

import argparse
import itertools
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench import load
from bench.serving import PORT, served
from bench.stock import ROOT, Stock, opened

CONNECTIONS = 8
#: Milliseconds of the nearest peer (Signalen, a million cases, this kind of machine).
PEER = {
    "list (API)": 300.0,
    "list (page)": 300.0,
    "case (API)": 46.0,
    "case (page)": 46.0,
    "move": 58.0,
    "map": 1650.0,
}


@dataclass
class Figures:
    """Of one database: p50 over one connection and over eight, queries, by what was asked."""

    alone: dict[str, float] = field(default_factory=dict)
    crowded: dict[str, float] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="bench.pages", allow_abbrev=False)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--full", action="store_true", help="ten million cases too")
    options = parser.parse_args()
    names = ["k10", "m1", *(["m10"] if options.full else [])]
    with opened(*names) as stock:
        found = {name: measure(stock, name, options.seconds) for name in names}
    print_table(found)
    return 1 if any(figures.odd for figures in found.values()) else 0


def measure(stock: Stock, name: str, seconds: float) -> Figures:
    """All figures of one database; the process that knows it also counts the queries."""
    figures = Figures()
    asked = json.loads(_own(stock, name, "bench.asked"))
    figures.queries, figures.other = asked["queries"], asked["other"]
    with served(stock.environment(name)):
        for what, requests in _requests(asked).items():
            for kept, connections in ((figures.alone, 1), (figures.crowded, CONNECTIONS)):
                once = requests()
                address = ("127.0.0.1", PORT)
                if what != "move":
                    load.run(address, once, seconds=1, connections=connections, wanted=200)
                measured = load.run(address, once, seconds=seconds, connections=connections, wanted=200)
                kept[what] = measured.share(0.5)
                if measured.odd:
                    figures.odd[what] = measured.odd[:300].decode("utf-8", "replace")
    return figures


def _own(stock: Stock, name: str, module: str) -> str:
    command = [sys.executable, "-m", module, str(stock.data / "tokens.json")]
    environment = dict(stock.environment(name))
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _requests(asked: Mapping[str, Any]) -> dict[str, Any]:
    """For each thing measured, what makes its endless requests."""
    headers = asked["headers"]
    gets = {what: [_get(path, headers[what]) for path in few] for what, few in asked["paths"].items()}
    endless = {what: (lambda few=few: itertools.cycle(few)) for what, few in gets.items()}
    moves = _moves(asked["moves"], headers["move"])
    return {**endless, "move": lambda: moves}


def _moves(deeds: list[tuple[str, dict[str, str]]], header: str) -> Iterator[bytes]:
    """One move on each of many cases, in turn; every request its own."""
    for path, body in itertools.cycle(deeds):
        sent = json.dumps({**body, "client_request_id": secrets.token_hex(8)}).encode()
        yield load.post(path, sent, port=PORT, header=header)


def _get(path: str, header: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n{header}\r\n\r\n".encode()


def print_table(found: Mapping[str, Figures]) -> None:
    """Milliseconds, growth, queries, and how many times faster than the peer."""
    sizes = {"k10": "10 thousand", "m1": "1 million", "m10": "10 million"}
    first, million = found["k10"], found["m1"]
    heads = " | ".join(f"{sizes[name]}: p50 ms, alone / of eight" for name in found)
    print(f"| what | queries | {heads} | growth | peer ms | times faster |")
    print("|---|---|" + "---|" * len(found) + "---|---|---|")
    for what in first.alone:
        both = ((figures.alone[what], figures.crowded[what]) for figures in found.values())
        cells = " | ".join(f"{alone:.1f} / {crowded:.1f}" for alone, crowded in both)
        growth = million.alone[what] / first.alone[what] if first.alone[what] else 0
        peer = PEER.get(what)
        faster = f"{peer / million.alone[what]:.0f}" if peer else ""
        queries = million.queries.get(what, "")
        print(f"| {what} | {queries} | {cells} | {growth:.2f} | {peer or ''} | {faster} |")
    for what in first.other:
        print(f"| {what} | | {' | '.join(str(figures.other[what]) for figures in found.values())} | | | |")
    for name, figures in found.items():
        for what, words in figures.odd.items():
            print(f"  {sizes[name]}, {what}: an odd answer: {words}")


if __name__ == "__main__":
    sys.exit(main())
