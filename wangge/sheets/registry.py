"""What can be imported and exported. Upper rooms register in their `imports` module; none is named here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.http import HttpRequest

from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused
from wangge.sheets.rules import Row, RowError, Template

May = Callable[[HttpRequest], bool]


class Apply(Protocol):
    """Writes rows. Returns the rows it could not write; `by` is the hat that `hat` restored."""

    def __call__(self, rows: Sequence[Row], /, *, by: Any, at: datetime) -> Iterable[RowError]: ...


class WriteRow(Protocol):
    """Writes one row, or raises ValueError or Refused with a sentence."""

    def __call__(self, row: Row, /, *, by: Any, at: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Review:
    """What only the whole table can show before it is written: errors, and sentences on what would change."""

    errors: Sequence[RowError] = ()
    notes: Sequence[str] = ()


class Look(Protocol):
    """Looks at all good rows before anybody confirms; writes nothing."""

    def __call__(self, rows: Sequence[Row], /, *, by: Any, at: datetime) -> Review: ...


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of table that may come in. `is_whole`: all rows in one transaction, or none."""

    name: str
    title: str
    make_template: Callable[[], Template]
    may: May
    apply: Apply
    is_whole: bool
    review: Look | None = None
    #: Where to go afterwards: an address, or empty.
    back: str = ""

    @property
    def template(self) -> Template:
        """Made anew each time, since lists of choices may come from the database."""
        return self.make_template()


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of table that may go out, and who may approve a large one with personal columns (R-17)."""

    name: str
    title: str
    may: May
    may_approve: May


@dataclass
class _Registered:
    importers: dict[str, Importer] = field(default_factory=dict)
    exporters: dict[str, Exporter] = field(default_factory=dict)
    hat: Callable[..., Any] | None = None


_REGISTERED = _Registered()


def importer(
    name: str,
    *,
    title: str,
    template: Template | Callable[[], Template],
    may: May,
    is_whole: bool = False,
    review: Look | None = None,
    back: str = "",
) -> Callable[[Apply], Apply]:
    """Register `f(rows, *, by, at)` as the writer of a kind of table; `may` decides who reaches its pages."""

    def register(apply: Apply) -> Apply:
        if name in _REGISTERED.importers:
            raise ValueError(f"two importers of the name {name}")
        make = template if callable(template) else lambda: template
        _REGISTERED.importers[name] = Importer(name, title, make, may, apply, is_whole, review, back)
        return apply

    return register


def exporter(name: str, *, title: str, may: May, may_approve: May) -> Exporter:
    """Register a kind of export, so that its pages know who may see and who may approve."""
    if name in _REGISTERED.exporters:
        raise ValueError(f"two exporters of the name {name}")
    return _REGISTERED.exporters.setdefault(name, Exporter(name, title, may, may_approve))


def hat(restore: Callable[..., Any]) -> Callable[..., Any]:
    """Register `f(who, *, at)`: the Acting of whoever began a run, or a refusal when the post has ended."""
    _REGISTERED.hat = restore
    return restore


def find_importer(name: str) -> Importer | None:
    """The importer of a name."""
    return _REGISTERED.importers.get(name)


def importers() -> list[Importer]:
    """Every kind of table that may come in."""
    return list(_REGISTERED.importers.values())


def find_exporter(name: str) -> Exporter | None:
    """The exporter of a name."""
    return _REGISTERED.exporters.get(name)


def exporters() -> list[Exporter]:
    """All of them."""
    return list(_REGISTERED.exporters.values())


def restored(who: Actor, *, at: datetime) -> Any:
    """Who began the run, under the hat he wore then; as stored when no room knows better."""
    return _REGISTERED.hat(who, at=at) if _REGISTERED.hat else who


def each(write: WriteRow) -> Apply:
    """An `Apply` from a function for one row: each row stands or falls alone, in a savepoint of its own."""

    def apply(rows: Sequence[Row], /, *, by: Any, at: datetime) -> Iterable[RowError]:
        errors = []
        for row in rows:
            try:
                with transaction.atomic():
                    write(row, by=by, at=at)
            except Refused as refusal:
                errors.append(RowError(row.number, "", refusal.message))
            except ValueError as problem:
                errors.append(RowError(row.number, "", str(problem)))
        return errors

    return apply
