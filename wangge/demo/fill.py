"""Filling a database with the invented district, from the first area to the last case; the
same for the same seed.
"""

import random
from datetime import datetime, timedelta

from django.db import transaction

from wangge.demo import bulk, doors, figures, geography, glass, hot, life, many, people, stories, weixin
from wangge.demo.cellar import surface
from wangge.demo.chats import chat as talk_all_day
from wangge.demo.duties import settle as set_watch
from wangge.demo.models import DemoMark
from wangge.demo.people import Tell
from wangge.grids.access import THE_CLOCK
from wangge.matters import actions as matters
from wangge.worktime import actions as worktime

#: Officers and cases of a size (issue of the first district).
SCALE = {"small": (110, 400), "district": (712, 3000), "city": (2136, 3000)}
#: Cases of the city that are written in bulk, beside those of its stories.
CITY = 1_000_000
#: Registers are older than the oldest case.
BEFORE, CITY_BEFORE = timedelta(days=400), timedelta(days=1300)


def fill(size: str, *, seed: int = geography.SEED, at: datetime, tell: Tell) -> DemoMark:
    """Registers first, each in one transaction, then the stories, each act in its own."""
    from wangge.demo import party as network

    officers, cases = SCALE[size]
    rng = random.Random(seed)  # noqa: S311  (invention, not secrecy)
    mark = DemoMark.objects.create(size=size, seed=seed, filled_at=at)
    long_ago = at - (CITY_BEFORE if size == "city" else BEFORE)
    worktime.seed_years(range(long_ago.year, at.year + 2), by=THE_CLOCK, at=long_ago)
    with transaction.atomic():
        geography.settle(geography.make(size, seed), by=people.MAYOR, at=long_ago, tell=tell)
    with transaction.atomic():
        cast = people.settle(rng, officers=officers, at=long_ago, now=at, tell=tell)
    matters.seed_catalogue(by=THE_CLOCK, at=long_ago)
    if size == "city":
        bulk.pour(CITY, bulk.Options(now=at, seed=seed), tell=tell, workers=2)
    stage = stories.stage(cast, now=at)
    stories.live(stage, cases, tell=tell)
    network.settle(cast, size, now=at, tell=tell)
    set_watch(cast)
    hot.gather(stage)
    doors.open_doors(stage)  # what came by the hotline and went out again, this very day
    glass.break_some(stage)
    many.gather(stage)
    talk_all_day(stage)
    weixin.gather(stage)
    surface(stage)
    life.settle(size, now=at, tell=tell)
    figures.gather(stage)
    DemoMark.objects.filter(pk=mark.pk).update(is_whole=True)
    mark.is_whole = True
    return mark
