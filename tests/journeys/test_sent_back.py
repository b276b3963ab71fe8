"""An order sent back by two units, each with its clause; settled by the level above, and bound by it."""

from tests.journeys.entrance import Entrance
from tests.journeys.ground import INSPECTOR, KEEPER
from tests.journeys.telling import found, told
from tests.journeys.walker import Walker

WORDS = "我们楼道里堆满了旧家具，晚上下楼绊倒过人"
MATTER = "楼道堆物"
KEEPERS, INSPECTORS = "柳荫物业公司", "柳湾综合执法中队"
RULING = "楼道属于小区共用部位，由物业公司清理。"


def test_two_units_send_it_back_and_the_level_above_settles_it(enter: Entrance) -> None:
    number = told(enter(), WORDS)
    desk = found(enter("dispatcher"), number)
    case = desk.path
    desk.press("受理").choose("事项", MATTER).press("受理").sees("已受理，开始计时")
    desk.press("派单").choose("主办单位", KEEPERS).press("派单").sees("已派单")

    keeper = _send_back(enter(KEEPER.username), "物业服务合同第三条", INSPECTORS)
    desk.go(case).sees("退回", "物业服务合同第三条", INSPECTORS)
    desk.press("同意退回").choose("改派给", INSPECTORS).press("同意退回").sees("已改派")
    inspector = _send_back(enter(INSPECTOR.username), "执法事项清单没有这一项", KEEPERS)
    desk.go(case).sees("裁定中")

    leader = enter("districtleader")
    leader.go(case).press("裁定").choose("改派给", KEEPERS).write("裁定理由", RULING).press("裁定").sees(
        "已裁定"
    )

    keeper.go("/orders/").press(MATTER).sees("裁定", RULING).sees_nothing_of("退回依据")
    assert not keeper.page.get_by_role("link", name="退回", exact=True).count()
    inspector.go("/orders/").sees_nothing_of(number)
    desk.go(case).sees("裁定", KEEPERS)


def _send_back(unit: Walker, clause: str, proper: str) -> Walker:
    """Once, with the clause of its list of duties and the unit whose it is."""
    unit.go("/orders/").press(MATTER)
    if not unit.page.get_by_role("link", name="退回", exact=True).filter(visible=True).count():
        unit.touch("更多")
    unit.press("退回").write("退回依据", clause).write("应办单位", proper).press("退回").sees("已退回")
    return unit
