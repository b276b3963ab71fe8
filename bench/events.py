"""Real events at thousands of times their pace, with the wall open: how late the boards are.

`python -m bench.events FILE [--speed 5000] [--limit N]`: 311 events with time, type and place. Areas are
cut from the events' own extent, each event goes through the public API at its moment, one worker follows,
and a wall bound to its browser shows them. An event's lag is from its answer to the drawing of the first
figures that count it; the wall asks every second for this.
"""

import argparse
import csv
import gzip
import http.client
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from bench.serving import PORT, served
from tests import postgres
from tests.browser import launched

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT.parent / "shared/data/nyc311-40000.csv.gz"
SENDERS = 8
#: A matter of ours for a type of theirs, by its first words; what is left is sent as it is classified.
MATTERS = (
    ("Noise - Residential", "NOI-03"),
    ("Noise - Commercial", "NOI-04"),
    ("Noise - Street", "NOI-02"),
    ("Noise", "NOI-01"),
    ("Illegal Parking", "TRF-01"),
    ("Blocked Driveway", "TRF-01"),
    ("Street Condition", "FAC-02"),
    ("Street Light", "FAC-03"),
    ("Sewer", "FAC-05"),
    ("Water System", "FAC-05"),
    ("Vendor", "STR-01"),
)
_OTHER = "ENV-01"
#: What the browser keeps: when figures were drawn, and how many had come in today by them.
_WATCH = """() => { window.boards = []; const box = document.getElementById('numbers');
    const look = () => { const n = box.querySelector('strong');
        if (n) window.boards.push([Date.now(), Number(n.textContent.replace(/,/g, ''))]); };
    look(); new MutationObserver(look).observe(box, { childList: true }); }"""


@dataclass(frozen=True, slots=True)
class Event:
    """One row, so many seconds after the first."""

    after: float
    text: str
    matter: str
    lon: float
    lat: float


@dataclass
class Sent:
    """What was answered, and when."""

    at: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> int:
    """Read, settle, replay, print."""
    parser = argparse.ArgumentParser(prog="bench.events", allow_abbrev=False)
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--speed", type=float, default=5000)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--settle", type=Path, help="in the database that the environment names")
    options = parser.parse_args()
    if not options.file.exists():
        print(f"no table of events at {options.file.name}: left out")
        return 0
    events = read(options.file)[: options.limit or None]
    if options.settle:
        settle(events, options.settle)
        return 0
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL server programs are not here (Debian: apt-get install postgresql).")
    with (
        tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder,
        postgres.server(programs, durable=True) as url,
    ):
        return _replay(events, options, url, Path(folder))


def read(file: Path) -> list[Event]:
    """The events that say where they were, by time."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
        found = [row for row in csv.DictReader(rows) if row["latitude"] and row["longitude"]]
    found.sort(key=lambda row: row["created_date"])
    first = datetime.fromisoformat(found[0]["created_date"])
    return [
        Event(
            (datetime.fromisoformat(row["created_date"]) - first).total_seconds(),
            f"{row['complaint_type']}: {row['descriptor']}",
            next((ours for theirs, ours in MATTERS if row["complaint_type"].startswith(theirs)), _OTHER),
            float(row["longitude"]),
            float(row["latitude"]),
        )
        for row in found
    ]


# --- the ground ---


def settle(events: Sequence[Event], out: Path) -> None:
    """Areas cut from the extent, a person at every desk, the catalogue, and a wall bound to a browser."""
    import django

    django.setup()
    from django.utils import timezone

    from bench.ground import LONG_AGO, desks
    from wangge.grids.access import THE_CLOCK, Acting, Role
    from wangge.grids.models import Area
    from wangge.insight import actions as insight
    from wangge.matters import actions as matters
    from wangge.people import actions as people
    from wangge.people.access import OPERATOR
    from wangge.worktime import actions as worktime

    _areas(events, at=LONG_AGO)
    desks()
    matters.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
    now = timezone.now()
    worktime.seed_years([now.year, now.year + 1], by=THE_CLOCK, at=LONG_AGO)
    keeper = people.make_person(name="守屏", by=OPERATOR, at=LONG_AGO)
    by = Acting(Role.SECURITY_ADMIN, person_id=keeper.pk, name=keeper.name)
    _, code = insight.issue_screen(name="基准", area=Area.objects.get(rank=0), by=by, at=now)
    _, key = insight.bind_screen(code, at=now)
    out.write_text(json.dumps({"wall": key}))


def cut(points: Sequence[tuple[float, float]], box: Sequence[float], depth: int) -> Iterator[list[float]]:
    """A box cut in two by its points' middle, again and again: 2 to the depth boxes, evenly full."""
    if depth == 0:
        yield list(box)
        return
    west, south, east, north = box
    axis = 0 if east - west >= north - south else 1
    inside = sorted(point[axis] for point in points)
    middle = inside[len(inside) // 2] if inside else (box[axis] + box[axis + 2]) / 2
    margin = (box[axis + 2] - box[axis]) / 20  # many may lie at one point
    middle = min(max(middle, box[axis] + margin), box[axis + 2] - margin)
    low, high = list(box), list(box)
    low[axis + 2], high[axis] = middle, middle
    yield from cut([p for p in points if p[axis] < middle], low, depth - 1)
    yield from cut([p for p in points if p[axis] >= middle], high, depth - 1)


def _areas(events: Sequence[Event], *, at: datetime) -> None:
    """Eight streets of four communities of four grids, each grid a box; seen from above they tile."""
    from bench.ground import admin
    from wangge.grids import actions as grids
    from wangge.grids.rules.importing import AreaRow

    points = [(event.lon, event.lat) for event in events]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    edge = 0.001
    box = (min(lons) - edge, min(lats) - edge, max(lons) + edge, max(lats) + edge)
    rows, shapes = [AreaRow(1, "990101", "基准区", gb2260_code="990101")], []
    for number, (west, south, east, north) in enumerate(cut(points, box, 7)):
        street, community, grid = number // 16, number % 16 // 4, number % 4
        code = f"990101{street + 1:03d}"
        if number % 16 == 0:
            rows.append(AreaRow(len(rows) + 1, code, f"第{street + 1}街道"))
        code += f"{community + 1:03d}"
        if grid == 0:
            rows.append(AreaRow(len(rows) + 1, code, f"第{street * 4 + community + 1}社区"))
        code += f"{grid + 1:03d}"
        rows.append(AreaRow(len(rows) + 1, code, f"第{grid + 1}网格", households=300))
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        shapes.append({"type": "Feature", "properties": {"code": code}, "geometry": geometry})
    grids.seed_levels()
    grids.import_areas(rows, template="nanjing", by=admin(), at=at)
    content = {"type": "FeatureCollection", "features": shapes}
    grids.import_boundaries(content, crs="wgs84", source="基准", by=admin(), at=at)


# --- the replay ---


def _replay(events: Sequence[Event], options: argparse.Namespace, url: str, folder: Path) -> int:
    others = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    environment = {
        **others,
        "DATABASE_URL": url,
        "WANGGE_DATA": str(folder),
        "WANGGE_PUBLIC_LIMIT": "0",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
    }
    known = folder / "settled.json"
    limit = ["--limit", str(options.limit)] if options.limit else []
    for step in (
        ["manage.py", "migrate", "-v0", "--skip-checks"],
        ["manage.py", "collectstatic", "--noinput", "-v0", "--skip-checks"],
        ["-m", "bench.events", str(options.file), *limit, "--settle", str(known)],
    ):
        subprocess.run([sys.executable, *step], cwd=ROOT, env=environment, check=True)
    key = json.loads(known.read_text())["wall"]
    with served(environment), _worker(environment), launched() as browser:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        context.add_cookies([{"name": "wangge_screen", "value": key, "url": f"http://127.0.0.1:{PORT}"}])
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{PORT}/insight/wall/?every=1")
        page.wait_for_selector("body[data-ready]")
        page.evaluate(_WATCH)
        sent, began = Sent(), time.time()
        senders = _senders(events, options.speed, began, sent)
        while any(sender.is_alive() for sender in senders):
            page.wait_for_timeout(1000)  # the page goes on drawing
        took = time.time() - began
        page.wait_for_timeout(8000)
        boards = page.evaluate("window.boards")
    with psycopg.connect(url) as connection:
        waiting = connection.execute("SELECT count(*) FROM cases_delta").fetchone()
    return print_table(events, sent, boards, took, int(waiting[0]) if waiting else 0)


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "manage.py", "work", "--skip-checks"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _senders(events: Sequence[Event], speed: float, began: float, sent: Sent) -> list[threading.Thread]:
    """Each takes every eighth event and sends it at its moment, or as soon as it can."""
    run = secrets.token_hex(4)
    threads = [
        threading.Thread(target=_send, args=(events, number, speed, began, sent, run), daemon=True)
        for number in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    return threads


def _send(  # noqa: PLR0917  (a thread's arguments)
    events: Sequence[Event], number: int, speed: float, began: float, sent: Sent, run: str
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    for n in range(number, len(events), SENDERS):
        event = events[n]
        due = began + event.after / speed
        if (wait := due - time.time()) > 0:
            time.sleep(wait)
        body: dict[str, Any] = {
            "text": event.text,
            "matter": event.matter,
            "client_request_id": f"{run}-{n:08}",
        }
        body |= {"lon": round(event.lon, 6), "lat": round(event.lat, 6)}
        try:
            answer = _posted(line, body)
        except (http.client.HTTPException, OSError):  # a line that was idle is closed; the id makes it once
            line.close()
            answer = _posted(line, body)
        now = time.time()
        with sent.lock:
            if answer == 201:
                sent.at.append(now)
                sent.late.append(now - due)
            else:
                sent.refused += 1


def _posted(line: http.client.HTTPConnection, body: dict[str, Any]) -> int:
    line.request("POST", "/api/v1/cases", json.dumps(body), {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    return answer.status


def lags(answered: Sequence[float], boards: Sequence[tuple[float, int]]) -> list[float]:
    """Seconds from each answer to the drawing that counts it, for those that any drawing counts."""
    shown = [n for _, n in boards]
    found = []
    for number, moment in enumerate(sorted(answered), 1):
        first = bisect_left(shown, number)
        if first < len(boards):
            found.append(max(0.0, boards[first][0] / 1000 - moment))
    return found


def print_table(
    events: Sequence[Event], sent: Sent, boards: Sequence[tuple[float, int]], took: float, waiting: int
) -> int:
    """Pace, what the boards showed in the end, and their lag."""
    found = sorted(lags(sent.at, boards))
    late = sorted(sent.late)
    span = events[-1].after
    last = boards[-1][1] if boards else 0
    print(f"events with a place {len(events):,}, answered {len(sent.at):,}, refused {sent.refused}")
    print(
        f"{span / 86400:.1f} days in {took:.0f} s: {span / took:,.0f} times real time, "
        f"{len(sent.at) / took:.0f} a second"
    )
    print(f"an answer after its moment: p50 {_at(late, 0.5):.2f} s, p95 {_at(late, 0.95):.2f} s")
    print(f"drawings {len(boards):,}; the last counts {last:,}; changes waiting to be folded {waiting:,}")
    print(
        f"lag of the boards: p50 {_at(found, 0.5):.2f} s, p95 {_at(found, 0.95):.2f} s, "
        f"max {found[-1] if found else 0:.2f} s"
    )
    return int(sent.refused > 0 or last != len(sent.at))


def _at(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


if __name__ == "__main__":
    sys.exit(main())
