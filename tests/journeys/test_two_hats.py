"""The secretary of a community who also leads a grid: one person, two hats, each deed under its own."""

from tests.journeys.entrance import Entrance
from tests.journeys.ground import SECOND_HAT
from tests.journeys.walker import PHONE, Walker
from tests.town import middle

MATTER = "垃圾桶满溢或清运不及时"


def test_the_secretary_changes_hats_to_solve_what_waits_in_his_grid(enter: Entrance) -> None:
    resident = enter()
    lon, lat = middle(SECOND_HAT)
    resident.page.context.set_geolocation({"longitude": lon, "latitude": lat})
    resident.go("/report/").write("说说发生了什么", "垃圾桶都冒尖了，两天没来收垃圾").sees(MATTER)
    resident.touch("用我的位置").sees("柳荫二网格").tick("我同意为办理这件事使用我填写的内容").press("提交")
    resident.press("查看进度")

    secretary = enter("secretary")
    secretary.sees("工作台", "您还有别的岗位")
    _put_on(secretary, "网格长")
    secretary.sees("柳荫二网格").press("待接").press(MATTER).press("我来办").press("当场办结")
    secretary.add_photos("black", field="before").add_photos("green")
    secretary.write("对来件人说", "已清运，今后每天早上收。").press("当场办结").sees("已当场办结")
    secretary.sees("柳荫二网格")  # the step says under which hat it was done

    _put_on(secretary, "社区书记")
    secretary.sees("工作台").go("/cases/?tab=ended").press(MATTER).sees("当场办结", "柳荫二网格")
    resident.go(resident.path).sees("已清运").sees_nothing_of("舒纪明", "网格长")


def test_the_same_change_works_on_a_phone(enter: Entrance) -> None:
    secretary = enter("secretary", size=PHONE)
    secretary.press("网格长").sees("柳荫二网格", "现在要办").press("我的").sees("我的岗位", "正在用")
    secretary.press("换到这个岗位").sees("社区书记")


def _put_on(walker: Walker, role: str) -> None:
    """The hat of that role, from wherever posts are listed."""
    if walker.path.startswith("/workbench/"):
        walker.press(role)
    else:
        walker.go("/me/").press("换到这个岗位").sees(role)
