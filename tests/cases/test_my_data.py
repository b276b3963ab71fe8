"""What is kept of me: seen, copied, corrected, deleted, the consent withdrawn; and what goes in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions, jobs, search
from wangge.cases.models import Appeal, Case, CasePhoto, DataRequest, Removal
from wangge.cases.queries import history, lookup
from wangge.cases.queries import rights as queries
from wangge.cases.queries.lookup import secret_of
from wangge.cases.rules import rights
from wangge.cases.rules.rights import Kept, Wish
from wangge.cases.sealed import words_of
from wangge.grids.access import THE_CLOCK
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + HOUR
PHONE = "13800001111"
YEAR = 365 * DAY


def ask(story: Story, appeal: Appeal, wish: Wish, text: str = "", at: Any = LATER) -> DataRequest:
    return actions.ask_data(appeal, wish=wish, text=text, by=story.me(appeal), at=at)


def proved(appeal: Appeal, phone: str = PHONE) -> Client:
    """A browser whose user has shown who he is."""
    client = Client()
    client.post("/my-data/", {"number": appeal.number, "phone": phone})
    return client


class TestWhoItIs:
    def test_number_and_whole_phone_open_it_for_half_an_hour(self, town: Town, story: Story) -> None:
        _ = town
        appeal = story.report("林居安家门口有垃圾", matter="ENV-01", phone=PHONE)

        client = proved(appeal)
        page = client.get(f"/my-data/{appeal.number}/").content.decode()

        for own in ("林居安家门口有垃圾", PHONE, appeal.number, "还没有人查看过"):
            assert own in page
        session = client.session
        session["my_data"] = {appeal.number: (timezone.now() - timedelta(minutes=31)).isoformat()}
        session.save()
        assert client.get(f"/my-data/{appeal.number}/").status_code == 404

    def test_a_wrong_phone_and_a_strangers_browser_get_nothing(self, town: Town, story: Story) -> None:
        _ = town
        appeal = story.report(matter="ENV-01", phone=PHONE)

        wrong = Client().post("/my-data/", {"number": appeal.number, "phone": "13800002222"})

        assert wrong.status_code == 422
        assert "对不上" in wrong.content.decode()
        assert Client().get(f"/my-data/{appeal.number}/").status_code == 404
        assert Client().get(f"/my-data/{appeal.number}/copy/").status_code == 404

    def test_a_sixth_guess_of_a_day_is_too_often(self, town: Town, story: Story, settings: Any) -> None:
        _ = town
        settings.PUBLIC_LIMIT = True
        appeal = story.report(matter="ENV-01", phone=PHONE)
        client = Client()

        for _ in range(5):
            client.post("/my-data/", {"number": appeal.number, "phone": "13800002222"})
        right = client.post("/my-data/", {"number": appeal.number, "phone": PHONE})

        assert right.status_code == 422
        assert "明天再试" in right.content.decode()

    def test_the_secret_and_the_own_account_open_it_too(self, town: Town, story: Story) -> None:
        anonymous = story.report(matter="ENV-01")
        signed_in = story.report(matter="ENV-01", by=town.resident)

        by_secret = Client().get(f"/my-data/{anonymous.number}/", {"secret": secret_of(anonymous)})
        own = town.client("resident").get(f"/my-data/{signed_in.number}/")
        another = town.client("captain").get(f"/my-data/{signed_in.number}/")

        assert (by_secret.status_code, own.status_code, another.status_code) == (200, 200, 404)

    def test_the_page_of_one_appeal_shows_no_other_of_the_same_phone(self, town: Town, story: Story) -> None:
        _ = town
        appeal = story.report(matter="ENV-01", phone=PHONE)
        other = story.report(matter="ENV-13", phone=PHONE)

        page = proved(appeal).get(f"/my-data/{appeal.number}/").content.decode()

        assert other.number not in page
        assert proved(appeal).get(f"/my-data/{other.number}/").status_code == 404


class TestWhatIsAsked:
    def test_the_copy_has_all_that_is_kept_and_who_looked(self, town: Town, story: Story) -> None:
        town.hat("officer")
        appeal = story.report("门口有垃圾", matter="ENV-01", phone=PHONE, place="东门")
        actions.reveal(appeal, reason="first_contact", by=town.officer, at=LATER)

        answer = proved(appeal).get(f"/my-data/{appeal.number}/copy/")

        text = answer.content.decode("utf-8-sig")
        assert "attachment" in answer.headers["Content-Disposition"]
        for own in ("门口有垃圾", "东门", PHONE, "柳荫一网格"):
            assert own in text
        assert town.person("officer").name not in text  # a desk, never a name

    def test_a_wish_is_a_confidential_case_with_the_limit_of_its_matter(
        self, town: Town, story: Story
    ) -> None:
        for who in ("officer", "staff", "dispatcher"):
            town.hat(who)
        appeal = story.report(matter="ENV-01", phone=PHONE)

        asked = ask(story, appeal, Wish.EXPLAIN, "给过谁？")

        case = asked.case
        assert (case.matter_id, case.is_confidential, case.desk) == ("GOV-09", True, town.street)
        assert not case.contact_left
        assert Entry.objects.filter(verb="data_request").count() == 1
        accepted = actions.accept(case, by=town.dispatcher, at=LATER)
        assert accepted.due_at == LATER + 3 * DAY  # three working days
        with pytest.raises(Refused, match="已经提出"):
            ask(story, appeal, Wish.EXPLAIN, "再问一次")

    def test_only_the_sender_asks(self, town: Town, story: Story) -> None:
        appeal, other = story.report(matter="ENV-01"), story.report(matter="ENV-01")

        for by in (town.resident, town.dispatcher, story.me(other)):
            with pytest.raises(NotAllowed):
                actions.ask_data(appeal, wish=Wish.DELETE, by=by, at=LATER)

    def test_a_withdrawn_consent_takes_the_contact_at_once(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-01", phone=PHONE)
        appeal = case.appeals.get()

        ask(story, appeal, Wish.WITHDRAW)

        appeal.refresh_from_db()
        case.refresh_from_db()
        assert (appeal.contact_phone, appeal.phone_index, appeal.tail_index) == ("", None, None)
        assert (appeal.consent_version, appeal.consent_at) == ("", None)
        assert not case.contact_left
        assert case.is_open
        assert lookup.by_phone_tail(appeal.number, "1111") is None
        assert words_of(Appeal.objects.select_related("case").get(pk=appeal.pk))["text"]
        _ = town

    def test_it_is_asked_on_a_page(self, town: Town, story: Story) -> None:
        town.hat("dispatcher")
        appeal = story.report(matter="ENV-01", phone=PHONE)
        client = proved(appeal)

        empty = client.post(f"/my-data/{appeal.number}/ask/correct/", {"text": ""})
        done = client.post(f"/my-data/{appeal.number}/ask/correct/", {"text": "是西门，不是东门"})
        page = client.get(f"/my-data/{appeal.number}/").content.decode()

        assert empty.status_code == 422
        assert "请写明要更正什么" in empty.content.decode()
        assert done.status_code == 302
        assert "您提出的请求" in page
        assert client.get(f"/my-data/{appeal.number}/ask/steal/").status_code == 404


class TestWhatTheDeskDoes:
    def fulfil(self, asked: DataRequest, town: Town, *, granted: bool = True, **given: str) -> Case:
        return actions.fulfil(
            asked, is_granted=granted, said="已办。", by=town.dispatcher, at=LATER + HOUR, **given
        )

    def test_a_correction_changes_words_and_phone_and_the_chain_still_holds(
        self, town: Town, story: Story
    ) -> None:
        town.hat("dispatcher")
        appeal = story.report("东门有垃圾", matter="ENV-01", phone=PHONE)
        asked = ask(story, appeal, Wish.CORRECT, "西门")

        case = self.fulfil(asked, town, text="西门有垃圾", phone="13800009999")

        appeal = Appeal.objects.select_related("case").get(pk=appeal.pk)
        assert words_of(appeal)["text"] == "西门有垃圾"
        assert lookup.by_phone_tail(appeal.number, "9999") == appeal
        assert (case.state, case.outcome) == ("closed", "solved")
        assert not list(history.broken_chains())
        jobs.indexed([{"case": str(appeal.case_id)}], at=LATER)
        assert list(search.matching(Case.objects.all(), "西门有垃圾")) == [appeal.case]

    def test_what_is_worked_on_is_not_deleted_yet(self, town: Town, story: Story) -> None:
        case = story.accepted(matter="ENV-01", phone=PHONE)
        asked = ask(story, case.appeals.get(), Wish.DELETE)

        with pytest.raises(Refused, match="办结后才能删除"):
            self.fulfil(asked, town)

    def test_the_only_senders_wish_takes_all_words_of_the_case(self, town: Town, story: Story) -> None:
        case = story.closed(matter="ENV-14", phone=PHONE)
        asked = ask(story, case.appeals.get(), Wish.DELETE, at=MONDAY_9_00 + 6 * HOUR)

        self.fulfil(asked, town)

        case.refresh_from_db()
        assert case.forgotten_at is not None
        assert (case.lon, case.place, case.wrapped_key) == (None, "", None)
        assert not CasePhoto.objects.filter(case=case).exists()
        assert not list(history.broken_chains())

    def test_of_several_senders_only_his_own_words_go(self, town: Town, story: Story) -> None:
        main = story.closed(matter="ENV-14", phone=PHONE, text="草里有死老鼠")
        other = story.report("死老鼠没人管", matter="ENV-14", phone="13800002222")
        Appeal.objects.filter(pk=other.pk).update(case=main)
        first = main.appeals.exclude(pk=other.pk).get()
        asked = ask(story, first, Wish.DELETE, at=MONDAY_9_00 + 6 * HOUR)

        self.fulfil(asked, town)

        main.refresh_from_db()
        first.refresh_from_db()
        assert main.forgotten_at is None
        assert (bytes(first.words), first.contact_phone) == (b"", "")
        assert Appeal.objects.get(pk=other.pk).contact_phone == "13800002222"

    def test_a_refusal_is_told_with_its_reason(self, town: Town, story: Story) -> None:
        town.hat("dispatcher")
        asked = ask(story, story.report(matter="ENV-01", phone=PHONE), Wish.EXPLAIN, "为什么？")

        case = self.fulfil(asked, town, granted=False)

        asked.refresh_from_db()
        assert (asked.is_granted, case.outcome) == (False, "explained_not_accepted")
        with pytest.raises(Refused):
            self.fulfil(asked, town)

    def test_it_is_decided_on_the_page_of_the_request(self, town: Town, story: Story) -> None:
        town.hat("dispatcher")
        asked = ask(story, story.report(matter="ENV-01", phone=PHONE), Wish.CORRECT, "西门")
        client = town.client("dispatcher")

        page = client.get(reverse("cases:case", args=[asked.case_id])).content.decode()
        address = reverse("cases:fulfil", args=[asked.case_id])
        form = client.get(address).content.decode()
        done = client.post(address, {"is_granted": "1", "text": "西门有垃圾", "said": "已更正。"})

        assert "个人信息请求：更正" in page
        assert "路灯不亮，晚上看不见路" in form  # his words, to be corrected
        assert done.status_code == 302
        assert DataRequest.objects.get(pk=asked.pk).is_granted


class TestRetention:
    def test_photos_go_after_a_year_and_words_after_three(self, town: Town, story: Story) -> None:
        _ = town
        case = story.closed(matter="ENV-01", phone=PHONE)
        assert case.closed_at is not None

        def run(at: Any) -> dict[Kept, int]:
            return actions.apply_retention(at=at)

        assert run(case.closed_at + YEAR - HOUR) == {Kept.PHOTOS: 0, Kept.CASE: 0}
        photos = CasePhoto.objects.filter(case=case).count()
        assert run(case.closed_at + YEAR) == {Kept.PHOTOS: photos, Kept.CASE: 0}
        assert photos > 0
        assert run(case.closed_at + 3 * YEAR - HOUR)[Kept.CASE] == 0
        assert run(case.closed_at + 3 * YEAR)[Kept.CASE] == 1

        case.refresh_from_db()
        assert (case.forgotten_at, case.lon) == (case.closed_at + 3 * YEAR, None)
        assert run(case.closed_at + 4 * YEAR) == {Kept.PHOTOS: 0, Kept.CASE: 0}

    def test_what_is_open_is_kept_however_old(self, town: Town, story: Story) -> None:
        _ = town
        case = story.accepted(matter="ENV-13")

        assert not any(actions.apply_retention(at=MONDAY_9_00 + 5 * YEAR).values())

        case.refresh_from_db()
        assert case.forgotten_at is None

    def test_the_report_says_how_much_and_never_whose(self, town: Town, story: Story) -> None:
        case = story.closed(matter="ENV-01", phone=PHONE)
        assert case.closed_at is not None

        jobs.retention(at=case.closed_at + 3 * YEAR)

        kinds = dict(Removal.objects.values_list("what", "count"))
        assert kinds["case"] == 1
        assert Entry.objects.filter(verb="retention").count() == 2
        page = town.client("audit").get(reverse("cases:retention")).content.decode()
        assert "办结后 3 年" in page
        assert case.number not in page

    def test_the_table_says_the_days_that_the_job_keeps_to(self) -> None:
        said = {rule.what: rule.keep for rule in rights.TABLE}

        assert said["事项记录"] == f"办结后 {rights.KEEP[Kept.CASE].days // 365} 年"
        assert said["照片、文书"] == f"办结后 {rights.KEEP[Kept.PHOTOS].days // 365} 年"

    def test_a_forgotten_sender_is_told_so_on_his_page(self, town: Town, story: Story) -> None:
        _ = town
        case = story.closed(matter="ENV-01", phone=PHONE)
        appeal = case.appeals.get()
        actions.forget(case, by=THE_CLOCK, at=LATER + YEAR)

        page = queries.mine(Appeal.objects.get(pk=appeal.pk), at=LATER + YEAR)

        assert page.is_gone
        assert ("您写的话", "内容已按期删除") in page.lines
