"""Measured on words of real people: is one trouble found again, and how often is another one suggested?"""

import pytest

from tests.cases.same_trouble import measure, messages, phrases
from tests.measured import say
from tests.shared_data import shared
from tests.town import Town

pytestmark = pytest.mark.django_db


def test_four_of_five_are_found_and_one_in_twenty_is_wrong_at_most(
    town: Town, request: pytest.FixtureRequest
) -> None:
    town.stock()
    told = messages(shared("data/appeals-hot-issues-4326.csv.gz"))

    result = measure(told)
    say(request, f"real letters: {result}")

    assert result.with_sisters >= 150
    assert result.recall >= 0.8, result
    assert result.wrong_share <= 0.05, result


def test_short_sentences_at_one_spot_are_found_by_their_matter(
    town: Town, request: pytest.FixtureRequest
) -> None:
    town.stock()

    result = measure(phrases())
    say(request, f"short sentences: {result}")

    assert result.with_sisters >= 300
    assert result.recall >= 0.8, result
    assert result.wrong_share <= 0.05, result
