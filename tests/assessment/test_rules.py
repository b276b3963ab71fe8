"""How scores become stars, without a database; and what no standard may ever ask for."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.assessment import rules
from wangge.assessment.actions.standards import DATA
from wangge.assessment.queries import measures as computed
from wangge.assessment.rules import Scored, SectionKind, forbidden_in
from wangge.assessment.rules.measures import MEASURES, Source

STARS = rules.bands_from("95:五星,85:四星,75:三星,65:二星,60:一星")


@pytest.mark.parametrize(
    ("total", "grade"),
    [("100", "五星"), ("95", "五星"), ("94.9", "四星"), ("75", "三星"), ("60", "一星"), ("59.9", "")],
)
def test_bands_begin_at_their_least(total: str, grade: str) -> None:
    assert rules.grade_by_bands(Decimal(total), STARS) == grade


def test_a_veto_leaves_no_star() -> None:
    total = rules.total_of(
        [Scored(Decimal(10), Decimal(10)), Scored(Decimal(0), Decimal(1), SectionKind.VETO)]
    )

    assert total.is_vetoed
    assert rules.grade_by_bands(total.total, STARS, is_vetoed=total.is_vetoed) == ""


def test_what_does_not_apply_counts_on_neither_side() -> None:
    total = rules.total_of(
        [Scored(Decimal(20), Decimal(10)), Scored(Decimal(30), None), Scored(Decimal(20), Decimal(20))]
    )

    assert (total.total, total.possible) == (Decimal("75.0"), Decimal(40))


def test_the_bonus_comes_on_top() -> None:
    assert rules.total_of(
        [Scored(Decimal(50), Decimal(40)), Scored(Decimal(10), Decimal(6), SectionKind.BONUS)]
    ).total == Decimal("86.0")


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40), st.booleans()), min_size=1, max_size=20).map(
        lambda rows: [Scored(Decimal(p), None if gone else Decimal(min(s, p))) for p, s, gone in rows]
    )
)
def test_a_total_lies_between_nothing_and_all(items: list[Scored]) -> None:
    assert 0 <= rules.total_of(items).total <= 100


@given(
    totals=st.dictionaries(st.integers(1, 60), st.integers(0, 100).map(Decimal), max_size=60),
    quotas=st.lists(st.integers(1, 40).map(Decimal), min_size=1, max_size=3),
)
def test_quotas_never_put_a_lower_total_above_a_higher_one(
    totals: dict[int, Decimal], quotas: list[Decimal]
) -> None:
    names = ["五星", "四星", "三星"]
    grades = rules.grade_by_quotas(totals, tuple(zip(quotas, names, strict=False)))

    place = {number: names.index(grades[number]) if number in grades else 9 for number in totals}
    assert all(place[a] <= place[b] for a in totals for b in totals if totals[a] > totals[b])
    assert all(place[a] == place[b] for a in totals for b in totals if totals[a] == totals[b])


def test_quotas_are_shares_of_those_who_were_reviewed() -> None:
    totals = {number: Decimal(100 - number) for number in range(20)}

    grades = rules.grade_by_quotas(
        totals, ((Decimal(10), "五星"), (Decimal(30), "四星"), (Decimal(40), "三星"))
    )

    assert [list(grades.values()).count(g) for g in ("五星", "四星", "三星")] == [2, 6, 8]


@pytest.mark.parametrize("text", ["95五星", "五星:95", "95:", "高:五星"])
def test_bands_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.partition(",")[0]):
        rules.bands_from(text)


# --- the guard: presence, hours and volume are not work (domain/05 section 8) ---

#: Names by which presence, time and volume go in the rooms below.
PRESENCE = {
    "Attendance",
    "attendances",
    "attendee",
    "here_n",
    "should_n",
    "leave_n",
    "entitled_here_n",
    "presence",
    "presences",
    "roll",
    "Voter",
    "voters_n",
    "visits",
    "LeaderVisit",
    "reads",
    "hours",
    "likes",
    "last_login",
    "PointEntry",
    "Photo",
    "StoredFile",
}


def names_in(text: str) -> set[str]:
    """Every name and every part of a look-up a piece of code speaks of."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name.split(".")[-1])
        elif isinstance(node, ast.keyword) and node.arg:
            found |= set(node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isascii():
            found |= set(node.value.split("__"))
    return found


def test_no_measure_reads_presence_hours_or_volume() -> None:
    text = Path(computed.__file__).read_text(encoding="utf-8")

    assert names_in(text) & PRESENCE == set()


@pytest.mark.parametrize(
    "line",
    ["x = meeting.here_n", "f(attendances__presence='present')", "from a import Attendance", "q('here_n')"],
)
def test_a_measure_that_counts_presence_is_found(line: str) -> None:
    assert names_in(line) & PRESENCE


def test_every_measure_has_a_source_from_the_closed_list_and_a_computation() -> None:
    assert set(MEASURES) == computed.computed_codes()
    assert {type(measure.source) for measure in MEASURES.values()} == {Source}
    assert [s for s in Source if forbidden_in(s.value)] == []


def test_no_shipped_standard_asks_for_presence_hours_or_volume() -> None:
    texts = [(DATA / name).read_text(encoding="utf-8") for name in ("items.tsv", "standards.tsv")]
    words = [line for text in texts for line in text.splitlines()]

    assert len(words) > 60
    assert [line for line in words if forbidden_in(line)] == []


@pytest.mark.parametrize("text", ["党员出勤达到九成", "每月签到四次", "学时满三十二", "公众号点赞数"])
def test_a_standard_that_asks_for_presence_is_found(text: str) -> None:
    assert forbidden_in(text)
