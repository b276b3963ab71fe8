"""Words people read: masked places, derived states, titles."""

import pytest

from wangge.cases.rules import words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("锦绣里12栋3单元502", "锦绣里12栋3单元***"),
        ("锦绣里 7 栋 2 单元", "锦绣里 7 栋 2 单元"),
        ("锦绣里 7 栋 2 单元 301 室", "锦绣里 7 栋 2 单元 ***"),
        ("12-3-502", "12-3-***"),
        ("12幢3单元502室门口", "12幢3单元***门口"),
        ("1205弄33号402室", "1205弄33号***"),
        ("A座1808", "A座***"),
        ("荷风路 88 号东门", "荷风路 88 号东门"),
        ("3号楼和4号楼之间", "3号楼和4号楼之间"),
        ("十二栋三单元五零二", "十二栋三单元***"),
        ("菜场北门", "菜场北门"),
    ],
)
def test_a_place_is_shown_without_its_flat(written: str, shown: str) -> None:
    assert words.masked_place(written) == shown


def test_the_state_people_read_follows_case_and_orders() -> None:
    assert words.status("in_hand", ["sent"]).name == "已派遣"
    assert words.status("in_hand", ["acknowledged", "sent"]).name == "处置中"
    assert words.status("in_hand", ["returned", "acknowledged"]).name == "已退回"
    assert words.status("in_hand", ["disputed"]).name == "裁定中"
    assert words.status("verifying", ["submitted"], is_verified=True).name == "待结案"
    assert words.status("closed", is_revisited=True).name == "已回访"


def test_a_confidential_case_is_called_by_its_category_alone() -> None:
    assert (
        words.title(matter_name="家庭暴力求助", category_name="治安安全", is_confidential=True) == "治安安全"
    )
    assert words.title(matter_name="", category_name="", is_confidential=True) == "保密事项"
    assert words.title(matter_name="", category_name="", is_confidential=False) == "待归类来件"
