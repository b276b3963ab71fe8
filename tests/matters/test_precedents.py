"""What past cases say about the unit: the nearest first, the wider the less there is near."""

import pytest

from wangge.matters.rules.precedents import Handled, learn, suggest

HERE, NEXT, OTHER = "1/2/3/", "1/2/4/", "1/5/6/"


def past(unit: str, times: int, *kinds: str, path: str = HERE) -> list[Handled[str]]:
    return [Handled(kinds, path, unit)] * times


def units(rows: list[Handled[str]], *kinds: str, path: str = HERE, most: int = 3) -> list[str]:
    return [guess.unit for guess in suggest(learn(rows), kinds, path, most=most)]


def test_a_street_of_its_own_habit_outweighs_the_rest_of_the_district() -> None:
    rows = past("lighting", 30, "FAC-03", path=OTHER) + past("property", 6, "FAC-03")

    assert units(rows, "FAC-03") == ["property", "lighting"]


def test_one_old_case_does_not_outweigh_a_habit() -> None:
    rows = past("lighting", 30, "FAC-03", path=OTHER) + past("property", 1, "FAC-03")

    assert units(rows, "FAC-03") == ["lighting", "property"]


def test_a_community_without_a_case_takes_its_streets_habit() -> None:
    rows = past("property", 5, "FAC-03", path=NEXT) + past("lighting", 9, "FAC-03", path=OTHER)

    assert units(rows, "FAC-03", most=1) == ["property"]


def test_a_kind_never_seen_takes_the_wider_kind() -> None:
    rows = past("water", 4, "manhole", "FAC-01") + past("lighting", 9, "lamp", "FAC-03")

    assert units(rows, "hydrant", "FAC-01", most=1) == ["water"]


def test_a_kind_seen_nowhere_takes_what_the_area_has_most() -> None:
    assert units(past("sanitation", 3, "ENV-01"), "NEW-01") == ["sanitation"]


def test_nothing_is_said_where_nothing_was_seen() -> None:
    assert suggest(learn(past("", 0)), ["FAC-03"], HERE) == []
    assert units(past("lighting", 2, "FAC-03", path=OTHER), "NEW-01", path="7/8/") == []


def test_shares_add_up_to_one_and_tell_how_many_cases_stand_behind() -> None:
    rows = past("property", 3, "FAC-03") + past("lighting", 1, "FAC-03") + past("water", 8, "FAC-01")

    guesses = suggest(learn(rows), ["FAC-03"], HERE, most=9)

    assert sum(guess.share for guess in guesses) == pytest.approx(1)
    assert [(guess.unit, guess.cases) for guess in guesses] == [
        ("property", 3),
        ("lighting", 1),
        ("water", 0),
    ]


def test_equal_shares_stand_in_a_steady_order() -> None:
    rows = past("b", 2, "FAC-03") + past("a", 2, "FAC-03")

    assert units(rows, "FAC-03") == units(rows[::-1], "FAC-03") == ["a", "b"]
