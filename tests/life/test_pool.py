"""The six lines of a grid share one pool of orders; contests have results; lists of who came are imported."""

from datetime import date

import pytest

from tests.cases.story import Story
from tests.life.scene import EARLIER, Scene
from tests.town import MONDAY_9_00, Town
from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Attendance
from wangge.grids import queries as grids
from wangge.kernel.refusal import Refused
from wangge.life.queries.pool import Line, pool
from wangge.party import actions as party
from wangge.sheets import actions as sheets
from wangge.sheets import registry, staging
from wangge.sheets.models import Run
from wangge.sheets.rules import Table

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def lines(town: Town) -> dict[str, Line]:
    node = grids.area(town.grid.pk)
    assert node is not None
    return {line.name: line for line in pool(node, town.hat("leader"))}


def test_an_order_waits_in_the_line_of_its_unit(town: Town) -> None:
    party.seed_shapes()
    town.stock()
    for who in ("officer", "staff", "dispatcher", "district"):
        town.hat(who)  # somebody sits at every desk
    case = Story(town).dispatched(matter="ENV-01")

    found = lines(town)

    assert list(found)[:5] == ["城管", "环卫", "市政园林", "物业", "物管专员"]
    assert [order.case_id for order in found["环卫"].orders] == [case.pk]
    assert found["城管"].orders == []
    page = town.client("leader").get("/life/pool/").content.decode()
    assert case.title in page
    assert str(case.pk) in page


def test_a_contest_has_its_results_and_a_meeting_has_none(scene: Scene) -> None:
    contest = scene.held(kind="contest")
    results = [("一等奖", "柳荫一网格党支部"), ("二等奖", "荷塘队")]

    gatherings.note_results(contest, results, by=scene.by, at=MONDAY_9_00)
    gatherings.note_results(contest, results[:1], by=scene.by, at=MONDAY_9_00)

    assert [(row.award, row.winner) for row in contest.results.all()] == results[:1]
    with pytest.raises(Refused, match="技能比武"):
        gatherings.note_results(scene.held(), results, by=scene.by, at=MONDAY_9_00)


def imported(scene: Scene, rows: list[tuple[str, ...]]) -> Run:
    importer = next(one for one in registry.importers() if one.name == "attendance")
    titles = ("支部", "日期", "会议", "姓名", "到会情况")
    draft = staging.prepare(importer, Table([titles, *rows], name="名单.xlsx"), by=scene.by, at=MONDAY_9_00)
    run = sheets.confirm(sheets.stage(draft, by=scene.by, at=MONDAY_9_00), by=scene.by, at=MONDAY_9_00)
    while sheets.take_block(run, at=MONDAY_9_00):
        run = Run.objects.get(pk=run.pk)
    return Run.objects.get(pk=run.pk)


def test_a_list_of_who_came_is_taken_row_by_row(scene: Scene) -> None:
    came, away = (scene.town.network.enrol(name) for name in ("岑到会", "岑请假"))
    meeting = scene.called(starts_at=EARLIER)
    day, org = f"{date(2026, 11, 16):%Y-%m-%d}", scene.org.name

    run = imported(
        scene,
        [
            (org, day, "", "岑到会", ""),
            (org, day, meeting.title, "岑请假", "请假"),
            (org, day, "", "没有这个人", ""),
            (org, "2026-11-02", "", "岑到会", ""),
            ("望山一网格党支部", day, "", "岑到会", ""),
        ],
    )

    assert (run.done, run.failed) == (2, 3)
    said = [str(row.problem) for row in run.bad_rows.order_by("number")]
    assert [words in text for words, text in zip(("应到名单", "没有安排", "管理范围"), said, strict=True)]
    there = dict(Attendance.objects.filter(gathering=meeting).values_list("attendee", "presence"))
    assert there == {came.pk: "present", away.pk: "leave"}


def test_a_meeting_that_is_written_down_takes_no_list(scene: Scene) -> None:
    scene.town.network.enrol("岑到会")
    scene.held()

    run = imported(scene, [(scene.org.name, "2026-11-16", "", "岑到会", "")])

    assert run.failed == 1
    assert "补正" in str(run.bad_rows.get().problem)
