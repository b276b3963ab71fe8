"""One real event carried through the actions.

The table has a day and no hour: every hour here is invented, and each step that has a note says so.
"""

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wangge.cases import actions, queries
from wangge.cases.models import Case, CaseTask, WorkOrder
from wangge.cases.rules.flows import Outcome, Source
from wangge.demo import pictures
from wangge.demo.replay.ground import Ground
from wangge.demo.replay.table import Event
from wangge.files import actions as files
from wangge.files import links
from wangge.files import pictures as preparing
from wangge.files.models import StoredFile
from wangge.files.rules import Ready
from wangge.grids import access
from wangge.grids.access import Acting
from wangge.kernel.words import SHANGHAI
from wangge.matters.models import Matter
from wangge.worktime import queries as worktime
from wangge.worktime.rules import Clock, moment_at_share

#: Stands on every step that may have a note.
INVENTED = "（时刻为推定：原始记录只有日期；照片为示意图）"
_MINUTE = timedelta(minutes=1)
_DAY_BEGINS, _DAY_LASTS = time(8, 0), timedelta(hours=12)
_SOURCES = (
    ("12345", Source.HOTLINE),
    ("12319", Source.HOTLINE),
    ("电话", Source.PHONE),
    ("固话", Source.PHONE),
    ("信箱", Source.WEB),
    ("@", Source.WECHAT),
)
#: What was no trouble to be removed is answered, not solved.
_ANSWERED = frozenset({"咨询", "建议", "感谢"})
#: How much of the limit is used when the result is handed in: before the reminder at 80 %, or after the end.
_IN_TIME, _LATE = (0.25, 0.75), (1.1, 1.8)
Tale = Iterator[datetime]


@dataclass
class Life:
    """What the events share, and what became of them."""

    ground: Ground
    matters: dict[str, Matter]
    chance: random.Random
    #: Event id -> the id of its case.
    cases: dict[str, object] = field(default_factory=dict)
    accepted: int = 0
    dispatched: int = 0
    closed: int = 0
    #: How the closed ones ended by our clock: (in time by the table, in time by the clock) -> events.
    timed: dict[tuple[bool, bool], int] = field(default_factory=dict)
    _scenes: int = 0

    def minutes(self, least: int, most: int) -> timedelta:
        return _MINUTE * self.chance.uniform(least, most)

    def photo(self, by: Acting, at: datetime, *, is_after: bool) -> StoredFile:
        self._scenes += 1
        ready = _sketch(self._scenes % pictures.SCENES, is_after)
        return files.hold(ready, holder=links.new_holder(), by=by, at=at)


@lru_cache(maxsize=32)
def _sketch(number: int, is_after: bool) -> Ready:
    """A drawn scene of the demo, small: thousands of them are kept."""
    drawn = pictures.scene(number, is_after=is_after)
    with Image.open(io.BytesIO(drawn.original)) as image:
        image.thumbnail((200, 150))
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=70)
    return preparing.prepare(SimpleUploadedFile(f"replay-{number}.jpg", buffer.getvalue(), "image/jpeg"))


def hours(events: Sequence[Event]) -> list[datetime]:
    """An invented moment for each event: those of a day in their order, between eight and eight."""
    of_day: dict[object, int] = {}
    for event in events:
        of_day[event.day] = of_day.get(event.day, 0) + 1
    seen: dict[object, int] = {}
    found = []
    for event in events:
        place = seen.get(event.day, 0)
        seen[event.day] = place + 1
        begin = datetime.combine(event.day, _DAY_BEGINS, tzinfo=SHANGHAI)
        found.append(begin + _DAY_LASTS * (place / of_day[event.day]))
    return found


def tale(life: Life, event: Event, at: datetime) -> Tale:
    """Reported, accepted, dispatched to the unit that really handled it, handled, verified, closed."""
    yield at
    case = _reported(life, event, at)
    matter = life.matters.get(event.kind)
    if matter is None:
        return
    at += life.minutes(5, 45)
    yield at
    dispatcher = life.ground.dispatcher
    actions.accept(case, matter=matter, by=dispatcher, at=at, note=f"按来源系统的分类受理{INVENTED}")
    life.accepted += 1
    unit = life.ground.units.get(event.unit)
    if unit is None:
        return
    at += life.minutes(2, 20)
    yield at
    actions.dispatch(case, lead=unit, by=dispatcher, at=at, note=f"派给实际办理的单位{INVENTED}")
    life.dispatched += 1
    yield from _handled(life, event, case, at)


def _reported(life: Life, event: Event, at: datetime) -> Case:
    fine, main, wide = event.kinds
    text = f"{fine}（{wide}·{main}，{event.wish or '未注明'}）"
    appeal = actions.report(
        text=text,
        spot=queries.area_spot(life.ground.area(event).pk),
        source=next((source for words, source in _SOURCES if words in event.source), Source.API),
        by=access.door("replay", seat=event.source or "来源不详"),
        at=at,
    )
    life.cases[event.id] = appeal.case_id
    return appeal.case


def _handled(life: Life, event: Event, case: Case, at: datetime) -> Tale:
    hat = life.ground.handlers[event.unit]
    at += life.minutes(3, 25)
    yield at
    order = WorkOrder.objects.get(case=case, kind=WorkOrder.Kind.LEAD)
    case = actions.acknowledge(order, by=hat, at=at)
    at = _handed_in_at(life, event, case, at)
    yield at
    for task in CaseTask.objects.filter(case=case, kind="step", condition="", done_at__isnull=True):
        actions.tick(task, by=hat, at=at)
    _submit(life, case, order, hat, at)
    at += life.minutes(20, 300)
    yield at
    case = _verified(life, case, at)
    at += life.minutes(10, 120)
    yield at
    outcome = Outcome.EXPLAINED_ACCEPTED if event.wish in _ANSWERED else Outcome.SOLVED
    note = f"原始记录没有写明结果，按{outcome.label}记{INVENTED}"
    actions.close(case, outcome=outcome, said="已办结。", note=note, by=life.ground.dispatcher, at=at)
    life.closed += 1
    _time(life, event, case)


def _handed_in_at(life: Life, event: Event, case: Case, at: datetime) -> datetime:
    """Inside the limit or after it, as the table says; what is due at once has no after."""
    clock = Clock.from_json(case.clock) if case.clock else None
    share = life.chance.uniform(*(_LATE if event.is_late else _IN_TIME))
    moment = moment_at_share(clock, worktime.calendar(), share) if clock else None
    return max(moment or at + life.minutes(30, 120), at + _MINUTE)


def _submit(life: Life, case: Case, order: WorkOrder, hat: Acting, at: datetime) -> None:
    wanted = case.matter.evidence if case.matter else []
    with_photos = "PH1" in wanted or "PH2" in wanted
    actions.submit(
        order,
        said="已处理。",
        note=f"处理完毕{INVENTED}",
        before=[life.photo(hat, at, is_after=False)] if with_photos else [],
        photos=[life.photo(hat, at, is_after=True)] if with_photos else [],
        documents=[life.photo(hat, at, is_after=True) for code in wanted if code in ("DOC", "SIG", "RPT")],
        by=hat,
        at=at,
    )


def _verified(life: Life, case: Case, at: datetime) -> Case:
    ground = life.ground
    if case.is_confidential and ground.checker is not None:
        actions.add_helper(case, person=ground.checker, by=ground.dispatcher, at=at)
    return actions.verify(case, note=f"核查通过{INVENTED}", by=ground.verifier, at=at)


def _time(life: Life, event: Event, case: Case) -> None:
    fresh = Case.objects.only("submitted_at", "due_at").get(pk=case.pk)
    in_time = fresh.due_at is None or fresh.submitted_at is None or fresh.submitted_at <= fresh.due_at
    place = (not event.is_late, in_time)
    life.timed[place] = life.timed.get(place, 0) + 1
