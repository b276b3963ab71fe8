"""Honest ends: unfounded by two, partly with what is left, and one in ten self-handled cases looked at."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.story import DAY, HOUR, Story, matter
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case
from wangge.cases.queries import checks, may
from wangge.cases.queries.lookup import secret_of
from wangge.cases.rules import outcomes
from wangge.cases.rules.flows import Outcome
from wangge.kernel import sealing
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice

LATER = MONDAY_9_00 + HOUR


class TestRules:
    def test_unfounded_wants_two_different_persons(self) -> None:
        def lacks(*persons: int) -> bool:
            return outcomes.lacks("unfounded", witnesses=persons, left="", left_with="") is not None

        assert lacks()
        assert lacks(7)
        assert lacks(7, 7)
        assert not lacks(7, 8)

    def test_partly_wants_what_is_left_and_who_has_it(self) -> None:
        def field(left: str, left_with: str) -> str | None:
            found = outcomes.lacks("partly", witnesses=(), left=left, left_with=left_with)
            return found[0] if found else None

        assert field("", "") == "left"
        assert field("围墙还没修", " ") == "left_with"
        assert field("围墙还没修", "市政所") is None

    @given(st.sampled_from([o for o in Outcome if o not in ("partly", "unfounded")]))
    def test_no_other_outcome_asks_for_more(self, outcome: str) -> None:
        assert outcomes.lacks(outcome, witnesses=(), left="", left_with="") is None

    def test_about_one_in_ten_is_drawn(self) -> None:
        numbers = [f"26{n:09}" for n in range(4000)]
        digests = [sealing.mac(number, purpose="self-handled-sample", length=32) for number in numbers]
        drawn = sum(outcomes.is_drawn(digest, 0.1) for digest in digests)

        assert 320 <= drawn <= 480
        assert not any(outcomes.is_drawn(digest, 0.0) for digest in digests)
        assert all(outcomes.is_drawn(digest, 1.0) for digest in digests)


@pytest.mark.django_db
@pytest.mark.both
class TestUnfounded:
    def test_it_is_refused_until_two_have_been_there(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")

        with pytest.raises(Refused, match="两个人到现场核实"):
            actions.answer(case, outcome=Outcome.UNFOUNDED, said="没有。", by=town.dispatcher, at=LATER)
        for who in ("officer", "officer", "staff"):
            actions.site_check(case, note="去看了，河面干净。", by=town.hat(who), at=LATER)
        case = actions.answer(case, outcome=Outcome.UNFOUNDED, said="没有。", by=town.dispatcher, at=LATER)

        assert case.outcome == "unfounded"

    def test_handler_and_verifier_are_two(self, town: Town, story: Story) -> None:
        case = story.submitted(matter="ENV-01")
        case = actions.verify(case, note="没有垃圾。", by=town.verifier, at=LATER)

        case = actions.close(case, outcome=Outcome.UNFOUNDED, said="没有。", by=town.dispatcher, at=LATER)

        assert case.outcome == "unfounded"

    def test_somebody_of_another_grid_cannot_say_he_was_there(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-13")

        with pytest.raises(NotAllowed):
            actions.site_check(case, note="看过。", by=town.next_officer, at=LATER)


@pytest.mark.django_db
@pytest.mark.both
class TestPartly:
    def closed(self, town: Town, story: Story) -> Case:
        case = story.submitted(matter="ENV-01", phone="13800001111")
        case = actions.verify(case, note="清了一半。", by=town.verifier, at=LATER)
        with pytest.raises(Refused, match="还剩什么"):
            actions.close(case, outcome=Outcome.PARTLY, said="清了一半。", by=town.dispatcher, at=LATER)
        return actions.close(
            case,
            outcome=Outcome.PARTLY,
            said="清了一半。",
            left="围墙后面还有一堆",
            left_with="柳湾环卫所",
            by=town.dispatcher,
            at=LATER,
        )

    def test_the_sender_goes_on_seeing_what_is_left_and_who_has_it(self, town: Town, story: Story) -> None:
        case = self.closed(town, story)
        appeal = case.appeals.get()
        address = reverse("cases:progress", args=[appeal.number])

        page = town.client("stranger").get(address, {"secret": secret_of(appeal)}).content.decode()

        assert "围墙后面还有一堆" in page
        assert "由柳湾环卫所继续办" in page

    def test_once_it_is_taken_up_again_it_is_no_longer_called_left(self, town: Town, story: Story) -> None:
        case = self.closed(town, story)
        appeal = case.appeals.get()
        actions.rate(appeal, solved=False, remark="还有", by=story.me(appeal), at=LATER + HOUR)

        page = town.client("stranger").get(
            reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)}
        )

        assert "还没解决的部分" not in page.content.decode()


@pytest.mark.django_db
@pytest.mark.both
class TestSample:
    def test_the_draw_follows_the_number_alone(self, town: Town, story: Story) -> None:
        flags = {}
        for _ in range(12):
            case = story.reported()
            case = actions.self_handle(
                case, said="说清楚了。", matter=matter("GOV-01"), by=town.officer, at=LATER
            )
            flags[case.number] = case.is_sampled

        for number, flag in flags.items():
            digest = sealing.mac(number, purpose="self-handled-sample", length=32)
            assert outcomes.is_drawn(digest, 0.1) == flag

    def test_a_drawn_case_waits_for_somebody_above_the_grid(self, town: Town, story: Story) -> None:
        case = story.drawn()

        assert list(checks.sampled(town.verifier)) == [case]
        assert list(checks.sampled(town.staff)) == [case]
        assert not checks.sampled(town.leader)
        assert not checks.sampled(town.other_verifier)
        page = town.client("verifier").get(reverse("cases:verify_list")).content.decode()
        assert "现场抽查" in page
        assert reverse("cases:deed", args=[case.pk, "sample_fail"]) in page

    def test_found_as_said_it_is_checked_and_done(self, town: Town, story: Story) -> None:
        case = actions.sample_ok(story.drawn(), note="确实办好了。", by=town.verifier, at=LATER)

        assert (case.state, case.is_sampled, case.checked_by) == ("closed", False, town.person("verifier"))
        with pytest.raises((Refused, NotAllowed)):
            actions.sample_ok(case, note="再看一次。", by=town.verifier, at=LATER)

    def test_a_sham_is_taken_up_again_and_counts(self, town: Town, story: Story) -> None:
        case = actions.sample_fail(story.drawn(), note="没人去过。", by=town.verifier, at=LATER)

        assert (case.state, case.is_sampled, case.reopen_count, case.outcome) == ("accepted", False, 1, "")
        assert story.verbs(case)[-1] == "sample_fail"
        assert Notice.objects.filter(case_id=case.pk, kind="reopen").exists()

    def test_whoever_did_it_and_the_grid_itself_do_not_check_it(self, town: Town, story: Story) -> None:
        case = story.drawn()

        for who in ("officer", "leader"):
            with pytest.raises(NotAllowed):
                actions.sample_ok(case, note="好的。", by=town.hat(who), at=LATER)
            assert not {m.verb for m in may.open_moves(case, town.hat(who), at=LATER)} & {"sample_ok"}

    def test_what_was_never_looked_at_leaves_the_list_with_the_archive(
        self, town: Town, story: Story
    ) -> None:
        case = story.drawn()

        actions.sweep(at=MONDAY_9_00 + 31 * DAY)

        case.refresh_from_db()
        assert (case.state, case.is_sampled) == ("archived", False)
        assert not checks.sampled(town.verifier)
