"""A year of meetings out of a table: each line a meeting, whole or not at all."""

from datetime import date

import pytest

from tests.life.scene import FIRST, Scene
from tests.town import MONDAY_9_00
from wangge.gatherings.models import Attendance, Decision, Gathering
from wangge.gatherings.rules.meeting import Presence, Way
from wangge.grids.access import Acting
from wangge.sheets import actions as sheets
from wangge.sheets import registry, staging
from wangge.sheets.models import Run
from wangge.sheets.rules import Table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TITLES = ("支部", "日期", "时间", "会议", "完成的事项", "讲了什么、议了什么", "决定了什么", "到会", "请假")
BRANCH = "柳荫一网格党支部"
SAID = "学习条例，议了车棚。"


def imported(rows: list[tuple[str, ...]], by: Acting) -> Run:
    importer = registry.find_importer("ledger")
    assert importer is not None
    draft = staging.prepare(importer, Table([TITLES, *rows], name="台账.xlsx"), by=by, at=MONDAY_9_00)
    run = sheets.confirm(sheets.stage(draft, by=by, at=MONDAY_9_00), by=by, at=MONDAY_9_00)
    sheets.take_block(run, at=MONDAY_9_00)
    return Run.objects.get(pk=run.pk)


def problems(run: Run) -> dict[int, str]:
    return {row.number: str(row.problem) for row in run.bad_rows.all()}


def agenda(scene: Scene) -> None:
    """The lines of November for the plans of the branch."""
    from wangge.gatherings import actions as gatherings

    scene.adopt("theme_day", "ones_study", "committee_meeting")
    gatherings.make_agenda(on=FIRST)


def test_a_line_becomes_a_meeting_with_its_roll_and_meets_the_agenda(scene: Scene) -> None:
    agenda(scene)
    for name in ("柏一", "柏二", "柏三"):
        scene.town.network.enrol(name)

    run = imported(
        [
            (BRANCH, "2026-11-05", "15:00", "十一月主题党日", "主题党日、组织一次学习", SAID,
             "修好车棚的灯；装一面镜子", "柏一、柏二，支书平", "柏三"),
        ],
        scene.by,
    )  # fmt: skip

    assert problems(run) == {}
    held = Gathering.objects.get()
    assert (held.state, held.should_n, held.here_n, held.leave_n) == ("held", 5, 3, 1)
    assert (scene.slot("theme_day").met_on, scene.slot("ones_study").met_on) == (date(2026, 11, 5),) * 2
    assert scene.slot("committee_meeting").met_on is None
    assert list(Decision.objects.order_by("number").values_list("words", flat=True)) == [
        "修好车棚的灯",
        "装一面镜子",
    ]
    ways = Attendance.objects.filter(gathering=held).values_list("way", "presence").order_by("presence")
    assert list(ways) == [(Way.TABLE, Presence.LEAVE), *[(Way.TABLE, Presence.PRESENT)] * 3]


def test_of_a_committee_meeting_the_committee_is_counted(scene: Scene) -> None:
    agenda(scene)
    extra = scene.town.network.enrol("柏一")

    row = (BRANCH, "2026-11-06", "", "支委会", "支部委员会会议", SAID, "", "支书平", "")
    run = imported([row, (BRANCH, "2026-11-07", "", "支委会二", "", SAID, "", extra.name, "")], scene.by)

    assert problems(run) == {}
    held = Gathering.objects.get(title="支委会")
    assert (held.should_n, held.entitled_n, held.is_quorate) == (1, 1, True)


def test_bad_lines_say_why_and_stand_alone(scene: Scene) -> None:
    agenda(scene)
    far = scene.town.network.far_branch.name

    def line(org: str, day: str, title: str, duty: str = "", here: str = "支书平") -> tuple[str, ...]:
        return (org, day, "", title, duty, SAID, "", here, "")

    run = imported(
        [
            line(BRANCH, "2026-11-05", "主题党日", "主题党日"),
            line(BRANCH, "2026-11-06", "再来一次", "主题党日"),
            line(BRANCH, "2026-11-05", "主题党日"),
            line(BRANCH, "2026-11-08", "联学", here="没这人"),
            line(far, "2026-11-05", "别人的会"),
            line(BRANCH, "2026-12-05", "还没开的会"),
        ],
        scene.by,
    )

    said = problems(run)
    assert run.done == Gathering.objects.count() == 1
    assert "或这一期已经开展过" in said[3]
    assert "已经有" in said[4]
    assert "不在应到名单里" in said[5]
    assert "不在您的管理范围内" in said[6]
    assert "还没到开会时间" in said[7]


def test_two_of_one_name_are_asked_for(scene: Scene) -> None:
    scene.town.network.enrol("柏一", phone="13900000081")
    scene.town.network.enrol("柏一", phone="13900000082")

    run = imported([(BRANCH, "2026-11-05", "", "联学", "", SAID, "", "柏一", "")], scene.by)

    assert "有 2 位都叫“柏一”" in problems(run)[2]
    assert not Attendance.objects.exists()
