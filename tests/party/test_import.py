"""The register from Excel: rows stand or fall alone, doubles are found, nothing is written out of reach."""

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids.access import Acting
from wangge.party.imports import MEMBERS, MEMBERS_OUT, month
from wangge.party.models import Member
from wangge.sheets import actions as sheets
from wangge.sheets import registry, staging
from wangge.sheets.models import Run
from wangge.sheets.rules import Table

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TITLES = ("支部", "姓名", "手机号", "类别", "状态", "入党年月", "组织关系所在支部")
BRANCH = "柳荫一网格党支部"


def imported(rows: list[tuple[str, ...]], by: Acting) -> Run:
    importer = next(one for one in registry.importers() if one.name == "party_members")
    draft = staging.prepare(importer, Table([TITLES, *rows], name="名册.xlsx"), by=by, at=MONDAY_9_00)
    run = sheets.confirm(sheets.stage(draft, by=by, at=MONDAY_9_00), by=by, at=MONDAY_9_00)
    while sheets.take_block(run, at=MONDAY_9_00):
        run = Run.objects.get(pk=run.pk)
    return Run.objects.get(pk=run.pk)


def problems(run: Run) -> dict[int, str]:
    return {row.number: str(row.problem) for row in run.bad_rows.all()}


def test_good_rows_enter_and_bad_ones_say_why(town: Town) -> None:
    by = town.network.by
    run = imported(
        [
            (BRANCH, "陈一帆", "13900000001", "", "", "2006年6月", ""),
            (BRANCH, "沈知秋", "13900000002", "居住在这里", "正式党员", "1998-12", ""),
            ("没有这个支部", "许清和", "13900000003", "", "", "2001-07", ""),
            (BRANCH, "何申请", "13900000004", "", "入党申请人", "", ""),
            (BRANCH, "赵未来", "13900000005", "", "", "", ""),
            (BRANCH, "钱号码", "12345", "", "", "2001-07", ""),
        ],
        by,
    )

    assert (run.done, run.failed) == (2, 4)
    assert "组织关系所在支部" in problems(run)[3]
    assert "没有找到支部" in problems(run)[4]
    assert "入党年月" in problems(run)[6]
    assert "手机号" in problems(run)[7]
    assert set(Member.objects.values_list("name", flat=True)) == {"陈一帆", "何申请"}
    town.network.branch.refresh_from_db()
    assert (town.network.branch.members_n, town.network.branch.full_n) == (1, 1)


def test_one_person_twice_is_found_within_the_file_and_in_the_register(town: Town) -> None:
    town.network.enrol("陈一帆", phone="13900000001")

    run = imported(
        [
            (BRANCH, "陈一帆", "13900000001", "", "", "2006-06", ""),
            (BRANCH, "沈知秋", "13900000002", "", "", "2006-06", ""),
            (BRANCH, "沈知秋", "139-0000-0002", "", "", "2006-06", ""),
        ],
        town.network.by,
    )

    assert "已登记在柳荫一网格党支部" in problems(run)[2]
    assert "和第 3 行重复" in problems(run)[4]
    assert run.done == 1


def test_a_secretary_imports_into_no_other_branch(town: Town) -> None:
    run = imported(
        [
            (town.network.far_branch.name, "陈一帆", "13900000001", "", "", "2006-06", ""),
            (BRANCH, "沈知秋", "13900000002", "", "", "2006-06", ""),
        ],
        town.branchsec,
    )

    assert "不在您的管理范围内" in problems(run)[2]
    assert run.done == 1


def test_a_phone_is_sealed_and_found_only_whole(town: Town) -> None:
    imported([(BRANCH, "陈一帆", "13900000001", "", "", "2006-06", "")], town.network.by)
    client = town.client("branchsec")

    assert "陈一帆" in client.get("/party/members/?q=139 0000 0001").content.decode()
    assert "陈一帆" not in client.get("/party/members/?q=13900000").content.decode()
    assert "13900000001" not in client.get("/party/members/").content.decode()


@pytest.mark.parametrize("text", ["2006-06", "2006年6月", "2006.6", "200606", "2006-06-28"])
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert month(text).isoformat() == "2006-06-01"


def test_no_column_takes_what_the_register_must_not_hold() -> None:
    forbidden = ("身份证", "党费", "工资", "家庭", "政审", "民族", "宗教", "婚姻", "住址", "籍贯")
    titles = [title for c in (*MEMBERS.columns, *MEMBERS_OUT.columns) for title in (c.title, *c.also)]

    assert [t for t in titles if any(word in t for word in forbidden)] == []
