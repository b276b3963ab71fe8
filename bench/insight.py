"""Figures at size: wall data, command desk, rates and an analysis table over bulk cases on PostgreSQL;
counting anew; p50 and p95 of repeated calls in one process, warm.

`python -m bench.insight [--full]`: a city is settled and filled in a server of its own, with 100 thousand
cases or a million.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CASES, FULL = 100_000, 1_000_000
_TIMES = 30


def main() -> None:
    """Serve a database, fill it, measure in a process of its own."""
    from tests import postgres

    if "measure" in sys.argv:
        measure()
        return
    cases = FULL if "--full" in sys.argv else CASES
    found = postgres.programs()
    if found is None:
        sys.exit("no PostgreSQL on this machine")
    with (
        tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder,
        postgres.server(found, durable=True) as url,
    ):
        data = {"WANGGE_TESTING": "1", "WANGGE_DATA": folder, "DATABASE_URL": str(url)}
        data |= {"DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
        environment = os.environ | data
        steps: tuple[list[str], ...] = (
            ["manage.py", "migrate", "-v0"],
            ["-m", "bench.town", "settle", f"{folder}/users.json"],
            ["-m", "bench.town", "pour", str(cases)],
            ["-m", "bench.insight", "measure"],
        )
        for step in steps:
            subprocess.run([sys.executable, *step], cwd=ROOT, env=environment, check=True)


def measure() -> None:
    """Count everything anew, then ask again and again."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from wangge.cases.models import Tally
    from wangge.demo.bulk import tallies
    from wangge.grids import queries as grids
    from wangge.grids.access import Role
    from wangge.grids.models import Post
    from wangge.insight import actions
    from wangge.insight.models import DayCount, MonthCount, OpenCount
    from wangge.insight.queries import analysis, command, wall
    from wangge.insight.queries.counts import Counts
    from wangge.insight.rules.measures import MEASURES
    from wangge.kernel.words import local_day

    took = _timed(tallies.tally)
    print(f"{Tally.objects.count():,} tallies in {took:.1f} s")
    took = _timed(lambda: actions.rebuild(at=timezone.now()))
    rows = [model.objects.count() for model in (DayCount, MonthCount, OpenCount)]
    print(f"counted anew in {took:.1f} s: {rows[0]:,} days, {rows[1]:,} months, {rows[2]:,} open")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    post = Post.objects.filter(role=Role.DISTRICT_LEADER).select_related("person", "area").first()
    if post is None:
        sys.exit("nobody leads a district")
    acting = post.acting()
    node = grids.area(acting.area_id)
    if node is None:
        sys.exit("no such area")
    now = timezone.now()
    today = local_day(now)
    month = today.replace(day=1)
    asked = analysis.Asked(MEASURES["on_time"], "matter", analysis.shift(month, -2), month)
    deeds: dict[str, Callable[[], Any]] = {
        "wall data": lambda: wall.wall(node, at=now),
        "three rates of 30 days": lambda: wall.three(
            Counts(with_hidden=True), node, analysis.shift(month, -1), today
        ),
        "command desk: what waits": lambda: command.waiting(acting, node, at=now),
        "command desk: figures": lambda: command.figures(acting, node, at=now),
        "analysis: on time by matter, 3 months": lambda: analysis.lines(
            node, asked, Counts(with_hidden=True), today
        ),
    }
    for name, deed in deeds.items():
        p50, p95 = _repeated(deed)
        print(f"{name:<42} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms")
    took = _timed(lambda: actions.find_spots(at=now))
    print(f"hot spots found in {took:.1f} s")


def _timed(deed: Callable[[], Any]) -> float:
    begun = time.monotonic()
    deed()
    return time.monotonic() - begun


def _repeated(deed: Callable[[], Any]) -> tuple[float, float]:
    deed()
    took = sorted(_timed(deed) * 1000 for _ in range(_TIMES))
    return statistics.median(took), took[int(len(took) * 0.95) - 1]


if __name__ == "__main__":
    main()
