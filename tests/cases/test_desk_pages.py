"""The desk's inbox: counts equal lists, filters live in the URL, queries stay few."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.queries import desk
from wangge.jobs import runner

pytestmark = [pytest.mark.django_db, pytest.mark.both]
INBOX = "cases:desk"


def rows(page: Any) -> int:
    return int(page.content.decode().count("<tr data-row"))


def test_the_count_of_each_tab_equals_its_list(town: Town, story: Story) -> None:
    story.reported(matter="ENV-13")
    story.reported(matter="ENV-01", text="一堆垃圾")
    story.accepted(matter="FAC-04")
    story.dispatched(matter="ENV-13")
    client = town.client("dispatcher")

    for tab in desk.tabs(desk.reach(town.dispatcher)):
        assert rows(client.get(reverse(INBOX), {"tab": tab.code})) == tab.count, tab.label


def test_filters_narrow_the_list_and_the_tabs_alike(town: Town, story: Story) -> None:
    story.reported(matter="ENV-13")
    story.reported(matter="FAC-04")
    client = town.client("dispatcher")

    page = client.get(reverse(INBOX), {"category": "FAC"})

    assert rows(page) == 1
    assert "全部在办 <span>1</span>" in page.content.decode()
    assert rows(client.get(reverse(INBOX), {"category": "没有这一类", "area": "abc", "late": "??"})) == 2


def test_a_whole_number_opens_its_case_and_words_find_it(town: Town, story: Story) -> None:
    appeal = story.report("沿河步道护栏外有一堆沙发", matter="ENV-13", place="沿河步道")
    runner.run_due(at=MONDAY_9_00 + HOUR)
    client = town.client("dispatcher")

    found = client.get(reverse("cases:find"), {"q": f"{appeal.number[:3]} {appeal.number[3:]}"})

    assert found.headers["Location"] == reverse("cases:case", args=[appeal.case_id])
    assert rows(client.get(reverse(INBOX), {"q": "护栏外"})) == 1
    assert rows(client.get(reverse(INBOX), {"q": "没有这句话"})) == 0
    assert rows(town.client("other_dispatcher").get(reverse(INBOX), {"q": "护栏外"})) == 0


def test_the_inbox_asks_few_questions_however_many_rows(
    town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = town.client("dispatcher")
    for _ in range(12):
        story.dispatched(matter="ENV-13", assists=(town.enforcement,))

    with django_assert_max_num_queries(22):
        client.get(reverse(INBOX))


def test_a_case_page_asks_few_questions_however_long_its_history(
    town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = story.closed(matter="FIR-01", lead=town.sanitation)
    client = town.client("dispatcher")

    with django_assert_max_num_queries(24):
        assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200


def test_what_ended_is_walked_by_key(town: Town, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    for n in range(3):
        story.closed(matter="ENV-14", at=MONDAY_9_00 + n * HOUR)
    client = town.client("dispatcher")

    first = client.get(reverse(INBOX), {"tab": "ended"})
    older = first.context["older_url"]
    second = client.get(reverse(INBOX) + older)

    assert (rows(first), rows(second)) == (2, 1)
    assert second.context["older_url"] == ""


def test_a_report_taken_down_by_telephone_gets_a_slip(town: Town, story: Story) -> None:
    _ = story
    client = town.client("dispatcher")
    form = {
        "source": "phone",
        "text": "菜场门口路灯不亮",
        "place": "",
        "area": town.grid.pk,
        "matter": "FAC-03",
    }

    refused = client.post(reverse("cases:intake"), form)
    taken = client.post(reverse("cases:intake"), {**form, "told": "on", "phone": "13800001234"})
    slip = client.get(taken.headers["Location"])

    assert refused.status_code == 422
    assert "菜场门口路灯不亮" in refused.content.decode()
    assert "请先向来件人说明" in refused.content.decode()
    assert "来件回执" in slip.content.decode()
    assert "13800001234" not in slip.content.decode()


def test_a_form_that_is_refused_keeps_every_word(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-13", place="河边")
    client = town.client("dispatcher")
    address = reverse("cases:deed", args=[case.pk, "decline"])

    page = client.post(address, {"reason": "out_of_area", "said": "", "note": "写了很久的备注"})

    assert page.status_code == 422
    assert "写了很久的备注" in page.content.decode()


def test_every_open_move_has_a_page_that_opens(town: Town, story: Story) -> None:
    from wangge.cases.queries import may

    cases = [
        story.reported(matter="ENV-13"),
        story.accepted(matter="FAC-04"),
        story.dispatched(matter="ENV-13"),
        story.submitted(matter="ENV-13"),
        story.closed(matter="ENV-13"),
    ]
    for who in ("dispatcher", "streetleader", "district", "verifier"):
        client = town.client(who)
        for case in cases:
            case.refresh_from_db()
            for move in may.open_moves(case, town.hat(who), at=MONDAY_9_00 + DAY):
                page = client.get(reverse("cases:deed", args=[case.pk, move.verb]))
                assert page.status_code == 200, (who, case.state, move.verb)
