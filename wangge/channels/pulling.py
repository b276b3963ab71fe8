"""Reading another Open311 city in: page by page, each request its own transaction, none twice."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from wangge.channels import outgoing
from wangge.channels.actions import hotline, troubles
from wangge.channels.actions.hotline import Given
from wangge.channels.models import System
from wangge.channels.outgoing import Unreachable
from wangge.channels.rules import open311 as rules
from wangge.channels.rules.doors import Door
from wangge.channels.rules.hotline import OLDEST, Sign
from wangge.channels.rules.open311 import Foreign
from wangge.grids.access import THE_CLOCK
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI

#: Read again so far behind the last reading: cities change what they said.
BEHIND = timedelta(days=45)
_PAGES, _SIZE = 20, 100


def pull(system: System, *, at: datetime) -> int:
    """Read what the city has; returns how many requests were taken in or heard of again."""
    start = (system.pulled_until or at) - BEHIND
    count = skipped = 0
    try:
        for page in range(1, _PAGES + 1):
            found, wrong = _page(system, start=start, page=page)
            for one in found:
                count += _take(system, one, at=at)
            skipped += wrong
            if len(found) + wrong < _SIZE:
                break
    except (Unreachable, ValueError) as problem:
        _note(
            system,
            "unreachable",
            f"读取“{system.name}”失败：{problem}",
            "请核对地址和允许外连的名单；下个小时会再读。",
            at,
        )
        return count
    troubles.mend(Door.PULL, f"unreachable:{system.pk}", at=at)
    if skipped:
        _note(
            system,
            "odd",
            f"“{system.name}”有 {skipped} 条读不懂，没有收。",
            "请对方核对编号、状态和描述。",
            at,
        )
    hotline.note_pulled(system, until=at)
    return count


def _page(system: System, *, start: datetime, page: int) -> tuple[list[Foreign], int]:
    query = {
        "start_date": start.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "page": page,
        "page_size": _SIZE,
    }
    told = outgoing.call(f"{system.pull_url.rstrip('/')}/requests.json?{urlencode(query)}")
    if told.status != 200:
        raise ValueError(f"对方答复 {told.status}")
    return rules.requests(told.body, told.kind)


def _take(system: System, one: Foreign, *, at: datetime) -> int:
    received = one.requested_at
    if received is not None and not at - OLDEST <= received <= at:
        received = None
    given = Given(
        number=one.number,
        text=one.text,
        place=one.place,
        category=one.category,
        received_at=received,
        sign=Sign.NEW if one.is_open else Sign.CLOSED,
        lon=one.lon,
        lat=one.lat,
    )
    try:
        hotline.take_in(system, given, by=THE_CLOCK, at=at)
    except Refused:  # closed before we ever heard of it
        return 0
    return 1


def _note(system: System, key: str, text: str, todo: str, at: datetime) -> None:
    link = f"/connections/systems/{system.pk}/"
    troubles.note(Door.PULL, f"{key}:{system.pk}", text=text, todo=todo, link=link, at=at)
