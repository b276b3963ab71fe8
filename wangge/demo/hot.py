"""What comes together in the invented district: the same trouble at one spot several times, and one that came
back after it had been closed as solved.
"""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from wangge.cases import actions, queries
from wangge.cases.models import Case
from wangge.cases.rules.flows import Source
from wangge.demo.stage import Stage
from wangge.grids import access
from wangge.matters import queries as catalogue

#: Matter, what is said of it, and how often in three weeks.
_SPOTS = (
    ("STR-01", ("流动摊贩又占了人行道", "路口摆摊，推车过不去", "晚上烧烤摊占道"), 5),
    ("FAC-04", ("一下雨路口就积水", "井口往外冒水，过不去", "积水到小腿"), 4),
    ("ENV-02", ("垃圾桶满了没人收", "桶边堆了一地", "两天没清运了"), 3),
)
_STRAY = 0.0005


def gather(stage: Stage) -> None:
    """Report each spot's cases, spread over the last three weeks; the desk takes the older ones in."""
    rng = random.Random(len(stage.cells))  # noqa: S311  (invention, not secrecy)
    known = catalogue.catalogue().matters
    cells = stage.cells[7 :: max(1, len(stage.cells) // len(_SPOTS))]
    for (matter, words, often), cell in zip(_SPOTS, cells, strict=False):
        if matter not in known:
            continue
        lon, lat = stage.point(cell)
        for number in range(often):
            back = timedelta(days=20 * (often - number) / often, hours=rng.uniform(0, 9))
            at = stage.now - back
            spot = queries.spot(lon=lon + rng.uniform(-1, 1) * _STRAY, lat=lat + rng.uniform(-1, 1) * _STRAY)
            place = cell.places[0] if cell.places else ""
            case = actions.report(
                text=words[number % len(words)],
                spot=replace(spot, place=place),
                matter=matter,
                source=(Source.WEB, Source.HOTLINE)[number % 2],
                by=access.door("web"),
                at=at,
            ).case
            _take_in(stage, case, at=at + timedelta(minutes=40))


def _take_in(stage: Stage, case: Case, *, at: datetime) -> None:
    by = stage.desk(case)
    if at < stage.now and by.may(access.Permit.CASE_ACCEPT):
        actions.accept(case, by=by, at=at)
