"""Reading the journal: pages for the auditor, and whether the chain still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from wangge.journal import rules
from wangge.journal.models import Entry, Seal

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What the auditor looks for; empty fields do not filter. `since <= at < until`."""

    person_id: int | None = None
    verb: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `before` is the id to ask the next page with, None on the last."""

    entries: list[Entry]
    before: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found; `faults` are Chinese sentences, none when all is well."""

    sealed: int
    unsealed: int
    faults: list[str]


def entries(wanted: Filter, *, before: int | None = None, size: int = PAGE) -> Page:
    """One page; costs the same however long the journal is, since it goes on from an id."""
    found = Entry.objects.order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    if wanted.person_id is not None:
        found = found.filter(person_id=wanted.person_id)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    rows = list(found[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def seals() -> list[Seal]:
    """The seals of the days, newest first: what is printed and kept apart."""
    return list(Seal.objects.exclude(name__in=[rules.HEAD, rules.CUT]).order_by("-name"))


def seal_file() -> Path:
    """The file beside the database that every day's seal is written to."""
    path: Path = settings.DATA / "seals" / "journal.tsv"
    return path


def verify(file: Path | None = None) -> Verdict:
    """Walk the whole chain and compare it with the seals in the database and in the file."""
    marks = [seal.mark for seal in Seal.objects.order_by("seq")]
    faults = [f"封印“{mark.name}”不是用本系统的密钥做的" for mark in marks if not rules.is_true(mark)]
    path = file or seal_file()
    filed = rules.read_seals(path.read_text()) if path.exists() else []
    kept = {mark.name: mark for mark in marks}
    faults += [
        f"封印“{mark.name}”与文件里的不一致"
        for mark in filed
        if kept.get(mark.name) != mark  # also a line that somebody added to the file
    ]
    start = kept.get(rules.CUT, rules.Mark(rules.CUT, 0, "", ""))
    faults += rules.walk(start, _links(), [mark for mark in marks if mark.seq >= start.seq])
    sealed = Entry.objects.filter(seq__isnull=False)
    head = kept.get(rules.HEAD)
    if beyond := sealed.filter(seq__gt=head.seq if head else 0).count():
        faults.append(f"最后的封印之后多出 {beyond} 条")
    return Verdict(sealed.count(), Entry.objects.filter(seq__isnull=True).count(), faults)


def _links() -> Iterator[rules.Link]:
    rows = Entry.objects.filter(seq__isnull=False).order_by("seq")
    for row in rows.values_list("seq", "digest", *rules.Fact._fields).iterator(chunk_size=2000):
        yield rules.Link(row[0], row[1], rules.Fact(*row[2:]))
