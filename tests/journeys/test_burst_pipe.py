"""A burst pipe that several report: one joins, one is merged; one answer for all, each rates alone."""

from tests.journeys.entrance import Entrance
from tests.journeys.telling import found, told
from tests.journeys.walker import Walker

WORDS = "楼前地下水管爆了，水冲得老高"
MATTER = "水管爆裂漏水"
ANSWER = "供水公司已关阀抢修，今晚八点恢复供水。"


def test_one_trouble_of_several_is_answered_once_and_rated_by_each(enter: Entrance) -> None:
    first, third = enter(), enter()
    number = told(first, WORDS, phone="13800005001")
    staff = found(enter("staff"), number)
    case = staff.path
    staff.press("受理").choose("事项", MATTER).press("受理").sees("已受理，开始计时")

    second = enter()
    _meets_it_too(second)
    other = told(third, "我家门口水管破了，喷了一地水", phone="13800005003")
    found(staff, other)
    staff.go(f"{staff.path}do/merge/").write("并入哪一件", number).press("并案").sees("已并案")

    staff.go(case).sees("水管破了")
    _answer(staff)
    for resident in (first, second, third):
        resident.go(resident.path).sees(ANSWER)
    second.press("没解决").write("想说的话", "还是没水。").press("提交").sees("已重新办理")
    first.go(first.path).sees_nothing_of("还是没水")


def _meets_it_too(resident: Walker) -> None:
    resident.go("/report/").write("说说发生了什么", WORDS).touch("用我的位置").sees("附近已有人反映")
    resident.press("我也遇到").sees("您看不到别人写了什么").press("我也遇到").press("查看进度")
    resident.sees(MATTER).sees_nothing_of("13800005001")


def _answer(staff: Walker) -> None:
    if not staff.page.get_by_role("link", name="直接答复").filter(visible=True).count():
        staff.touch("更多")
    staff.press("直接答复").tick("已解释，来件人接受").write("对来件人说", ANSWER).press("直接答复").sees(
        "已答复来件人"
    )
