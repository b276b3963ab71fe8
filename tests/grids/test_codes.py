"""Codes of divisions and grids: what they say and what is wrong with them."""

import pytest

from wangge.grids.rules import codes


@pytest.mark.parametrize(
    ("text", "rank", "key"),
    [
        ("32", -2, "320000000000"),
        ("320100", -1, "320100000000"),
        ("320104", 0, "320104000000"),
        ("320104001", 1, "320104001000000"),
        ("320104001000", 1, "320104001000000"),
        ("320104001012", 3, "320104001012000"),
        ("320104001000000", 1, "320104001000000"),
        ("320104001901000", 2, "320104001901000"),
        ("320104001012000", 3, "320104001012000"),
        ("320104001012003", 4, "320104001012003"),
        ("32010400101200302", 5, "32010400101200302"),
    ],
)
def test_a_code_says_its_rank_in_every_form(text: str, rank: int, key: str) -> None:
    code = codes.read(text)

    assert code is not None
    assert (code.rank, code.key) == (rank, key)


@pytest.mark.parametrize("text", ["", "3201041", "32010400A", "３２０１０４", "3201040010120030"])
def test_what_is_no_code_is_not_guessed_at(text: str) -> None:
    assert codes.read(text) is None


def test_a_code_names_all_that_lies_above_it() -> None:
    code = codes.read("32010400101200302")

    assert code is not None
    assert codes.above(code) == [
        "320104001012003",
        "320104001012000",
        "320104001000000",
        "320104000000",
        "320100000000",
        "320000000000",
    ]


@pytest.mark.parametrize(
    ("code", "rank", "above", "words"),
    [
        ("32010400101", 3, "", "12 位"),
        ("320104001001", 1, "", "第 10 位起"),
        ("320104000000", 1, "", "本级数字全为 0"),
        ("320105001001", 3, "320104001000000", "前 9 位"),
        ("320104001000", 4, "", "没有统计用区划代码"),
    ],
)
def test_a_wrong_division_code_is_told_in_a_sentence(code: str, rank: int, above: str, words: str) -> None:
    assert words in codes.stat_fault(code, rank=rank, above=above)


def test_a_right_division_code_passes() -> None:
    assert codes.stat_fault("320104001012", rank=3, above="320104001000000") == ""
    assert codes.stat_fault("320100000000", rank=-1) == ""
    assert codes.stat_fault("320000000000", rank=-2) == ""


@pytest.mark.parametrize(
    ("code", "rank", "grid_type", "above", "words"),
    [
        ("32010400101200", 4, "", "", "15 位"),
        ("320104001012000", 4, "", "", "与网格级不符"),
        ("320104001012701", 4, "residential", "", "001-699"),
        ("320104001012003", 4, "park", "", "700-899"),
        ("320104001012003", 4, "reserved", "", "900-999"),
        ("320104001013003", 4, "", "320104001012000", "前 12 位"),
        ("32010400101200300", 5, "", "", "01-99"),
        ("32010400101200402", 5, "", "320104001012003", "前 15 位"),
    ],
)
def test_a_wrong_grid_code_is_told_in_a_sentence(
    code: str, rank: int, grid_type: str, above: str, words: str
) -> None:
    assert words in codes.grid_fault(code, rank=rank, grid_type=grid_type, above=above)


@pytest.mark.parametrize(
    ("code", "rank", "grid_type", "above"),
    [
        ("320104001012003", 4, "residential", "320104001012000"),
        ("320104001012701", 4, "market", "320104001012000"),
        ("320104001012901", 4, "reserved", "320104001012000"),
        ("320104001901000", 2, "", "320104001000000"),
        ("32010400101200302", 5, "", "320104001012003"),
    ],
)
def test_a_right_grid_code_passes(code: str, rank: int, grid_type: str, above: str) -> None:
    assert codes.grid_fault(code, rank=rank, grid_type=grid_type, above=above) == ""


def test_the_next_free_code_depends_on_the_type() -> None:
    taken = {"320104001012001", "320104001012700"}

    assert codes.next_grid_code("320104001012000", rank=4, taken=taken) == "320104001012002"
    assert codes.next_grid_code("320104001012000", rank=4, grid_type="park", taken=taken) == "320104001012701"
    assert codes.next_grid_code("320104001012000", rank=4, grid_type="reserved") == "320104001012900"
    assert codes.next_grid_code("320104001000000", rank=2) == "320104001901000"
    assert codes.next_grid_code("320104001012003", rank=5) == "32010400101200301"


def test_a_full_community_has_no_next_code() -> None:
    taken = {f"320104001012{n:03d}" for n in range(1, 700)}

    assert codes.next_grid_code("320104001012000", rank=4, taken=taken) == ""
    assert codes.next_grid_code("320104001012000", rank=3) == ""


@pytest.mark.parametrize(
    ("code", "rank", "words"),
    [
        ("32010", 0, "6 位"),
        ("320100", -2, "后四位"),
        ("328100", -1, "第 3、4 位"),
        ("320104", -1, "后两位应为 0"),
        ("320100", 0, "不能为 0"),
    ],
)
def test_a_wrong_register_code_is_told_in_a_sentence(code: str, rank: int, words: str) -> None:
    assert words in codes.gb2260_fault(code, rank=rank)


@pytest.mark.parametrize(("code", "rank"), [("320000", -2), ("320100", -1), ("320104", 0), ("469021", 0)])
def test_a_right_register_code_passes(code: str, rank: int) -> None:
    assert codes.gb2260_fault(code, rank=rank) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("320104001", "street"),
        ("320104101", "town"),
        ("320104201", "township"),
        ("320104401", "quasi"),
        ("320104601", ""),
        ("320104001012", "community"),
        ("320104101201", "village"),
        ("320104400498", "quasi"),
        ("320104", "district"),
        ("320104001012003", "grid"),
        ("320104001901000", "block"),
    ],
)
def test_a_code_says_the_kind_of_its_area(text: str, kind: str) -> None:
    code = codes.read(text)

    assert code is not None
    assert codes.kind_of(code) == kind
