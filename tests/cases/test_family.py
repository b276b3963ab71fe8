"""A case that began with another one holds it back; three sides may be asked, each once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from tests.cases.story import HOUR, Story, matter
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case
from wangge.cases.queries import family as queries
from wangge.cases.queries import history
from wangge.cases.queries.lookup import secret_of
from wangge.cases.rules import family
from wangge.cases.rules.flows import Outcome, Side, State
from wangge.grids.access import Acting
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice

LATER = MONDAY_9_00 + HOUR
FRIDAY = date(2026, 11, 20)


class TestRules:
    def test_a_child_is_not_split_and_ten_are_enough(self) -> None:
        assert family.may_not_split(is_child=True, children=0)
        assert not family.may_not_split(is_child=False, children=9)
        assert family.may_not_split(is_child=False, children=10)

    def test_an_open_child_holds_back(self) -> None:
        assert not family.held_back(0)
        assert "2 件" in family.held_back(2)

    def test_a_child_taken_up_again_holds_back_what_is_open_and_opens_nothing(self) -> None:
        assert "办结后才能结案" in family.child_reopened(State.VERIFYING)
        assert "不重新办理" in family.child_reopened(State.CLOSED)
        assert "不重新办理" in family.child_reopened(State.ARCHIVED)
        assert not family.child_reopened(State.DECLINED)

    def test_a_side_that_was_asked_twice_stands_once_with_its_answer(self) -> None:
        asked = {"body": "柳湾街道党工委", "due": "2026-11-20"}
        steps = [
            ("ask_opinion", "steer", MONDAY_9_00, asked),
            ("ask_opinion", "steer", LATER, {}),
            ("give_opinion", "steer", LATER, {"note": "同意"}),
            ("give_opinion", "resources", LATER, {"note": "没问过"}),
        ]

        (one,) = family.opinions(steps)

        assert (one.side, one.body, one.said, one.said_at) == (
            Side.STEER,
            "柳湾街道党工委",
            "同意",
            LATER,
        )


def split(case: Case, by: Acting, code: str = "ENV-01") -> Case:
    return actions.split_off(case, text="楼下还堆着垃圾", matter=matter(code), by=by, at=LATER)


def answered(case: Case, by: Acting) -> Case:
    """Taken in where that is still open, and answered at once."""
    if case.state == State.REPORTED:
        actions.accept(case, by=by, at=LATER)
    return actions.answer(case, outcome=Outcome.BEYOND_POWER, said="归上级管。", by=by, at=LATER)


@pytest.mark.django_db
@pytest.mark.both
class TestChildren:
    def test_what_is_split_off_is_a_case_of_its_own_without_the_senders_words(
        self, town: Town, story: Story
    ) -> None:
        case = story.accepted(matter="ENV-13", text="河脏，我叫林居安", phone="13800001111")

        child = split(case, town.dispatcher)

        assert (child.parent, child.appeal_count, child.contact_left) == (case, 0, False)
        assert (child.area, child.lon) == (case.area, case.lon)
        assert story.verbs(child) == ["report"]
        case.refresh_from_db()
        assert story.verbs(case)[-1] == "split_off"
        assert list(queries.relatives(case, town.dispatcher)) == [child]
        assert list(queries.relatives(child, town.dispatcher)) == [case]
        page = town.client("dispatcher").get(reverse("cases:case", args=[child.pk])).content.decode()
        assert "楼下还堆着垃圾" in page
        assert "林居安" not in page

    def test_the_first_closes_after_its_children(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")
        child = split(case, town.dispatcher)

        with pytest.raises(Refused, match="1 件分出的事没有办结"):
            actions.answer(
                case, outcome=Outcome.BEYOND_POWER, said="归水务局。", by=town.dispatcher, at=LATER
            )
        actions.accept(child, by=town.dispatcher, at=LATER)
        actions.answer(child, outcome=Outcome.BEYOND_POWER, said="归城管。", by=town.dispatcher, at=LATER)
        done = actions.answer(
            case, outcome=Outcome.BEYOND_POWER, said="归水务局。", by=town.dispatcher, at=LATER
        )

        assert done.state == "closed"

    def test_a_child_taken_up_again_holds_back_its_parent(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")
        child = answered(split(case, town.dispatcher), town.dispatcher)
        actions.reopen(child, note="又堆上了", by=town.dispatcher, at=LATER + HOUR)

        with pytest.raises(Refused, match="1 件分出的事没有办结"):
            actions.answer(
                case, outcome=Outcome.BEYOND_POWER, said="归水务。", by=town.dispatcher, at=LATER + HOUR
            )
        page = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()

        assert "分出的事重新办理，这件等它办结后才能结案。" in page
        assert Notice.objects.filter(kind="child_reopened", case_id=case.pk).exists()

    def test_a_closed_parent_stays_closed_and_both_pages_say_so(self, town: Town, story: Story) -> None:
        appeal = story.report(matter="ENV-13")
        case = actions.accept(appeal.case, by=town.dispatcher, at=LATER)
        child = answered(split(case, town.dispatcher), town.dispatcher)
        case = answered(case, town.dispatcher)

        actions.reopen(child, note="又堆上了", by=town.dispatcher, at=LATER + HOUR)

        case.refresh_from_db()
        assert (case.state, story.verbs(case)[-1]) == ("closed", "child_reopened")
        desk = town.client("dispatcher")
        pages = [desk.get(reverse("cases:case", args=[one.pk])).content.decode() for one in (case, child)]
        assert "这件已经办结，不重新办理" in pages[0]
        assert "原来那件" in pages[1]
        told = town.client("stranger").get(
            reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)}
        )
        assert "分开办的另一件重新办理" in told.content.decode()
        assert not list(history.broken_chains())

    def test_a_verified_case_with_an_open_child_is_not_closed(self, town: Town, story: Story) -> None:
        case = story.dispatched(matter="ENV-01")
        child = split(case, town.dispatcher, "ENV-13")
        story.hand_in(case, at=LATER)
        actions.verify(case, note="好了", by=town.verifier, at=LATER + HOUR)

        with pytest.raises(Refused, match="分出的事"):
            actions.close(case, outcome=Outcome.SOLVED, said="办好了。", by=town.dispatcher, at=LATER + HOUR)

        child.refresh_from_db()
        assert child.is_open

    def test_a_child_has_no_child_and_an_eleventh_is_refused(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")
        child = actions.accept(split(case, town.dispatcher), by=town.dispatcher, at=LATER)

        with pytest.raises(Refused, match="不能再分"):
            split(child, town.dispatcher)
        for _ in range(9):
            split(case, town.dispatcher)
        with pytest.raises(Refused, match="最多分出 10 件"):
            split(case, town.dispatcher)

    def test_the_sender_sees_how_both_stand(self, town: Town, story: Story) -> None:
        appeal = story.report(matter="ENV-13", text="河脏，楼下也有垃圾")
        case = actions.accept(appeal.case, by=town.dispatcher, at=LATER)
        split(case, town.dispatcher)

        page = town.client("stranger").get(
            reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)}
        )

        assert "分开办的另一件" in page.content.decode()
        assert "公共区域暴露垃圾" in page.content.decode()

    def test_words_that_hold_a_secret_matter_become_as_secret(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")

        child = split(case, town.dispatcher, "SEC-08")

        case.refresh_from_db()
        assert child.is_confidential
        assert case.is_confidential

    def test_only_the_desk_splits(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")

        for who in ("officer", "streetleader", "other_dispatcher"):
            with pytest.raises(NotAllowed):
                split(case, town.hat(who))

    def test_it_is_done_on_a_page(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")
        address = reverse("cases:deed", args=[case.pk, "split_off"])

        wrong = town.client("dispatcher").post(address, {"text": "", "matter": ""})
        done = town.client("dispatcher").post(
            address, {"text": "另一处也有", "matter": "ENV-01", "area": town.next_grid.pk}
        )

        assert wrong.status_code == 422
        assert "请写一写分出的是什么事" in wrong.content.decode()
        assert done.status_code == 302
        assert Case.objects.get(parent=case).area == town.next_grid


@pytest.mark.django_db
@pytest.mark.both
class TestOpinions:
    def test_each_side_is_asked_once_and_its_answer_stands_beside_the_question(
        self, town: Town, story: Story
    ) -> None:
        case = story.accepted(matter="ENV-13")
        by = town.dispatcher
        for side in Side:
            actions.ask_opinion(case, side=side, body="街道", due=FRIDAY, by=by, at=LATER)
        actions.give_opinion(case, side=Side.STEER, note="先清后查。", by=by, at=LATER + HOUR)

        with pytest.raises(Refused, match="已经向"):
            actions.ask_opinion(case, side=Side.STEER, body="x", due=FRIDAY, by=by, at=LATER)
        page = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()
        assert "三方意见" in page
        assert "先清后查。" in page
        assert page.count("还没有答复") == 2

    def test_nobody_answers_unasked_and_no_day_lies_in_the_past(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")

        with pytest.raises(Refused, match="还没有向"):
            actions.give_opinion(case, side=Side.STEER, note="好", by=town.dispatcher, at=LATER)
        with pytest.raises(Refused, match="今天或以后"):
            actions.ask_opinion(
                case,
                side=Side.STEER,
                body="街道",
                due=FRIDAY - timedelta(days=9),
                by=town.dispatcher,
                at=LATER,
            )

    def test_it_changes_neither_state_nor_clock(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")

        after = actions.ask_opinion(
            case, side=Side.STEER, body="街道", due=FRIDAY, by=town.dispatcher, at=LATER
        )

        assert (after.state, after.due_at) == (case.state, case.due_at)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_and_split_at_one_instant_one_is_too_late(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-13")
    by = town.dispatcher
    start, came_to = threading.Barrier(2), ["", ""]
    deeds = (
        lambda: actions.answer(
            Case.objects.get(pk=case.pk), outcome=Outcome.BEYOND_POWER, said="归水务。", by=by, at=LATER
        ),
        lambda: split(Case.objects.get(pk=case.pk), by),
    )

    def run(place: int) -> None:
        start.wait()
        try:
            deeds[place]()
            came_to[place] = "done"
        except Refused:
            came_to[place] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    case.refresh_from_db()
    assert sorted(came_to) == ["done", "refused"]
    assert case.is_open == Case.objects.filter(parent=case).exists()
    assert not list(history.broken_chains())
