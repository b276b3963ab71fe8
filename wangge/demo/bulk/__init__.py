"""Many cases at once, by SQL: rows such as the actions write for the same stories (a test compares them).

For the `city` size of the demo and for benchmarks; everything else goes through the actions. Bulk cases share
one data key and their photos, send no notices and leave no entry in the journal.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from wangge.cases import queries, search
from wangge.cases.rules.flows import Source
from wangge.demo.bulk import plots, sink, sites, teams
from wangge.demo.bulk.blueprint import take_apart
from wangge.demo.bulk.filling import Filled, Given, Ink, Mould
from wangge.demo.bulk.plots import ENDED, GOING_ON, Acts, Teller
from wangge.demo.bulk.sites import Crew, Site
from wangge.kernel import ids
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters.rules import MatterEntry, Track, Urgency, Visibility
from wangge.worktime import queries as worktime
from wangge.worktime.rules import LimitUnit

SEED = 20261120
#: Cases a day of the city's three districts: a million in three years.
PER_DAY = 900
#: Share of the cases of so many days ago that are still worked on.
_GOING_ON = ((0.3, 0.95), (1.0, 0.75), (2.0, 0.5), (3.0, 0.35), (5.0, 0.2), (20.0, 0.01))
#: Matters told of each plot: enough to look like a city, few enough to be told in seconds.
_MATTERS = 10
_AT_ONCE = 2000
_REHEARSED = 3000
#: A report of a minute ago fits one story in twenty.
_TRIES = 1000
_SOURCES = (Source.WEB, Source.WEB, Source.HOTLINE, Source.WECHAT, Source.PHONE)
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a load is made."""

    now: datetime
    per_day: int = PER_DAY
    seed: int = SEED
    #: Cases that ended before this keep their first and last step only.
    thin_before: datetime | None = None
    #: Without it the chain's hashes are zeros, and nothing verifies.
    is_chained: bool = True
    #: Put the words into the search index.
    is_indexed: bool = True


@dataclass(frozen=True, slots=True)
class Cast:
    """One case before it is written: its story, where, and when each act happens."""

    acts: Acts
    entry: MatterEntry
    site: Site
    moments: Sequence[datetime]


def pour(count: int, options: Options, *, tell: Tell, workers: int = 1) -> None:
    """Write so many cases, the oldest first, the last of them a moment ago.

    More workers are processes of their own (PostgreSQL only), so not inside a transaction.
    """
    load = Load(options)
    starts = load.schedule(count)
    parts = [starts[first : first + _AT_ONCE] for first in range(0, count, _AT_ONCE)]
    with sink.without_indexes():
        if workers == 1 or connection.vendor != "postgresql":
            load.write_all(parts, lambda done: tell("批量事项", done, count))
        else:
            load.rehearse(starts)
            teams.share(load, parts, workers, lambda done: tell("批量事项", done, count))


@dataclass
class Load:
    """One load: the town, the moulds made so far, the numbers drawn."""

    options: Options
    written: int = 0
    _moulds: dict[tuple[Any, ...], Mould | None] = field(default_factory=dict)
    _crews: dict[tuple[int, str, str], list[Crew]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = self.options.now
        self.chance = random.Random(self.options.seed)  # noqa: S311  (invention, not secrecy)
        self.town = sites.town(at=now, chance=self.chance)
        if not self.town.sites:
            raise Refused("这里没有可以用的网格：批量数据要先有边界、岗位和单位。")
        self.calendar, self.limits = worktime.calendar(), queries.limits()
        self.ink = Ink(sink.here(), self.calendar, self.limits, self.options.is_chained)
        self.matters = {acts: self._matters(acts) for acts in (*ENDED, *GOING_ON)}
        #: Long before anybody's clock, so that the clock of a told story finds nothing else due.
        self.told_at = now - timedelta(days=380)

    def schedule(self, count: int) -> list[datetime]:
        """When the cases are reported: evenly over the days, by day more than by night."""
        days = count / self.options.per_day
        found = []
        for _ in range(count):
            at = self.options.now - timedelta(days=self.chance.uniform(0, days))
            hour = at.astimezone(SHANGHAI).hour
            if not 7 <= hour < 22 and days > 1:
                at -= timedelta(hours=self.chance.uniform(9, 12))
            found.append(at)
        return sorted(found)

    def write_all(self, parts: Sequence[Sequence[datetime]], tell: Callable[[int], None]) -> None:
        """Part by part, each in a transaction of its own."""
        with sink.without_checks():
            for part in parts:
                with transaction.atomic():
                    self.write(part)
                tell(self.written)

    def write(self, starts: Sequence[datetime]) -> None:
        """The cases of these moments."""
        numbers = self._numbers(2 * len(starts))
        self.put([self._case(start, (next(numbers), next(numbers))) for start in starts])
        self.written += len(starts)

    def rehearse(self, starts: Sequence[datetime]) -> None:
        """Tell most of the stories that will be needed, before others take over."""
        sample = [*self.chance.sample(list(starts), min(len(starts), _REHEARSED)), *starts[-_REHEARSED:]]
        for start in sample:
            if cast := self._cast(start):
                self.mould(cast)

    def put(self, filled: Sequence[Filled]) -> None:
        """These cases into the database, and their words into the index."""
        lines: dict[str, list[Any]] = {}
        for case in filled:
            for table, row in case.rows:
                lines.setdefault(table, []).append(row)
        self.ink.sink.write(lines)
        if self.options.is_indexed:
            self.ink.sink.index([(case.case_id, search.spaced(case.text)) for case in filled])

    def _case(self, start: datetime, numbers: tuple[str, str]) -> Filled:
        """The first story that fits: what ended has ended, and of what goes on no alarm is overdue."""
        now = self.options.now
        for _ in range(_TRIES):
            cast = self._cast(start)
            mould = self.mould(cast) if cast else None
            if cast is None or mould is None:
                continue
            given = self.given(cast)
            filled = mould.fill(given, numbers, self.chance)
            if filled.alarm is None or filled.alarm > now:
                return filled
        raise Refused("没有一种情形合适：检查岗位、单位和派单规则。")

    # --- what happens ---

    def _cast(self, start: datetime) -> Cast | None:
        now = self.options.now
        age = (now - start).total_seconds() / 86400
        share = next((share for days, share in _GOING_ON if age < days), 0.0005)
        kinds = GOING_ON if self.chance.random() < share else ENDED
        acts = self.chance.choices(list(kinds), list(kinds.values()))[0]
        entry = self.chance.choice(self.matters[acts]) if self.matters[acts] else None
        if entry is None:
            return None
        moments = plots.moments(
            acts,
            entry,
            start,
            calendar=self.calendar,
            archive_after=self.limits.archive_after,
            chance=self.chance,
        )
        while moments and moments[-1] > now and acts[-1] in ("archive", "rate"):
            acts, moments = acts[:-1], moments[:-1]
        if not moments or moments[-1] > now:
            return None
        return Cast(acts, entry, self.chance.choice(self.town.sites), moments)

    def _matters(self, acts: Acts) -> list[MatterEntry]:
        known = [entry for entry in catalogue.catalogue().matters.values() if _suits(acts, entry)]
        return self.chance.sample(known, min(_MATTERS, len(known)))

    def given(self, cast: Cast) -> Given:
        """Whose the case is and where exactly."""
        return Given(
            site=cast.site,
            units=self._units(cast),
            moments=cast.moments,
            point=self.chance.choice(cast.site.points),
            place=self.chance.choice(cast.site.places),
        )

    def _units(self, cast: Cast) -> list[Crew]:
        """Who gets orders there; asked of the routes once for each matter and grid."""
        wanted = [act for act in ("dispatch", "dispatch_both") if act in cast.acts]
        if not wanted:
            return []
        key = (cast.site.grid.pk, cast.entry.code, wanted[0])
        if key not in self._crews:
            lead = self.town.lead(cast.site, cast.entry)
            helper = self.town.assist(cast.site, cast.entry) if wanted == ["dispatch_both"] else None
            self._crews[key] = [crew for crew in (lead, helper) if crew]
        return self._crews[key]

    # --- moulds ---

    def mould(self, cast: Cast) -> Mould | None:
        """The mould of such a story; told here and now where none was told yet. None where it cannot be."""
        is_thin = self._is_thin(cast)
        units = tuple(crew.rank for crew in self._units(cast))
        key = (cast.acts, cast.entry.code, cast.site.ranks, units, is_thin)
        if key not in self._moulds:
            self._moulds[key] = self._told(cast, is_thin=is_thin)
        return self._moulds[key]

    def _is_thin(self, cast: Cast) -> bool:
        before = self.options.thin_before
        return before is not None and cast.moments[-1] < before and cast.acts in ENDED

    def teller(self, cast: Cast, given: Given) -> Teller:
        """Who tells this case by the actions."""
        number = sum(map(ord, cast.entry.code)) % len(_SOURCES)
        return Teller(
            town=self.town,
            site=cast.site,
            entry=cast.entry,
            source=_SOURCES[number],
            text=f"{cast.entry.phrases[0] if cast.entry.phrases else cast.entry.name}，请来看看。",
            point=given.point,
            place=given.place,
            phone="19900000001" if "contact" in cast.acts else "",
        )

    def _told(self, cast: Cast, *, is_thin: bool) -> Mould | None:
        """Tell it long ago, take it apart, and undo it."""
        moments = plots.moments(
            cast.acts,
            cast.entry,
            self.told_at,
            calendar=self.calendar,
            archive_after=self.limits.archive_after,
            chance=self.chance,
        )
        if moments is None:
            return None
        given = self.given(cast)
        model = catalogue.catalogue().model_of.get(cast.entry.code)
        try:
            with transaction.atomic():
                story = self.teller(cast, given)
                story.tell(cast.acts, moments)
                print_ = take_apart(story, cast.acts, moments, is_thin=is_thin)
                transaction.set_rollback(True)
        except (LookupError, Refused):
            return None
        return Mould(print_, cast.entry, model, self.ink)

    # --- numbers ---

    def _numbers(self, count: int) -> Iterator[str]:
        """Numbers nobody else gets, drawn at once."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT nextval('kernel_case_seq') FROM generate_series(1, %s)", [count])
                drawn = [int(row[0]) for row in cursor.fetchall()]
            else:
                cursor.execute(
                    "UPDATE kernel_counter SET value = value + %s WHERE name = 'case' RETURNING value",
                    [count],
                )
                last = int(cursor.fetchone()[0])
                drawn = list(range(last - count + 1, last + 1))
        return (ids.make_number(n) for n in drawn)


def _suits(acts: Acts, entry: MatterEntry) -> bool:
    """Whether such a story may be told of a matter."""
    if not entry.is_active or entry.urgency == Urgency.EMERGENCY or entry.track == Track.EMERGENCY_SERVICE:
        return False
    if entry.visibility == Visibility.CONFIDENTIAL:
        return acts in (("report",), ("report", "accept"), ("report", "accept", "answer", "archive"))
    if "discover" in acts:
        return entry.level == "grid" and entry.track == Track.ADMIN
    if entry.code in ("GOV-03", "GOV-04"):
        return False
    return "remind" not in acts or entry.limit.unit != LimitUnit.IMMEDIATE
