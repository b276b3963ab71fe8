"""How many of three hundred written places are found, how many wrongly, and how many are asked about."""

from collections import Counter, defaultdict

import pytest

from tests.grids import written_places
from tests.grids.builders import District
from tests.grids.written_places import Written
from tests.measured import say
from wangge.grids import queries
from wangge.grids.models import Place
from wangge.grids.queries.places import Words
from wangge.grids.rules.words import SURE

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def verdict(written: Written, found: Words, codes: dict[int, str]) -> str:
    """right, wrong, or asked."""
    if found.how != "located" or found.area is None:
        return "asked"
    place = codes.get(found.place_id or 0, "")
    if written.grid and found.area.key != written.grid:
        return "wrong"
    return "right" if place == written.code or not written.code else "wrong"


def read(written: Written, district: District) -> Words:
    within = district.area(written.within).path if written.within else ""
    return queries.locate_words(written.text, within=within, home=written_places.home_of(written))


def test_nine_of_ten_written_places_are_found_and_none_surely_wrong(
    district: District, request: pytest.FixtureRequest
) -> None:
    written_places.ground(district)
    codes = dict(Place.objects.values_list("pk", "code"))

    by_row: dict[str, Counter[str]] = defaultdict(Counter)
    missed, surely_wrong = [], []
    for written in written_places.resolvable():
        found = read(written, district)
        how = verdict(written, found, codes)
        by_row[written.row][how] += 1
        if how != "right":
            missed.append((how, written.text, found.place, found.how, found.confidence))
        if how == "wrong" and found.confidence >= SURE:
            surely_wrong.append((written.text, found.place))
    total = sum(by_row.values(), Counter[str]())
    say(request, f"written places: {dict(total)} of {sum(total.values())}, surely wrong {len(surely_wrong)}")
    assert sum(total.values()) >= 300
    assert surely_wrong == []
    assert total["right"] / sum(total.values()) >= 0.9, (by_row, missed)


def test_what_nobody_could_know_is_asked(district: District) -> None:
    written_places.ground(district)

    sure = [w.text for w in written_places.to_ask() if read(w, district).how == "located"]

    assert sure == []


def test_the_question_names_what_it_may_be(district: District) -> None:
    written_places.ground(district)

    parks = queries.locate_words("小公园有人吵架")
    slip = queries.locate_words("锦锈里小区的灯")

    assert [c.label for c in parks.choices] == [
        "永宁公园（桂苑社区·第四网格）",
        "荷塘公园（荷塘社区·第一网格）",
    ]
    assert "锦绣里小区（桂苑社区·第一网格）" in [c.label for c in slip.choices]
