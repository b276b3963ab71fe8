"""How many reports a second: granian with two workers, a durable PostgreSQL, eight connections.

In one run the reference (bench/reference), intake with the worker stopped, and intake with the worker at its
side, whose queue must not grow. `python -m bench.intake [--seconds N] [--threads N]`
"""

import argparse
import itertools
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import ground, load
from bench.serving import PORT, served
from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
PYTHON = Path(sys.executable)
CONNECTIONS = 8
#: What must be done to the end, every second, with the worker at its side (the goal is 250).
PACE = 300
WAITING = "SELECT count(*) FROM jobs_job WHERE kind = 'cases.taken_in'"
TEXTS = (
    "楼下的路灯坏了三天了，晚上看不见路，老人容易摔倒。",
    "小区东门口有人把垃圾堆在消防通道上，车进不来。",
    "电梯又停了，十二楼的老人下不来。",
    "隔壁工地半夜十二点还在打桩，孩子睡不着。",
    "三栋二单元的下水道堵了，污水漫到楼道里。",
    "人行道的砖松了，一下雨就溅一身水，请修一修。",
    "有人在绿化带里种菜，还浇粪水，味道很大。",
    "共享单车堆满了公交站台，等车的人只能站在马路上。",
)
MATTERS = ("", "", "FAC-03", "ENV-02")


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    name: str
    measured: load.Measured
    note: str = ""


def bodies(seed: int) -> Iterator[bytes]:
    """Reports that are all different: most with a point, half with a phone, half with a matter."""
    chance, run = random.Random(seed), secrets.token_hex(4)
    for number in itertools.count():
        lon, lat = ground.middle(chance.randrange(ground.COMMUNITIES), chance.randrange(ground.GRIDS))
        body: dict[str, Any] = {
            "client_request_id": f"{run}-{number:08}",
            "text": f"{chance.choice(TEXTS)}（第 {number} 件）",
            "lon": round(lon + chance.uniform(-0.0015, 0.0015), 6),
            "lat": round(lat + chance.uniform(-0.0015, 0.0015), 6),
        }
        if number % 2:
            body["contact"] = {"name": "居民", "phone": f"138{chance.randrange(10**8):08}"}
        if matter := MATTERS[number % len(MATTERS)]:
            body["matter"] = matter
        yield json.dumps(body, ensure_ascii=False).encode()


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="bench.intake", allow_abbrev=False)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--threads", type=int, default=4, help="blocking threads of each server process")
    options = parser.parse_args()
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL server programs are not here (Debian: apt-get install postgresql).")
    with (
        tempfile.TemporaryDirectory(prefix="wangge-bench-") as data,
        postgres.server(programs, durable=True) as url,
    ):
        bench = Bench(url, data, options.seconds, options.threads)
        bench.prepare()
        rows = bench.measure()
        is_whole = bench.holds()
    for sync in ("FULL", "NORMAL"):
        rows.append(on_sqlite(sync, options.seconds, options.threads))
    print_table(rows)
    return 0 if is_whole else 1


def on_sqlite(sync: str, seconds: float, threads: int) -> Row:
    """The same requests to the embedded database, which has one writer at a time."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as data:
        bench = Bench("", data, seconds, threads)
        bench.environment["WANGGE_SQLITE_SYNC"] = sync
        bench.prepare(is_reference=False)
        with bench.server():
            return Row(f"intake on SQLite, synchronous={sync}", bench.run("/api/v1/cases"))


class Bench:
    """One database, one data folder, servers started and ended one after the other."""

    def __init__(self, url: str, data: str, seconds: float, threads: int) -> None:
        self.url, self.seconds, self.threads = url, seconds, threads
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
        self.environment = {
            **environment,
            "DATABASE_URL": url,
            "WANGGE_DATA": data,
            "WANGGE_PUBLIC_LIMIT": "0",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        }
        self.seed = 7

    def prepare(self, *, is_reference: bool = True) -> None:
        """Tables, ground, and the reference's two tables."""
        self.python("manage.py", "migrate", "-v", "0", "--skip-checks")
        self.python("-m", "bench.ground")
        if is_reference:
            self.python("-m", "bench.reference.tables", settings="bench.reference.settings")

    def measure(self) -> list[Row]:
        """Every row of the table, each after a short warm-up."""
        rows = []
        with self.server("bench.reference.settings"):
            rows.append(Row("reference: ORM view, two rows, the API's lane", self.run("/api/reference")))
            rows.append(Row("reference: ORM view, two rows, page middlewares", self.run("/reference")))
        with self.server():
            rows.append(Row("intake, worker stopped", self.run("/api/v1/cases")))
        self.python("manage.py", "work", "--once", "--skip-checks")
        with self.server(), self.worker():
            rows.append(self.with_worker("intake, worker running, as fast as it goes"))
            rows.append(self.with_worker(f"intake, worker running, {PACE} a second asked", rate=PACE))
        return rows

    def with_worker(self, name: str, *, rate: float = 0) -> Row:
        """Intake while the worker does what follows: complete is what was taken in and no longer waits."""
        self.run("/api/v1/cases", seconds=1, rate=rate)
        while self.ask(WAITING):
            time.sleep(0.2)
        measured = self.run("/api/v1/cases", warm_up=0, rate=rate)
        waiting = self.ask(WAITING)
        complete = (measured.done - waiting) / measured.seconds
        return Row(name, measured, f"complete {complete:.0f} a second, {waiting} wait at the end")

    def run(self, path: str, *, seconds: float = 0, warm_up: float = 1.5, rate: float = 0) -> load.Measured:
        """A little to warm up, then the time that counts."""
        self.seed += 1
        requests = (load.post(path, body, port=PORT) for body in bodies(self.seed))
        address = ("127.0.0.1", PORT)
        if warm_up:
            load.run(address, requests, seconds=warm_up, connections=CONNECTIONS, rate=rate)
        seconds = seconds or self.seconds
        return load.run(address, requests, seconds=seconds, connections=CONNECTIONS, rate=rate)

    def holds(self) -> bool:
        """Whether every chain verifies and every case has its appeal, its step and its receipt."""
        self.python("manage.py", "verify_chain", "--skip-checks")
        counts = [self.ask(f"SELECT count(*) FROM cases_{t}") for t in ("case", "appeal", "step", "receipt")]
        print(f"cases, appeals, steps, receipts: {counts}")
        return len(set(counts)) == 1

    def ask(self, sql: str) -> int:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(sql.encode()).fetchone()
        return int(row[0]) if row else 0

    def python(self, *arguments: str, settings: str = "") -> None:
        environment = {**self.environment, **({"DJANGO_SETTINGS_MODULE": settings} if settings else {})}
        subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, check=True)

    def server(self, settings: str = "wangge.config.settings") -> AbstractContextManager[None]:
        return served({**self.environment, "DJANGO_SETTINGS_MODULE": settings}, threads=self.threads)

    @contextmanager
    def worker(self) -> Iterator[None]:
        process = subprocess.Popen(
            [PYTHON, "manage.py", "work", "--skip-checks"], cwd=ROOT, env=self.environment
        )
        try:
            time.sleep(2)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def print_table(rows: list[Row]) -> None:
    """Rates, times and ratios."""
    base = rows[0].measured.rate
    print("| what | a second | ratio | p50 ms | p95 ms | answers | |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        m = row.measured
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(m.statuses.items()))
        ratio = f"{m.rate / base:.2f}" if base else ""
        figures = (f"{m.rate:.0f}", ratio, f"{m.share(0.5):.1f}", f"{m.share(0.95):.1f}", statuses, row.note)
        print(f"| {row.name} | {' | '.join(figures)} |")
        if m.odd:
            print(f"  an odd answer: {m.odd[:300]!r}")


if __name__ == "__main__":
    sys.exit(main())
