"""Confidential cases at the door: 404 for the accused, his grid, the captain, other units, and
the desks between.
"""

import pytest
from django.urls import reverse

from tests.cases.story import Story
from tests.town import Town
from wangge.cases.queries.lookup import secret_of

pytestmark = pytest.mark.django_db
UNSEEN = (
    "officer",
    "next_officer",
    "leader",
    "captain",
    "staff",
    "secretary",
    "verifier",
    "handler",
    "district",
)


@pytest.mark.parametrize("page", ["cases:case", "cases:case_print"])
def test_a_complaint_about_the_officer_is_not_there_for_those_it_could_harm(
    town: Town, story: Story, page: str
) -> None:
    case = story.reported(text="网格员从来没见过人，打电话不接", matter="GOV-04")
    address = reverse(page, args=[case.pk])

    for who in UNSEEN:
        assert town.client(who).get(address).status_code == 404, who
    assert town.client("dispatcher").get(address).status_code == 200


def test_it_stands_on_no_list_but_its_desks_and_there_by_category_alone(town: Town, story: Story) -> None:
    story.reported(text="网格员小王从来没见过人", matter="GOV-04", place="锦绣里 3 栋 2 单元 501")

    for who in ("officer", "staff", "district"):
        page = town.client(who).get(reverse("cases:desk")).content.decode()
        assert "data-row" not in page, who
        assert "小王" not in page
    page = town.client("dispatcher").get(reverse("cases:desk")).content.decode()
    assert "保密事项，只显示大类" in page
    assert "锦绣里" not in page


def test_the_wrong_secret_and_an_unknown_number_look_the_same(town: Town, story: Story, client) -> None:  # type: ignore[no-untyped-def]
    appeal = story.report(matter="ENV-01")
    right = reverse("cases:progress", args=[appeal.number])

    wrong = client.get(right, {"secret": "0" * 32})
    unknown = client.get(reverse("cases:progress", args=["12345678901"]), {"secret": "0" * 32})
    known = client.get(right, {"secret": secret_of(appeal)})

    assert (wrong.status_code, unknown.status_code, known.status_code) == (404, 404, 200)


def test_an_internal_note_never_reaches_the_appellant(town: Town, story: Story, client) -> None:  # type: ignore[no-untyped-def]
    from tests.town import MONDAY_9_00
    from wangge.cases import actions

    appeal = story.report(matter="ENV-01", phone="13800001234")
    actions.accept(
        appeal.case, said="已受理您反映的事。", note="暗记号甲乙丙", by=town.dispatcher, at=MONDAY_9_00
    )
    actions.log(appeal.case, note="暗记号甲乙丙", by=town.dispatcher, at=MONDAY_9_00)

    page = client.get(
        reverse("cases:progress", args=[appeal.number]), {"secret": secret_of(appeal)}
    ).content.decode()

    assert "已受理您反映的事。" in page
    assert "暗记号" not in page
    assert "赵度清" not in page  # the dispatcher's name
    assert "13800001234" not in page
