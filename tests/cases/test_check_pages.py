"""The verifier's list and the revisit clerk's calls: who is asked, who may not ask, what is written down."""

from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, Story
from tests.town import Town
from wangge.cases import actions
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import checks as queries
from wangge.cases.queries import page as pages
from wangge.cases.rules.flows import Outcome
from wangge.grids.access import Role
from wangge.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def shown(html: bytes, *words: str) -> bool:
    return all(word.encode() in html for word in words)


def closed(story: Story, now: datetime, *, phone: str = "13800001111", days: int = 2) -> Appeal:
    """An appeal whose case was closed that many days ago."""
    case = story.closed(matter="ENV-14", place="荷风路 88 号", phone=phone, at=now - days * DAY - 3 * HOUR)
    return case.appeals.get()


# --- verification ---


def test_a_verifier_sees_where_to_go_and_what_to_look_at(town: Town, story: Story, now: datetime) -> None:
    case = story.submitted(matter="ENV-01", text="一大堆垃圾没人收", place="菜场北门", at=now - 2 * HOUR)

    html = town.client("verifier").get("/verify/").content

    assert shown(html, "菜场北门", "一大堆垃圾没人收", "看什么", "前 ", "后 ")
    assert shown(html, f"/cases/{case.pk}/do/verify/", f"/cases/{case.pk}/do/rework/")
    assert not shown(town.client("other_verifier").get("/verify/").content, "菜场北门")


def test_whoever_worked_on_it_does_not_find_it_under_another_hat(
    town: Town, story: Story, now: datetime
) -> None:
    case = story.submitted(matter="ENV-01", at=now - 2 * HOUR)

    second_hat = town.appoint("other_handler", Role.VERIFIER, town.street).acting()

    assert case in queries.to_verify(town.verifier)
    assert case not in queries.to_verify(second_hat)


def test_every_area_tab_counts_what_its_list_shows(town: Town, story: Story, now: datetime) -> None:
    story.submitted(matter="ENV-01", at=now - 2 * HOUR)
    story.submitted(matter="ENV-01", where="other_grid", place="荷塘边", at=now - 2 * HOUR)
    acting = town.verifier

    areas = queries.areas_of(queries.to_verify(acting), acting)

    assert {node.name: n for node, n in areas} == {"柳荫社区": 1, "荷塘社区": 1}
    for node, n in areas:
        assert queries.to_verify(acting, area_id=node.id).count() == n
        html = town.client("verifier").get(f"/verify/?area={node.id}").content
        assert shown(html, "荷塘边") == (node.name == "荷塘社区")


def test_the_list_asks_few_questions_however_long_it_is(
    town: Town, story: Story, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        story.submitted(matter="ENV-01", at=now - 2 * HOUR)
    client = town.client("verifier")
    client.get("/verify/")

    with django_assert_max_num_queries(12):
        client.get("/verify/")


# --- revisit ---


def test_the_list_holds_those_who_left_a_telephone_and_did_not_answer(
    town: Town, story: Story, now: datetime
) -> None:
    asked = closed(story, now)
    without = closed(story, now, phone="")
    rated = closed(story, now)
    actions.rate(rated, solved=True, satisfaction=5, by=story.me(rated), at=now - DAY)
    long_ago = closed(story, now, days=31)
    acting = town.revisit

    waiting = list(queries.to_revisit(acting, queries.WAITING, at=now))

    assert waiting == [asked]
    assert list(queries.to_revisit(acting, queries.ANSWERED, at=now)) == [rated]
    assert without not in waiting
    assert long_ago not in waiting


def test_every_tab_counts_what_its_list_shows_and_all_add_up(town: Town, story: Story, now: datetime) -> None:
    acting = town.revisit
    closed(story, now)
    once, thrice, answered, own = (closed(story, now) for _ in range(4))
    for appeal, tries in ((once, 1), (thrice, 3)):
        for n in range(tries):
            actions.revisit(appeal, reached=False, by=acting, at=now - (n + 1) * 3 * HOUR)
    actions.revisit(answered, reached=True, solved=True, satisfaction=4, by=acting, at=now)
    actions.rate(own, solved=True, by=story.me(own), at=now)

    coverage = queries.coverage(acting, at=now)

    assert coverage.counts == {"": 1, "again": 1, "unreached": 1, "answered": 2}
    assert coverage.asked == 3
    assert coverage.left == sum(coverage.counts.values())
    for tab, count in coverage.counts.items():
        assert len(queries.to_revisit(acting, tab, at=now)) == count, tab


def test_a_clerk_of_the_unit_does_not_ask_about_its_work(town: Town, story: Story, now: datetime) -> None:
    appeal = closed(story, now)
    town.appoint("revisit", Role.HANDLER, town.sanitation)

    assert appeal not in queries.to_revisit(town.revisit, queries.WAITING, at=now)


def test_the_call_shows_the_three_questions_and_no_number(town: Town, story: Story, now: datetime) -> None:
    appeal = closed(story, now)

    html = town.client("revisit").get(f"/revisit/{appeal.pk}/").content

    assert shown(html, "联系过您吗", "解决了吗", "满意吗", "查看号码")
    assert not shown(html, "13800001111")


def test_the_number_is_shown_on_request_and_that_is_written_down(
    town: Town, story: Story, now: datetime
) -> None:
    appeal = closed(story, now)

    html = town.client("revisit").post(f"/revisit/{appeal.pk}/", {"deed": "reveal"}).content

    assert shown(html, "tel:13800001111")
    assert Entry.objects.filter(verb="people.reveal", subject=f"appeal:{appeal.number}").exists()


def test_an_answer_is_taken_down_with_all_three(town: Town, story: Story, now: datetime) -> None:
    appeal = closed(story, now)
    given = {"deed": "answered", "contacted": "0", "solved": "1", "satisfaction": "4", "remark": "还行"}

    answer = town.client("revisit").post(f"/revisit/{appeal.pk}/", given)

    assert answer.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.solved, appeal.satisfaction, appeal.rated_by) == (True, 4, "revisit")
    case = pages.load(Case.objects.all()).get(pk=appeal.case_id)
    assert case.status == "revisited"
    shown_page = pages.page(case, town.dispatcher, at=now)
    assert any("没有联系过" in line.note for line in shown_page.lines)


def test_not_solved_asks_what_is_missing_and_reopens(town: Town, story: Story, now: datetime) -> None:
    appeal = closed(story, now)
    client = town.client("revisit")

    asked = client.post(f"/revisit/{appeal.pk}/", {"deed": "answered", "solved": "0"})
    done = client.post(f"/revisit/{appeal.pk}/", {"deed": "answered", "solved": "0", "remark": "还臭"})

    assert asked.status_code == 422
    assert shown(asked.content, "请写清哪里没解决")
    assert done.status_code == 302
    assert Case.objects.get(pk=appeal.case_id).state == "accepted"


def test_a_try_counts_only_at_another_hour(town: Town, story: Story, now: datetime) -> None:
    appeal = closed(story, now)
    client = town.client("revisit")

    first = client.post(f"/revisit/{appeal.pk}/", {"deed": "unreached"})
    again = client.post(f"/revisit/{appeal.pk}/", {"deed": "unreached"})

    assert first.status_code == 302
    assert again.status_code == 422
    assert shown(again.content, "请换个时段再打")
    appeal.refresh_from_db()
    assert appeal.unreached_tries == 1


def test_tries_to_reach_a_neighbour_are_not_mine(town: Town, story: Story, now: datetime) -> None:
    at = now - 2 * DAY
    case = story.submitted(matter="ENV-14", phone="13800001111", at=at)
    second = story.report("同一件事", matter="ENV-14", phone="13800002222", at=at)
    actions.merge(second.case, into=case, by=town.dispatcher, at=at)
    case = actions.verify(Case.objects.get(pk=case.pk), note="看过", by=town.verifier, at=at + 2 * HOUR)
    actions.close(case, outcome=Outcome.SOLVED, said="好了", by=town.dispatcher, at=at + 3 * HOUR)
    mine, neighbours = Appeal.objects.filter(case=case).order_by("received_at")
    actions.revisit(neighbours, reached=False, by=town.revisit, at=now - HOUR)

    assert queries.tries_of(Appeal.objects.select_related("case").get(pk=mine.pk)) == []
    assert len(queries.tries_of(Appeal.objects.select_related("case").get(pk=neighbours.pk))) == 1


def test_the_revisit_list_asks_few_questions(
    town: Town, story: Story, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        closed(story, now)
    client = town.client("revisit")
    client.get("/revisit/")

    with django_assert_max_num_queries(8):
        client.get("/revisit/")
