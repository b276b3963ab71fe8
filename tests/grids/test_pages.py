"""Pages of the tree: found, walked down, corrected, peopled; imports shown before they are written."""

import json
import math
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.grids import builders
from tests.town import LONG_AGO, Town, middle, square
from wangge.grids import actions, queries
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Draft, Level, Post
from wangge.grids.rules import placing
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Department

pytestmark = pytest.mark.django_db

MAYOR = Acting(Role.SYSTEM_ADMIN, name="建镇")


@pytest.fixture
def town() -> Town:
    return Town()


def text(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"grids:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tree_opens_where_the_hat_sits_and_says_who_answers(town: Town) -> None:
    town.post("officer")

    page = text(town.client("staff"), "tree")

    assert "柳荫社区" in page
    assert "柳荫一网格" in page
    assert "佘工悦" in page
    assert "空缺" in page
    assert f"/areas/{town.community.pk}/shapes.json" in page


def test_an_area_is_found_by_name_and_by_code(town: Town) -> None:
    by_name = text(town.client("staff"), "tree", q="望山")
    by_code = text(town.client("staff"), "tree", q="990101002001")
    nothing = text(town.client("staff"), "tree", q="没有这里")

    assert f"?at={town.far_grid.pk}" in by_name
    assert f"?at={town.far_grid.pk}" in by_code
    assert "没有找到这个区域" in nothing


@pytest.mark.parametrize("at", ["0", "x", "99999999999999999999"])
def test_an_area_that_is_not_there_is_not_found(town: Town, at: str) -> None:
    assert town.client("staff").get(reverse("grids:tree"), {"at": at}).status_code == 404


def test_the_tree_costs_few_questions_however_much_lies_below(town: Town) -> None:
    client = town.client("staff")
    client.get(reverse("grids:tree"), {"at": town.community.pk})

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("grids:tree"), {"at": town.community.pk})
        return len(found)

    few = asked()
    for number in range(20):
        actions.add_area(town.community, name=f"新{number}网格", rank=4, by=MAYOR, at=LONG_AGO)
    client.get(reverse("grids:tree"))
    assert asked() <= few
    assert few <= 9


def test_an_installation_without_areas_says_so(client: Client) -> None:
    people.seed_departments()
    kind = Department.objects.get(pk="sanitation")
    unit = people.make_unit(name="环卫所", department=kind, code="H", by=OPERATOR, at=LONG_AGO)
    person = people.make_person(name="汪洁", phone="", by=OPERATOR, at=LONG_AGO)
    actions.appoint(person, Role.HANDLER, unit=unit, since=LONG_AGO, by=MAYOR, at=LONG_AGO)
    account = people.open_account(person, username="wang", by=OPERATOR, at=timezone.now()).account
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    assert "还没有区域" in text(client, "tree")


def test_the_page_of_an_area_tells_what_is_missing(town: Town) -> None:
    page = text(town.client("sysadmin"), "area", town.grid.pk)

    assert "990101001001001" in page
    assert "住宅网格" in page
    assert "柳荫社区·柳荫一网格没有专职网格员" in page
    assert "虚构" in page  # where its boundary came from
    assert "清岚区供水公司" in page
    assert "修改" in page
    assert "修改" not in text(town.client("officer"), "area", town.grid.pk)


def test_a_name_is_corrected_on_its_form(town: Town) -> None:
    client, url = town.client("sysadmin"), reverse("grids:change_area", args=[town.grid.pk])
    fields = {"name": "柳荫东网格", "grid_type": "residential", "households": "480"}

    wrong = client.post(url, fields | {"name": ""})
    done = client.post(url, fields)

    assert wrong.status_code == 422
    assert done.status_code == 302
    node = queries.area(town.grid.pk)
    assert node is not None
    assert (node.name, node.row.households) == ("柳荫东网格", 480)


def test_a_grid_is_added_on_its_form_and_a_wrong_code_is_said_at_the_field(town: Town) -> None:
    client, url = town.client("sysadmin"), reverse("grids:new_area", args=[town.community.pk])

    wrong = client.post(url, {"rank": "4", "name": "第三网格", "code": "990101001002009"})
    done = client.post(url, {"rank": "4", "name": "第三网格"})

    assert wrong.status_code == 422
    assert "前 12 位" in wrong.content.decode()
    assert done.status_code == 302
    assert Area.objects.get(name="第三网格").grid_code == "990101001001003"


def test_a_level_is_renamed_on_its_page(town: Town) -> None:
    level = Level.objects.get(template="nanjing", rank=4)
    client, url = town.client("sysadmin"), reverse("grids:change_level", args=[level.pk])

    assert "南京：街道—社区—网格" in text(client, "levels")
    client.post(url, {f"{level.pk}-name": "基础网格", f"{level.pk}-is_on": "on"})
    refused = client.post(url, {f"{level.pk}-name": "", f"{level.pk}-is_on": "on"})

    assert Level.objects.get(pk=level.pk).name == "基础网格"
    assert refused.status_code == 409


def test_a_template_without_the_ranks_that_stand_here_is_refused(town: Town) -> None:
    url = reverse("grids:use_template", args=[town.district.pk])

    done = town.client("sysadmin").post(url, {"template": "jingan"})

    assert done.status_code == 302
    node = queries.area(town.grid.pk)
    assert node is not None
    assert node.level_name == "微网格"


def test_somebody_is_found_appointed_and_dismissed(town: Town) -> None:
    client, person = town.client("sysadmin"), town.person("next_officer")
    page = text(client, "appoint", town.grid.pk, q="邻格平")
    assert "邻格平（没有账号，现在没有岗位）" in page

    today = timezone.localdate().isoformat()
    fields = {"person": person.pk, "role": "officer", "employment_type": "full_time", "since": today}
    done = client.post(reverse("grids:appoint", args=[town.grid.pk]), fields)
    again = client.post(reverse("grids:appoint", args=[town.grid.pk]), fields)

    assert done.status_code == 302
    assert again.status_code == 422
    assert "不必重复任命" in again.content.decode()
    post = Post.objects.get(person=person)
    assert "邻格平" in text(client, "posts", town.grid.pk)
    end = reverse("grids:end_post", args=[town.grid.pk, post.pk])
    assert "结束邻格平" in client.get(end).content.decode()
    client.post(end)
    post.refresh_from_db()
    assert post.until is not None
    assert "曾任" in text(client, "posts", town.grid.pk)


def test_a_name_nobody_has_is_said_so(town: Town) -> None:
    client = town.client("sysadmin")

    assert "先按姓名找到人" in text(client, "appoint", town.grid.pk)
    assert "没有找到这个名字" in text(client, "appoint", town.grid.pk, q="无此人")


def boundary(name: str, geometry: Any, **more: Any) -> dict[str, Any]:
    content = builders.collection(builders.feature(name, geometry))
    return {
        "file": SimpleUploadedFile("b.geojson", json.dumps(content).encode()),
        "crs": "wgs84",
        "match": "code",
    } | more


def test_boundaries_are_shown_before_they_are_written(town: Town) -> None:
    client = town.client("sysadmin")
    shape = {
        "type": "Polygon",
        "coordinates": [[[118.6, 32.0], [118.7, 32.0], [118.7, 32.01], [118.6, 32.0]]],
    }

    sent = client.post(reverse("grids:boundaries"), boundary("990101001", shape))
    before = Area.objects.get(pk=town.street.pk).geometry
    preview = client.get(sent.headers["Location"]).content.decode()
    client.post(sent.headers["Location"], {"confirm": "1"})

    assert before is None
    assert "新增" in preview
    assert "柳湾街道" in preview
    assert Area.objects.get(pk=town.street.pk).geometry is not None
    assert not Draft.objects.exists()


def test_an_unchanged_or_a_given_up_file_writes_nothing(town: Town) -> None:
    client = town.client("sysadmin")
    sent = client.post(reverse("grids:boundaries"), boundary("990101001001001", square("grid")))

    preview = client.get(sent.headers["Location"]).content.decode()
    client.post(sent.headers["Location"], {"drop": "1"})

    assert "与现有的一样" in preview
    assert "确认导入" not in preview
    assert client.get(sent.headers["Location"]).status_code == 404


def test_what_nobody_confirms_is_swept_after_a_week(town: Town) -> None:
    client, now = town.client("sysadmin"), timezone.now()
    client.post(reverse("grids:boundaries"), boundary("990101001001001", square("grid")))

    assert actions.sweep_drafts(at=now + timedelta(days=6)) == 0
    assert actions.sweep_drafts(at=now + timedelta(days=8)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not json", "内容读不出来"),
        (b"[]", "不是 GeoJSON"),
        (b"\xff\xfe\x00", "内容读不出来"),
        (b"[" * 99999, "内容读不出来"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_at_the_field(town: Town, content: bytes, words: str) -> None:
    sent = {"file": SimpleUploadedFile("b.geojson", content), "crs": "wgs84", "match": "code"}

    answer = town.client("sysadmin").post(reverse("grids:boundaries"), sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_polygons_come_with_a_tag_that_changes_with_the_tree(town: Town) -> None:
    client, url = town.client("staff"), reverse("grids:shapes", args=[town.community.pk])
    first = client.get(url)
    tag = first.headers["ETag"]

    assert [f["properties"]["role"] for f in first.json()["features"]] == ["part", "part"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    actions.change_area(town.grid, name="新名", by=MAYOR, at=LONG_AGO)
    changed = client.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["features"][0]["properties"]["name"] == "新名"


def test_anybody_may_ask_which_grid_holds_a_point(client: Client) -> None:
    town = Town()
    lon, lat = middle("grid")

    def where(lon: object, lat: object, crs: str = "wgs84") -> Any:
        return client.get(reverse("grids:where"), {"lon": str(lon), "lat": str(lat), "crs": crs})

    inside, outside = where(lon, lat).json(), where(lon, lat + 1).json()
    unread, unknown = where("nan", lat), where(lon, lat, "x")

    assert inside["text"] == "柳荫社区·柳荫一网格"
    assert inside["area"]["code"] == "990101001001001"
    assert inside["outline"]["type"] == "Polygon"
    assert outside["area"] is None
    assert "不在本地网格范围内" in outside["text"]
    assert (unread.status_code, unknown.status_code) == (422, 422)
    assert town.grid.pk


def test_the_ground_comes_in_squares_and_is_kept_by_browsers(client: Client) -> None:
    Town()
    lon, lat = middle("grid")
    shop = builders.feature("P1", {"type": "Point", "coordinates": [lon, lat]}, kind="shop", name="小店")
    rows, _ = placing.from_features([shop], "wgs84")
    actions.import_places(rows, by=MAYOR, at=LONG_AGO)
    x = int((lon + 180) / 360 * 2**15)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**15)

    found = [
        client.get(reverse("grids:tile", args=[x + dx, y + dy]), {"v": "1"}).json()["features"]
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    ]
    wide = client.get(reverse("grids:ground"), {"v": "1"})

    assert [f["properties"]["name"] for tile in found for f in tile] == ["小店"]
    assert wide.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get(reverse("grids:tile", args=[10**6, 0])).status_code == 404


def test_areas_are_offered_to_a_chooser(town: Town) -> None:
    answer = town.client("staff").get(reverse("grids:find"), {"q": "荷塘"})

    assert [area["name"] for area in answer.json()["areas"]] == [
        "清岚区柳湾街道荷塘社区",
        "清岚区柳湾街道荷塘社区荷塘一网格",
    ]
