"""The city of the benchmarks: three districts with everybody at work, and bulk cases in it.

In the database that the environment names: `python -m bench.town settle`, then `python -m bench.town pour N`.
"""

import json
import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

OFFICERS = 2136
#: Longer than a million cases go back.
SINCE = timedelta(days=1300)
#: Who looks at pages and asks the API.
USERS = ("district", "dispatcher", "officer", "handler", "districtleader")


def main() -> None:
    """Do what the first argument says."""
    django.setup()
    if sys.argv[1] == "settle":
        settle(Path(sys.argv[2]))
    else:
        pour(int(sys.argv[2]), is_thin="--thin" in sys.argv)


def tell(stage: str, done: int, total: int) -> None:
    """Progress, every twentieth part."""
    if done >= total or done * 20 // total != (done - 1) * 20 // total:
        print(f"  {stage} {done:,} of {total:,}", file=sys.stderr, flush=True)


def settle(file: Path) -> None:
    """Areas, units, people, catalogue, calendar by the demo's own way; who may ask the API, into a file."""
    from django.db import transaction
    from django.utils import timezone

    from wangge.demo import geography, people
    from wangge.grids.access import THE_CLOCK
    from wangge.matters import actions as matters
    from wangge.worktime import actions as worktime

    now = timezone.now()
    since = now - SINCE
    worktime.seed_years(range(since.year, now.year + 2), by=THE_CLOCK, at=since)
    with transaction.atomic():
        geography.settle(geography.make("city"), by=people.MAYOR, at=since, tell=tell)
    with transaction.atomic():
        cast = people.settle(random.Random(geography.SEED), officers=OFFICERS, at=since, now=now, tell=tell)
    matters.seed_catalogue(by=THE_CLOCK, at=since)
    file.write_text(json.dumps({user: _token(cast.users, user, now) for user in USERS}))


def _token(users: dict[str, Any], user: str, now: Any) -> dict[str, Any]:
    from wangge.people import actions as people
    from wangge.people.models import Account

    account = Account.objects.get(username=user)
    security = users["secadmin"].acting()
    token = people.issue_token(account, post_id=users[user].pk, name="基准", by=security, at=now)
    return {"token": token, "area": users[user].area_id}


def pour(count: int, *, is_thin: bool) -> None:
    """Bulk cases, the last of them a moment ago."""
    from django.utils import timezone

    from wangge.demo import bulk

    now = timezone.now()
    options = bulk.Options(now=now, thin_before=now - timedelta(days=90) if is_thin else None)
    bulk.pour(count, options, tell=tell, workers=2 if count > 20_000 else 1)


if __name__ == "__main__":
    main()
