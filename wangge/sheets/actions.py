"""Every write of this room: a run from its draft to its end, and exports with purpose and record."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from wangge.jobs import actions as jobs
from wangge.journal import actions as journal
from wangge.journal.models import Actor
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.sheets import registry, rules, store
from wangge.sheets.models import EXPORT_FACTS_KEPT, RUN_FACTS_KEPT, BadRow, Export, Run
from wangge.sheets.registry import Importer
from wangge.sheets.rules import RUN_FLOW, Row, RowError, State, Template
from wangge.sheets.staging import Draft, Preview

JOB = "sheets.run"
_AT_ONCE = 500


@transaction.atomic
def stage(draft: Draft, *, by: Actor, at: datetime) -> Run:
    """Keep a checked upload until its owner confirms it or a week has passed."""
    run = Run.objects.create(
        importer=draft.importer.name,
        file_name=draft.file_name,
        key=draft.key,
        blocks=draft.blocks,
        total=draft.total,
        preview=draft.preview.to_json(),
        person_id=by.person_id,
        post_id=by.post_id,
        role=by.role,
        by_name=by.name,
        created_at=at,
        moved_at=at,
    )
    _keep_bad_rows(run, draft.bad)
    return run


@transaction.atomic
def confirm(run: Run, *, by: Actor, at: datetime) -> Run:
    """Begin to write: the rows are taken in the background, under the hat of whoever confirmed."""
    run = _own(run, "confirm", by=by)
    importer = _importer(run)
    bad = run.bad_rows.count()
    if bad == run.total:
        raise Refused("没有一行可以导入，请改好后重新上传。")
    if importer.is_whole and bad:
        raise Refused(f"有 {bad} 行需要改正。这张表要么全部导入，要么都不导入，请改好后重新上传。")
    run.post_id, run.role, run.by_name = by.post_id, by.role, by.name
    run.started_at = run.moved_at = at
    run.save()
    journal.record(
        by=by, verb="sheets.import", subject=f"run:{run.pk}", note=f"{importer.title}，{run.total} 行", at=at
    )
    add_job(run, at=at)
    return run


@transaction.atomic
def add_job(run: Run, *, at: datetime) -> None:
    """Let the worker go on with a run."""
    jobs.add(JOB, {"run": str(run.pk)}, key=f"{JOB}:{run.pk}", at=at)


@transaction.atomic
def discard(run: Run, *, by: Actor, at: datetime) -> Run:
    """Throw an unconfirmed upload away, at once and wholly."""
    run = _own(run, "discard", by=by)
    return _end(run, outcome="没有导入，已删除上传的内容。", at=at, forgetting=True)


@transaction.atomic
def stop(run: Run, *, by: Actor, at: datetime) -> Run:
    """Take no further rows; those already written stay."""
    run = _own(run, "stop", by=by)
    note = f"成功 {run.done} 行"
    journal.record(by=by, verb="sheets.stop", subject=f"run:{run.pk}", note=note, at=at)
    return _end(run, outcome=f"{by.name}停止了导入，之前成功的 {run.done} 行已经写入。", at=at)


@transaction.atomic
def take_block(run: Run, *, at: datetime) -> bool:
    """Write the next block of a running import, once, whoever else tries; whether another block follows."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != State.RUNNING:
        return False
    importer = _importer(run)
    block = store.get_rows(run.key, run.cursor)
    good, errors = _good_rows(run, importer.template, block)
    errors += importer.apply(good, by=registry.restored(run.who, at=at), at=at) if good else []
    _keep_bad_rows(run, rules.by_row(errors))
    numbers = [number for number, _ in block]
    failed = run.bad_rows.filter(number__range=(numbers[0], numbers[-1])).count()
    run.failed += failed
    run.done += len(block) - failed
    run.cursor += 1
    run.moved_at = at
    if run.cursor == run.blocks:
        run.state = RUN_FLOW.step(run.state, "finish")
        _end(run, outcome=_counted(run), at=at)
        return False
    run.save()
    return True


@transaction.atomic
def take_whole(run: Run, *, at: datetime) -> list[RowError]:
    """Write all rows or none. Returns what was wrong; then nothing is written and `halt` says so."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != State.RUNNING:
        return []
    importer = _importer(run)
    template = importer.template
    good: list[Row] = []
    errors: list[RowError] = []
    for number in range(run.blocks):
        rows, wrong = _good_rows(run, template, store.get_rows(run.key, number))
        good += rows
        errors += wrong
    if not errors:
        errors += importer.apply(good, by=registry.restored(run.who, at=at), at=at)
    if errors:
        transaction.set_rollback(True)
        return errors
    run.done = run.total
    run.state = RUN_FLOW.step(run.state, "finish")
    _end(run, outcome=_counted(run), at=at)
    return []


@transaction.atomic
def halt(run: Run, *, outcome: str, errors: Iterable[RowError] = (), at: datetime) -> Run:
    """End a run that cannot go on: the rules said no, or its owner's post has ended."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != State.RUNNING:
        return run
    _keep_bad_rows(run, rules.by_row(errors))
    run.state = RUN_FLOW.step(run.state, "stop")
    return _end(run, outcome=outcome[:200], at=at)


@transaction.atomic
def forget_run(run: Run, *, at: datetime) -> None:
    """Delete the rows, the preview and the sentences about bad rows; counts and times remain."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state == State.READY:
        run.state, run.outcome, run.finished_at = State.DISCARDED, "过期未确认，已删除上传的内容。", at
    elif run.state == State.RUNNING:
        run.state, run.outcome, run.finished_at = State.STOPPED, "长时间没有进展，已停止。", at
    _forget(run)
    run.save()


@transaction.atomic
def export(
    content: bytes,
    *,
    exporter: str,
    template: Template,
    rows: int,
    purpose: str,
    file_name: str,
    is_masked: bool,
    by: Actor,
    at: datetime,
    ip: str = "",
) -> Export:
    """Keep a workbook for its owner for a day; a large one with personal columns waits for approval."""
    if not purpose.strip():
        raise Refused("请写明导出的用途。", field="purpose")
    if registry.find_exporter(exporter) is None:
        raise ValueError(f"no exporter of the name {exporter}")
    key = store.new_key()
    waits = rules.needs_second_person(template, rows)
    store.put(key, "file", content)
    made = Export.objects.create(
        exporter=exporter,
        purpose=purpose.strip(),
        rows=rows,
        is_masked=is_masked,
        needs_approval=waits,
        file_name=file_name,
        key=key,
        created_at=at,
        ready_at=None if waits else at,
        person_id=by.person_id,
        post_id=by.post_id,
        role=by.role,
        by_name=by.name,
    )
    _note_export(made, "sheets.export", by=by, at=at, ip=ip)
    return made


@transaction.atomic
def decide(export: Export, *, is_approved: bool, by: Actor, at: datetime, ip: str = "") -> Export:
    """A second person lets a large export go or refuses it (R-17)."""
    export = Export.objects.select_for_update().get(pk=export.pk)
    if by.person_id is None or by.person_id == export.person_id:
        raise NotAllowed("要由另一个人来决定，不能自己同意自己的导出。")
    if not export.is_waiting:
        raise Refused("这次导出已经有了决定，或已过期。")
    export.decided_by_id, export.decided_by_name = by.person_id, by.name
    if is_approved:
        export.approved_at = export.ready_at = at
    else:
        export.refused_at = at
    export.save()
    _note_export(export, f"sheets.export_{'approve' if is_approved else 'refuse'}", by=by, at=at, ip=ip)
    return export


@transaction.atomic
def fetch(export: Export, *, by: Actor, at: datetime, ip: str = "") -> bytes:
    """The workbook, for whoever asked for it; every fetch is recorded."""
    found = Export.objects.of(by).filter(pk=export.pk).first()
    if found is None:
        raise NotAllowed("只有导出的人自己可以下载。")
    if not found.is_ready:
        raise Refused("文件还不能下载，或已过期删除。")
    _note_export(found, "sheets.download", by=by, at=at, ip=ip)
    return store.get(found.key, "file")


@transaction.atomic
def forget_export(export: Export, *, at: datetime) -> None:
    """Delete the file; the record stays."""
    export = Export.objects.select_for_update().get(pk=export.pk)
    key, export.key = export.key, ""
    export.save(update_fields=["key"])
    transaction.on_commit(lambda: store.drop(key))


@transaction.atomic
def drop_facts(*, at: datetime) -> int:
    """Let go of the rows of runs and exports whose time is over; returns how many."""
    runs, _ = Run.objects.filter(key="", moved_at__lt=at - RUN_FACTS_KEPT).delete()
    exports, _ = Export.objects.filter(key="", created_at__lt=at - EXPORT_FACTS_KEPT).delete()
    return runs + exports


def _note_export(export: Export, verb: str, *, by: Actor, at: datetime, ip: str) -> None:
    hidden = "已遮住个人信息" if export.is_masked else "未遮住个人信息"
    note = f"{export.rows} 行，{hidden}，用途：{export.purpose}"
    journal.record(by=by, verb=verb, subject=f"export:{export.pk}", note=note, at=at, ip=ip)


def _own(run: Run, verb: str, *, by: Actor) -> Run:
    """The only way to a run one may change: one's own, locked, and moved by the flow."""
    found = Run.objects.of(by).select_for_update().filter(pk=run.pk).first()
    if found is None:
        raise NotAllowed("这次导入不是您上传的。")
    found.state = RUN_FLOW.step(found.state, verb)
    return found


def _importer(run: Run) -> Importer:
    found = registry.find_importer(run.importer)
    if found is None:
        raise Refused("这种导入已经停用。")
    return found


def _good_rows(
    run: Run, template: Template, block: list[store.StoredRow]
) -> tuple[list[Row], list[RowError]]:
    """The block's rows not known to be bad, parsed once more: the lists behind them may have changed."""
    known = set(
        run.bad_rows.filter(number__range=(block[0][0], block[-1][0])).values_list("number", flat=True)
    )
    places = Preview.from_json(run.preview).places
    good: list[Row] = []
    errors: list[RowError] = []
    for number, cells in block:
        if number in known:
            continue
        row, wrong = rules.read_row(number, cells, places, template)
        errors.extend(wrong)
        good += [] if wrong else [row]
    return good, errors


def _keep_bad_rows(run: Run, bad: dict[int, str]) -> None:
    rows = (BadRow(run=run, number=number, problem=problem) for number, problem in bad.items())
    BadRow.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _counted(run: Run) -> str:
    return f"成功 {run.done} 行，失败 {run.failed} 行。" if run.failed else f"{run.done} 行全部成功。"


def _end(run: Run, *, outcome: str, at: datetime, forgetting: bool = False) -> Run:
    run.outcome = outcome
    run.finished_at = run.moved_at = at
    if forgetting:
        _forget(run)
    run.save()
    return run


def _forget(run: Run) -> None:
    key, run.key, run.preview = run.key, "", ""
    run.bad_rows.all().delete()
    transaction.on_commit(lambda: store.drop(key))
