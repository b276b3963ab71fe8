"""The whistle to three departments: one comes and does it, one must come, each side says how it was."""

from datetime import timedelta

from django.utils import timezone

from tests.journeys.entrance import Entrance
from tests.journeys.ground import INSPECTOR, KEEPER
from tests.journeys.walker import Walker

PLACE = "柳荫苑东门外的断头路"
UNITS = ("清岚区供水公司", "柳荫物业公司", "柳湾综合执法中队")


def test_three_departments_are_called_and_one_of_them_must_come(enter: Entrance) -> None:
    desk = enter("dispatcher")
    meet = timezone.localtime() + timedelta(days=1)
    desk.go("/duties/whistles/new/").tick("疑难问题").write("为什么吹哨", "路归谁修说不清，三次协调没有结果")
    desk.write("到场时间", f"{meet:%Y-%m-%dT%H:%M}").write("到场地点", PLACE)
    for unit in UNITS:
        desk.tick(unit)
    desk.press("送批准").sees(PLACE, *UNITS)
    whistle = desk.path

    keeper = enter(KEEPER.username).go("/duties/whistles/").sees_nothing_of(PLACE)
    enter("streetleader").go(whistle).press("批准，马上发出").sees("签收")
    keeper.go("/duties/whistles/").press(PLACE).press("签收").press("已联系街道").press("已到场")
    keeper.write("办了什么、结果怎样", "已铺平，交界处立了牌。").press("办完").sees("已铺平")

    inspector = enter(INSPECTOR.username).go(whistle).write("为什么不来", "不在我们的执法事项里。")
    inspector.press("申请不来").sees("不在我们的执法事项里")
    above = enter("districtleader").go(whistle)
    _say(above, "占路经营归执法队，必须到场。", "必须来").sees("区里决定", "必须到场")
    inspector.go(whistle).sees("必须到场").press("已到场")
    desk.go(whistle).sees("占路经营归执法队")
    desk.press("4 分").sees("街道评部门 4 分")
    keeper.go(whistle).press("5 分").sees("部门评街道 5 分")


def _say(above: Walker, words: str, deed: str) -> Walker:
    """The words beside that button, and the button."""
    form = above.page.locator("form").filter(has=above.page.get_by_role("button", name=deed))
    form.locator("textarea").fill(words)
    return above.press(deed, within=form)
