"""A resident who gives only words, on a phone without script; the desk asks, he answers by his link."""

from tests.journeys.entrance import Entrance
from tests.journeys.telling import found
from tests.journeys.walker import DESK

WORDS = "楼下一到晚上就吵得睡不着，跟他们说也没用"


def test_only_words_are_enough_without_script_and_without_contact(enter: Entrance) -> None:
    resident = enter(script=False)
    resident.go("/").press("我要报事").write("说说发生了什么", WORDS).press("提交")
    resident.sees("填好的内容都还在", "看起来是这件事", WORDS).tick("都不是，请工作人员看")
    resident.tick("我同意为办理这件事使用我填写的内容").press("提交")
    resident.sees("您反映的事已收到", "地点还不确定", "您没有留电话").press("查看进度")
    link = resident.page.url
    number = resident.path.partition("?")[0].strip("/").split("/")[-1]

    desk = found(enter("district"), number)
    desk.sees("待归类来件", WORDS, "待定位", "没有留").touch("更多").press("请来件人补充")
    desk.write("对来件人说", "为了办好这件事，请您补充：在哪个小区、哪一栋？").press("请来件人补充")
    desk.sees("已请来件人补充", "待补充")
    case = desk.path

    later = enter(script=False)  # another day, another phone: the link is all that is needed
    later.go(link).sees("请您补充一点信息", "在哪个小区、哪一栋").press("去补充")
    later.write("补充的情况", "柳荫苑 3 栋楼下的烧烤店，晚上十点以后。").press("提交").sees(
        "已收到您补充的内容"
    )

    desk.go(case).sees("烧烤店", "待受理").press("受理")
    desk.choose("事项", "露天烧烤").choose("区域", "柳荫一网格").press("受理")
    desk.sees("已受理，开始计时", "柳荫一网格")
    later.go(link).sees("已受理", "办理时限")


def test_nobody_opens_a_report_by_its_number_alone(enter: Entrance) -> None:
    resident = enter()
    resident.go("/report/").write("说说发生了什么", "健身器材松了，孩子在上面晃").write(
        "手机号", "13800004321"
    )
    resident.tick("我同意为办理这件事使用我填写的内容").press("提交").press("查看进度")
    path, _, secret = resident.path.partition("?secret=")
    number = path.strip("/").split("/")[-1]

    stranger = enter()
    stranger.go(path, status=404).go(f"{path}?secret={secret[:-1]}0", status=404)
    stranger.go("/c/").write("受理编号", number).write("手机号后四位", "0000").press("查询")
    stranger.sees("对不上")

    owner = enter(size=DESK)
    owner.go("/").press("查进度").write("受理编号", number).write("手机号后四位", "4321").press("查询")
    owner.sees("收到您的来件，正在安排", "健身器材松了").press("撤回来件").press("撤回").sees("已撤回")
