"""Background work: going on with a run a few seconds at a time, and deleting what was kept long enough."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from wangge.jobs import registry as jobs
from wangge.kernel.refusal import Refused
from wangge.sheets import actions, queries, registry, store
from wangge.sheets.models import Export, Run
from wangge.sheets.rules import State

#: Then the worker looks after other jobs before it goes on with the same run.
_SLICE = 5.0


@jobs.handler(actions.JOB, is_atomic=False, lease=timedelta(minutes=30), is_slow=True)
def go_on(payload: dict[str, Any], *, at: datetime) -> None:
    """Write blocks, each in its own transaction; after a crash the next worker goes on at the cursor."""
    run = Run.objects.filter(pk=payload["run"], state=State.RUNNING).first()
    if run is None:
        return
    importer = registry.find_importer(run.importer)
    try:
        if importer and importer.is_whole:
            _whole(run, at=at)
        elif not _blocks(run, at=at):
            actions.add_job(run, at=at)
    except Refused as refusal:
        actions.halt(run, outcome=refusal.message, at=at)
    except FileNotFoundError:
        actions.halt(run, outcome="上传的内容已经不在，请重新上传。", at=at)


def _blocks(run: Run, *, at: datetime) -> bool:
    """Whether the run came to its end within the slice."""
    until = monotonic() + _SLICE
    while actions.take_block(run, at=at):
        if monotonic() > until:
            return False
    return True


def _whole(run: Run, *, at: datetime) -> None:
    if errors := actions.take_whole(run, at=at):
        wrong = len({error.row for error in errors})
        actions.halt(run, outcome=f"有 {wrong} 行写不进去，所以一行也没有导入。", errors=errors, at=at)


@jobs.periodic("sheets.forget", every=timedelta(hours=1), is_atomic=False)
def forget(*, at: datetime) -> None:
    """Delete rows and files past their time, and folders no row knows of."""
    for run in Run.objects.outdated(at).order_by("moved_at")[:500]:
        actions.forget_run(run, at=at)
    for export in Export.objects.outdated(at).order_by("created_at")[:500]:
        actions.forget_export(export, at=at)
    actions.drop_facts(at=at)
    for key in queries.orphans(store.keys(before=at - timedelta(days=1))):
        store.drop(key)
