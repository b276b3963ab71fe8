"""A run from the upload to its end: row by row in the background, or all or nothing."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.sheets import counting
from tests.sheets.conftest import LI, MONDAY_9_00, WANG
from wangge.jobs import runner
from wangge.journal.models import Entry
from wangge.kernel.models import Counter
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.sheets import actions, jobs, queries, reading, registry, staging
from wangge.sheets.models import Run
from wangge.sheets.rules import State

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = MONDAY_9_00 + timedelta(minutes=5)


def staged(rows: list[str], importer: str = "counters") -> Run:
    """An upload by Wang, checked and waiting."""
    found = registry.find_importer(importer)
    assert found is not None
    table = reading.parse("\n".join(["名称,数值（个）,备注", *rows]).encode(), "计数器.csv")
    draft = staging.prepare(found, table, by=WANG, at=MONDAY_9_00)
    return actions.stage(draft, by=WANG, at=MONDAY_9_00)


def finished(run: Run) -> Run:
    """The run after the worker has done what is due."""
    actions.confirm(run, by=WANG, at=LATER)
    runner.run_due(at=LATER, has_periods=False)
    run.refresh_from_db()
    return run


def names() -> list[str]:
    return sorted(Counter.objects.filter(name__startswith="n").values_list("name", flat=True))


def test_nothing_is_written_before_somebody_confirms() -> None:
    run = staged(["n1,1", "n2,x"])

    assert names() == []
    assert (run.state, run.total) == (State.READY, 2)
    shown = queries.preview(run)
    assert (shown.columns, shown.extra, shown.sample) == (
        ["名称", "数值（个）"],
        ["备注"],
        [["2", "n1", "1"], ["3", "n2", "x"]],
    )


def test_good_rows_are_written_and_bad_ones_kept_with_their_reason() -> None:
    Counter.objects.create(name="n3", value=0)

    run = finished(staged(["n1,1", "n2,x", "n3,3", "禁用,4", "n5,5"]))

    assert names() == ["n1", "n3", "n5"]
    assert (run.state, run.done, run.failed, run.outcome) == (State.DONE, 2, 3, "成功 2 行，失败 3 行。")
    assert [(bad.number, bad.problem) for bad in queries.first_bad_rows(run)] == [
        (3, "数值（个）：“x”不是整数"),
        (4, "已经有这个名称"),
        (5, "这个名称不能用。"),
    ]


def test_a_long_table_is_written_in_blocks_and_its_progress_can_be_read() -> None:
    run = staged([f"n{i},1" for i in range(600)])
    actions.confirm(run, by=WANG, at=LATER)

    follows = actions.take_block(run, at=LATER)

    run.refresh_from_db()
    assert follows
    assert (run.done, run.percent, run.cursor) == (250, 41, 1)
    runner.run_due(at=LATER, has_periods=False)
    run.refresh_from_db()
    assert (run.state, run.done, len(names())) == (State.DONE, 600, 600)


def test_a_block_that_breaks_off_leaves_nothing_and_is_taken_again() -> None:
    run = staged([f"n{i},1" for i in range(300)])
    actions.confirm(run, by=WANG, at=LATER)
    actions.take_block(run, at=LATER)
    with pytest.MonkeyPatch.context() as power_cut:
        power_cut.setattr(actions, "_counted", _fails)
        with pytest.raises(RuntimeError):
            actions.take_block(run, at=LATER)
    before = len(names())

    runner.run_due(at=LATER, has_periods=False)

    run.refresh_from_db()
    assert (before, len(names()), run.done, run.failed) == (250, 300, 300, 0)


def _fails(run: Run) -> str:
    raise RuntimeError("the power went off")


def test_all_or_nothing_writes_all() -> None:
    run = staged(["n1,1", "n2,2"], "whole-counters")

    assert "新增 2 个" in queries.preview(run).notes
    assert finished(run).outcome == "2 行全部成功。"
    assert names() == ["n1", "n2"]


def test_all_or_nothing_is_not_begun_with_a_bad_row() -> None:
    Counter.objects.create(name="n2", value=0)
    run = staged(["n1,1", "n2,2"], "whole-counters")

    with pytest.raises(Refused, match="有 1 行需要改正"):
        actions.confirm(run, by=WANG, at=LATER)

    assert names() == ["n2"]


def test_all_or_nothing_writes_nothing_when_a_row_went_bad_meanwhile() -> None:
    run = staged(["n1,1", "n2,2"], "whole-counters")
    Counter.objects.create(name="n2", value=0)

    run = finished(run)

    assert names() == ["n2"]
    assert (run.state, run.done, run.outcome) == (State.STOPPED, 0, "有 1 行写不进去，所以一行也没有导入。")
    assert [bad.number for bad in queries.first_bad_rows(run)] == [3]


def test_a_refusal_of_the_whole_table_is_its_outcome() -> None:
    run = finished(staged(["n1,1", "禁用,2"], "whole-counters"))

    assert names() == []
    assert (run.state, run.outcome) == (State.STOPPED, "表里有不能用的名称。")


def test_a_table_without_a_good_row_cannot_be_confirmed() -> None:
    with pytest.raises(Refused, match="没有一行可以导入"):
        actions.confirm(staged(["n1,x"]), by=WANG, at=LATER)


def test_a_run_ends_when_the_post_of_its_owner_has() -> None:
    run = staged(["n1,1"])
    counting.ENDED.add(WANG.post_id)

    run = finished(run)

    assert (run.state, run.outcome, names()) == (State.STOPPED, "您的岗位已经结束。", [])


def test_a_stopped_run_keeps_what_was_written_and_takes_no_more() -> None:
    run = staged([f"n{i},1" for i in range(300)])
    actions.confirm(run, by=WANG, at=LATER)
    actions.take_block(run, at=LATER)

    actions.stop(run, by=WANG, at=LATER)

    runner.run_due(at=LATER, has_periods=False)
    run.refresh_from_db()
    assert (run.state, len(names())) == (State.STOPPED, 250)
    assert "250 行已经写入" in run.outcome


def test_a_run_is_confirmed_once() -> None:
    run = finished(staged(["n1,1"]))

    with pytest.raises(Refused, match="现在不能“确认导入”"):
        actions.confirm(run, by=WANG, at=LATER)


def test_another_person_can_neither_see_nor_move_a_run() -> None:
    run = staged(["n1,1"])

    with pytest.raises(NotAllowed):
        actions.confirm(run, by=LI, at=LATER)
    assert not Run.objects.of(LI).exists()


def test_a_discarded_upload_is_gone_from_the_disk_at_once(
    files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    run = staged(["n1,1", "n2,x"])
    assert any(files_folder.rglob("rows-*"))

    with django_capture_on_commit_callbacks(execute=True):
        run = actions.discard(run, by=WANG, at=LATER)

    assert not any(files_folder.rglob("rows-*"))
    assert (run.state, run.is_forgotten, run.bad_rows.count()) == (State.DISCARDED, True, 0)


def test_rows_on_disk_and_sentences_in_the_database_cannot_be_read_without_the_keys(
    files_folder: Path,
) -> None:
    staged(["n1,来件人的话"])

    stored = b"".join(path.read_bytes() for path in files_folder.rglob("*") if path.is_file())
    with connection.cursor() as cursor:
        cursor.execute("SELECT preview FROM sheets_run")
        stored += bytes(cursor.fetchone()[0])

    assert "来件人的话".encode() not in stored


def test_only_the_bad_rows_come_back_with_their_reasons() -> None:
    run = finished(staged(["n1,1,甲", "n2,x,乙"]))

    table = reading.parse(queries.bad_rows_workbook(run), "要改.xlsx")

    assert [list(row) for row in table.rows] == [
        ["问题", "名称", "数值（个）", "备注"],
        ["第 3 行：数值（个）：“x”不是整数", "n2", "x", "乙"],
    ]


def test_an_import_is_in_the_journal() -> None:
    run = finished(staged(["n1,1"]))

    entry = Entry.objects.get(verb="sheets.import")
    assert (entry.person_id, entry.subject, entry.note) == (7, f"run:{run.pk}", "导入计数器，1 行")


def test_rows_are_forgotten_after_a_week_and_the_counts_stay(
    files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    done, waiting = finished(staged(["n1,1", "n2,x"])), staged(["n3,1"])

    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget(at=LATER + timedelta(days=8))

    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.is_forgotten, done.done, done.failed, done.bad_rows.count()) == (True, 1, 1, 0)
    assert (waiting.state, waiting.is_forgotten) == (State.DISCARDED, True)
    assert not any(path.is_file() for path in files_folder.rglob("*"))


def test_the_facts_of_a_run_go_after_a_year(django_capture_on_commit_callbacks: Any) -> None:
    run = finished(staged(["n1,1"]))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget(at=LATER + timedelta(days=8))

    jobs.forget(at=LATER + timedelta(days=365))
    assert Run.objects.filter(pk=run.pk).exists()
    jobs.forget(at=LATER + timedelta(days=367))

    assert not Run.objects.filter(pk=run.pk).exists()


def test_a_run_whose_rows_are_lost_says_so(files_folder: Path) -> None:
    run = staged(["n1,1"])
    for path in files_folder.rglob("rows-*"):
        path.unlink()

    assert finished(run).outcome == "上传的内容已经不在，请重新上传。"


def test_folders_that_no_row_knows_of_go_after_a_day(files_folder: Path) -> None:
    found = registry.find_importer("counters")
    assert found is not None
    table = reading.parse("名称,数值（个）\nn1,1\n".encode(), "x.csv")
    draft = staging.prepare(found, table, by=WANG, at=MONDAY_9_00)  # and the server stops before `stage`
    kept = staged(["n2,1"])

    old = (MONDAY_9_00 - timedelta(days=3)).timestamp()
    for folder in (files_folder / "sheets").iterdir():
        os.utime(folder, (old, old))
    jobs.forget(at=MONDAY_9_00)

    assert [folder.name for folder in (files_folder / "sheets").iterdir()] == [kept.key]
    assert draft.key != kept.key
