"""The main loop in domain words: reported, filed, dispatched, handled, verified, closed, reopened."""

from datetime import timedelta

import pytest

from tests.cases.story import DAY, HOUR, MINUTE, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, CaseTask
from wangge.cases.rules.flows import Outcome, PushReason, State
from wangge.grids.access import Role
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_dark_lamp_is_solved_in_the_grid(town: Town, story: Story) -> None:
    appeal = story.report("垃圾桶都冒尖了", matter="ENV-02")
    assert appeal.case.desk == town.grid
    actions.take_up(appeal.case, by=town.officer, at=MONDAY_9_00 + MINUTE)
    actions.log(
        appeal.case, note="到场拍照", photos=[story.photo()], by=town.officer, at=MONDAY_9_00 + 2 * MINUTE
    )

    case = actions.self_handle(
        appeal.case,
        said="桶已清空。",
        photos=[story.photo()],
        by=town.officer,
        at=MONDAY_9_00 + HOUR,
    )

    assert (case.state, case.outcome, case.checked_by) == (State.CLOSED, Outcome.SOLVED, None)
    assert story.verbs(case) == ["report", "take", "log", "self_handle"]
    appeal.refresh_from_db()
    assert appeal.answered_at == MONDAY_9_00 + HOUR


def test_a_physical_matter_is_not_self_handled_without_photos(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-02")

    with pytest.raises(Refused, match="照片"):
        actions.self_handle(case, said="好了。", by=town.officer, at=MONDAY_9_00)

    case.refresh_from_db()
    assert case.state == State.REPORTED


def test_a_flooded_road_is_due_in_four_hours_from_its_acceptance(town: Town, story: Story) -> None:
    case = story.accepted(matter="FAC-04")

    case = actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=MONDAY_9_00)

    assert case.state == State.IN_HAND
    assert case.due_at == MONDAY_9_00 + timedelta(hours=4)
    assert story.lead(case).due_at == case.due_at
    assert story.verbs(case) == ["report", "accept", "dispatch"]


def test_an_assisting_order_is_due_at_four_fifths_of_the_limit(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FAC-04", assists=(town.enforcement,))

    assist = case.orders.get(kind="assist")

    assert assist.due_at == MONDAY_9_00 + timedelta(hours=4) * 0.8


def test_a_district_unit_is_out_of_reach_of_a_street(town: Town, story: Story) -> None:
    case = story.accepted(matter="FAC-04")

    with pytest.raises(NotAllowed, match="上报上一级"):
        actions.dispatch(case, lead=town.water, by=town.dispatcher, at=MONDAY_9_00)


def test_the_whole_loop_with_rework(town: Town, story: Story) -> None:
    case = story.submitted(matter="ENV-01", by="other_handler")
    assert case.state == State.VERIFYING

    case = actions.rework(
        case, order=story.lead(case), note="还有半堆没清。", by=town.verifier, at=MONDAY_9_00 + 2 * HOUR
    )
    assert (case.state, case.rework_count) == (State.IN_HAND, 1)
    case = story.hand_in(case, at=MONDAY_9_00 + 3 * HOUR)
    case = actions.verify(case, note="清干净了。", by=town.verifier, at=MONDAY_9_00 + 5 * HOUR)
    case = actions.close(
        case, outcome=Outcome.SOLVED, said="已清理。", by=town.dispatcher, at=MONDAY_9_00 + 6 * HOUR
    )

    assert (case.state, case.outcome, case.is_open) == (State.CLOSED, Outcome.SOLVED, False)
    assert case.checked_by_id == town.verifier.person_id
    assert [v for v in story.verbs(case) if v != "tick"] == [
        "report", "accept", "dispatch", "acknowledge", "submit", "ready", "rework", "submit", "ready",
        "verify", "close",
    ]  # fmt: skip


def test_nobody_closes_what_was_not_verified(town: Town, story: Story) -> None:
    case = story.submitted(matter="ENV-01")

    with pytest.raises(Refused, match="还没有核查"):
        actions.close(case, outcome=Outcome.SOLVED, said="好了", by=town.dispatcher, at=MONDAY_9_00 + DAY)


def test_who_worked_on_a_case_verifies_it_under_no_hat(town: Town, story: Story) -> None:
    second_hat = town.appoint("other_handler", Role.VERIFIER, town.street).acting()
    case = story.submitted(matter="ENV-01", by="other_handler")

    with pytest.raises(NotAllowed, match="不能由您核查"):
        actions.verify(case, note="好了", by=second_hat, at=MONDAY_9_00 + 2 * HOUR)


def test_a_required_line_of_the_check_list_holds_the_submit_back(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FIR-01")
    order = story.lead(case)
    actions.acknowledge(order, by=town.other_handler, at=MONDAY_9_00)
    assert CaseTask.objects.filter(case=case, is_required=True).exists()

    with pytest.raises(Refused, match="处置要点"):
        actions.submit(order, said="挪走了", by=town.other_handler, at=MONDAY_9_00 + HOUR)


def test_missing_evidence_holds_the_submit_back_and_is_named(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-13")
    order = story.lead(case)
    actions.acknowledge(order, by=town.other_handler, at=MONDAY_9_00)
    for task in case.tasks.filter(condition=""):
        actions.tick(task, by=town.other_handler, at=MONDAY_9_00)

    with pytest.raises(Refused, match="还缺：现场照片"):
        actions.submit(order, said="清了", by=town.other_handler, at=MONDAY_9_00 + HOUR)


def test_not_solved_reopens_the_case(town: Town, story: Story) -> None:
    case = story.closed(matter="ENV-01")
    appeal = case.appeals.get()

    actions.rate(
        appeal,
        solved=False,
        satisfaction=1,
        remark="第二天又堆上了",
        by=story.me(appeal),
        at=MONDAY_9_00 + DAY,
    )

    case.refresh_from_db()
    assert (case.state, case.reopen_count, case.is_open) == (State.ACCEPTED, 1, True)
    assert case.due_at is not None
    assert case.due_at > MONDAY_9_00 + DAY


def test_after_thirty_days_it_is_told_to_report_again(town: Town, story: Story) -> None:
    case = story.closed(matter="ENV-01")
    appeal = case.appeals.get()

    with pytest.raises(Refused, match="30 天"):
        actions.rate(appeal, solved=False, remark="又来了", by=story.me(appeal), at=MONDAY_9_00 + 31 * DAY)


def test_a_stranger_with_another_appeal_cannot_rate_this_one(town: Town, story: Story) -> None:
    appeal = story.closed(matter="ENV-01").appeals.get()
    other = story.report(matter="ENV-02")

    with pytest.raises(NotAllowed):
        actions.rate(appeal, solved=True, by=story.me(other), at=MONDAY_9_00 + DAY)


def test_push_up_needs_a_reason_and_skips_no_rank(town: Town, story: Story) -> None:
    _ = town.staff
    case = story.reported(matter="ENV-02")
    with pytest.raises(Refused, match="为什么"):
        actions.push_up(case, reason=PushReason.NO_MEANS, note=" ", by=town.officer, at=MONDAY_9_00)

    case = actions.push_up(case, reason=PushReason.NO_MEANS, note="要清运车", by=town.officer, at=MONDAY_9_00)

    assert case.desk == town.community


def test_a_second_lead_is_refused_while_one_is_open(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-01")

    with pytest.raises(Refused, match="已经有主办"):
        actions.dispatch(case, lead=town.enforcement, by=town.dispatcher, at=MONDAY_9_00)


def test_a_wrong_dispatch_is_undone_within_thirty_seconds_only(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-01")
    later = story.dispatched(matter="ENV-01", place="别处")

    case = actions.recall(case, by=town.dispatcher, at=MONDAY_9_00 + timedelta(seconds=29))

    assert (case.state, case.lead_unit) == (State.ACCEPTED, None)
    with pytest.raises(Refused, match="30 秒"):
        actions.recall(later, by=town.dispatcher, at=MONDAY_9_00 + timedelta(seconds=31))


def test_an_answer_without_an_order_never_claims_that_it_was_solved(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-01")

    with pytest.raises(Refused, match="已解决"):
        actions.answer(case, outcome=Outcome.SOLVED, said="好了", by=town.dispatcher, at=MONDAY_9_00)
    case = actions.answer(
        case, outcome=Outcome.EXPLAINED_ACCEPTED, said="下月统一改造。", by=town.dispatcher, at=MONDAY_9_00
    )

    assert case.state == State.CLOSED


def test_a_second_return_of_a_case_goes_to_arbitration_and_binds(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-01")
    first = story.lead(case)
    actions.send_back(
        first, clause="职责清单第 3 条", proper_unit="综合执法", by=town.other_handler, at=MONDAY_9_00
    )
    actions.agree(first, instead=town.enforcement, by=town.dispatcher, at=MONDAY_9_00 + MINUTE)
    second = story.lead(case)
    enforcer = town.appoint("stranger", Role.HANDLER, town.enforcement).acting()
    actions.send_back(second, clause="第 5 条", proper_unit="环卫", by=enforcer, at=MONDAY_9_00 + HOUR)

    assert story.lead(case).state == "disputed"
    actions.arbitrate(second, note="执法办理", by=town.streetleader, at=MONDAY_9_00 + 2 * HOUR)

    bound = story.lead(case)
    assert (bound.state, bound.is_bound) == ("sent", True)
    with pytest.raises(Refused, match="裁定"):
        actions.send_back(bound, clause="第 5 条", proper_unit="环卫", by=enforcer, at=MONDAY_9_00 + 3 * HOUR)


def test_suspension_stops_the_clock_and_resuming_lets_it_run_on(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FAC-04")
    case = actions.suspend(
        case,
        cause="weather",  # type: ignore[arg-type]
        review_on=MONDAY_9_00 + 3 * DAY,
        said="暴雨停工",
        by=town.streetleader,
        at=MONDAY_9_00 + HOUR,
    )
    assert case.due_at is None

    case = actions.resume(case, by=town.streetleader, at=MONDAY_9_00 + 25 * HOUR)

    assert case.due_at == MONDAY_9_00 + timedelta(hours=28)
    assert story.lead(case).due_at == case.due_at


def test_merging_moves_the_appeals_and_keeps_their_numbers(town: Town, story: Story) -> None:
    first = story.report("路口一堆垃圾", matter="ENV-01")
    second = story.report("还是那堆垃圾", matter="ENV-01")

    main = actions.merge(second.case, into=first.case, by=town.dispatcher, at=MONDAY_9_00)

    second.refresh_from_db()
    gone = Case.objects.get(pk=second.case_id if second.case_id != main.pk else main.pk)
    assert (second.case_id, gone.appeal_count) == (main.pk, 2)
    from wangge.cases.sealed import appeal_words

    told = {w["text"] for w in appeal_words(main, main.appeals.all()).values()}
    assert told == {"路口一堆垃圾", "还是那堆垃圾"}


def test_what_was_taken_back_before_it_was_filed_is_not_taken_up_again(town: Town, story: Story) -> None:
    appeal = story.report(matter="")
    actions.withdraw_appeal(appeal, by=story.me(appeal), at=MONDAY_9_00)
    case = Case.objects.get(pk=appeal.case_id)

    with pytest.raises(Refused, match="另外登记"):
        actions.reopen(case, note="又有人说起。", by=town.dispatcher, at=MONDAY_9_00 + HOUR)

    case.refresh_from_db()
    assert case.state == State.CLOSED
