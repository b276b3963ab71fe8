"""What is sent twice happens once: the same body gets the same answer, another one 409."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases.asking import Answer, get, post, report_of
from tests.cases.story import Story
from tests.town import Town
from wangge.cases import actions
from wangge.cases.models import Appeal, Case, Receipt
from wangge.jobs.models import Job
from wangge.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_same_report_again_gets_the_same_answer_with_its_secret(story: Story) -> None:
    body = report_of(matter="FAC-03", contact={"phone": "13800001111"})
    first = post("/cases", body)

    again = post("/cases", body)

    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    assert Appeal.objects.count() == Case.objects.count() == Job.objects.count() == 1


def test_it_is_the_same_body_however_it_is_written(story: Story) -> None:
    body = report_of()
    post("/cases", body)

    again = post("/cases", json.dumps(dict(reversed(body.items())), indent=3))

    assert again.status == 200


def test_the_answer_stays_the_first_whatever_becomes_of_the_case(town: Town, story: Story) -> None:
    body = report_of()
    first = post("/cases", body)
    appeal = Appeal.objects.select_related("case").get()
    actions.accept(appeal.case, matter=_matter("FAC-03"), by=town.dispatcher, at=timezone.now())

    assert post("/cases", body).body == first.body


def test_a_renewed_secret_is_not_given_to_whoever_repeats_the_report(story: Story) -> None:
    body = report_of()
    first = post("/cases", body)
    appeal = Appeal.objects.get()
    actions.renew_secret(appeal, by=story.me(appeal))

    again = post("/cases", body)

    assert again.body["secret"] == first.body["secret"]
    assert _progress(again).status == 404


def test_another_body_under_the_same_id_is_refused(story: Story) -> None:
    body = report_of()
    post("/cases", body)

    other = post("/cases", body | {"text": "另一件事"})

    assert other.status == 409
    assert "client_request_id" in other.faults
    assert Case.objects.count() == 1


def test_doors_do_not_share_their_ids(town: Town, story: Story) -> None:
    body = report_of()

    statuses = [post("/cases", body).status, post("/cases", body, token=town.token("dispatcher")).status]

    assert statuses == [201, 201]
    assert Case.objects.count() == 2


def test_a_refused_report_may_be_sent_again_under_its_id(town: Town, story: Story) -> None:
    body = report_of("", lon=120.5, lat=30.5)
    assert post("/cases", body).status == 422

    assert post("/cases", report_of("grid", client_request_id=body["client_request_id"])).status == 201


def test_a_receipt_is_kept_thirty_days(story: Story) -> None:
    body = report_of()
    post("/cases", body)
    at = timezone.now()

    actions.clean_doors(at=at + timedelta(days=29))
    assert post("/cases", body).status == 200

    actions.clean_doors(at=at + timedelta(days=31))
    assert not Receipt.objects.exists()


def test_a_receipt_holds_no_word_of_the_report(story: Story) -> None:
    post("/cases", report_of(text="不能留下的话", contact={"name": "林晚", "phone": "13800001111"}))

    row = Receipt.objects.values().get()
    assert not any(word in str(row) for word in ("不能留下的话", "林晚", "13800001111"))


def _matter(code: str) -> Matter:
    return Matter.objects.get(pk=code)


def _progress(answer: Answer) -> Answer:
    return get(f"/cases/{answer.body['number']}", X_Case_Secret=answer.body["secret"])
