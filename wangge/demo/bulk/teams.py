"""A load shared by processes: each takes every nth part over a connection of its own."""

import multiprocessing
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from wangge.demo.bulk import Load

Parts = Sequence[Sequence[datetime]]


def share(load: "Load", parts: Parts, workers: int, tell: Callable[[int], None]) -> None:
    """Fork so many processes, tell how far they are together, and fail if one of them failed."""
    forking = multiprocessing.get_context("fork")
    done = forking.Value("q", 0)
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()  # a pool and its threads do not live through a fork
    team = [forking.Process(target=_work, args=(load, parts[n::workers], n, done)) for n in range(workers)]
    for process in team:
        process.start()
    while any(process.is_alive() for process in team):
        for process in team:
            process.join(0.2)
        tell(done.value)
    if any(process.exitcode for process in team):
        raise RuntimeError("a process of the load failed; what it said stands above")


def _work(load: "Load", parts: Parts, number: int, done: Any) -> None:
    load.chance = random.Random(f"{load.options.seed}-{number}")  # noqa: S311  (invention, not secrecy)
    before = load.written

    def count(written: int) -> None:
        nonlocal before
        with done.get_lock():
            done.value += written - before
        before = written

    load.write_all(parts, count)
