"""What a phone sends later: the five acts on its session, once each, refused with the reason."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import Story
from tests.town import Town
from wangge.cases import actions
from wangge.cases.models import Case, Receipt
from wangge.files import actions as files
from wangge.files import links

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LAMP = {"text": "单元门口的灯不亮", "how": "on"}


def held(town: Town, story: Story, holder: str) -> list[str]:
    """A photo that went ahead of its act."""
    file = story.photo()
    file.holder = holder
    file.save(update_fields=["holder"])
    return [holder, str(file.pk)]


def send(
    town: Town, who: str, where: str, body: dict[str, Any], **envelope: Any
) -> tuple[int, dict[str, Any]]:
    whole = {"body": {"client_request_id": "ph-0123456789"} | body, "post": town.hat(who).post_id} | envelope
    return told(town.client(who).post(where, json.dumps(whole), content_type="application/json"))


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    found: HttpResponse = answer
    return found.status_code, json.loads(found.content)


def to_report() -> str:
    return reverse("cases:phone_report")


def to_case(case: Case, verb: str) -> str:
    return reverse("cases:phone_case", args=[case.number, verb])


def lamp(town: Town) -> dict[str, Any]:
    return LAMP | {"area": town.grid.pk}


def test_a_report_sent_twice_is_one_case_with_one_answer(town: Town, story: Story) -> None:
    photos = {"before": [held(town, story, links.new_holder())]}

    first = send(town, "officer", to_report(), lamp(town), photos=photos)
    again = send(town, "officer", to_report(), lamp(town), photos=photos)

    assert first[0] == again[0] == 200
    assert first[1] == again[1]
    assert Case.objects.get().photos.count() == 1


def test_another_report_under_the_same_id_is_refused(town: Town, story: Story) -> None:
    send(town, "officer", to_report(), lamp(town))

    status, problem = send(town, "officer", to_report(), lamp(town) | {"text": "另一件事"})

    assert (status, problem["errors"][0]["field"]) == (409, "client_request_id")
    assert Case.objects.count() == 1


def test_a_report_that_lacks_something_names_the_field_and_may_be_sent_again(
    town: Town, story: Story
) -> None:
    status, problem = send(town, "officer", to_report(), lamp(town) | {"how": "done"})
    fixed = send(town, "officer", to_report(), lamp(town))

    assert status == 422
    assert {fault["field"] for fault in problem["errors"]} == {"other", "said"}
    assert fixed[0] == 200


def test_written_on_an_earlier_form_it_is_to_be_looked_at_again(town: Town, story: Story) -> None:
    status, problem = send(town, "officer", to_report(), lamp(town) | {"other": "GONE-01"}, form="earlier")

    assert (status, problem["review"], problem["errors"][0]["field"]) == (409, "form", "other")


def test_solved_on_the_spot_it_keeps_photos_words_and_when_they_were_written(
    town: Town, story: Story
) -> None:
    case = story.reported(matter="FAC-03")
    body = {"said": "灯泡换好了。", "note": "用了备件", "expect": case.state}
    photos = {name: [held(town, story, links.new_holder())] for name in ("before", "photos")}

    status, answer = send(
        town,
        "officer",
        to_case(case, "self_handle"),
        body,
        photos=photos,
        written_at="2026-11-20T01:12:00Z",
    )

    assert (status, answer["number"]) == (200, case.number)
    case.refresh_from_db()
    assert case.state == "closed"
    assert case.photos.count() == 2
    page = town.client("officer").get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "手机记的时间是 11-20 09:12" in page


def test_a_case_that_moved_on_meanwhile_asks_for_a_look(town: Town, story: Story) -> None:
    case = story.accepted(matter="FAC-03")

    status, problem = send(
        town, "officer", to_case(case, "self_handle"), {"said": "好了。", "expect": "reported"}
    )

    assert (status, problem["review"], problem["state"]) == (409, "state", case.state)
    assert Receipt.objects.count() == 0


def test_a_photo_that_is_gone_is_asked_for_again_and_nothing_is_done(town: Town, story: Story) -> None:
    case = story.reported(matter="FAC-03")
    pair = held(town, story, links.new_holder())
    files.let_go(pair[0], story.photo().pk, at=timezone.now())
    gone = [links.new_holder(), pair[1]]

    status, problem = send(
        town, "officer", to_case(case, "self_handle"), {"said": "好了。"}, photos={"photos": [gone]}
    )

    assert (status, problem["photos"]) == (409, "gone")
    case.refresh_from_db()
    assert case.state == "reported"


def test_an_order_is_signed_for_and_handed_in(town: Town, story: Story) -> None:
    case = story.dispatched(lead=town.sanitation)
    order = story.lead(case)
    where = reverse("cases:phone_order", args=[order.pk, "acknowledge"])

    first = send(town, "other_handler", where, {"expect": "sent"})
    again = send(town, "other_handler", where, {"expect": "sent"})
    changed = send(
        town, "other_handler", where.replace("acknowledge", "submit"), {"client_request_id": "ph-submit01"}
    )

    assert first[0] == again[0] == 200
    assert case.steps.filter(verb="acknowledge").count() == 1
    assert changed[0] == 422


def test_what_waits_to_be_verified_is_verified(town: Town, story: Story) -> None:
    case = story.submitted()

    status, _ = send(
        town, "verifier", to_case(case, "verify"), {"note": "看过，好了。", "expect": "verifying"}
    )

    assert status == 200
    assert "verify" in story.verbs(case)


def test_nobody_and_somebody_out_of_post_are_told_so(town: Town, story: Story) -> None:
    body = json.dumps({"body": {"client_request_id": "ph-0123456789"}, "post": town.hat("officer").post_id})

    nobody = told(Client().post(to_report(), body, content_type="application/json"))
    other = send(town, "officer", to_report(), lamp(town), post=town.hat("leader").post_id)
    broken = told(town.client("officer").post(to_report(), "{", content_type="application/json"))
    deed = send(town, "officer", to_case(story.reported(), "close"), {})

    assert nobody[0] == 401
    assert other[0] == 403
    assert broken[0] == 422
    assert deed[0] == 404


def test_a_case_out_of_reach_is_not_there(town: Town, story: Story) -> None:
    case = story.reported(matter="FAC-03", where="far_grid")

    status, _ = send(town, "officer", to_case(case, "self_handle"), {"said": "好了。"})

    assert status == 404


# --- what a phone keeps ---


def known(town: Town, who: str) -> dict[str, Any]:
    found: dict[str, Any] = town.client(who).get(reverse("cases:phone_known")).json()
    return found


def test_a_phone_keeps_lines_and_no_word_name_or_number_of_a_sender(town: Town, story: Story) -> None:
    case = story.reported(text="我家门口路灯坏了找李秀兰", matter="FAC-03", phone="13812345678")

    found = known(town, "officer")

    assert [(row["number"], row["acts"][0]["act"]) for row in found["rows"]] == [(case.number, "self_handle")]
    whole = json.dumps(found, ensure_ascii=False)
    assert not [word for word in ("李秀兰", "13812345678", "1381234", "家门口路灯坏了") if word in whole]
    assert ["王格远", "网格员"] in found["card"]["team"]
    assert found["report"]["areas"]


def test_a_handler_keeps_his_orders_with_the_next_act(town: Town, story: Story) -> None:
    case = story.dispatched(lead=town.sanitation)

    sent = known(town, "other_handler")["rows"]
    actions.acknowledge(story.lead(case), by=town.hat("other_handler"), at=timezone.now())
    taken = known(town, "other_handler")["rows"]

    assert [row["acts"][0]["act"] for row in sent] == ["acknowledge"]
    assert [row["acts"][0]["act"] for row in taken] == ["submit"]
    assert known(town, "handler")["rows"] == []


def test_what_a_phone_keeps_costs_the_same_however_much_there_is(
    town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        story.reported(matter="FAC-03", at=timezone.now())
    known(town, "officer")

    with django_assert_max_num_queries(30):
        assert len(known(town, "officer")["rows"]) == 4
