"""Somebody new in the demo: knows nothing but the front page, and follows its story card by card."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser

from tests.journeys import server
from tests.journeys.entrance import Entrance
from tests.journeys.walker import DESK, Judge, Walker
from wangge.demo.views import STORY

#: What the first card tells one to write.
WORDS = "锦绣里东门的消防车道停了两辆车，大车进不来"
MATTER = "消防车道与通道堵塞"
PLACE = "锦绣里东门"


@pytest.fixture
def newcomer(browser: Browser, judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    """One browser for all roles, as at a demonstration; the invented district with few cases in it."""
    data = tmp_path_factory.mktemp("demo")
    with ThreadPoolExecutor() as side_by_side:
        side_by_side.submit(server.static_files)
        server.run(data, "-m", "tests.journeys.ground", "demo")
    with server.served(data) as address:
        entrance = Entrance(browser, address, judge, {})
        yield entrance(size=DESK)
        entrance.leave()


def test_the_guided_story_is_walked_with_no_other_knowledge(newcomer: Walker) -> None:
    me = newcomer
    me.go("/").sees("三分钟走一遍", *(chapter.title for chapter in STORY))

    _card(me, 0).sees("我要报事")
    me.write("说说发生了什么", WORDS).sees(MATTER).write("在什么地方", PLACE).sees("桂苑社区")
    me.tick("我同意为办理这件事使用我填写的内容").press("提交").sees("您反映的事已收到", "桂苑社区")

    _mine(_card(me, 1).press("待接")).touch("更多").press("上报上一级")
    me.tick("没有条件").write("用一句话说明", "要交给单位拖车。").press("上报上一级").sees("已上报上一级")

    _open(_card(me, 2)).touch("更多").press("上报上一级")
    me.tick("没有权限").write("用一句话说明", "执法队归街道派。").press("上报上一级").sees("柳岸街道")

    _open(_card(me, 3)).press("受理").press("受理").press("派单").choose("主办单位", "柳岸街道综合执法队")
    me.press("派单").sees("已派单")

    _mine(_card(me, 4)).press("签收")
    while me.page.get_by_role("button", name="已做").count():
        me.press("已做")
    me.press("提交结果").add_photos("maroon", field="before").add_photos("silver")
    me.write("对来件人说", "两辆车都已挪走。").press("提交结果").sees("已提交结果")

    _mine(_card(me, 5)).press("核查通过").write("现场看到的情况", "通道畅通。").press("核查通过")

    _open(_card(me, 6)).press("结案").tick("已解决").press("结案").sees("已结案")

    _card(me, 7).press(MATTER).sees("已办结，请您看看是否解决").press("没解决")
    me.write("想说的话", "晚上又停了。").press("提交").sees("已重新办理")


def _card(walker: Walker, number: int) -> Walker:
    """Back to the front page, and on by the button of that card."""
    walker.go("/")
    card = walker.page.locator("#story li").nth(number)
    return walker.press(STORY[number].label, within=card)


def _open(walker: Walker) -> Walker:
    """The case in a list of many: found by its words."""
    walker.page.locator("input[type=search]").first.fill("大车进不来")
    walker.keys("Enter", arrives=True)
    return _mine(walker)


def _mine(walker: Walker) -> Walker:
    """The case of this story among others of its kind: it lies at a place of its own."""
    return walker.press(MATTER, within=walker.page.locator("article, tr").filter(has_text=PLACE).first)
