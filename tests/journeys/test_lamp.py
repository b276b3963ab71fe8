"""The dark lamp: reported by a resident on a phone, solved in the grid, answered, rated."""

from tests.journeys.entrance import Entrance
from tests.journeys.walker import Walker

WORDS = "小区北门外路灯黑了一排，晚上走路看不见"


def test_a_dark_lamp_is_solved_in_the_grid(enter: Entrance) -> None:
    resident = enter()
    _report(resident)
    progress = resident.path

    officer = enter("officer")
    officer.press("待接").press("路灯故障").sees(WORDS, "138****2222", "柳荫一网格")
    officer.press("我来办").sees("这件事由您来办", "我在办")
    officer.press("当场办结").press("当场办结").sees("照片")  # refused: what was done must be shown
    officer.add_photos("black", field="before").add_photos("gold")
    officer.write("对来件人说", "灯泡烧了，已换新灯，今晚亮起来。").write("内部备注", "换下的灯泡已交物业。")
    officer.press("当场办结").sees("已当场办结", "已办结")

    resident.go(progress).sees("已办结，请您看看是否解决", "灯泡烧了，已换新灯", "办理后")
    resident.sees_nothing_of("换下的灯泡已交物业", "王格远")
    resident.press("已解决").tick("满意").press("提交").sees("谢谢您的评价", "已解决")
    officer.go("/o/cases/?tab=ended").press("路灯故障").sees("评价", "已解决")


def _report(resident: Walker) -> None:
    """Words, two photos, the place where the phone is, a number to call."""
    resident.go("/").press("我要报事").write("说说发生了什么", WORDS)
    resident.sees("看起来是这件事", "路灯故障")
    resident.add_photos("black", "midnightblue").touch("用我的位置").sees("柳荫一网格")
    resident.write("手机号", "13800002222").press("提交").sees("提交前请看一看下面的告知")
    resident.tick("我同意为办理这件事使用我填写的内容").press("提交")
    resident.sees("您反映的事已收到", "柳荫一网格", "请保存这个二维码")
    resident.press("查看进度").sees("收到您的来件，正在安排", WORDS)
