"""The pages: who reaches them, what they show, and that they work without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.sheets.conftest import MONDAY_9_00
from tests.sheets.counting import PHONES
from wangge.grids.access import Role
from wangge.grids.models import Area, AreaKind, Post
from wangge.jobs import runner
from wangge.kernel.models import Counter
from wangge.people.models import Account, Person
from wangge.sheets import actions, reading
from wangge.sheets.models import Export, Run
from wangge.sheets.rules import State

pytestmark = pytest.mark.django_db


def signed_in(role: Role, name: str) -> Client:
    """Somebody with a post of this role in the one community there is."""
    area, _ = Area.objects.get_or_create(
        path="1/", defaults={"rank": 3, "kind": AreaKind.COMMUNITY, "name": "荷塘"}
    )
    person = Person.objects.create(name=name)
    Post.objects.create(person=person, role=role, area=area, since=MONDAY_9_00 - timedelta(days=900))
    client = Client()
    client.force_login(Account.objects.create(username=name, person=person))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in(Role.STAFF, "王芳")


@pytest.fixture
def secretary() -> Client:
    return signed_in(Role.SECRETARY, "李强")


def csv(text: str, name: str = "计数器.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def uploaded(client: Client, text: str, importer: str = "counters") -> Run:
    """The run that an upload made."""
    answer = client.post(reverse("sheets:upload", args=[importer]), {"file": csv(text)})
    assert answer.status_code == 302, answer.content.decode()
    return Run.objects.latest("created_at")


def words(answer: Any) -> str:
    return str(answer.content.decode())


def table_in(answer: HttpResponse | Any) -> list[list[str]]:
    content = answer.getvalue() if answer.streaming else answer.content
    return [list(row) for row in reading.parse(content, "表.xlsx").rows]


def test_a_table_goes_in_by_three_plain_pages(staff: Client) -> None:
    assert "计数器" in words(staff.get(reverse("sheets:upload", args=["counters"])))
    run = uploaded(staff, "名称,数值（个）,备注\nn1,1\nn2,x\n")
    page = reverse("sheets:run", args=[run.pk])

    preview = words(staff.get(page))
    answer = staff.post(reverse("sheets:confirm", args=[run.pk]))
    progress = words(staff.get(page))
    runner.run_due(at=run.created_at + timedelta(minutes=1), has_periods=False)
    result = words(staff.get(page))

    assert "导入 1 行" in preview
    assert "这些列认不出，不会导入：备注" in preview
    assert "“x”不是整数" in preview
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert 'role="progressbar"' in progress
    assert "刷新看进度" in progress
    assert "成功 1 行，失败 1 行" in result
    assert Counter.objects.filter(name="n1").exists()


def test_htmx_gets_the_panel_only_and_polls_while_the_run_goes_on(staff: Client) -> None:
    run = uploaded(staff, "名称,数值（个）\nn1,1\n")
    staff.post(reverse("sheets:confirm", args=[run.pk]))

    panel = words(staff.get(reverse("sheets:run", args=[run.pk]), headers={"HX-Request": "true"}))

    assert "<html" not in panel
    assert 'hx-trigger="every 1s"' in panel


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "请选择一个文件"),
        (SimpleUploadedFile("空.csv", b""), "没有内容"),
        (SimpleUploadedFile("x.xlsx", b"PK\x03\x04nothing"), "打不开"),
        (csv("姓名\n王芳\n"), "没有找到标题行"),
        (csv("名称\nn1\n"), "缺少必填的列：数值（个）"),
    ],
)
def test_a_file_that_cannot_be_used_comes_back_with_a_sentence(
    staff: Client, file: SimpleUploadedFile | None, sentence: str
) -> None:
    answer = staff.post(reverse("sheets:upload", args=["counters"]), {"file": file} if file else {})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Run.objects.exists()


def test_a_file_name_that_is_markup_stays_text(staff: Client) -> None:
    answer = staff.post(
        reverse("sheets:upload", args=["counters"]),
        {"file": csv("名称,数值（个）,<b>x</b>\n<script>1</script>,1\n", "<img src=x>.csv")},
        follow=True,
    )

    assert "<script>1" not in words(answer)
    assert "<b>x</b>" not in words(answer)
    assert "&lt;script&gt;" in words(answer)


def test_a_discarded_upload_leads_back_to_the_start(staff: Client) -> None:
    run = uploaded(staff, "名称,数值（个）\nn1,1\n")

    answer = staff.post(reverse("sheets:discard", args=[run.pk]))

    run.refresh_from_db()
    assert answer.headers["Location"] == reverse("sheets:upload", args=["counters"])
    assert run.state == State.DISCARDED


def test_an_all_or_nothing_table_with_a_bad_row_offers_no_import(staff: Client) -> None:
    run = uploaded(staff, "名称,数值（个）\nn1,1\nn2,x\n", "whole-counters")

    page = words(staff.get(reverse("sheets:run", args=[run.pk])))

    assert reverse("sheets:confirm", args=[run.pk]) not in page
    assert "要么全部导入，要么都不导入" in page
    assert staff.post(reverse("sheets:confirm", args=[run.pk])).status_code == 409


def test_the_empty_template_and_the_bad_rows_are_downloads(staff: Client) -> None:
    run = uploaded(staff, "名称,数值（个）\nn1,1\nn2,x\n")

    empty = staff.get(reverse("sheets:template", args=["counters"]))
    bad = staff.get(reverse("sheets:bad_rows", args=[run.pk]))

    assert table_in(empty) == [["名称*", "数值（个）*", "类别", "启用日期"]]
    assert table_in(bad)[1][1:] == ["n2", "x"]
    for answer in (empty, bad):
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_run_without_bad_rows_has_none_to_download(staff: Client) -> None:
    run = uploaded(staff, "名称,数值（个）\nn1,1\n")

    assert staff.get(reverse("sheets:bad_rows", args=[run.pk])).status_code == 404


def test_doors(staff: Client, secretary: Client) -> None:
    run = uploaded(staff, "名称,数值（个）\nn1,1\n")
    upload, page = reverse("sheets:upload", args=["counters"]), reverse("sheets:run", args=[run.pk])
    confirm = reverse("sheets:confirm", args=[run.pk])

    assert Client().get(upload).status_code == 302
    assert Client().get(page).status_code == 302
    assert secretary.get(upload).status_code == 403
    assert secretary.get(page).status_code == 404
    assert secretary.post(confirm).status_code == 404
    assert staff.get(confirm).status_code == 405
    assert staff.get(reverse("sheets:upload", args=["nothing"])).status_code == 404


def test_somebody_without_a_post_can_do_nothing_here() -> None:
    client = Client()
    client.force_login(Account.objects.create(username="nobody", person=Person.objects.create(name="无岗")))

    assert client.get(reverse("sheets:upload", args=["counters"])).status_code == 403
    assert client.get(reverse("sheets:exports")).status_code == 403


def large_export(client: Client) -> Export:
    """A table with 201 telephone numbers that the signed-in person asked for."""
    person = Person.objects.get(name="王芳")
    acting = Post.objects.select_related("area", "unit", "person").get(person=person).acting()
    return actions.export(
        b"PK the workbook",
        exporter="phones",
        template=PHONES,
        rows=201,
        purpose="周例会汇报",
        file_name="电话表.xlsx",
        is_masked=True,
        by=acting,
        at=MONDAY_9_00,
    )


def test_a_second_person_lets_a_large_export_go(staff: Client, secretary: Client) -> None:
    export = large_export(staff)
    page, file = reverse("sheets:exports"), reverse("sheets:export_file", args=[export.pk])
    approve = reverse("sheets:approve_export", args=[export.pk])

    assert "等另一位同事同意" in words(staff.get(page))
    assert "周例会汇报" in words(secretary.get(page))
    assert staff.get(file).status_code == 409
    assert staff.post(approve).status_code == 404
    assert secretary.post(approve).status_code == 302
    answer = staff.get(file)
    assert answer.content == b"PK the workbook"
    assert "%E7%94%B5%E8%AF%9D%E8%A1%A8.xlsx" in answer.headers["Content-Disposition"]
    assert secretary.get(file).status_code == 404
