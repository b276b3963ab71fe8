"""A caller who wants to be forgotten sees what is kept of him, asks, and is gone from pages and search."""

from tests.journeys.entrance import Entrance
from tests.journeys.telling import found, told
from tests.journeys.walker import Walker

WORDS = "老年食堂几点开门，我叫秦小菜，腿脚不便"
PHONE = "13800006111"


def test_a_caller_is_shown_what_is_kept_and_then_forgotten(enter: Entrance) -> None:
    resident = enter()
    number = told(resident, WORDS, phone=PHONE)
    stranger = enter()
    _prove(stranger, number, "13800006112").sees_nothing_of("秦小菜")
    own = _prove(enter(), number, PHONE).sees("留着您的这些信息", "秦小菜", "还没有人查看过")
    kept = own.path

    desk = found(enter("dispatcher"), number).sees(WORDS)
    case = desk.path
    _answer(desk)
    own.go(kept).press("删除").sees("只留办理的事实").press("请求删除").sees("您提出的请求")
    _grant(desk)

    own.go(kept).sees_nothing_of("秦小菜", PHONE)
    resident.go(resident.path).sees_nothing_of("秦小菜")
    desk.go(case).sees("内容已按期删除").sees_nothing_of("秦小菜")
    desk.go("/cases/?tab=ended&q=老年食堂").sees_nothing_of("秦小菜", number)


def _prove(walker: Walker, number: str, phone: str) -> Walker:
    walker.go("/my-data/").write("受理编号", number).write("当时留的手机号", phone)
    return walker.press("查看我的信息")


def _answer(desk: Walker) -> None:
    """Declined as what another channel answers: an end that needs no unit."""
    if not desk.page.get_by_role("link", name="不予受理").filter(visible=True).count():
        desk.touch("更多")
    desk.press("不予受理").write("对来件人说", "老年食堂每天 10 点半开门，可以电话订餐。").press("不予受理")


def _grant(desk: Walker) -> None:
    """The request is a case of its own, confidential, on the street's desk."""
    desk.go("/cases/")
    for address in [link.get_attribute("href") for link in desk.page.locator("main a.first").all()]:
        desk.go(address or "/")
        if desk.page.get_by_role("link", name="办理请求").count():
            break
    desk.press("办理请求").sees("删除", "本人已核实身份").tick("照办").write("对本人说", "已经全部删除。")
    desk.press("办结请求").sees("已办结，本人能看到答复")
