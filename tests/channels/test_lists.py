"""Lists that go out: the rows of the page, a department's own columns, nothing of a person, with a record."""

import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.cases.story import HOUR, Story
from tests.town import Town
from wangge.channels.models import Layout
from wangge.channels.rules import layouts
from wangge.journal.models import Entry
from wangge.sheets.models import Export

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def taken_out(town: Town, who: str, table: str, query: str = "", **fields: Any) -> list[list[Any]]:
    """The rows of the workbook somebody gets of a list."""
    client = town.client(who)
    address = reverse("channels:export_list", args=[table]) + query
    answer = client.post(address, {"purpose": "街道周例会汇报", **fields})
    assert answer.status_code == 302, answer.content.decode()
    file = client.get(reverse("sheets:export_file", args=[Export.objects.latest("created_at").pk])).content
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()


def test_the_desk_gets_the_rows_of_its_page_and_nothing_of_a_person(story: Story) -> None:
    shown = story.accepted(
        text="林阿姨说灯坏了", place="柳荫路 3 号 501 室", phone="13800001111", at=timezone.now()
    )
    story.accepted(where="far_grid", at=timezone.now(), by="district")
    hidden = story.reported(text="邻居打老婆，孩子在哭", matter="", place="柳荫路 9 号", at=timezone.now())

    rows = taken_out(story.town, "dispatcher", "desk")

    by_number = {row[0]: row for row in rows[1:]}
    assert set(by_number) == {shown.number, hidden.number}
    assert by_number[hidden.number][5:8] == ["", "", ""]
    text = repr(rows)
    for word in ("林阿姨", "501 室", "13800001111", "打老婆", "柳荫路 9 号"):
        assert word not in text
    assert Entry.objects.filter(verb="sheets.export", note__contains="街道周例会汇报").count() == 1


def test_the_filter_of_the_page_is_the_filter_of_the_file(story: Story) -> None:
    kept = story.accepted(at=timezone.now())
    story.accepted(matter="ENV-01", at=timezone.now())

    rows = taken_out(story.town, "dispatcher", "desk", f"?category={kept.matter.category_id}")  # type: ignore[union-attr]

    assert [row[0] for row in rows[1:]] == [kept.number]


def test_orders_revisits_and_lateness_go_out_too(story: Story) -> None:
    story.town.hat("other_handler")
    story.dispatched(at=timezone.now() - HOUR)
    closed = story.closed(at=timezone.now() - 9 * HOUR)

    assert len(taken_out(story.town, "other_handler", "orders")) == 2
    assert taken_out(story.town, "revisit", "revisit")[1][0] == closed.appeals.get().number
    assert taken_out(story.town, "streetleader", "late")[0][0] == "事项编号"


def test_a_layout_names_the_columns_and_their_order(story: Story) -> None:
    case = story.accepted(at=timezone.now())
    town = story.town
    fields = {"name": "城管周报", "columns": "事项 = 案由\n事项编号 = 案号\n", "is_shared": "on"}
    answer = town.client("dispatcher").post(reverse("channels:add_layout", args=["desk"]), fields)
    assert answer.status_code == 302, answer.content.decode()

    rows = taken_out(town, "dispatcher", "desk", layout=str(Layout.objects.get().pk))

    assert rows == [["案由", "案号"], [case.title, case.number]]


def test_another_street_does_not_see_a_shared_layout(story: Story) -> None:
    fields = {"name": "周报", "columns": "事项", "is_shared": "on"}
    story.town.client("dispatcher").post(reverse("channels:add_layout", args=["desk"]), fields)

    page = story.town.client("other_dispatcher").get(reverse("channels:export_list", args=["desk"]))

    assert "周报" not in page.content.decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "至少"), ("手机号 = 电话", "没有"), ("事项 = a\n区域 = a", "重复"), ("事项 = " + "长" * 41, "40")],
)
def test_a_layout_that_cannot_be_is_said_so(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        layouts.own("desk", text)
