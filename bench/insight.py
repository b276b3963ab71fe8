"""Figures at size: wall, command desk, rates, an analysis table and a search over ten thousand and a million
cases on PostgreSQL; what counting costs an act, folding after an outage, counting anew.

`python -m bench.insight [--full]` prints one table; `--full` adds ten million. Each database is asked in a
process of its own, warm, p50 of thirty calls in one process. Growth is held between a million and ten
million (at most 1.3), and between ten thousand and a million (at most 2, since cells there are not filled).
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any
from unittest import mock

from bench.stock import ROOT, opened

_TIMES, _ACTS, _WAITING = 30, 40, 20_000
#: Milliseconds of the nearest peer at a million cases (Signalen: its open report, its map).
PEER = {"rates of 30 days": 1800.0, "analysis: on time by matter": 1800.0, "map of the wall": 1650.0}
SIZES = {"k10": "10 thousand", "m1": "1 million", "m10": "10 million"}
_GROWTH, _FIRST_GROWTH, _FASTER = 1.3, 2.0, 50


def main() -> int:
    """Measure each database in a process of its own and print the table."""
    parser = argparse.ArgumentParser(prog="bench.insight", allow_abbrev=False)
    parser.add_argument("--full", action="store_true", help="ten million cases too")
    parser.add_argument("--measure", action="store_true", help="the database that the environment names")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure()))
        return 0
    names = ["k10", "m1", *(["m10"] if options.full else [])]
    found = {}
    with opened(*names) as stock:
        for name in names:
            command = [sys.executable, "-m", "bench.insight", "--measure"]
            done = subprocess.run(
                command, cwd=ROOT, env=dict(stock.environment(name)), check=True, stdout=subprocess.PIPE
            )
            found[name] = json.loads(done.stdout)
    print_table(found)
    return 0


def print_table(found: Mapping[str, Any]) -> None:
    """Milliseconds at each size, how they grow, how many times faster than the peer."""
    names = list(found)
    print("| what | " + " | ".join(f"{SIZES[n]}: p50 / p95 ms" for n in names) + " | growth | times faster |")
    print("|---" * (len(names) + 3) + "|")
    for what in found[names[0]]["asked"]:
        pairs = [found[name]["asked"][what] for name in names]
        cells = " | ".join(f"{p50:.1f} / {p95:.1f}" for p50, p95 in pairs)
        growths = [after[0] / before[0] for before, after in pairwise(pairs)]
        peer = PEER.get(what)
        faster = f"{peer / found['m1']['asked'][what][0]:.0f}" if peer else ""
        print(f"| {what} | {cells} | {', '.join(f'{g:.2f}' for g in growths)} | {faster} |")
    for what in found[names[0]]["once"]:
        cells = " | ".join(found[name]["once"][what] for name in names)
        print(f"| {what} | {cells} | | |")


def measure() -> dict[str, Any]:
    """Tallies where they are missing, all counted anew, then asked again and again."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from wangge.demo.bulk import tallies
    from wangge.grids import queries as grids
    from wangge.grids.access import Role
    from wangge.grids.models import Post
    from wangge.insight import actions

    took = {"tallies made": f"{_timed(tallies.tally):.1f} s"}
    took["counted anew"] = f"{_timed(lambda: actions.rebuild(at=timezone.now())):.1f} s, {_rows()}"
    took["hot spots found"] = f"{_timed(lambda: actions.find_spots(at=timezone.now())):.1f} s"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    post = Post.objects.filter(role=Role.DISTRICT_LEADER).select_related("person", "area").first()
    node = grids.area(post.area_id) if post else None
    if post is None or node is None:
        sys.exit("nobody leads a district")
    deeds = _deeds(post.acting(), node)
    asked = {what: _repeated(deed) for what, deed in deeds.items()}
    took["an act (a report) with its deltas, without"] = _cost_of_deltas()
    took["folded after an outage"] = _folding()
    return {"asked": asked, "once": took}


def _deeds(acting: Any, node: Any) -> dict[str, Callable[[], Any]]:
    from django.utils import timezone

    from wangge.insight.queries import analysis, asking, command, geo, wall
    from wangge.insight.queries.counts import Counts
    from wangge.insight.rules.asking import Question
    from wangge.insight.rules.measures import MEASURES
    from wangge.kernel.words import local_day

    now = timezone.now()
    today = local_day(now)
    month = today.replace(day=1)

    def counts() -> Counts:
        return Counts(with_hidden=True)

    def table(measure: str, rows: str) -> Callable[[], Any]:
        asked = analysis.Asked(MEASURES[measure], rows, analysis.shift(month, -2), month)
        return lambda: analysis.lines(node, asked, counts(), today)

    def searched() -> Any:
        rows = asking.found(Question(q="电梯"), acting, at=now)
        return asking.count(rows), list(asking.listed(rows)[: asking.PAGE])

    def desk() -> Any:
        found = command.waiting(acting, node, at=now), command.figures(acting, node, at=now)
        return found, list(command.spots(acting, node)[:6])

    return {
        "wall data": lambda: wall.wall(node, at=now),
        "map of the wall": lambda: (
            wall.load(counts(), node),
            wall.ripples(node, at=now),
            geo.parts_of(node),
        ),
        "command desk": desk,
        "rates of 30 days": lambda: wall.three(counts(), node, analysis.shift(month, -1), today),
        "analysis: on time by matter": table("on_time", "matter"),
        "analysis: median hours by unit": table("hours", "unit"),
        "search for words, first page": searched,
    }


def _rows() -> str:
    from wangge.insight.models import DayCount, MonthCount, OpenCount

    days, months, open_ = (model.objects.count() for model in (DayCount, MonthCount, OpenCount))
    return f"{days + months + open_:,} rows"


def _cost_of_deltas() -> str:
    """The middle of reports with their counting, and of the same without it; rolled back."""
    from wangge.cases.actions import _count

    counted = _reports()
    with mock.patch.object(_count, "fresh", return_value=()):
        plain = _reports()
    return f"{counted:.1f} ms, {plain:.1f} ms"


def _reports() -> float:
    from django.db import transaction
    from django.utils import timezone

    from wangge.cases import actions
    from wangge.cases import queries as cases
    from wangge.grids import access
    from wangge.grids.models import Area

    area = Area.objects.filter(rank=4).order_by("path")[0]
    spot = cases.spot(lon=area.lon, lat=area.lat)
    took = []
    with transaction.atomic():
        for _ in range(_ACTS):
            began = time.perf_counter()
            actions.report(
                text="路灯不亮", spot=spot, matter="FAC-01", by=access.door("web"), at=timezone.now()
            )
            took.append((time.perf_counter() - began) * 1000)
        transaction.set_rollback(True)
    return statistics.median(took[5:])


def _folding() -> str:
    """So many changes that waited, folded; and as many that take them back, so that figures are as before."""
    waiting = _put_off(1)
    took = _timed(_fold)
    _put_off(-1)
    _fold()
    return f"{waiting / took:,.0f} a second"


def _put_off(n: int) -> int:
    """Changes of the last cases, as an outage of the worker would leave them."""
    from django.db import connection

    from wangge.cases.models import Delta, Tally

    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Delta._meta.db_table)} "
            "(measure, day, area_path, unit, matter, category, source, lateness, n, at) "
            "SELECT 'b', counted_on, area_path, unit, matter, category, source, 0, %s, now() "
            f"FROM {quote(Tally._meta.db_table)} WHERE counted_on IS NOT NULL "
            "ORDER BY case_id DESC LIMIT %s",
            [n, _WAITING],
        )
        return int(cursor.rowcount)


def _fold() -> None:
    from django.utils import timezone

    from wangge.insight import actions

    while actions.fold(at=timezone.now()):
        pass


def _timed(deed: Callable[[], Any]) -> float:
    begun = time.monotonic()
    deed()
    return time.monotonic() - begun


def _repeated(deed: Callable[[], Any]) -> tuple[float, float]:
    deed()
    took = sorted(_timed(deed) * 1000 for _ in range(_TIMES))
    return statistics.median(took), took[int(len(took) * 0.95) - 1]


if __name__ == "__main__":
    sys.exit(main())
