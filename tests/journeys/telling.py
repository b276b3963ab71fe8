"""What several journeys begin with: a resident says it, and a desk finds it by its number."""

import re

from tests.journeys.walker import Walker

AGREE = "我同意为办理这件事使用我填写的内容"


def told(resident: Walker, words: str, *, phone: str = "", place: str = "", grid: str = "柳荫一网格") -> str:
    """Reported from where he stands, and on to the page of its progress; returns its number."""
    resident.go("/report/").write("说说发生了什么", words)
    resident.touch("用我的位置").sees(grid)
    if place:
        resident.write("在什么地方", place)
    if phone:
        resident.write("手机号", phone)
    resident.tick(AGREE).press("提交").press("查看进度")
    found = re.search(r"\d{11}", resident.path)
    assert found is not None, resident.path
    return found[0]


def found(desk: Walker, number: str) -> Walker:
    """The case of a number, as the desk opens it."""
    return desk.go(f"/cases/find/?q={number}")
