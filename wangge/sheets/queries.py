"""Reading runs and exports: previews, bad rows as a workbook, what waits for a second person."""

from collections.abc import Iterable, Iterator, Sequence

from wangge.journal.models import Actor
from wangge.sheets import store, writing
from wangge.sheets.models import BadRow, Export, Run
from wangge.sheets.staging import Preview

BAD_SHOWN = 50


def preview(run: Run) -> Preview:
    """What its owner sees before confirming; empty when the rows are forgotten."""
    return Preview.from_json(run.preview)


def first_bad_rows(run: Run) -> list[BadRow]:
    """The first bad rows, in the order of the file."""
    return list(run.bad_rows.order_by("number")[:BAD_SHOWN])


def recent_runs(importer: str, *, by: Actor, limit: int = 10) -> list[Run]:
    """Somebody's last runs of one kind."""
    return list(Run.objects.of(by).filter(importer=importer).order_by("-created_at")[:limit])


def bad_rows_workbook(run: Run) -> bytes:
    """Only the bad rows, as they came, with the reason in front."""
    problems = {bad.number: bad.problem for bad in run.bad_rows.all()}
    titles = preview(run).titles

    def rows() -> Iterator[tuple[Sequence[str], str]]:
        for number, cells in store.all_rows(run.key, run.blocks):
            if number in problems:
                yield cells, f"第 {number} 行：{problems[number]}"

    return writing.bad_rows(titles, rows(), name="需要改正的行")


def own_exports(*, by: Actor, limit: int = 50) -> list[Export]:
    """What somebody took out, newest first."""
    return list(Export.objects.of(by).order_by("-created_at")[:limit])


def exports_to_decide(exporters: Iterable[str], *, by: Actor) -> list[Export]:
    """Exports of these kinds that wait for somebody other than who asked."""
    waiting = Export.objects.waiting().filter(exporter__in=list(exporters))
    return list(waiting.exclude(person_id=by.person_id).order_by("created_at"))


def orphans(keys: Sequence[str]) -> list[str]:
    """Folders that no row knows of: left by an upload that broke off before its row was written."""
    known = set(Run.objects.exclude(key="").values_list("key", flat=True))
    known |= set(Export.objects.exclude(key="").values_list("key", flat=True))
    return [key for key in keys if key not in known]
