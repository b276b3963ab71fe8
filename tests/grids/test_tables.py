"""Tables of areas and places, from the upload to the tree, as an administrator brings them in."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.town import Town, middle
from wangge.grids import queries
from wangge.grids.models import Area, Place
from wangge.jobs import runner
from wangge.sheets.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def town() -> Town:
    return Town()


def bring(town: Town, name: str, rows: list[list[str]]) -> tuple[str, Run]:
    """Upload, look at the preview, confirm, let the worker run; returns the preview's text and the run."""
    client, sheet = town.client("sysadmin"), io.StringIO(newline="")
    csv.writer(sheet).writerows(rows)
    upload = {"file": SimpleUploadedFile("t.csv", sheet.getvalue().encode("utf-8-sig"))}
    sent = client.post(reverse("sheets:upload", args=[name]), upload)
    assert sent.status_code == 302, sent.content.decode()
    preview = client.get(sent.headers["Location"]).content.decode()
    run = Run.objects.latest("created_at")
    client.post(reverse("sheets:confirm", args=[run.pk]))
    runner.run_due(at=timezone.now())
    return preview, Run.objects.get(pk=run.pk)


def test_a_table_of_areas_is_previewed_by_level_and_becomes_the_tree(town: Town) -> None:
    rows = [
        ["编码", "名称", "网格类型", "户数"],
        ["990101001003", "新湾社区", "", ""],
        ["990101001003001", "新湾一网格", "住宅网格", "512"],
        ["990101001003701", "新湾菜场网格", "市场网格", ""],
        ["990101001001001", "柳荫一网格", "住宅网格", "430"],
    ]

    preview, run = bring(town, "areas", rows)

    assert "社区：新增 1" in preview
    assert "网格：新增 2，修改 1" in preview
    assert run.done == 4
    made = Area.objects.get(grid_code="990101001003001")
    assert [node.name for node in queries.chain(made.path)] == [
        "清岚区",
        "柳湾街道",
        "新湾社区",
        "新湾一网格",
    ]
    assert (made.households, Area.objects.get(pk=town.grid.pk).households) == (512, 430)


def test_one_bad_row_stops_the_whole_table_and_is_named(town: Town) -> None:
    rows = [
        ["编码", "名称", "网格类型"],
        ["990101001003", "新湾社区", ""],
        ["990101001009001", "悬空网格", ""],
        ["990101001003001", "新湾一网格", "市场网格"],
    ]

    preview, run = bring(town, "areas", rows)

    assert "700-899" in preview
    assert run.done == 0
    assert not Area.objects.filter(name="新湾社区").exists()


def test_an_official_list_of_divisions_fills_the_tree_down_to_the_community(town: Town) -> None:
    rows = [
        ["area_code", "area", "street_code", "street", "village_code", "village"],
        ["990101", "清岚区", "990101003", "新湾街道", "990101003001", "新湾社区居委会"],
        ["990101", "清岚区", "990101003", "新湾街道", "990101003002", "云湾社区居委会"],
    ]

    _, run = bring(town, "divisions", rows)

    assert run.done == 2
    assert [a.name for a in Area.objects.filter(parent__name="新湾街道").order_by("pk")] == [
        "新湾社区",
        "云湾社区",
    ]


def test_places_come_in_row_by_row_and_are_found_by_their_names(town: Town) -> None:
    lon, lat = middle("grid")
    rows = [
        ["编码", "类型", "名称", "上级编码", "地址", "编号", "经度", "纬度", "别名"],
        ["E1", "小区", "锦绣里小区", "", "荷风路88号", "", str(lon), str(lat), "机械厂家属院、老厂区"],
        ["E1-3", "楼栋", "锦绣里小区3栋", "E1", "", "3", str(lon), str(lat), ""],
        ["E9-1", "楼栋", "无主楼", "E9", "", "1", str(lon), str(lat), ""],
    ]

    _, run = bring(town, "places", rows)

    assert (run.done, run.failed) == (2, 1)
    assert Place.objects.get(code="E1-3").area_path == town.grid.path
    assert queries.locate_words("机械厂家属院三号楼").place == "锦绣里小区3栋"
