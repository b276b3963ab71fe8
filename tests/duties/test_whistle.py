"""The street whistles, departments report in and stay until it is done; a community invites, units answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Case
from wangge.duties import actions
from wangge.duties.models import Summons, Whistle, WhistleCall
from wangge.duties.rules import whistle as rules
from wangge.duties.rules.whistle import CALL_FLOW, Answer, CallState, Kind, WhistleState
from wangge.grids.access import Permit, Role
from wangge.grids.models import Post
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice
from wangge.people.models import Unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# --- rules ---


def test_the_table_of_moves_is_what_was_settled() -> None:
    assert {(m.verb, tuple(sorted(m.sources)), m.target) for m in CALL_FLOW.rows} == {
        ("sign", ("called",), "signed"),
        ("contact", ("signed",), "contacted"),
        ("arrive", ("contacted", "signed"), "arrived"),
        ("finish", ("arrived",), "done"),
        ("refuse", ("called", "signed"), "refusing"),
        ("excuse", ("refusing",), "excused"),
        ("bind", ("refusing",), "signed"),
    }


@given(st.sampled_from(list(CallState)), st.lists(st.sampled_from(list(CALL_FLOW.moves)), max_size=8))
def test_however_it_goes_something_is_owed_or_it_is_over_or_the_district_decides(
    state: CallState, verbs: list[str]
) -> None:
    for verb in verbs:
        try:
            state = CallState(CALL_FLOW.step(state, verb))
        except Refused:
            continue
    due = dict.fromkeys(("sign", "contact", "arrive", "finish"), MONDAY_9_00)

    assert (rules.next_due(state, due) is None) == (state in rules.OVER or state == CallState.REFUSING)


# --- the flow ---


@pytest.fixture
def street(town: Town) -> Town:
    for who in (
        "staff",
        "dispatcher",
        "streetleader",
        "district",
        "districtleader",
        "handler",
        "other_handler",
    ):
        town.post(who)
    return town


def draft(
    town: Town, *, kind: Kind = Kind.HARD_PROBLEM, about: tuple[Case, ...] = (), by: str = "dispatcher"
) -> Whistle:
    return actions.draft_whistle(
        kind=kind,
        reason="管道归属不清，三次协调没有结果",
        units=[town.water, town.sanitation],
        meet_at=MONDAY_9_00 + DAY,
        place="柳荫里东门",
        about=about,
        by=town.hat(by),
        at=MONDAY_9_00,
    )


def sent(town: Town, **more: object) -> Whistle:
    made = draft(town, **more)  # type: ignore[arg-type]
    return actions.approve_whistle(made, by=town.streetleader, at=MONDAY_9_00)


def call(whistle: Whistle, unit: Unit) -> WhistleCall:
    return WhistleCall.objects.select_related("whistle").get(whistle=whistle, unit=unit)


@pytest.mark.django_db
@pytest.mark.both
class TestTheWhistle:
    def test_nobody_hears_it_before_the_leader_approved(self, street: Town) -> None:
        made = draft(street)

        heard = Notice.objects.filter(person=street.person("handler"))
        assert not heard.exists()
        assert not Whistle.objects.open_to(street.handler, Permit.WHISTLE_SEE).exists()
        actions.approve_whistle(made, by=street.streetleader, at=MONDAY_9_00)
        assert heard.count() == 1
        assert Whistle.objects.open_to(street.handler, Permit.WHISTLE_SEE).exists()

    def test_its_four_clocks_are_those_of_the_settings(self, street: Town) -> None:
        one = call(sent(street), street.water)

        due = one.dues()
        assert due["sign"] == MONDAY_9_00 + HOUR
        assert due["contact"] == MONDAY_9_00 + DAY
        assert due["arrive"] == MONDAY_9_00 + DAY
        assert due["finish"] == MONDAY_9_00 + 7 * DAY
        assert one.next_due_at == due["sign"]

    def test_in_an_emergency_a_quarter_to_sign_and_half_an_hour_to_come(self, street: Town) -> None:
        due = call(sent(street, kind=Kind.EMERGENCY), street.water).dues()

        assert due["sign"] == MONDAY_9_00 + timedelta(minutes=15)
        assert due["arrive"] == MONDAY_9_00 + timedelta(minutes=30)

    def test_each_unit_goes_its_way_and_the_last_one_ends_it(self, street: Town, story: Story) -> None:
        case = story.accepted()
        made = sent(street, about=(case,))
        hats = {street.water.pk: street.handler, street.sanitation.pk: street.other_handler}
        for one in made.calls.select_related("whistle"):
            for n, verb in enumerate(("sign", "contact", "arrive", "finish"), 1):
                actions.answer_call(one, verb, text="修好了", by=hats[one.unit_id], at=MONDAY_9_00 + n * HOUR)

        made.refresh_from_db()
        assert made.state == WhistleState.DONE
        assert Notice.objects.filter(person=street.person("dispatcher"), text__contains="请互评").exists()

    def test_minutes_stand_on_the_cases_too(self, street: Town, story: Story) -> None:
        case = story.accepted()
        made = sent(street, about=(case,))
        one = call(made, street.water)

        actions.write_minutes(
            made,
            minutes="供水公司周五前换管",
            tasks={str(one.pk): "换管"},
            by=street.dispatcher,
            at=MONDAY_9_00,
        )

        assert call(made, street.water).task == "换管"
        assert case.steps.filter(verb="log").count() == 1

    def test_only_the_district_excuses_and_who_must_come_cannot_ask_again(self, street: Town) -> None:
        made = sent(street)
        one = actions.answer_call(
            call(made, street.water), "refuse", text="不归我们管", by=street.handler, at=MONDAY_9_00
        )
        for hat in (street.streetleader, street.dispatcher, street.handler, street.hat("district")):
            with pytest.raises(NotAllowed):
                actions.rule_refusal(one, is_excused=True, ruling="同意", by=hat, at=MONDAY_9_00)

        actions.rule_refusal(
            one, is_excused=False, ruling="管道归供水", by=street.districtleader, at=MONDAY_9_00
        )

        assert call(made, street.water).state == CallState.SIGNED
        with pytest.raises(Refused, match="必须来"):
            actions.answer_call(
                call(made, street.water), "refuse", text="还是不来", by=street.handler, at=MONDAY_9_00
            )

    def test_the_district_may_excuse(self, street: Town) -> None:
        made = sent(street)
        one = call(made, street.water)
        actions.answer_call(one, "refuse", text="不归我们管", by=street.handler, at=MONDAY_9_00)

        actions.rule_refusal(one, is_excused=True, ruling="归市政", by=street.districtleader, at=MONDAY_9_00)

        assert call(made, street.water).state == CallState.EXCUSED
        assert Whistle.objects.get().state == WhistleState.SENT

    def test_who_is_late_hears_it_and_so_does_the_district_once(self, street: Town) -> None:
        sent(street)

        assert actions.tell_late_calls(at=MONDAY_9_00 + HOUR) == 0
        assert actions.tell_late_calls(at=MONDAY_9_00 + 2 * HOUR) == 2
        assert actions.tell_late_calls(at=MONDAY_9_00 + 3 * HOUR) == 0
        told = Notice.objects.filter(text__contains="超时没有签收")
        assert {n.person for n in told} >= {street.person("handler"), street.person("districtleader")}

    def test_both_sides_rate_once_and_only_when_it_is_done(self, street: Town) -> None:
        made = sent(street)
        one = call(made, street.water)
        with pytest.raises(Refused, match="办完了才能评"):
            actions.rate_call(one, stars=5, by=street.dispatcher, at=MONDAY_9_00)
        for verb in ("sign", "arrive", "finish"):
            actions.answer_call(one, verb, text="好", by=street.handler, at=MONDAY_9_00)

        actions.rate_call(one, stars=4, by=street.dispatcher, at=MONDAY_9_00)
        actions.rate_call(one, stars=5, by=street.handler, at=MONDAY_9_00)

        rated = call(made, street.water)
        assert (rated.unit_stars, rated.street_stars) == (4, 5)
        with pytest.raises(Refused, match="已经评过"):
            actions.rate_call(one, stars=1, by=street.dispatcher, at=MONDAY_9_00)
        with pytest.raises(NotAllowed):
            actions.rate_call(one, stars=1, by=street.other_handler, at=MONDAY_9_00)

    def test_a_confidential_case_is_never_whistled_about(self, street: Town, story: Story) -> None:
        case = story.reported()
        Case.objects.filter(pk=case.pk).update(visibility="confidential")

        with pytest.raises(Refused, match="保密"):
            draft(street, about=(Case.objects.get(pk=case.pk),))

    @pytest.mark.parametrize("who", ["officer", "streetleader", "handler", "resident", "district"])
    def test_others_draft_none(self, street: Town, who: str) -> None:
        with pytest.raises(NotAllowed):
            draft(street, by=who)

    def test_a_leader_of_another_street_approves_none(self, street: Town) -> None:
        made = draft(street)
        street.appoint("stranger", Role.STREET_LEADER, street.other_street)
        hat = (
            Post.objects.select_related("person", "area", "unit")
            .get(person=street.person("stranger"))
            .acting()
        )
        with pytest.raises(NotAllowed):
            actions.approve_whistle(made, by=hat, at=MONDAY_9_00)

    def test_without_a_reason_it_is_neither_rejected_nor_refused(self, street: Town) -> None:
        made = draft(street)
        with pytest.raises(Refused):
            actions.reject_whistle(made, verdict=" ", by=street.streetleader, at=MONDAY_9_00)

        actions.reject_whistle(made, verdict="街道自己能办", by=street.streetleader, at=MONDAY_9_00)

        assert Whistle.objects.get().state == WhistleState.REJECTED
        assert not Whistle.objects.open_to(street.handler, Permit.WHISTLE_SEE).exists()


@pytest.mark.django_db
@pytest.mark.both
class TestTheSummons:
    def invite(self, town: Town) -> Summons:
        return actions.summon(
            topic="商量停车",
            meet_at=MONDAY_9_00 + 3 * DAY,
            place="社区会议室",
            units=[town.water, town.sanitation],
            by=town.staff,
            at=MONDAY_9_00,
        )

    def test_units_answer_within_a_working_day_and_say_why_not(self, street: Town) -> None:
        made = self.invite(street)
        one, other = made.invitations.order_by("unit__name")
        hats = {street.water.pk: street.handler, street.sanitation.pk: street.other_handler}

        actions.answer_summons(one, is_coming=True, by=hats[one.unit_id], at=MONDAY_9_00)
        with pytest.raises(Refused, match="理由"):
            actions.answer_summons(other, is_coming=False, by=hats[other.unit_id], at=MONDAY_9_00)
        actions.answer_summons(
            other, is_coming=False, reason="防汛值守", by=hats[other.unit_id], at=MONDAY_9_00
        )

        assert made.reply_due_at == MONDAY_9_00 + DAY
        assert {i.answer for i in made.invitations.all()} == {Answer.COMING, Answer.NOT_COMING}

    def test_who_stayed_away_is_asked_to_explain(self, street: Town) -> None:
        made = self.invite(street)
        one, other = made.invitations.order_by("unit__name")

        actions.close_summons(
            made, minutes="先划临时车位", came={str(one.pk): True}, by=street.staff, at=MONDAY_9_00
        )

        other.refresh_from_db()
        assert other.answer == Answer.ABSENT
        hat = street.handler if other.unit_id == street.water.pk else street.other_handler
        assert Notice.objects.filter(person_id=hat.person_id or 0, text__contains="没有到场").exists()
        actions.answer_summons(other, is_coming=False, reason="路上堵车", by=hat, at=MONDAY_9_00)
        other.refresh_from_db()
        assert (other.answer, other.reason) == (Answer.ABSENT, "路上堵车")

    def test_one_unit_does_not_answer_for_another(self, street: Town) -> None:
        made = self.invite(street)
        one = made.invitations.get(unit=street.water)

        with pytest.raises(NotAllowed):
            actions.answer_summons(one, is_coming=True, by=street.other_handler, at=MONDAY_9_00)


@pytest.mark.django_db
class TestPages:
    def test_from_draft_to_done_on_the_pages(self, street: Town) -> None:
        fields = {
            "kind": "enforcement",
            "reason": "占道经营屡劝不改",
            "meet_at": (timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M"),
            "place": "东门菜场",
            "units": [street.water.pk],
        }
        url = street.client("dispatcher").post(reverse("duties:new_whistle"), fields).headers["Location"]
        leader, handler = street.client("streetleader"), street.client("handler")
        assert handler.get(url).status_code == 404
        leader.post(url, {"do": "approve"})
        one = WhistleCall.objects.get()

        for verb in ("sign", "contact", "arrive", "finish"):
            handler.post(url, {"do": verb, "call": one.pk, "text": "办好了"})
        handler.post(url, {"do": "rate", "call": one.pk, "stars": "5"})

        one.refresh_from_db()
        assert (one.state, one.street_stars) == (CallState.DONE, 5)
        assert "东门菜场" in street.client("district").get(reverse("duties:whistles")).content.decode()

    def test_a_refusal_without_a_reason_is_said_on_the_page(self, street: Town) -> None:
        made = sent(street)
        url = reverse("duties:whistle", args=[made.pk])

        page = street.client("handler").post(url, {"do": "refuse", "call": call(made, street.water).pk})

        assert page.status_code == 422
        assert "请写明为什么不来" in page.content.decode()

    def test_the_list_costs_the_same_for_many(self, street: Town) -> None:
        client, url = street.client("dispatcher"), reverse("duties:whistles")
        sent(street)
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        for _ in range(5):
            sent(street)

        with CaptureQueriesContext(connection) as many:
            client.get(url)

        assert len(many) <= len(one)
