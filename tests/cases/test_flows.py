"""The tables themselves: every row as the handbook has it, and no walk through open moves ends in nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from wangge.cases.rules.flows import CASE_FLOW, CASE_STEPS, OPEN, ORDER_FLOW, TERMINAL, OrderState, State
from wangge.grids.access import PERMITS, Permit, Role


def pairs(verb: str) -> set[tuple[str, str]]:
    return {(s, m.target or s) for m in CASE_FLOW.moves[verb] for s in m.sources}


def test_the_case_flow_has_the_moves_of_the_handbook() -> None:
    assert pairs("accept") == {("reported", "accepted"), ("waiting_info", "accepted")}
    assert pairs("dispatch") == {("accepted", "in_hand"), ("in_hand", "in_hand")}
    assert pairs("ready") == {("in_hand", "verifying")}
    assert pairs("rework") == {("verifying", "in_hand")}
    assert pairs("close") == {("verifying", "closed")}
    assert pairs("self_handle") == {("reported", "closed"), ("accepted", "closed")}
    assert pairs("answer") == {("accepted", "closed")}
    assert pairs("reopen") == {("closed", "accepted"), ("archived", "accepted")}
    assert pairs("archive") == {("closed", "archived")}
    assert pairs("conclude") == {("deliberating", "accepted"), ("deliberating", "verifying")}


def test_nothing_closes_a_case_that_was_handled_but_not_verified() -> None:
    closing = {s for m in CASE_FLOW.rows if m.target == State.CLOSED for s in m.sources if m.verb == "close"}

    assert closing == {State.VERIFYING}


def test_the_order_flow_has_the_moves_of_the_handbook() -> None:
    table = {(m.verb, tuple(sorted(m.sources)), m.target) for m in ORDER_FLOW.rows}

    assert ("acknowledge", ("sent",), "acknowledged") in table
    assert ("send_back", ("acknowledged", "sent"), "returned") in table
    assert ("agree", ("returned",), "withdrawn") in table
    assert ("insist", ("returned",), "sent") in table
    assert ("insist", ("returned",), "disputed") in table
    assert ("arbitrate", ("disputed",), "sent") in table
    assert ("submit", ("acknowledged",), "submitted") in table
    assert ("rework", ("submitted",), "acknowledged") in table
    assert ("approve", ("submitted",), "done") in table


def test_every_move_needs_a_permit_that_some_role_holds() -> None:
    held = {permit for permits in PERMITS.values() for permit in permits}

    for flow in (CASE_FLOW, ORDER_FLOW, CASE_STEPS):
        assert {Permit(move.permit) for move in flow.rows} <= held


def test_administrators_hold_no_move_of_a_case() -> None:
    moves = {move.permit for flow in (CASE_FLOW, ORDER_FLOW, CASE_STEPS) for move in flow.rows}

    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        assert not PERMITS[role] & moves


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=60))
def test_every_walk_through_open_moves_stays_in_known_states(choices: list[int]) -> None:
    state = State.REPORTED.value
    everything = [str(p) for p in Permit]

    for choice in choices:
        moves = CASE_FLOW.open_moves(state, everything)
        if not moves:
            assert state in TERMINAL
            return
        state = moves[choice % len(moves)].target or state
        assert state in State.values


@given(st.lists(st.integers(min_value=0, max_value=20), max_size=40))
def test_every_walk_of_an_order_ends_done_or_withdrawn(choices: list[int]) -> None:
    state = OrderState.SENT.value
    everything = [str(p) for p in Permit]

    for choice in choices:
        moves = ORDER_FLOW.open_moves(state, everything)
        if not moves:
            assert state in (OrderState.DONE, OrderState.WITHDRAWN)
            return
        state = moves[choice % len(moves)].target or state


def test_open_and_terminal_states_do_not_meet() -> None:
    assert not OPEN & TERMINAL
