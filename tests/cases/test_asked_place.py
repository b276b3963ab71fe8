"""Words that may mean two places: the sender is asked which, and his answer places the case."""

import pytest
from django.test import Client

from tests.grids.builders import import_places
from tests.town import Town, middle
from wangge.cases.models import Case
from wangge.grids.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SAID = {"text": "有人吵架", "place": "小公园", "consent": "on"}


@pytest.fixture
def parks(town: Town) -> Town:
    town.stock()
    import_places(
        *(
            _park(code, name, where)
            for code, name, where in (("A", "柳荫公园", "grid"), ("B", "荷塘公园", "other_grid"))
        )
    )
    return town


def _park(code: str, name: str, where: str) -> dict[str, object]:
    properties = {"code": code, "kind": "park", "name": name, "aliases": [{"name": "小公园"}]}
    point = {"type": "Point", "coordinates": list(middle(where))}
    return {"type": "Feature", "properties": properties, "geometry": point}


def test_the_place_box_asks_which_of_two_is_meant(parks: Town, client: Client) -> None:
    page = client.post("/report/where/", SAID).content.decode()

    assert "您说的是…？" in page
    assert "柳荫公园（柳荫社区·柳荫一网格）" in page
    assert "荷塘公园（荷塘社区·荷塘一网格）" in page


def test_the_answer_places_the_case(parks: Town, client: Client) -> None:
    chosen = f"p{Place.objects.get(code='B').pk}"

    client.post("/report/", SAID | {"chosen": chosen})

    case = Case.objects.get()
    assert case.area_id == parks.other_grid.pk
    assert case.place == "小公园"
    assert (case.lon, case.lat) == pytest.approx(middle("other_grid"))


@pytest.mark.parametrize("chosen", ["", "p999999", "a1", "'"])
def test_no_answer_or_an_invented_one_leaves_it_to_the_desk(parks: Town, client: Client, chosen: str) -> None:
    client.post("/report/", SAID | {"chosen": chosen})

    assert Case.objects.get().area_id is None
