"""Real territory, where it lies beside the project: official divisions and boundaries of real cities."""

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
import shapely

from tests.grids.builders import ADMIN, NOON
from tests.shared_data import shared
from wangge.grids import actions, crs, queries
from wangge.grids.area_imports import DIVISIONS
from wangge.grids.models import Area
from wangge.grids.rules.importing import AreaRow, division_rows
from wangge.grids.rules.locating import How
from wangge.sheets import rules as sheets
from wangge.sheets.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def divisions(city: str, folder: Path) -> list[AreaRow]:
    """The official list of one city, read and checked as an upload is."""
    with gzip.open(shared("data/divisions-villages-2021.csv.gz"), "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    table = folder / "divisions.csv"
    with table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["city"] == city)
    checked = sheets.check(read(table), DIVISIONS)
    assert checked.errors == []
    return division_rows([(row.number, row.values) for row in checked.rows])


def test_the_divisions_of_nanjing_come_in_whole(tmp_path: Path) -> None:
    actions.seed_levels()

    actions.import_areas(divisions("南京市", tmp_path), template="city", by=ADMIN, at=NOON)

    ranks = Counter(Area.objects.values_list("rank", flat=True))
    assert ranks == {-1: 1, 0: 11, 1: 143, 3: 1307}
    gulou = queries.the_tree().by_code["320106000000"]
    assert gulou.row.gb2260_code == "320106"
    assert all(area.path.count("/") == {-1: 1, 0: 2, 1: 3, 3: 4}[area.rank] for area in Area.objects.all())


@pytest.mark.parametrize("city", ["上海市", "合肥市", "黄山市", "宣城市"])
def test_the_divisions_of_other_cities_come_in_too(city: str, tmp_path: Path) -> None:
    actions.seed_levels()

    plan = actions.import_areas(divisions(city, tmp_path), template="city", by=ADMIN, at=NOON)

    assert len(plan.new) > 10
    assert Area.objects.filter(parent__isnull=True).count() == 1


def test_the_boundaries_of_nanjing_are_converted_and_hold_their_points(tmp_path: Path) -> None:
    actions.seed_levels()
    rows = [row for row in divisions("南京市", tmp_path) if len(row.code) <= 6]
    actions.import_areas(rows, template="city", by=ADMIN, at=NOON)
    content = json.loads(shared("data/boundaries/320100_full.geojson").read_text(encoding="utf-8"))

    plan = actions.import_boundaries(content, crs="gcj02", source="320100_full", by=ADMIN, at=NOON)

    assert (plan.count("new"), plan.strangers) == (11, [])
    for feature in content["features"]:
        # The label point of the file lies in the same shifted system as its polygons.
        point = shapely.geometry.shape(feature["geometry"]).representative_point()
        found = queries.locate(*crs.to_wgs84(point.x, point.y, "gcj02"))
        assert found.area is not None
        assert found.area.row.gb2260_code == str(feature["properties"]["adcode"])


def test_points_of_nanjing_are_located_or_said_to_be_outside(tmp_path: Path) -> None:
    actions.seed_levels()
    rows = [row for row in divisions("南京市", tmp_path) if len(row.code) <= 6]
    actions.import_areas(rows, template="city", by=ADMIN, at=NOON)
    content = json.loads(shared("data/boundaries/320100_full.geojson").read_text(encoding="utf-8"))
    actions.import_boundaries(content, crs="gcj02", by=ADMIN, at=NOON)

    xinjiekou = queries.locate(118.7785, 32.0435)
    shanghai = queries.locate(121.4737, 31.2304)

    assert xinjiekou.area is not None
    assert xinjiekou.area.name in ("玄武区", "秦淮区", "鼓楼区")
    assert (shanghai.how, shanghai.area) == (How.OUTSIDE, None)
    assert shanghai.nearest is not None
    assert 100_000 < shanghai.distance < 400_000
    # A corner where districts meet lies at a border, and all of them are named.
    border = _corner()
    assert border.how is How.BORDER
    assert len(border.candidates) >= 2


def _corner() -> queries.Located:
    polygons = queries.polygons()
    ids = sorted(polygons)
    for one in ids:
        for other in ids:
            shared_line = shapely.intersection(polygons[one].boundary, polygons[other].boundary)
            if one < other and shared_line.length > 1e-4:
                line = shapely.line_merge(shared_line)
                middle = shapely.get_parts(line)[0].interpolate(0.5, normalized=True)
                return queries.locate(middle.x, middle.y)
    raise AssertionError("no two districts touch")
