"""The table of moves: steps, refusals, open moves and the diagram."""

import pytest

from wangge.kernel.flow import Flow, move
from wangge.kernel.refusal import Refused

DOOR = Flow(
    "door",
    (
        move("make", [], "shut", "build", "造门"),
        move("open", "shut", "ajar", "pass", "开门"),
        move("shut", {"ajar", "wide"}, "shut", "pass", "关门"),
        move("push", "ajar", "wide", "pass", "推开"),
        move("push", "ajar", "shut", "pass", "推回"),
        move("paint", {"shut", "ajar"}, None, "build", "上漆"),
    ),
)


def test_a_step_leads_to_the_target_of_its_row() -> None:
    assert DOOR.step("shut", "open") == "ajar"


def test_a_move_without_target_stays_where_it_is() -> None:
    assert DOOR.step("ajar", "paint") == "ajar"


def test_a_step_from_another_state_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="现在不能“开门”") as refusal:
        DOOR.step("wide", "open")

    assert refusal.value.status == 409


def test_a_verb_with_two_targets_goes_where_it_is_told() -> None:
    assert DOOR.step("ajar", "push", to="shut") == "shut"
    assert DOOR.step("ajar", "push") == "wide"


def test_a_target_that_the_verb_does_not_have_is_refused() -> None:
    with pytest.raises(Refused):
        DOOR.step("shut", "open", to="wide")


def test_an_unknown_verb_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        DOOR.step("shut", "fly")


def test_open_moves_are_those_of_the_state_that_the_permits_allow() -> None:
    assert [m.name for m in DOOR.open_moves("ajar", {"pass"})] == ["关门", "推开", "推回"]
    assert [m.verb for m in DOOR.open_moves("ajar", {"build"})] == ["paint"]
    assert DOOR.open_moves("ajar", set()) == []


def test_the_diagram_shows_every_row() -> None:
    drawn = DOOR.diagram({"shut": "关", "ajar": "虚掩", "wide": "敞开"}).splitlines()

    assert drawn[0] == "stateDiagram-v2"
    assert "    shut: 关 shut" in drawn
    assert "    [*] --> shut: 造门 make" in drawn
    assert "    ajar --> ajar: 上漆 paint" in drawn
    assert len(drawn) == 1 + 3 + 8


def test_the_permits_of_a_verb_are_read_from_the_table() -> None:
    assert DOOR.permits("push") == ("pass",)
    assert DOOR.permits("paint") == ("build",)
