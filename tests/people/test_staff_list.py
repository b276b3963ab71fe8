"""The staff list from Excel: row by row, bad rows said in Chinese, everybody with an account and a post."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.people.conftest import MONDAY_9_00, Place
from wangge.grids.access import Acting, Permit
from wangge.grids.imports import hat_of
from wangge.grids.models import Post
from wangge.jobs import runner
from wangge.kernel.refusal import Refused
from wangge.people.models import Account, Person
from wangge.sheets import actions as sheets
from wangge.sheets import registry, rules, staging
from wangge.sheets.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TITLES = ["姓名", "手机号", "用户名", "岗位", "区域编码", "单位编码", "用工性质"]


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Settings) -> None:
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": default}


def _import(place: Place, *rows: list[str]) -> Run:
    importer = registry.find_importer("staff")
    assert importer is not None
    table = rules.Table([TITLES, *rows], name="名单.xlsx")
    draft = staging.prepare(importer, table, by=place.sysadmin, at=MONDAY_9_00)
    run = sheets.stage(draft, by=place.sysadmin, at=MONDAY_9_00)
    sheets.confirm(run, by=place.sysadmin, at=MONDAY_9_00)
    runner.run_due(at=MONDAY_9_00, has_periods=False)
    return Run.objects.get(pk=run.pk)


def test_every_good_row_becomes_a_person_with_an_account_and_a_post(place: Place) -> None:
    run = _import(
        place,
        ["何望", "138-0000-0001", "HeWang", "网格员", "320999001001001", "", "专职"],
        ["舒会", "", "", "社区工作者", "320999001001", "", ""],
        ["王办", "025-66543210", "wangban", "经办人", "", "W-1", ""],
    )

    posts = {p.person.name: p for p in Post.objects.select_related("person").filter(since=MONDAY_9_00)}
    assert (run.state, run.done, run.failed) == ("done", 3, 0)
    assert (posts["何望"].role, posts["何望"].area, posts["何望"].employment_type) == (
        "officer",
        place.grid,
        "full_time",
    )
    assert (posts["舒会"].role, posts["舒会"].area) == ("staff", place.community)
    assert (posts["王办"].role, posts["王办"].unit) == ("handler", place.unit)
    assert Account.objects.filter(person__in=[p.person for p in posts.values()]).count() == 3
    assert Person.objects.get(name="王办").phone == "02566543210"


def test_one_person_may_stand_in_several_rows(place: Place) -> None:
    _import(
        place,
        ["何望", "", "hewang", "网格员", "320999001001001", "", "专职"],
        ["何望", "", "hewang", "楼道长", "320999001001001", "", ""],
    )

    assert Person.objects.filter(name="何望").count() == 1
    assert sorted(Post.objects.filter(person__name="何望").values_list("role", flat=True)) == [
        "captain",
        "officer",
    ]


def test_bad_rows_say_what_is_wrong_and_the_good_ones_stay(place: Place) -> None:
    run = _import(
        place,
        ["何望", "12345", "hewang", "网格员", "320999001001001", "", ""],
        ["舒会", "", "", "局长", "320999001001", "", ""],
        ["某人", "", "", "网格员", "999", "", ""],
        ["王办", "", "", "经办人", "", "", ""],
        ["王二", "", "", "网格员", "320999001", "", ""],
        ["远人", "", "", "社区工作者", "320999001002", "", ""],
    )

    problems = {row.number: row.problem for row in run.bad_rows.all()}
    assert "不像一个手机号" in problems[2]
    assert "局长" in problems[3]
    assert "没有编码为 999 的区域" in problems[4]
    assert "请选择一个区域或一个单位" in problems[5]
    assert "不能设在这一层" in problems[6]
    assert (run.done, run.failed) == (1, 5)
    assert (
        set(Person.objects.values_list("name", flat=True)) & {"何望", "舒会", "某人", "王办", "王二"} == set()
    )
    assert Person.objects.filter(name="远人").exists()


def test_nobody_is_imported_out_of_reach(place: Place) -> None:
    run = _import(place, ["远人", "", "", "街道调度员", "320999002", "", ""])

    assert run.failed == 1
    assert "管理范围" in run.bad_rows.get().problem


def test_an_import_wears_the_hat_it_was_begun_under_as_long_as_that_is_held(place: Place) -> None:
    assert hat_of(place.sysadmin, at=MONDAY_9_00) == place.sysadmin

    Post.objects.filter(person=place.sysadmin.person_id or 0).update(until=MONDAY_9_00)

    with pytest.raises(Refused, match="已经结束"):
        hat_of(place.sysadmin, at=MONDAY_9_00)


def test_only_who_edits_persons_reaches_the_pages_of_the_list(place: Place) -> None:
    importer = registry.find_importer("staff")
    assert importer is not None

    def may(acting: Acting | None) -> bool:
        request = type("Request", (), {"acting": acting})()
        return importer.may(request)

    assert may(place.sysadmin)
    assert not may(place.clerk)
    assert not may(None)
    assert not place.clerk.may(Permit.PEOPLE_EDIT)


def test_the_empty_table_names_the_columns_of_the_list() -> None:
    importer = registry.find_importer("staff")
    assert importer is not None

    assert [column.title for column in importer.template.columns] == TITLES
