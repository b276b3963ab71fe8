"""Many callers, one trouble: suggested, merged, joined by others; one answer, and each rates alone."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, MINUTE, Story
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import history, same
from wangge.cases.queries.lookup import secret_of
from wangge.cases.queries.public import public_lines
from wangge.cases.rules.flows import Outcome
from wangge.cases.rules.spot import Contact, Spot
from wangge.grids.access import door
from wangge.kernel.refusal import Refused

LATER = MONDAY_9_00 + HOUR
WEB = door("web")


def here(where: str = "grid") -> Spot:
    lon, lat = middle(where)
    return queries.spot(lon=lon, lat=lat)


@pytest.mark.django_db
@pytest.mark.both
class TestTheDesk:
    def test_the_same_trouble_is_suggested_and_other_troubles_are_not(self, town: Town, story: Story) -> None:
        first = story.reported(text="路灯不亮，晚上看不见路", matter="FAC-03")
        story.reported(text="墙角垃圾堆成小山了", matter="ENV-01")
        story.reported(text="路灯不亮，晚上看不见路", matter="FAC-03", where="far_grid")
        story.reported(text="路灯不亮", matter="FAC-03", at=MONDAY_9_00 - 4 * DAY)
        again = story.reported(text="东门口的路灯坏了", matter="FAC-03", at=LATER)

        found = same.same_as(again, town.dispatcher)

        assert [one.case for one in found] == [first]
        assert "同一个事项" in found[0].why

    def test_nothing_confidential_is_ever_suggested(self, town: Town, story: Story) -> None:
        story.reported(text="我老公又打我了", matter="SEC-08")
        case = story.reported(text="我老公又打我了", matter="SEC-08", at=LATER)
        plain = story.reported(text="楼上又打架了，吵得很", matter="NEI-01", at=LATER)

        assert same.same_as(case, town.dispatcher) == []
        assert same.same_as(plain, town.dispatcher) == []

    def test_the_page_offers_it_and_the_form_is_filled_in(self, town: Town, story: Story) -> None:
        first = story.reported(text="路灯不亮", matter="FAC-03")
        again = story.reported(text="路灯坏了", matter="FAC-03", at=LATER)

        page = town.client("dispatcher").get(reverse("cases:case", args=[again.pk])).content.decode()
        link = f"{reverse('cases:deed', args=[again.pk, 'merge'])}?number={first.number}"
        form = town.client("dispatcher").get(link).content.decode()

        assert "可能是同一件事" in page
        assert link in page
        assert f'value="{first.number}"' in form
        looked = town.client("streetleader").get(reverse("cases:case", args=[again.pk])).content.decode()
        assert "可能是同一件事" not in looked  # he merges nothing

    def test_the_same_phone_with_the_same_matter_shows_that_one_case_only(
        self, town: Town, story: Story
    ) -> None:
        phone = "13800001111"
        first = story.reported(text="路灯不亮", matter="FAC-03", phone=phone, where="next_grid")
        story.reported(text="垃圾没人收", matter="ENV-01", phone=phone)
        story.reported(text="路灯不亮", matter="FAC-03", phone="13800002222", where="next_grid")
        again = story.reported(text="还是不亮", matter="FAC-03", phone=phone, at=MONDAY_9_00 + 5 * DAY)

        def asked(case: Case, days: int) -> Case | None:
            return same.same_phone(case, town.dispatcher, at=MONDAY_9_00 + days * DAY)

        assert asked(again, 5) == first
        assert asked(again, 40) is None
        assert same.same_phone(again, town.other_dispatcher, at=LATER) is None
        assert asked(story.reported(matter="FAC-03"), 5) is None  # left no phone

    def test_the_cost_does_not_grow_with_the_number_of_neighbours(
        self, town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for n in range(12):
            story.reported(text=f"路灯不亮 {n}", matter="FAC-03")
        case = story.reported(text="路灯不亮", matter="FAC-03", at=LATER)
        hat = town.dispatcher

        with django_assert_max_num_queries(3):
            assert len(same.same_as(case, hat)) == 3


@pytest.mark.django_db
@pytest.mark.both
class TestMeToo:
    def test_it_is_an_appeal_of_its_own_without_words(self, town: Town, story: Story) -> None:
        _ = town
        case = story.reported(matter="ENV-01")

        appeal = actions.me_too(case.pk, contact=Contact(phone="13800003333"), by=WEB, at=LATER)

        case.refresh_from_db()
        assert (appeal.is_me_too, appeal.case, case.appeal_count, case.contact_left) == (True, case, 2, True)
        assert story.verbs(case)[-1] == "me_too"
        assert not list(history.broken_chains())

    def test_only_open_public_matters_are_offered_and_only_nearby(self, town: Town, story: Story) -> None:
        public = story.reported(matter="ENV-01")
        story.reported(matter="NEI-01")  # internal
        story.reported(matter="ENV-01", where="next_grid")
        ended = story.closed(matter="ENV-14")

        assert same.met_by_others(here(), "ENV-01", at=LATER) == [public]
        assert same.met_by_others(here(), "NEI-01", at=LATER) == []
        assert same.met_by_others(here(), "ENV-14", at=LATER) == []
        assert same.met_by_others(here(), "ENV-01", at=LATER + timedelta(days=31)) == []
        for closed in (ended.pk, story.reported(matter="NEI-01").pk):
            with pytest.raises(Refused, match="另外报一件"):
                actions.me_too(closed, by=WEB, at=LATER)
        _ = town

    def test_whoever_joins_sees_neither_words_nor_place_nor_what_was_said_before(
        self, town: Town, story: Story
    ) -> None:
        case = story.reported(
            text="林居安家门口有垃圾", matter="ENV-01", place="锦里 3 栋 201", phone="13800001111"
        )
        actions.accept(case, said="林先生，3 栋 201 门口的垃圾今天清。", by=town.dispatcher, at=LATER)
        appeal = actions.me_too(case.pk, by=WEB, at=LATER + HOUR)
        actions.log(case, note="内部", said="正在清运。", by=town.dispatcher, at=LATER + 2 * HOUR)
        address = reverse("cases:progress", args=[appeal.number])

        page = Client().get(address, {"secret": secret_of(appeal)}).content.decode()

        assert "和别人反映的是同一件事" in page
        for secret in ("林居安", "林先生", "3 栋 201", "13800001111", "内部"):
            assert secret not in page
        own = public_lines(Case.objects.get(pk=case.pk), at=LATER + DAY)
        assert any("林先生" in line.text for line in own)  # the first sender still reads it

    def test_one_answer_is_said_to_everyone_and_each_rates_alone(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-01", phone="13800001111")
        joined = actions.me_too(case.pk, by=WEB, at=LATER)
        actions.answer(
            case, outcome=Outcome.BEYOND_POWER, said="归省道管理站。", by=town.dispatcher, at=LATER
        )
        first = case.appeals.exclude(pk=joined.pk).get()

        pages = [
            Client().get(reverse("cases:progress", args=[a.number]), {"secret": secret_of(a)})
            for a in (first, joined)
        ]
        actions.rate(joined, solved=True, satisfaction=4, by=story.me(joined), at=LATER + HOUR)

        assert all("归省道管理站。" in page.content.decode() for page in pages)
        first.refresh_from_db()
        joined.refresh_from_db()
        assert (first.solved, joined.solved) == (None, True)
        assert first.answered_at == joined.answered_at == LATER

    def test_the_same_phone_joins_once(self, town: Town, story: Story) -> None:
        _ = town
        case = story.reported(matter="ENV-01", phone="13800001111")

        with pytest.raises(Refused, match="已经登记过"):
            actions.me_too(case.pk, contact=Contact(phone="13800001111"), by=WEB, at=LATER)

    def test_whoever_was_merged_in_does_not_read_what_was_said_to_the_first(
        self, town: Town, story: Story
    ) -> None:
        main = story.reported(text="林居安家门口有垃圾", place="锦里 3 栋 201")
        actions.accept(main, said="林先生，3 栋 201 门口的垃圾今天清。", by=town.dispatcher, at=LATER)
        other = story.reported(text="墙角一堆垃圾", place="锦里墙角")
        appeal = other.appeals.get()
        actions.merge(other, into=main, by=town.dispatcher, at=LATER + HOUR)
        main.refresh_from_db()
        actions.answer(
            main, outcome=Outcome.BEYOND_POWER, said="归省道管理站。", by=town.dispatcher, at=LATER + DAY
        )

        page = (
            Client()
            .get(reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)})
            .content.decode()
        )

        assert "墙角一堆垃圾" in page  # his own words
        assert "归省道管理站。" in page
        for secret in ("林居安", "林先生", "3 栋 201", "内部"):
            assert secret not in page

    def test_a_question_to_the_first_sender_is_not_asked_of_one_merged_in_later(
        self, town: Town, story: Story
    ) -> None:
        main = story.reported(text="林居安家门口有垃圾")
        actions.ask_info(main, said="林先生，是哪一栋？", by=town.dispatcher, at=LATER)
        other = story.reported(text="墙角一堆垃圾")
        appeal = other.appeals.get()
        actions.merge(other, into=main, by=town.dispatcher, at=LATER + HOUR)

        main.refresh_from_db()
        page = Client().get(reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)})

        assert "林先生" not in page.content.decode()
        assert page.context["page"].can_give_info is False

    def test_a_merged_case_takes_those_who_joined_along(self, town: Town, story: Story) -> None:
        case, main = story.reported(matter="ENV-01"), story.reported(matter="ENV-01")
        joined = actions.me_too(case.pk, by=WEB, at=LATER)

        main = actions.merge(case, into=main, by=town.dispatcher, at=LATER)

        assert main.appeal_count == 3
        assert Appeal.objects.get(pk=joined.pk).case == main


@pytest.mark.django_db
@pytest.mark.both
class TestOnThePhone:
    def fields(self) -> dict[str, Any]:
        lon, lat = middle("grid")
        return {"text": "墙角垃圾堆成小山了", "lon": lon, "lat": lat, "crs": "wgs84", "matter": "ENV-01"}

    def test_the_form_tells_what_others_met_and_one_tap_joins(
        self, town: Town, story: Story, settings: Any
    ) -> None:
        settings.PUBLIC_LIMIT = False
        from django.utils import timezone

        case = story.reported(text="林居安家门口有垃圾", matter="ENV-01", place="3 栋 201", at=timezone.now())
        client = Client()

        offered = client.post("/report/guess/", self.fields()).content.decode()
        link = offered.split('href="/report/me-too/')[1].split('"')[0].replace("&amp;", "&")
        page = client.get(f"/report/me-too/{link}")
        token = page.context["of"]
        done = client.post("/report/me-too/", {"of": token})
        again = client.post("/report/me-too/", {"of": token})

        assert "附近已有人反映" in offered
        for answer in (offered, page.content.decode()):
            for secret in ("林居安", "3 栋 201", case.number, str(case.pk)):
                assert secret not in answer
        assert done.status_code == 302
        assert again.headers["Location"] == done.headers["Location"]
        case.refresh_from_db()
        assert case.appeal_count == 2
        assert client.get(done.headers["Location"]).status_code == 200
        _ = town

    def test_a_phone_needs_the_consent(self, town: Town, story: Story) -> None:
        from django.core import signing
        from django.utils import timezone

        _ = town
        case = story.reported(matter="ENV-01", at=timezone.now())
        token = signing.dumps(str(case.pk), salt="me-too")

        refused = Client().post("/report/me-too/", {"of": token, "phone": "13800001111"})
        taken = Client().post("/report/me-too/", {"of": token, "phone": "13800001111", "consent": "on"})

        assert refused.status_code == 422
        assert "同意后打勾" in refused.content.decode()
        assert taken.status_code == 302
        assert Appeal.objects.filter(is_me_too=True, consent_version="").count() == 0

    def test_a_made_up_link_leads_nowhere(self, story: Story) -> None:
        case = story.reported(matter="ENV-01")

        assert Client().get("/report/me-too/", {"of": str(case.pk)}).status_code == 404
        assert Client().get("/report/me-too/").status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestAtOneInstant:
    def run(self, *deeds: Any) -> list[str]:
        start, came_to = threading.Barrier(len(deeds)), ["" for _ in deeds]

        def one(place: int) -> None:
            start.wait()
            try:
                deeds[place]()
                came_to[place] = "done"
            except Refused:
                came_to[place] = "refused"
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=(n,)) for n in range(len(deeds))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(came_to)

    def test_two_that_are_merged_into_each_other_end_as_one(self, town: Town, story: Story) -> None:
        one, other = story.reported(matter="ENV-13"), story.reported(matter="ENV-13")
        by = town.dispatcher

        def merge(case: Case, into: Case) -> Any:
            return lambda: actions.merge(
                Case.objects.get(pk=case.pk), into=Case.objects.get(pk=into.pk), by=by, at=LATER
            )

        came_to = self.run(merge(one, other), merge(other, one))

        assert came_to == ["done", "refused"]
        merged = Case.objects.get(state="merged")
        kept = Case.objects.exclude(pk=merged.pk).get()
        assert kept.appeals.count() == kept.appeal_count == 2
        assert merged.merged_into == kept
        assert not list(history.broken_chains())

    def test_whoever_joins_while_it_is_merged_away_is_lost_to_neither(self, town: Town, story: Story) -> None:
        case, main = story.reported(matter="ENV-01"), story.reported(matter="ENV-01")
        by = town.dispatcher

        came_to = self.run(
            lambda: actions.merge(Case.objects.get(pk=case.pk), into=main, by=by, at=LATER),
            lambda: actions.me_too(case.pk, by=WEB, at=LATER + MINUTE),
        )

        main.refresh_from_db()
        joined = Appeal.objects.filter(is_me_too=True)
        assert came_to in (["done", "done"], ["done", "refused"])
        assert joined.count() == came_to.count("done") - 1
        assert all(appeal.case == main for appeal in joined)
        assert main.appeals.count() == main.appeal_count
