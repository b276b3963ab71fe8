"""Micro-tasks, posts and report-ins: taken by choice, given back without loss, confirmed by somebody else."""

from datetime import date, timedelta

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids.models import Area
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.party import actions, queries
from wangge.party.models import Deed, MicroTask, PointEntry, PostHolding, ReportIn
from wangge.party.rules.serving import Duty, TaskState, indicators

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + timedelta(hours=2)


def task(town: Town, *, kind: str = "task", title: str = "给独居老人换灯泡") -> MicroTask:
    return actions.publish_task(
        town.grid,
        title=title,
        words_="3 号楼楼道灯坏了两盏，物业给灯泡。",
        due_on=date(2026, 11, 30),
        kind=kind,
        duty=Duty.SERVE,
        by=town.officer,
        at=MONDAY_9_00,
    )


def report(town: Town) -> ReportIn:
    return actions.report_in(
        town.grid, home_branch="区教育局机关党支部", skills="修电脑", by=town.member, at=MONDAY_9_00
    )


def test_a_task_is_claimed_done_confirmed_and_counted_once(town: Town) -> None:
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)
    asked = task(town)

    actions.claim_task(asked, by=town.member, at=MONDAY_9_00)
    actions.finish_task(asked, result="两盏都换好了", by=town.member, at=LATER)
    deed = actions.confirm_task(asked, answer="谢谢", by=town.officer, at=LATER)

    entry = PointEntry.objects.get()
    assert (entry.points, entry.deed) == (2, deed)
    assert deed.ref == f"task:{asked.pk}"
    with pytest.raises(Refused):
        actions.confirm_task(asked, by=town.officer, at=LATER)
    assert Deed.objects.count() == 1


def test_a_task_handed_back_leaves_no_trace_on_the_member(town: Town) -> None:
    asked = task(town)
    actions.claim_task(asked, by=town.member, at=MONDAY_9_00)

    given = actions.hand_back_task(asked, by=town.member, at=LATER)

    assert (given.state, given.member, given.claimed_at) == (TaskState.OPEN, None, None)
    assert not Deed.objects.exists()
    assert asked in queries.tasks_for(town.network.member("branchsec"))


def test_a_task_is_taken_by_one(town: Town) -> None:
    asked = task(town)
    actions.claim_task(asked, by=town.member, at=MONDAY_9_00)

    with pytest.raises(Refused):
        actions.claim_task(asked, by=town.branchsec, at=MONDAY_9_00)
    with pytest.raises(NotAllowed, match="别人认领"):
        actions.finish_task(asked, result="做了", by=town.branchsec, at=MONDAY_9_00)


def test_nobody_confirms_his_own_deed(town: Town) -> None:
    asked = task(town)
    actions.claim_task(asked, by=town.branchsec, at=MONDAY_9_00)
    actions.finish_task(asked, result="换好了", by=town.branchsec, at=LATER)

    with pytest.raises(Refused, match="不能确认自己"):
        actions.confirm_task(asked, by=town.branchsec, at=LATER)


def test_a_task_of_a_far_grid_is_not_offered(town: Town) -> None:
    far = actions.publish_task(
        town.far_grid,
        title="清理楼道",
        words_="望山一网格的楼道",
        due_on=date(2026, 11, 30),
        duty=Duty.SERVE,
        by=town.orgdept,
        at=MONDAY_9_00,
    )

    with pytest.raises(NotAllowed, match="不在您所在的网格"):
        actions.claim_task(far, by=town.member, at=MONDAY_9_00)


def test_an_officer_asks_nothing_of_another_grid(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.publish_task(
            town.next_grid,
            title="清理楼道",
            words_="二网格的楼道",
            due_on=date(2026, 11, 30),
            duty=Duty.SERVE,
            by=town.officer,
            at=MONDAY_9_00,
        )


def test_a_secretary_asks_in_the_grids_of_the_branch_only(town: Town) -> None:
    def ask(area: Area) -> MicroTask:
        return actions.publish_task(
            area,
            title="清理楼道",
            words_="一号楼楼道",
            due_on=date(2026, 11, 30),
            duty=Duty.SERVE,
            by=town.branchsec,
            at=MONDAY_9_00,
        )

    made = ask(town.grid)
    with pytest.raises(NotAllowed, match="没有绑定"):
        ask(town.next_grid)

    assert made.state == TaskState.OPEN


def test_a_post_of_responsibility_has_so_much_room(town: Town) -> None:
    post = actions.open_post(
        town.grid,
        kind="post",
        title="政策宣传岗",
        words_="每月一次上门说政策",
        by=town.officer,
        at=MONDAY_9_00,
    )

    actions.take_post(post, by=town.member, at=MONDAY_9_00)
    with pytest.raises(Refused, match="满员"):
        actions.take_post(post, by=town.branchsec, at=MONDAY_9_00)
    actions.leave_post(PostHolding.objects.get(), by=town.member, at=LATER)
    actions.take_post(post, by=town.branchsec, at=LATER)

    assert PostHolding.objects.filter(until__isnull=True).get().member == town.network.member("branchsec")


def test_a_reporter_chooses_is_confirmed_and_reports_home(town: Town) -> None:
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)
    reported = report(town)

    actions.choose(reported, service="教老人用手机", by=town.member, at=MONDAY_9_00)
    actions.accept(reported, by=town.staff, at=MONDAY_9_00)
    spring = MONDAY_9_00 + timedelta(days=200)
    home = actions.write_home(reported, half="2027-1", words_="每月一次", by=town.member, at=spring)
    actions.confirm_home(home, feedback="很受欢迎", by=town.staff, at=spring)

    deed = Deed.objects.get()
    assert (deed.kind, deed.state) == ("service_kept", "confirmed")
    assert PointEntry.objects.get().points == 3


def test_what_does_not_fit_is_declined_with_a_word_and_chosen_anew(town: Town) -> None:
    reported = report(town)
    actions.choose(reported, service="夜间巡逻", by=town.member, at=MONDAY_9_00)

    declined = actions.decline(reported, why="夜间已有专人", by=town.staff, at=LATER)
    again = actions.choose(reported, service="修电脑", by=town.member, at=LATER)

    assert (declined.state, declined.words) == ("reported", "夜间已有专人")
    assert (again.state, again.words) == ("chosen", "")


def test_a_service_can_be_handed_back_at_any_time(town: Town) -> None:
    reported = report(town)
    actions.choose(reported, service="修电脑", by=town.member, at=MONDAY_9_00)
    actions.accept(reported, by=town.staff, at=MONDAY_9_00)

    given = actions.hand_back(reported, by=town.member, at=LATER)

    assert (given.state, given.service, given.serving_since) == ("reported", "", None)


def test_the_grid_of_another_community_reads_no_report(town: Town) -> None:
    reported = report(town)

    with pytest.raises(NotAllowed):
        actions.decline(reported, why="不需要", by=town.other_staff, at=MONDAY_9_00)


def test_a_unit_that_reported_in_is_written_down_by_the_community(town: Town) -> None:
    made = actions.report_unit(
        town.community,
        unit_name="清岚区图书馆",
        home_branch="区图书馆党支部",
        skills="借阅、讲座",
        by=town.staff,
        at=MONDAY_9_00,
    )

    with pytest.raises(Refused, match="已经在这里报到"):
        actions.report_unit(
            town.community, unit_name="清岚区图书馆", home_branch="区图书馆党支部", by=town.staff, at=LATER
        )
    assert made.who == "清岚区图书馆"


def test_a_role_card_has_twenty_indicators_and_no_sum(town: Town) -> None:
    asked = task(town)
    actions.claim_task(asked, by=town.member, at=MONDAY_9_00)
    actions.finish_task(asked, result="换好了", by=town.member, at=LATER)
    actions.confirm_task(asked, by=town.officer, at=LATER)

    card = queries.role_card(town.network.member("member"), 2026)

    assert [len(lines) for _, lines in card] == [6, 7, 7]
    assert {line.indicator.code: line.count for _, lines in card for line in lines if line.count} == {
        "watcher_4": 1
    }
    assert len(indicators()) == 20
