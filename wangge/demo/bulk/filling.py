"""One case from a blueprint: ids, numbers, moments, what follows from the limit, sealed words, the chain."""

import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from uuid_utils import uuid7

from wangge.cases import queries
from wangge.cases.rules import chain, clocks, words
from wangge.cases.rules.clocks import CaseFacts, OrderFacts, ServiceLimits
from wangge.cases.rules.flows import TERMINAL
from wangge.cases.sealed import PURPOSE, CaseKey, phone_index, seal_json, tail_index
from wangge.demo.bulk.blueprint import Blueprint, Words
from wangge.demo.bulk.plots import REVIEW_AFTER
from wangge.demo.bulk.sink import Line, Sink, Values
from wangge.demo.bulk.sites import Crew, Site
from wangge.kernel import sealing
from wangge.kernel.words import local_day
from wangge.matters.rules import MatterEntry, ModelEntry, applicable_steps
from wangge.worktime import rules as worktime
from wangge.worktime.rules import Calendar, Clock, Limit, LimitUnit

_PHONES = 400
_NO_HASH = bytes(32)
Phone = tuple[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What is a case's own: where, by whom, when."""

    site: Site
    units: Sequence[Crew]
    moments: Sequence[datetime]
    point: tuple[float, float]
    place: str


@dataclass
class Ink:
    """What all bulk cases of one load share: the sink, one data key, a drawer of sealed telephones."""

    sink: Sink
    calendar: Calendar
    limits: ServiceLimits
    is_chained: bool
    #: One key for all: bulk cases are forgotten together or not at all.
    key: CaseKey = field(init=False)
    wrapped: Any = field(init=False)
    phones: list[Phone] = field(init=False)
    _hats: dict[int, Values] = field(default_factory=dict)

    def __post_init__(self) -> None:
        raw, wrapped = sealing.new_data_key(purpose=PURPOSE)
        self.key, self.wrapped = CaseKey(raw), self.sink.shown(wrapped)
        numbers = [f"199{n:08}" for n in range(_PHONES)]
        sealed = [sealing.seal(n.encode(), purpose="cases_appeal.contact_phone") for n in numbers]
        show = self.sink.shown
        self.phones = [
            (show(blob), show(phone_index(n)), show(tail_index(n[-4:])))
            for n, blob in zip(numbers, sealed, strict=True)
        ]

    def hats(self, site: Site) -> Values:
        """The areas of a site and who acts there, as the database takes them."""
        known = self._hats.get(site.grid.pk)
        if known is None:
            known = {}
            for n, area in enumerate(site.areas):
                known[f"area{n}"], known[f"path{n}"] = area.pk, area.path
                known[f"area_seat{n}"] = self.sink.shown(area.name)
            for role, hat in site.hats.items():
                known[f"person:{role}"], known[f"post:{role}"] = hat.person_id, hat.post_id
            self._hats[site.grid.pk] = known
        return known


@dataclass(frozen=True, slots=True)
class Filled:
    """A case ready to be written: rows as (table, row), its next alarm, its id as shown, words to find it."""

    rows: list[tuple[str, Any]]
    alarm: datetime | None
    case_id: Any
    text: str


class Mould:
    """A blueprint made ready to be filled many times."""

    def __init__(self, blueprint: Blueprint, entry: MatterEntry, model: ModelEntry | None, ink: Ink) -> None:
        self.blueprint, self.ink, self.entry = blueprint, ink, entry
        self.lines: list[tuple[str, Line]] = [
            (row.model._meta.db_table, ink.sink.line(row)) for row in blueprint.rows
        ]
        self.limits_of_tasks: dict[int, Limit] = {}
        if model is not None:
            self.limits_of_tasks = {s.no: s.limit.limit for s in applicable_steps(model, entry.code)}
        case = blueprint.case
        self.desk_rank = queries.rank_of(case.desk_id)
        self.title = case.title
        self.clock = _clock_maker(blueprint)
        self._sealed: dict[tuple[int, tuple[int, ...]], tuple[bytes, Any, Any]] = {}
        acts = range(len(blueprint.acts))
        self._moment_names, self._iso_names = [f"at{n}" for n in acts], [f"iso:at{n}" for n in acts]
        kinds = [f"{kind}{n}" for kind, count in blueprint.ids.items() for n in range(count)]
        self._id_names = [(name, f"raw:{name}") for name in kinds]

    def fill(self, given: Given, numbers: tuple[str, str], chance: random.Random) -> "Filled":
        """One case: its rows, and when its alarm comes."""
        sink, moments = self.ink.sink, given.moments
        values: Values = {"wrapped_key": self.ink.wrapped}
        values["number"], values["number_of_appeal"] = numbers
        self._put_ids(values)
        for at, name, iso in zip(moments, self._moment_names, self._iso_names, strict=True):
            values[name], values[iso] = sink.moment(at), at.isoformat()
        self._put_where(values, given)
        alarm = self._put_times(values, moments)
        digests = self._put_words(values, given, chance)
        self._put_chain(values, moments, digests)
        rows = [(table, line(values)) for table, line in self.lines]
        told = (self.title, words.masked_place(given.place), self.blueprint.text, given.place)
        return Filled(rows, alarm, values["Case0"], " ".join(told))

    def _put_ids(self, values: Values) -> None:
        show = self.ink.sink.id
        for name, raw in self._id_names:
            values[raw] = text = str(uuid7())
            values[name] = show(text)
        values["file_holder"] = f"case:{values['raw:Case0']}"

    def _put_where(self, values: Values, given: Given) -> None:
        values |= self.ink.hats(given.site)
        for n, crew in enumerate(given.units):
            hat = crew.handler
            values[f"person:unit{n}"], values[f"post:unit{n}"] = hat.person_id, hat.post_id
            values[f"unit{n}"], values[f"unit_seat{n}"] = crew.unit.pk, self.ink.sink.shown(hat.seat)
        values["lon"], values["lat"] = given.point
        values["place_shown"] = self.ink.sink.shown(words.masked_place(given.place)[:200])

    # --- times ---

    def _put_times(self, values: Values, moments: Sequence[datetime]) -> datetime | None:
        """What the limit brings, by the same rules as the actions ask."""
        print_, case, ink = self.blueprint, self.blueprint.case, self.ink
        show = ink.sink.shown
        clock = self.clock(moments) if self.clock else None
        due = None
        if clock is not None and clock.limit.unit != LimitUnit.IMMEDIATE:
            due = worktime.due(clock, ink.calendar)
        values["due"] = show(due)
        orders = []
        for n, order in enumerate(print_.orders):
            sent = moments[print_.moment_of(order.sent_at)]
            until = clocks.acknowledge_by(case.urgency, sent, ink.limits, ink.calendar)
            values[f"acknowledge_by{n}"] = show(until)
            helps = not order.is_lead and clock is not None and due is not None
            own = clocks.assist_due(clock, sent, ink.limits, ink.calendar) if helps and clock else due
            values[f"order_due{n}"] = show(own)
            orders.append(OrderFacts(order.state, order.is_lead, until, order.ack_reminded))
        facts = self._facts(clock, moments, orders)
        values["review"] = show(facts.review_on)
        values["supervise_by"] = show(self._supervise_by(moments))
        values["act_by"] = show(clocks.act_by(facts, due, ink.limits, ink.calendar))
        next_one = clocks.next_alarm(facts, ink.limits, ink.calendar)
        alarm = None if case.state in TERMINAL or next_one is None else next_one[0]
        values["alarm"] = show(alarm)
        if case.counted_on is not None:
            last = [at for at in (facts.closed_at, due) if at is not None]
            values["counted_on"] = show(local_day(min(last)))
        self._put_tasks(values, clock, facts.closed_at)
        return alarm

    def _supervise_by(self, moments: Sequence[datetime]) -> datetime | None:
        acts, ink = self.blueprint.acts, self.ink
        if "supervise" not in acts:
            return None
        return worktime.add(moments[acts.index("supervise")], ink.limits.supervised, ink.calendar)

    def _facts(
        self, clock: Clock | None, moments: Sequence[datetime], orders: Sequence[OrderFacts]
    ) -> CaseFacts:
        case, at = self.blueprint.case, self.blueprint.moment_of
        suspended = self.blueprint.acts.index("suspend") if case.review_on else None
        return CaseFacts(
            state=case.state,
            urgency=case.urgency,
            desk_rank=self.desk_rank,
            is_held=case.holder_id is not None,
            reported_at=moments[0],
            entered_at=moments[at(case.entered_at)],
            clock=clock,
            lateness=case.lateness,
            intake_reminded=case.intake_reminded,
            review_on=moments[suspended] + REVIEW_AFTER if suspended is not None else None,
            closed_at=moments[at(case.closed_at)] if case.closed_at else None,
            orders=orders,
        )

    def _put_tasks(self, values: Values, clock: Clock | None, closed_at: datetime | None) -> None:
        for name, (kind, number) in self.blueprint.tasks.items():
            due: datetime | None = None
            if kind == "step" and clock is not None:
                due = worktime.add(clock.start, self.limits_of_tasks[number], self.ink.calendar)
            elif closed_at is not None:
                due = closed_at + timedelta(days=number)
            values[name] = self.ink.sink.shown(due)

    # --- words and chain ---

    def _put_words(self, values: Values, given: Given, chance: random.Random) -> dict[int, bytes]:
        """Sealed words of appeal and steps; returns the digest of each step that has words."""
        digests: dict[int, bytes] = {}
        for told in self.blueprint.words:
            digest, salt, sealed = self._sealed_words(told, given)
            digests[told.step] = digest
            values[f"salt{told.step}"], values[f"sealed{told.step}"] = salt, sealed
        if self.blueprint.has_appeal:
            blob, payload = self.ink.sink.blob, {"text": self.blueprint.text, "place": given.place}
            salt = os.urandom(16)
            values["words"], values["salt"] = blob(seal_json(self.ink.key, payload)), blob(salt)
            digests[0] = chain.digest(salt, payload)
        if self.blueprint.has_contact:
            phone = self.ink.phones[chance.randrange(_PHONES)]
            values["contact_phone"], values["phone_index"], values["tail_index"] = phone
        return digests

    def _sealed_words(self, told: Words, given: Given) -> tuple[bytes, Any, Any]:
        """Made once for the same units; a place is in few words."""
        place = (told.step, tuple(crew.unit.pk for crew in given.units))
        if place in self._sealed and "@place@" not in told.payload:
            return self._sealed[place]
        text = told.payload.replace('"@place@"', json.dumps(given.place))
        for n, crew in enumerate(given.units):
            text = text.replace(f"@unit{n}@", crew.unit.name)
        payload, salt = json.loads(text), os.urandom(16)
        show = self.ink.sink.shown
        sealed = show(seal_json(self.ink.key, payload))
        self._sealed[place] = chain.digest(salt, payload), show(salt), sealed
        return self._sealed[place]

    def _put_chain(self, values: Values, moments: Sequence[datetime], digests: dict[int, bytes]) -> None:
        """Each step's hash over its facts and the hash before: as `rules.chain.Facts` links them."""
        blob, previous = self.ink.sink.blob, b""
        shown = blob(previous)
        case_id = values["raw:Case0"]
        for n, step in enumerate(self.blueprint.steps):
            digest = digests.get(n, b"")
            values[f"previous{n}"], values[f"digest{n}"] = shown, blob(digest)
            if self.ink.is_chained:
                facts = chain.Facts(
                    case_id=case_id,
                    seq=step.seq,
                    verb=step.verb,
                    order_id=values[f"raw:{step.order}"] if step.order else "",
                    source=step.source,
                    target=step.target,
                    at=moments[step.moment],
                    person_id=values[step.person] if step.person else None,
                    post_id=values[step.post] if step.post else None,
                    reason=step.reason,
                    digest=digest,
                )
                previous = facts.hash(previous)
            else:
                previous = _NO_HASH
            shown = blob(previous)
            values[f"hash{n}"] = shown
        values["head"] = shown


def _clock_maker(blueprint: Blueprint) -> Callable[[Sequence[datetime]], Clock] | None:
    """The case's clock with other moments."""
    raw = blueprint.case.clock
    if not raw:
        return None
    told, at = Clock.from_json(raw), blueprint.moment_of
    start, limit = at(told.start), told.limit
    pauses = [(at(begin), at(end) if end else None) for begin, end in told.pauses]

    def make(moments: Sequence[datetime]) -> Clock:
        stood = tuple((moments[begin], moments[end] if end is not None else None) for begin, end in pauses)
        return Clock(start=moments[start], limit=limit, pauses=stood)

    return make
