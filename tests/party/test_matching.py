"""What fits a member's skills stands at the top and says why; nothing leaves the list; pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.party.rules import matching


@pytest.mark.parametrize(
    ("skills", "free", "text", "said"),
    [
        ("修家电、法律咨询", "", "帮三位老人看看家电", "修家电"),
        ("法律咨询", "周末上午", "周六给居民讲法律咨询", "法律咨询、周末"),
        ("", "晚上", "晚间楼道灯巡看", "晚上"),
        ("可以帮助居民", "", "清理楼道", ""),
        ("", "", "清理楼道", ""),
    ],
)
def test_a_post_says_what_in_it_fits(skills: str, free: str, text: str, said: str) -> None:
    assert matching.fit(skills=skills, free_time=free, text=text).text == said


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=20), st.text(max_size=10))
def test_nothing_leaves_the_list(texts: list[str], skills: str, free: str) -> None:
    rows = [(text, place) for place, text in enumerate(texts)]

    found = matching.best_first(rows, skills=skills, free_time=free)

    assert sorted(place for place, _ in found) == list(range(len(texts)))
    scores = [one.score for _, one in found]
    assert scores == sorted(scores, reverse=True)
