"""What the page benchmarks ask of one database, and what one process measures: queries, locating, sweep.

`python -m bench.asked TOKENS` prints JSON, in the database that the environment names.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

HOST = "127.0.0.1"
_CASES = 200
_POINTS = 20_000


def main() -> None:
    """Everything, as one JSON object."""
    django.setup()
    tokens = json.loads(Path(sys.argv[1]).read_text())
    asked = Asked(tokens)
    print(json.dumps({**asked.requests(), "other": others()}))


class Asked:
    """Addresses, headers and queries."""

    def __init__(self, tokens: dict[str, Any]) -> None:
        self.tokens = tokens

    def requests(self) -> dict[str, Any]:
        """Paths and headers by what is measured, and the queries of each."""
        paths, moves = self._paths(), self._moves()
        bearer = {who: f"Authorization: Bearer {found['token']}" for who, found in self.tokens.items()}
        session = {who: f"Cookie: sessionid={_session(who)}" for who in ("district", "dispatcher")}
        headers = {
            "list (page)": session["dispatcher"],
            "list (API)": bearer["district"],
            "case (page)": session["dispatcher"],
            "case (API)": bearer["district"],
            "map": session["district"],
            "move": bearer["districtleader"],
        }
        queries = {what: _queries(few[0], headers[what]) for what, few in paths.items()}
        queries["move"] = _queries(moves[0][0], headers["move"], json.dumps(moves[0][1]))
        return {"paths": paths, "headers": headers, "moves": moves, "queries": queries}

    def _paths(self) -> dict[str, list[str]]:
        from django.utils import timezone

        from wangge.grids.models import Area, Post

        desk = Post.objects.get(person__account__username="dispatcher").acting()
        above = Post.objects.get(person__account__username="district").acting()
        cases, known = _open_cases(desk), _open_cases(above)
        district = Area.objects.get(pk=self.tokens["district"]["area"])
        week = (timezone.now() - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
        tabs = ("", "?tab=reported", "?tab=accepted", "?tab=in_hand", "?tab=verified")
        return {
            "list (page)": [f"/cases/{tab}" for tab in tabs],
            "list (API)": [
                "/api/v1/cases?limit=50",
                f"/api/v1/cases?limit=50&state=in_hand&area={district.stat_code}",
                f"/api/v1/cases?limit=50&since={week}",
            ],
            "case (page)": [f"/cases/{case.pk}/" for case in cases],
            "case (API)": [f"/api/v1/cases/{case.number}" for case in known],
            "map": ["/cases/map.json"],
        }

    def _moves(self) -> list[tuple[str, dict[str, str]]]:
        """Two changes of state that undo each other, on many cases: suspended, then taken up again."""
        from django.utils import timezone

        from wangge.cases.models import Case
        from wangge.grids.access import Permit
        from wangge.grids.models import Post

        leader = Post.objects.get(person__account__username="districtleader").acting()
        seen = Case.objects.open_to(leader, Permit.CASE_SUSPEND).filter(state="in_hand")
        numbers = list(seen.order_by("-entered_at").values_list("number", flat=True)[:_CASES])
        review = (timezone.now() + timedelta(days=5)).isoformat()
        wait = {"cause": "weather", "review_on": review, "said": "雨停后继续。", "note": "等天气。"}
        go_on = {"said": "继续办理。", "note": "天气好了。"}
        deeds = (("suspend", wait), ("resume", go_on))
        return [(f"/api/v1/cases/{number}/moves/{verb}", body) for verb, body in deeds for number in numbers]


def _open_cases(acting: Any) -> list[Any]:
    """The newest open work within somebody's reach."""
    from wangge.cases.models import Case
    from wangge.grids.access import Permit

    return list(
        Case.objects.open_to(acting, Permit.CASE_SEE).filter(is_open=True).order_by("-entered_at")[:_CASES]
    )


def _session(username: str) -> str:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    user = get_user_model().objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _queries(path: str, header: str, body: str = "") -> int:
    """How many queries one request asks, the second time it is asked."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    name, _, value = header.partition(": ")
    client = Client(HTTP_HOST=HOST, headers={name: value})
    counted = 0
    for turn in range(2):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            sent = body and json.dumps({**json.loads(body), "client_request_id": f"counting-{turn}"})
            answer = client.post(path, sent, content_type="application/json") if body else client.get(path)
            transaction.set_rollback(True)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
        counted = len(asked)
    return counted


def others() -> dict[str, str]:
    """Locating one by one and in bulk, and the sweep with nothing due and with a thousand due."""
    return {**_locating(), **_sweep()}


def _locating() -> dict[str, str]:
    from wangge.grids import queries
    from wangge.grids.models import Area

    chance = random.Random(5)
    shapes = [area.geometry for area in Area.objects.exclude(geometry=None)[:400]]
    corners = [shape["coordinates"][0][0] for shape in shapes if shape and shape["type"] == "Polygon"]
    points = [
        (lon + chance.uniform(-0.002, 0.002), lat + chance.uniform(-0.002, 0.002))
        for lon, lat in (chance.choice(corners) for _ in range(_POINTS))
    ]
    queries.locate(*points[0])
    one = _seconds(lambda: [queries.locate(lon, lat) for lon, lat in points]) / _POINTS
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    bulk = _seconds(lambda: queries.locate_many(lons, lats)) / _POINTS
    return {"locate one, µs": f"{one * 1e6:.0f}", "locate in bulk, a second": f"{1 / bulk:,.0f}"}


def _sweep() -> dict[str, str]:
    from django.db import transaction
    from django.utils import timezone

    from wangge.cases import actions
    from wangge.cases.models import Case

    now = timezone.now()
    while actions.sweep(at=now):
        pass
    idle = min(_seconds(lambda: actions.sweep(at=now)) for _ in range(5))
    soonest = Case.objects.filter(next_alarm_at__isnull=False).order_by("next_alarm_at")
    at = soonest[199].next_alarm_at or now
    with transaction.atomic():
        busy = _seconds(lambda: actions.sweep(at=at))
        transaction.set_rollback(True)
    return {"sweep, nothing due, ms": f"{idle * 1000:.1f}", "sweep, 200 due, ms": f"{busy * 1000:.0f}"}


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
