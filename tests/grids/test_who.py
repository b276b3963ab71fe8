"""Who answers for an address: offices for everybody, names for colleagues and on the notice board."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.grids.builders import import_places
from tests.town import MONDAY_9_00, Town, middle
from wangge.grids import actions, queries
from wangge.grids.models import Area
from wangge.grids.queries.board import outline_path
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def town() -> Town:
    made = Town()
    for who in ("officer", "leader", "staff"):
        made.post(who)
    point = {"type": "Point", "coordinates": list(middle("grid"))}
    properties = {"code": "E1", "kind": "estate", "name": "柳荫里", "address": "柳荫路1号"}
    house = {"code": "E1-3", "kind": "building", "name": "柳荫里3栋", "parent": "E1", "number": "3"}
    import_places(*({"type": "Feature", "properties": p, "geometry": point} for p in (properties, house)))
    return made


def ask(client: Client, words: str) -> str:
    return client.get(reverse("grids:who"), {"q": words}).content.decode()


def test_anybody_learns_the_grid_and_the_office_but_no_name(town: Town, client: Client) -> None:
    actions.set_hotline(town.community, "025-85550123", by=town.staff, at=MONDAY_9_00)

    page = ask(client, "柳荫里3栋漏水")

    assert "柳荫社区·柳荫一网格" in page
    assert "025-85550123" in page
    assert "王格远" not in page


def test_a_resident_with_an_account_reads_no_name_either(town: Town) -> None:
    assert "王格远" not in ask(town.client("resident"), "柳荫里")


def test_colleagues_read_the_names(town: Town) -> None:
    page = ask(town.client("dispatcher"), "柳荫里")

    assert "王格远" in page
    assert "佘工悦" in page


@pytest.mark.parametrize("words", ["没有这个地方", "", "<script>", "柳"])
def test_unknown_words_are_answered_kindly(town: Town, client: Client, words: str) -> None:
    page = ask(client, words)

    assert "谁负责" in page
    assert "<script>x" not in page


def test_the_notice_board_has_names_houses_telephones_and_a_code_to_scan(town: Town) -> None:
    actions.set_hotline(town.grid, "85550001", by=town.staff, at=MONDAY_9_00)
    actions.set_hotline(town.district, "12345", by=town.sysadmin, at=MONDAY_9_00)

    page = town.client("officer").get(reverse("grids:board", args=[town.grid.pk])).content.decode()

    for words in (
        "王格远",
        "郑格长",
        "柳荫里（柳荫路1号）",
        "85550001",
        "12345",
        "<svg",
        "/report/?area=990101001001001",
    ):
        assert words in page


def test_a_private_looking_telephone_is_refused_and_strangers_write_none(town: Town) -> None:
    with pytest.raises(Refused, match="公示电话"):
        actions.set_hotline(town.grid, "找小王", by=town.staff, at=MONDAY_9_00)
    with pytest.raises(NotAllowed):
        actions.set_hotline(town.far_grid, "85550001", by=town.staff, at=MONDAY_9_00)
    assert Area.objects.get(pk=town.grid.pk).hotline == ""


def test_the_outline_fits_the_paper(town: Town) -> None:
    path = outline_path(queries.the_tree().nodes[town.grid.pk])

    numbers = [float(n) for pair in path.strip("MZ ").replace("L", "").split() for n in pair.split(",")]
    assert path.startswith("M")
    assert min(numbers) >= 0
    assert max(numbers) == 240


def test_asking_takes_few_questions(town: Town) -> None:
    client = town.client("dispatcher")
    ask(client, "柳荫里")

    with CaptureQueriesContext(
        connection,
    ) as taken:
        ask(client, "柳荫里")

    assert len(taken) <= 12


def test_the_list_of_places_takes_as_many_questions_for_one_as_for_many(town: Town) -> None:
    client, url = town.client("staff"), reverse("grids:places", args=[town.community.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    point = {"type": "Point", "coordinates": list(middle("grid"))}
    import_places(
        *(
            {
                "type": "Feature",
                "properties": {
                    "code": f"S{n}",
                    "kind": "shop",
                    "name": f"店{n}",
                    "aliases": [{"name": f"铺{n}"}],
                },
                "geometry": point,
            }
            for n in range(40)
        )
    )
    client.get(url)

    with CaptureQueriesContext(connection) as many:
        page = client.get(url).content.decode()

    assert "铺7" in page
    assert len(many) <= len(few) + 1


def test_a_place_is_entered_nicknamed_and_retired_on_its_pages(town: Town) -> None:
    client = town.client("staff")
    lon, lat = middle("next_grid")
    fields = {"kind": "market", "name": "东门菜场", "lon": lon, "lat": lat, "number": "", "door": "柳荫路9号"}

    made = client.post(reverse("grids:add_place", args=[town.community.pk]), fields)
    url = made.headers["Location"]
    client.post(f"{url}alias/", {"name": "老供销社", "kind": "historical"})
    found = queries.locate_words("老供销社门口")
    client.post(url, fields | {"name": "东门农贸市场"})
    renamed = queries.locate_words("东门农贸市场")
    client.post(f"{url}retire/")

    assert found.area is not None
    assert found.area.id == town.next_grid.pk
    assert renamed.how == "located"
    assert queries.locate_words("老供销社门口").how == "none"


def test_a_house_without_a_number_is_asked_for_it(town: Town) -> None:
    lon, lat = middle("grid")
    fields = {"kind": "building", "name": "柳荫里5栋", "lon": lon, "lat": lat, "number": ""}

    page = town.client("staff").post(reverse("grids:add_place", args=[town.community.pk]), fields)

    assert page.status_code == 422
    assert "楼栋和单元要填编号" in page.content.decode()
