"""A story told once by the actions, taken apart: what of its rows is fixed, and what is each case's own.

The rows are read back from the database, every value is recognised (an id, a moment of an act, a hat, a time
that follows from the limit …) or it is fixed. A moment that nothing explains is an error, so that a change of
the actions is noticed here instead of being copied wrongly.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from wangge.cases.models import Appeal, Case, CasePhoto, CaseTask, Step, StepText, WorkOrder
from wangge.cases.sealed import CaseKey, open_json
from wangge.demo.bulk.plots import Acts, Teller
from wangge.files.models import StoredFile
from wangge.grids.models import Area
from wangge.people.models import Person, Unit

#: In the order in which rows can be written.
TABLES: tuple[type[models.Model], ...] = (
    Case,
    Appeal,
    WorkOrder,
    Step,
    StepText,
    CaseTask,
    StoredFile,
    CasePhoto,
)
#: Every case has these of its own, whatever the story: ciphers, digests, numbers.
_OWN = {
    ("Case", "number"): "number",
    ("Case", "wrapped_key"): "wrapped_key",
    ("Case", "head"): "head",
    ("Appeal", "number"): "number_of_appeal",
    ("Appeal", "words"): "words",
    ("Appeal", "salt"): "salt",
    ("Appeal", "contact_name"): "contact_name",
    ("Appeal", "contact_phone"): "contact_phone",
    ("Appeal", "phone_index"): "phone_index",
    ("Appeal", "tail_index"): "tail_index",
}
#: Stands for a moment in the JSON of a clock.
BLANK = "@moment@"
_OWN_OF_STEP = ("digest", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Own:
    """A value that each case has of its own, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class ClockText:
    """A clock as JSON; each blank is a moment, in their order."""

    text: str
    moments: tuple[str, ...]

    def filled(self, moments: Sequence[str]) -> str:
        """With its moments as ISO text."""
        parts = self.text.split(BLANK)
        return "".join(part + moment for part, moment in zip(parts, (*moments, ""), strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each column a fixed value or the name of the case's own."""

    model: type[models.Model]
    cells: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The sealed words of a step as JSON; `@unit0@`, `@unit1@` and `@place@` stand for the case's own."""

    step: int
    payload: str


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the chain takes of a step, but for ids and moments."""

    seq: int
    verb: str
    source: str
    target: str
    reason: str
    #: Which act it belongs to.
    moment: int
    #: Names of the case's own values; empty where there is none.
    order: str
    person: str
    post: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A story as rows with blanks, and how the blanks that hang on the clock are filled."""

    acts: Acts
    moments: tuple[datetime, ...]
    case: Case
    orders: tuple[WorkOrder, ...]
    rows: tuple[Row, ...]
    steps: tuple[StepFacts, ...]
    words: tuple[Words, ...]
    text: str
    has_appeal: bool
    has_contact: bool
    #: How many rows of each kind need an id.
    ids: Mapping[str, int]
    #: `task2` -> number of the line in the handling model, for steps; days after the close, for after-care.
    tasks: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def moment_of(self, at: datetime) -> int:
        """Which act a moment of the told story belongs to."""
        return self.moments.index(at)


def take_apart(story: Teller, acts: Acts, moments: Sequence[datetime], *, is_thin: bool = False) -> Blueprint:
    """The blueprint of a story that has been told; `is_thin` leaves only its first and last step."""
    rows = _rows(story, is_thin=is_thin)
    (case,) = rows[Case]
    book = _Book(story, acts, moments, rows)
    steps = rows[Step]
    return Blueprint(
        acts=acts,
        moments=tuple(moments),
        case=case,
        orders=tuple(rows[WorkOrder]),
        rows=tuple(book.row(model, n, row) for model in TABLES for n, row in enumerate(rows[model])),
        steps=tuple(book.facts(step) for step in steps),
        words=tuple(book.words(rows[StepText], steps, CaseKey.of(case))),
        text=story.text,
        has_appeal=bool(rows[Appeal]),
        has_contact=case.contact_left,
        ids={model.__name__: len(rows[model]) for model in TABLES},
        tasks=book.tasks,
    )


def _rows(story: Teller, *, is_thin: bool) -> dict[type[models.Model], list[Any]]:
    pk = story.pk
    steps = list(Step.objects.filter(case_id=pk).order_by("seq"))
    if is_thin:
        steps = _thinned(steps)
    kept = [step.pk for step in steps]
    rest: dict[type[models.Model], list[Any]] = {
        CaseTask: list(CaseTask.objects.filter(case_id=pk).order_by("kind", "no")),
        StoredFile: list(StoredFile.objects.filter(holder=f"case:{pk}").order_by("pk")),
        CasePhoto: list(CasePhoto.objects.filter(case_id=pk).order_by("pk")),
    }
    return {
        Case: [_counted(story.case(), steps)],
        Appeal: list(Appeal.objects.filter(case_id=pk)),
        WorkOrder: list(WorkOrder.objects.filter(case_id=pk).order_by("-kind")),
        Step: steps,
        StepText: sorted(StepText.objects.filter(step__in=kept), key=lambda text: kept.index(text.step_id)),
        **({model: [] for model in rest} if is_thin else rest),
    }


def _thinned(steps: list[Step]) -> list[Step]:
    """The first and the last, numbered anew."""
    ends = [steps[0], *steps[1:][-1:]]
    for seq, step in enumerate(ends, 1):
        step.seq = seq
    return ends


def _counted(case: Case, steps: Sequence[Step]) -> Case:
    case.step_count = len(steps)
    return case


class _Book:
    """Recognises the values of one told story."""

    def __init__(
        self,
        story: Teller,
        acts: Acts,
        moments: Sequence[datetime],
        rows: Mapping[type[models.Model], Sequence[models.Model]],
    ) -> None:
        self.story = story
        self.moments: dict[datetime | None, Own] = {
            at: Own(f"at{n}") for n, at in reversed(list(enumerate(moments)))
        }
        self.acts = acts
        self.ids = {
            row.pk: Own(f"{model.__name__}{n}")
            for model in TABLES
            if model is not StepText
            for n, row in enumerate(rows[model])
        }
        site = story.site
        self.areas = {area.pk: Own(f"area{n}") for n, area in enumerate(site.areas)}
        self.paths = {area.path: Own(f"path{n}") for n, area in enumerate(site.areas)}
        self.seats: dict[str, Own] = {area.name: Own(f"area_seat{n}") for n, area in enumerate(site.areas)}
        self.persons: dict[int | None, Own] = {}
        self.posts: dict[int | None, Own] = {}
        self.units: dict[int, Own] = {}
        for role, hat in site.hats.items():
            self.persons[hat.person_id], self.posts[hat.post_id] = Own(f"person:{role}"), Own(f"post:{role}")
        for n, crew in enumerate(story.units):
            self.units[crew.unit.pk] = Own(f"unit{n}")
            self.seats[crew.handler.seat] = Own(f"unit_seat{n}")
            self.persons[crew.handler.person_id] = Own(f"person:unit{n}")
            self.posts[crew.handler.post_id] = Own(f"post:unit{n}")
        if len(self.persons) < len(site.hats) + len(story.units):
            raise LookupError("one person in two roles: nobody could tell which of them acted")
        #: What the due time of a task follows from.
        self.tasks: dict[str, tuple[str, int]] = {}

    def row(self, model: type[models.Model], number: int, row: models.Model) -> Row:
        cells = [
            (f.attname, self._cell(model, number, f, getattr(row, f.attname), row))
            for f in model._meta.concrete_fields
            if not isinstance(f, models.AutoField)
        ]
        return Row(model, tuple(cells))

    def _cell(
        self, model: type[models.Model], number: int, f: "models.Field[Any, Any]", value: Any, row: Any
    ) -> Any:
        name = f.attname
        if own := _OWN.get((model.__name__, name)):
            return Own(own) if value not in (None, b"", "") else value
        if model is Step and name in _OWN_OF_STEP:
            return Own(f"{name}{number}") if name != "digest" or value else value
        if model is StepText and name in ("salt", "sealed"):
            return Own(f"{name}{self._step_number(row)}")
        if model is StepText and name == "step_id":
            return self.ids[value]
        if value is None or value == "":
            return value
        return self._known(model, number, f, value, row)

    def _step_number(self, text: StepText) -> int:
        return int(self.ids[text.step_id].name.removeprefix("Step"))

    def _known(
        self, model: type[models.Model], number: int, f: "models.Field[Any, Any]", value: Any, row: Any
    ) -> Any:
        """The name of what a value is; fixed values stay as they are."""
        if isinstance(value, UUID):
            return self.ids[value]
        if (named := self._named(f)) is not None:
            return named[value]
        if isinstance(value, datetime):
            return self._moment(model, number, f.attname, value, row)
        if isinstance(value, date):
            return Own("counted_on")
        return self._plain(f.attname, value)

    def _named(self, f: "models.Field[Any, Any]") -> Mapping[Any, Own] | None:
        """Where the values of a column that points to somebody or somewhere are looked up."""
        kinds: dict[Any, Mapping[Any, Own]] = {Area: self.areas, Person: self.persons, Unit: self.units}
        columns: dict[str, Mapping[Any, Own]] = {
            "person_id": self.persons,
            "post_id": self.posts,
            "area_path": self.paths,
            "desk_path": self.paths,
        }
        return kinds.get(f.related_model) or columns.get(f.attname)

    def _plain(self, name: str, value: Any) -> Any:
        if name in ("seat", "done_seat"):
            return self.seats.get(value, value)
        if name == "clock":
            return self._clock(value)
        own = {"holder": "file_holder", "place": "place_shown"}
        own |= {"lon": "lon", "lat": "lat", "given_lon": "lon", "given_lat": "lat"}
        return Own(own[name]) if name in own else value

    def _moment(self, model: type[models.Model], number: int, name: str, value: datetime, row: Any) -> Own:
        derived = {
            ("Case", "due_at"): "due",
            ("Case", "act_by"): "act_by",
            ("Case", "next_alarm_at"): "alarm",
            ("Case", "review_on"): "review",
            ("Case", "supervise_by"): "supervise_by",
            ("WorkOrder", "acknowledge_by"): f"acknowledge_by{number}",
            ("WorkOrder", "due_at"): f"order_due{number}",
            ("CaseTask", "due_at"): f"task_due{number}",
        }.get((model.__name__, name))
        if derived:
            if model is CaseTask:
                self.tasks[derived] = self._task(row)
            return Own(derived)
        if value not in self.moments:
            raise LookupError(f"{model.__name__}.{name}: {value} is no moment of {self.acts}")
        return self.moments[value]

    def _task(self, task: CaseTask) -> tuple[str, int]:
        if task.kind == CaseTask.Kind.STEP:
            return "step", task.no
        closed = self.story.case().closed_at
        if closed is None or task.due_at is None:
            raise LookupError("after-care of an open case")
        return "days", (task.due_at - closed).days

    def _clock(self, raw: Any) -> "ClockText":
        """The clock's JSON with blanks for its moments."""
        names: list[str] = []

        def blank(value: Any) -> Any:
            if isinstance(value, str) and (own := self.moments.get(_instant(value))):
                names.append(own.name)
                return BLANK
            if isinstance(value, list):
                return [blank(part) for part in value]
            return {key: blank(part) for key, part in value.items()} if isinstance(value, dict) else value

        return ClockText(json.dumps(blank(raw)), tuple(names))

    def facts(self, step: Step) -> StepFacts:
        return StepFacts(
            seq=step.seq,
            verb=step.verb,
            source=step.source,
            target=step.target,
            reason=step.reason,
            moment=int(self.moments[step.at].name.removeprefix("at")),
            order=self.ids[step.order_id].name if step.order_id else "",
            person=self.persons[step.person_id].name if step.person_id else "",
            post=self.posts[step.post_id].name if step.post_id else "",
        )

    def words(self, texts: Sequence[StepText], steps: Sequence[Step], key: CaseKey) -> Iterable[Words]:
        """The first step's words of a report stand on the appeal; those of the others beside them."""
        for text in texts:
            number = self._step_number(text)
            payload = json.dumps(open_json(key, text.sealed), ensure_ascii=False)
            for n, crew in reversed(list(enumerate(self.story.units))):
                payload = payload.replace(crew.unit.name, f"@unit{n}@")
            if number == 0:
                payload = payload.replace(json.dumps(self.story.place, ensure_ascii=False), '"@place@"')
            yield Words(number, payload)


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
