"""What must stay unseen when a case changes: filed anew, merged, passed on, taken down for somebody."""

from datetime import timedelta

import pytest

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Appeal, Case, CaseTask, WorkOrder
from wangge.cases.queries.public import public_lines
from wangge.cases.rules.flows import Outcome, PushReason, State
from wangge.cases.sealed import CaseKey, open_json
from wangge.grids.access import Acting, Permit, Role
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters.models import Matter
from wangge.matters.rules import Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def sees(case: Case, acting: Acting) -> bool:
    return Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk=case.pk).exists()


def titles(case: Case) -> list[str]:
    return [line.title for line in public_lines(case, at=MONDAY_9_00)]


def test_a_report_filed_as_a_complaint_leaves_the_desk_it_complains_of(town: Town, story: Story) -> None:
    case = story.reported(text="有人收了东西不办事", matter="ENV-01")
    complaint = Matter.objects.get(pk="GOV-04")

    case = actions.accept(case, matter=complaint, by=town.staff, at=MONDAY_9_00)

    assert case.desk == town.street
    assert not sees(case, town.staff)
    assert sees(case, town.dispatcher)


def test_a_case_that_names_somebody_is_confidential_whatever_its_matter(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01")

    case = actions.accept(case, accused=[town.person("officer")], by=town.staff, at=MONDAY_9_00)

    assert case.visibility == Visibility.CONFIDENTIAL
    assert not sees(case, town.officer)


def test_the_accused_does_not_see_it_through_an_order_to_his_unit(town: Town, story: Story) -> None:
    case = story.reported(text="街道的人态度差", matter="GOV-04")
    second_hat = town.appoint("officer", Role.HANDLER, town.sanitation).acting()
    case = actions.accept(case, accused=[town.person("officer")], by=town.dispatcher, at=MONDAY_9_00)

    case = actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=MONDAY_9_00)

    assert sees(case, town.other_handler)
    assert not sees(case, second_hat)
    assert not WorkOrder.objects.open_to(second_hat, Permit.ORDER_SEE).exists()
    assert WorkOrder.objects.open_to(town.other_handler, Permit.ORDER_SEE).exists()


def test_merging_hides_the_whole_from_whom_one_part_names(town: Town, story: Story) -> None:
    complaint = story.reported(text="街道的人态度差", matter="GOV-04")
    actions.accept(complaint, accused=[town.person("officer")], by=town.dispatcher, at=MONDAY_9_00)
    main = story.reported(matter="ENV-01")

    main = actions.merge(complaint, into=main, by=town.dispatcher, at=MONDAY_9_00)

    assert main.desk == town.street
    for who in ("officer", "leader", "staff", "secretary"):
        assert not sees(main, town.hat(who)), who
    assert main.accused.get().person == town.person("officer")


def test_a_case_is_not_merged_into_one_out_of_sight(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01")
    hidden = story.reported(text="他又打我了", matter="SEC-08")

    with pytest.raises(NotAllowed):
        actions.merge(case, into=hidden, by=town.staff, at=MONDAY_9_00)


def test_what_a_sender_said_of_the_result_moves_with_his_appeal(town: Town, story: Story) -> None:
    case = story.closed()
    later = MONDAY_9_00 + 5 * HOUR
    appeal = case.appeals.get()
    actions.rate(appeal, solved=False, remark="晚上还是不亮", by=story.me(appeal), at=later)
    main = story.reported()

    main = actions.merge(case, into=main, by=town.dispatcher, at=later)

    appeal.refresh_from_db()
    assert open_json(CaseKey.of(main), appeal.remark)["remark"] == "晚上还是不亮"


def test_nobody_reads_that_he_did_what_another_sender_did(town: Town, story: Story) -> None:
    first, second = story.report(), story.report()
    main = actions.merge(second.case, into=first.case, by=town.dispatcher, at=MONDAY_9_00)
    second.refresh_from_db()

    actions.withdraw_appeal(second, by=story.me(second), at=MONDAY_9_00)

    assert "您撤回了来件" not in titles(main)
    assert "有来件人撤回了来件" in titles(main)


def test_a_question_nobody_answered_does_not_read_as_answered(town: Town, story: Story) -> None:
    case = story.reported()
    actions.ask_info(case, said="请问是哪一盏灯？", by=town.dispatcher, at=MONDAY_9_00)

    actions.sweep(at=MONDAY_9_00 + timedelta(days=7))

    assert "您补充了信息" not in titles(case)
    assert "没有等到补充，由受理席位决定" in titles(case)


def test_aftercare_that_fails_after_thirty_days_reopens_the_case(town: Town, story: Story) -> None:
    case = story.closed(matter="BLD-01")
    at = MONDAY_9_00 + timedelta(days=91)
    actions.sweep(at=at)
    task = CaseTask.objects.filter(case=case, kind="aftercare").order_by("-due_at")[0]

    actions.tick(task, failed=True, by=town.officer, at=at)

    case.refresh_from_db()
    assert case.state == State.ACCEPTED
    assert CaseTask.objects.get(pk=task.pk).failed


def test_a_case_solved_again_counts_on_its_first_day(town: Town, story: Story) -> None:
    case = story.closed()
    appeal = case.appeals.get()
    actions.rate(appeal, solved=False, remark="还是不亮", by=story.me(appeal), at=MONDAY_9_00 + 5 * HOUR)

    again = actions.self_handle(
        case,
        said="换了灯泡。",
        before=[story.photo()],
        photos=[story.photo()],
        by=town.staff,
        at=MONDAY_9_00 + timedelta(days=3),
    )

    assert again.counted_on == MONDAY_9_00.date()


def test_only_its_sender_withdraws_an_appeal(town: Town, story: Story) -> None:
    case = story.accepted()

    with pytest.raises(Refused):
        actions.answer(case, outcome=Outcome.WITHDRAWN, said="您撤回了。", by=town.dispatcher, at=MONDAY_9_00)


def test_a_reason_for_skipping_a_line_is_cut_to_its_column(town: Town, story: Story) -> None:
    case = story.accepted(matter="FIR-01")
    task = CaseTask.objects.filter(case=case, is_required=False)[0]
    page = town.client("officer")

    answer = page.post(f"/tasks/{task.pk}/tick/", {"skip_reason": "不需要\x00" + "长" * 2001})

    assert answer.status_code == 302
    task.refresh_from_db()
    assert len(task.skip_reason) == 120
    assert "\x00" not in task.skip_reason


def test_whoever_passes_a_case_out_of_his_sight_comes_home(town: Town, story: Story) -> None:
    case = story.reported(text="跟婆婆过不下去了", matter="NEI-03")
    page = town.client("staff")

    answer = page.post(
        f"/cases/{case.pk}/do/push_up/", {"reason": PushReason.NO_POWER, "note": "要街道来办"}, follow=True
    )

    assert answer.status_code == 200
    assert page.get(f"/cases/{case.pk}/").status_code == 404


def test_a_confidential_report_taken_down_still_has_its_slip(town: Town, story: Story) -> None:
    page = town.client("staff")
    told = {
        "source": "phone",
        "text": "他又打我了，救命",
        "area": town.grid.pk,
        "told": "on",
        "consent": "on",
    }

    answer = page.post("/cases/intake/", told, follow=True)

    appeal = Appeal.objects.get()
    assert answer.status_code == 200
    assert appeal.number[:3] in answer.content.decode()
    assert town.client("secretary").get(f"/cases/slip/{appeal.pk}/").status_code == 404


def test_who_took_his_appeal_back_does_not_reopen_the_case(town: Town, story: Story) -> None:
    appeal = story.report()
    actions.withdraw_appeal(appeal, by=story.me(appeal), at=MONDAY_9_00)

    with pytest.raises(Refused):
        actions.rate(appeal, solved=False, remark="没解决", by=story.me(appeal), at=MONDAY_9_00 + HOUR)


@pytest.mark.parametrize(
    "before", ["2026-13-45T00:00:00Z", "9999-12-31T23:59:59-23:59", "x", "0001-01-01T00:00:00+23:00"]
)
def test_a_broken_link_to_older_cases_begins_at_the_newest(town: Town, story: Story, before: str) -> None:
    answer = town.client("dispatcher").get("/cases/", {"tab": "ended", "before": before})

    assert answer.status_code == 200
