"""One message with two troubles is offered as two cases, and one trouble never as two."""

import pytest

from tests.channels.talking import Resident
from tests.town import Town
from wangge.cases.models import Appeal
from wangge.channels.rules.hearing import pieces, without

TWO = "柳荫公园东门的路灯坏了不亮，另外垃圾桶满了两天没人收"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TWO, ("柳荫公园东门的路灯坏了不亮", "垃圾桶满了两天没人收")),
        ("1、路灯坏了不亮 2、垃圾没人收好臭", ("1、路灯坏了不亮", "垃圾没人收好臭")),
        ("楼上漏水。天花板都泡坏了", ()),
        ("路灯坏了不亮，还有谢谢你们", ()),
        ("一楼的灯坏了", ()),
        ("", ()),
    ],
)
def test_only_who_begins_a_second_trouble_has_two(text: str, found: tuple[str, ...]) -> None:
    assert pieces(text) == found


def test_what_is_left_is_the_first_in_its_own_words() -> None:
    assert without(TWO, ("垃圾桶满了两天没人收",)) == "柳荫公园东门的路灯坏了不亮"
    assert without("一楼的灯坏了", ()) == "一楼的灯坏了"


@pytest.mark.django_db
def test_two_troubles_become_two_cases_one_after_the_other(ready: Town) -> None:
    resident = Resident(area_path=ready.grid.path)

    assert "2 件事" in resident.says(TWO).heard
    while "已经登记好了" not in resident.heard:
        resident.says(
            {"photo": "没有照片", "contact": "不留", "where": "东门口"}.get(resident.talk.stage, "是")
        )
    assert "接着登记" in resident.heard
    offered = resident.last.lines[-1].content["choices"][0][1]
    assert offered == "垃圾桶满了两天没人收"
    resident.says(offered)
    for _ in range(6):
        if Appeal.objects.count() == 2:
            break
        resident.says(
            {"photo": "没有照片", "contact": "不留", "where": "东门口"}.get(resident.talk.stage, "是")
        )

    assert Appeal.objects.count() == 2
