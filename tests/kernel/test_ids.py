"""Numbers behind a keyed permutation, their check digit, and the secrets that belong to them."""

import itertools

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel import ids

KEY = bytes(range(32))
COUNTS = st.integers(0, 10**10 - 1)


@given(COUNTS)
def test_the_permutation_can_be_undone(count: int) -> None:
    assert _undone(ids.permute(count, KEY), KEY) == count


def test_the_permutation_gives_each_count_a_number_of_its_own() -> None:
    numbers = {ids.permute(count, KEY) for count in range(20_000)}

    assert len(numbers) == 20_000
    assert all(0 <= number < 10**10 for number in numbers)


def test_neighbouring_counts_do_not_give_neighbouring_numbers() -> None:
    numbers = [ids.permute(count, KEY) for count in range(1000)]

    steps = [after - before for before, after in itertools.pairwise(numbers)]
    rising = sum(step > 0 for step in steps)
    assert 400 < rising < 600
    assert min(abs(step) for step in steps) > 100


def test_another_key_gives_other_numbers() -> None:
    assert ids.permute(1, KEY) != ids.permute(1, bytes(32))


@given(st.text("0123456789", min_size=10, max_size=10), st.integers(0, 10), st.integers(1, 9))
def test_the_check_digit_finds_every_single_slip(digits: str, place: int, shift: int) -> None:
    number = digits + ids.check_digit(digits)
    slipped = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert ids.check_digit(slipped[:10]) != slipped[10]


@given(st.text("0123456789", min_size=10, max_size=10), st.integers(0, 9))
def test_the_check_digit_finds_every_swap_of_neighbours(digits: str, place: int) -> None:
    number = digits + ids.check_digit(digits)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or ids.check_digit(swapped[:10]) != swapped[10]


def test_the_table_of_the_check_digit_is_totally_anti_symmetric() -> None:
    """Proves both properties for numbers of any length, not only for those drawn above."""
    table = [[int(ids.check_digit(_reach(row) + str(column))) for column in range(10)] for row in range(10)]

    assert all(sorted(row) == list(range(10)) for row in table)
    assert all(
        table[table[c][x]][y] != table[table[c][y]][x] for c in range(10) for x in range(10) for y in range(x)
    )


def test_a_number_is_found_again_however_it_is_typed() -> None:
    number = ids.make_number(7)

    assert len(number) == 11
    assert ids.normal_number(number) == number
    assert ids.normal_number(f" {ids.written(number)} ") == number
    assert ids.normal_number(f"{number[:3]}-{number[3:7]}-{number[7:]}") == number
    assert ids.normal_number(number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number


@pytest.mark.parametrize("typed", ["", "123", "12345678901234", "²³¹²³¹²³¹²³", "一二三四五六七八九十一"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert ids.normal_number(typed) is None


def test_a_number_is_written_as_it_is_said() -> None:
    assert ids.written("48273051962") == "482 7305 1962"


def test_a_secret_belongs_to_one_number_and_one_version() -> None:
    secret = ids.secret_of("48273051962", 1)

    assert len(secret) == 32
    assert ids.is_secret_of("48273051962", 1, secret)
    assert not ids.is_secret_of("48273051962", 2, secret)
    assert not ids.is_secret_of("48273051963", 1, secret)
    assert not ids.is_secret_of("48273051962", 1, "猜")


@pytest.mark.django_db
@pytest.mark.both
def test_a_counter_counts_by_one() -> None:
    with transaction.atomic():
        first = ids.next_count("appeal")
        second = ids.next_count("appeal")

    assert second == first + 1


@pytest.mark.django_db
@pytest.mark.both
def test_counters_do_not_know_each_other() -> None:
    before = ids.next_count("case")

    ids.next_count("appeal")

    assert ids.next_count("case") == before + 1


def _undone(number: int, key: bytes) -> int:
    """The six rounds backwards."""
    left, right = divmod(number, 10**5)
    for turn in reversed(range(6)):
        left, right = (right - ids._round(key, turn, left)) % 10**5, left
    return left * 10**5 + right


def _reach(interim: int) -> str:
    """A digit that brings the empty number's interim value to `interim`."""
    return next(str(d) for d in range(10) if ids.check_digit(str(d)) == str(interim))
