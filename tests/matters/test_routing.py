"""Who handles what where: the most specific rule, else the catalogue; emergency lines get no order."""

from dataclasses import replace

import pytest

from tests.matters.shipped import all_matters, departments
from wangge.matters.rules import (
    CALL_NUMBERS,
    DepartmentEntry,
    Level,
    MatterEntry,
    RouteRule,
    RouteSource,
    Track,
    UnitRef,
    Urgency,
    Visibility,
    desk_level,
    may_get_order,
    route,
)

GRID, COMMUNITY, STREET, DISTRICT = "1/2/3/4/", "1/2/3/", "1/2/", "1/"
DEPARTMENTS = {code: DepartmentEntry(code, code, code == "ambulance") for code in departments()}
UNITS = {code: UnitRef(n, f"某{code}", code) for n, code in enumerate(sorted(DEPARTMENTS), 1)}
MATTERS = all_matters()
LAMP = MATTERS["FAC-03"]


def everywhere(department: str, path: str) -> UnitRef | None:
    return UNITS[department]


def nowhere(department: str, path: str) -> UnitRef | None:
    return None


def rule(number: int, lead: str, *, matter: str = "", category: str = "", path: str = "") -> RouteRule:
    return RouteRule(number, matter, category, path, "某地" if path else "", UNITS[lead])


def test_without_a_rule_the_catalogue_names_the_units() -> None:
    found = route(LAMP, GRID, (), everywhere, DEPARTMENTS)

    assert found.lead == UNITS["municipal_works"]
    assert found.assists == (UNITS["power_supply"],)
    assert found.source == RouteSource.CATALOGUE


def test_a_rule_for_the_matter_beats_one_for_its_category_even_from_higher_up() -> None:
    rules = (
        rule(1, "street_office", category="FAC", path=GRID),
        rule(2, "power_supply", matter="FAC-03"),
    )

    assert route(LAMP, GRID, rules, everywhere, DEPARTMENTS).rule_id == 2


def test_of_two_rules_for_a_matter_the_deeper_one_wins() -> None:
    rules = (
        rule(1, "street_office", matter="FAC-03", path=STREET),
        rule(2, "power_supply", matter="FAC-03", path=COMMUNITY),
        rule(3, "police", matter="FAC-03"),
    )

    assert route(LAMP, GRID, rules, everywhere, DEPARTMENTS).lead == UNITS["power_supply"]
    assert route(LAMP, "1/2/9/", rules, everywhere, DEPARTMENTS).lead == UNITS["street_office"]
    assert route(LAMP, "1/7/", rules, everywhere, DEPARTMENTS).lead == UNITS["police"]


def test_a_rule_of_another_place_or_matter_does_not_speak() -> None:
    rules = (
        rule(1, "street_office", matter="FAC-03", path="1/20/"),
        rule(2, "street_office", matter="FAC-02"),
        rule(3, "street_office", category="ENV"),
    )

    assert route(LAMP, GRID, rules, everywhere, DEPARTMENTS).source == RouteSource.CATALOGUE


def test_where_no_unit_serves_the_answer_is_honest() -> None:
    found = route(LAMP, GRID, (), nowhere, DEPARTMENTS)

    assert found.lead is None
    assert found.source == RouteSource.NONE
    assert found.missing == ("municipal_works", "power_supply")
    assert any("没有" in line for line in found.why)


def test_a_village_has_its_own_committee_in_place_of_a_residents_committee() -> None:
    def village(department: str, path: str) -> UnitRef | None:
        return UNITS[department] if department == "villagers_committee" else None

    assert route(MATTERS["ENV-06"], GRID, (), village, DEPARTMENTS).lead == UNITS["villagers_committee"]


@pytest.mark.parametrize("code", [m.code for m in MATTERS.values() if m.track == Track.EMERGENCY_SERVICE])
def test_in_an_emergency_orders_go_to_those_who_stay_never_to_110_119_120_122(code: str) -> None:
    found = route(MATTERS[code], GRID, (), everywhere, DEPARTMENTS)

    assert found.lead is not None
    assert found.call
    assert not {found.lead.department, *(u.department for u in found.assists)} & CALL_NUMBERS.keys()


def test_whom_to_call_is_said_with_the_route() -> None:
    found = route(MATTERS["EMG-08"], GRID, (), everywhere, DEPARTMENTS)

    assert found.call == ("122", "120")
    assert found.lead == UNITS["street_office"]
    assert "先打 122、120" in found.why[-1]


def test_the_police_station_does_get_ordinary_orders_but_the_ambulance_never() -> None:
    assert route(MATTERS["GOV-01"], GRID, (), everywhere, DEPARTMENTS).lead == UNITS["police"]
    assert may_get_order(DEPARTMENTS["police"], "police", Track.ADMIN)
    assert not may_get_order(DEPARTMENTS["police"], "police", Track.EMERGENCY_SERVICE)
    assert not may_get_order(DEPARTMENTS["ambulance"], "ambulance", Track.ADMIN)


def test_a_rule_that_would_send_an_order_to_the_fire_brigade_in_an_emergency_is_passed_over() -> None:
    rules = (rule(1, "fire_rescue", matter="EMG-01"),)

    assert route(MATTERS["EMG-01"], GRID, rules, everywhere, DEPARTMENTS).lead == UNITS["emergency_mgmt"]


def test_whoever_a_complaint_is_about_gets_nothing_of_it() -> None:
    accused = {UNITS["street_office"].id, UNITS["community_party_org"].id}
    rules = (rule(1, "street_office", matter="GOV-04"),)

    found = route(MATTERS["GOV-04"], GRID, rules, everywhere, DEPARTMENTS, without=accused)

    assert found.lead is None
    assert found.assists == ()


@pytest.mark.parametrize(
    ("urgency", "visibility", "desk"),
    [
        (Urgency.NORMAL, Visibility.PUBLIC, Level.GRID),
        (Urgency.NORMAL, Visibility.CONFIDENTIAL, Level.COMMUNITY),
        (Urgency.EMERGENCY, Visibility.INTERNAL, Level.STREET),
        (Urgency.EMERGENCY, Visibility.CONFIDENTIAL, Level.STREET),
    ],
)
def test_an_emergency_goes_to_the_street_and_a_secret_never_to_the_grid(
    urgency: Urgency, visibility: Visibility, desk: Level
) -> None:
    assert desk_level(level="grid", urgency=urgency, visibility=visibility) == desk


def test_a_higher_level_of_the_matter_stays() -> None:
    assert desk_level(level="district", urgency="emergency", visibility="public") == Level.DISTRICT


def test_a_confidential_matter_shows_its_category_only() -> None:
    secret: MatterEntry = MATTERS["SEC-08"]

    assert secret.title == secret.category_name
    assert LAMP.title == LAMP.name
    assert replace(secret, visibility=Visibility.INTERNAL).title == secret.name
