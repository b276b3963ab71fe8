"""Tables that come in through the product's own imports, block by block, each block in its transaction."""

from collections.abc import Sequence
from datetime import datetime

from wangge.demo.people import Tell
from wangge.grids.access import Acting
from wangge.sheets import actions as sheets
from wangge.sheets import registry, staging
from wangge.sheets.models import Run
from wangge.sheets.rules import Table


def bring_in(
    name: str, rows: Sequence[Sequence[str]], *, file: str, by: Acting, at: datetime, tell: Tell | None = None
) -> Run:
    """What somebody does who uploads such a workbook and confirms it; titles in the first row."""
    importer = next(one for one in registry.importers() if one.name == name)
    draft = staging.prepare(importer, Table(list(rows), name=file), by=by, at=at)
    run = sheets.confirm(sheets.stage(draft, by=by, at=at), by=by, at=at)
    while sheets.take_block(run, at=at):
        run = Run.objects.get(pk=run.pk)
        if tell is not None:
            tell(importer.title, run.done + run.failed, run.total)
    return Run.objects.get(pk=run.pk)
