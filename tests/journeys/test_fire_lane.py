"""The blocked fire lane: sent to two units, found not done, redone, closed, rated "not solved", reopened."""

from tests.journeys.entrance import Entrance
from tests.journeys.ground import INSPECTOR, KEEPER
from tests.journeys.walker import Walker

WORDS = "柳荫苑东门消防通道停了两辆车，救火车进不来"
MATTER = "消防车道与通道堵塞"


def test_a_blocked_fire_lane_goes_to_two_units_and_is_done_twice(enter: Entrance) -> None:
    resident = enter()
    progress = _report(resident)

    officer = enter("officer")
    officer.press("待接").press(MATTER).touch("更多").press("上报上一级")
    officer.tick("没有权限").write("用一句话说明", "要物业和执法队一起来。").press("上报上一级")
    officer.sees("已上报上一级")
    staff = enter("staff")
    staff.press(MATTER).touch("更多").press("上报上一级")
    staff.tick("没有权限").write("用一句话说明", "执法队归街道派。").press("上报上一级").sees("柳湾街道")
    dispatcher = enter("dispatcher")
    case = _dispatch(dispatcher)
    resident.go(progress).sees("已交给办理单位", "柳荫物业公司", "柳湾综合执法中队")

    keeper, inspector = enter(KEEPER.username), enter(INSPECTOR.username)
    _handle(keeper, before=True)
    _handle(inspector)
    verifier = enter("verifier")
    verifier.press(MATTER).press("返工").choose("哪个单位返工", "柳荫物业公司・主办")
    verifier.add_photos("brown").write("哪里没办好", "还有一辆车停在通道口。").press("返工")
    verifier.sees("已退回返工")
    dispatcher.go(case).sees("返工", "还有一辆车停在通道口", "处置中")

    keeper.go("/orders/").press(MATTER).sees("还有一辆车停在通道口").press("提交结果")
    keeper.add_photos("green").write("对来件人说", "第二辆车也挪走了，已划线立牌。").press("提交结果")
    keeper.sees("已提交结果")
    verifier.go("/verify/").press(MATTER).press("核查通过")
    verifier.add_photos("lightgreen").write("现场看到的情况", "两辆车都走了，通道画了线。").press("核查通过")
    verifier.sees("核查通过，等待结案")

    dispatcher.go(case).press("结案").tick("已解决").write("对来件人说", "两辆车都已挪走，通道画了禁停线。")
    dispatcher.press("结案").sees("已结案")
    _not_solved(resident, progress)
    dispatcher.go("/cases/?tab=accepted").press(MATTER).sees("重办", "今天上午又停了一辆", "没解决")


def _report(resident: Walker) -> str:
    """Reported with place and phone; returns the address of the progress page."""
    resident.go("/report/").write("说说发生了什么", WORDS).sees(MATTER)
    resident.touch("用我的位置").sees("柳荫一网格").write("手机号", "13800003333")
    resident.tick("我同意为办理这件事使用我填写的内容").press("提交").press("查看进度")
    return resident.path


def _dispatch(dispatcher: Walker) -> str:
    """Taken in, sent to the wrong units, undone within the half minute, sent right."""
    dispatcher.press(MATTER).press("受理").press("受理").sees("已受理，开始计时")
    case = dispatcher.path
    dispatcher.press("派单").sees("离这里最近的是柳荫物业公司").choose("主办单位", "柳湾环卫所").press("派单")
    dispatcher.sees("派错了").press("撤销派单").sees("已撤销派单")
    dispatcher.press("派单").choose("主办单位", "柳荫物业公司").tick("柳湾综合执法中队")
    dispatcher.write("办理要求", "请车主挪车，划线立牌").press("派单").sees("已派单", "主办", "协办")
    assert dispatcher.path == case
    return case


def _handle(handler: Walker, *, before: bool = False) -> None:
    """Receipt, the steps of the check-list that are still open, the result."""
    handler.press(MATTER).press("签收").sees("已签收")
    while handler.page.get_by_role("button", name="已做").count():
        handler.press("已做")
    handler.press("提交结果").write("对来件人说", "已请车主挪车。")
    if before:
        handler.press("提交结果").sees("还缺").add_photos("maroon", field="before").add_photos("silver")
    handler.press("提交结果").sees("已提交结果")


def _not_solved(resident: Walker, progress: str) -> None:
    resident.go(progress).sees("已办结，请您看看是否解决", "通道画了禁停线")
    resident.press("没解决").write("想说的话", "今天上午又停了一辆。").press("提交").sees("已重新办理")
    resident.sees_nothing_of("还有一辆车停在通道口", "柳管家", "执法队归街道派")
