"""A grid is handed over on one page: first signed by who gives, then by who takes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Case, CaseTask
from wangge.duties import actions
from wangge.duties.models import Handover
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice
from wangge.promises import actions as promises
from wangge.promises.actions import Given

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def two(town: Town) -> Town:
    for who in ("officer", "leader", "staff"):
        town.post(who)
    return town


def written(town: Town, *, by: str = "officer", taker: str = "leader") -> Handover:
    return actions.write_handover(
        town.grid,
        taker=town.person(taker),
        keys="消防箱钥匙 2 把",
        notes="周三陪同电梯年检",
        helpers="楼道长",
        by=town.hat(by),
        at=MONDAY_9_00,
    )


def test_both_sign_and_what_was_open_then_is_kept(two: Town, story: Story) -> None:
    open_case, secret = story.reported(), story.reported()
    Case.objects.filter(pk=secret.pk).update(visibility="confidential")
    made = written(two)

    actions.sign_handover(made, by=two.officer, at=MONDAY_9_00)
    signed = actions.sign_handover(made, by=two.leader, at=MONDAY_9_00)

    assert signed.state == "双方已签"
    assert signed.case_numbers == [open_case.number]
    told = Notice.objects.filter(kind="handover").values_list("person__name", flat=True)
    assert set(told) == {"王格远", "郑格长"}


def test_both_sign_for_promises_and_for_where_somebody_is_expected_again(two: Town, story: Story) -> None:
    given = Given(title="修好车棚的灯", keeper="柳荫一网格", due_on=date(2026, 11, 30))
    promise = promises.make(two.management, two.grid, given, by=two.secretary, at=MONDAY_9_00)
    case = story.closed(matter="STR-01", at=MONDAY_9_00 - timedelta(days=1))
    made = written(two)
    page = reverse("duties:handover", args=[made.pk])
    client = two.client("leader")

    assert "修好车棚的灯" in client.get(page).content.decode()
    signed = actions.sign_handover(made, by=two.officer, at=MONDAY_9_00)
    promises.drop(promise, reason="车棚要拆", by=two.secretary, at=MONDAY_9_00)
    actions.sign_handover(made, by=two.leader, at=MONDAY_9_00)

    assert signed.promise_keys == [str(promise.pk)]
    looks = CaseTask.objects.filter(case=case, kind="aftercare")
    assert looks.exists()
    assert set(signed.visit_keys) == {str(pk) for pk in looks.values_list("pk", flat=True)}
    paper = client.get(f"{page}print/").content.decode()
    assert "修好车棚的灯" in paper
    assert looks[0].action in paper


def test_who_takes_waits_for_who_gives_and_nobody_signs_twice(two: Town) -> None:
    made = written(two)

    with pytest.raises(Refused, match="先签"):
        actions.sign_handover(made, by=two.leader, at=MONDAY_9_00)
    actions.sign_handover(made, by=two.officer, at=MONDAY_9_00)
    with pytest.raises(Refused, match="已经签过"):
        actions.sign_handover(made, by=two.officer, at=MONDAY_9_00)
    with pytest.raises(NotAllowed):
        actions.sign_handover(made, by=two.staff, at=MONDAY_9_00)


def test_until_it_is_signed_it_is_corrected_not_doubled(two: Town) -> None:
    assert written(two).pk == written(two, taker="staff").pk


@pytest.mark.parametrize(
    ("by", "taker", "kind"),
    [
        ("next_officer", "leader", NotAllowed),
        ("officer", "officer", Refused),
        ("officer", "recruit", Refused),
        ("handler", "leader", NotAllowed),
    ],
)
def test_a_strange_grid_oneself_and_people_without_a_post_are_refused(
    two: Town, by: str, taker: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        written(two, by=by, taker=taker)


def test_on_the_pages_it_is_written_signed_and_printed(two: Town, story: Story) -> None:
    story.accepted(place="柳荫里3栋")
    client = two.client("officer")
    fields = {"taker": two.person("leader").pk, "keys": "钥匙 2 把", "notes": "", "helpers": ""}

    url = client.post(reverse("duties:handovers"), fields).headers["Location"]
    page = client.get(url).content.decode()
    client.post(url)
    two.client("leader").post(url)
    paper = two.client("leader").get(f"{url}print/").content.decode()

    assert "柳荫里3栋" in page
    assert "钥匙 2 把" in paper
    assert "郑格长（" in paper
    assert Handover.objects.get().state == "双方已签"
