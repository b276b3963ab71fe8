"""A resident talks with 党小栖: asks, reports, calls for help, and is received by a person."""

from tests.journeys.entrance import Entrance


def test_a_resident_asks_reports_and_is_received_by_a_person(enter: Entrance) -> None:
    clerk = enter("staff")
    clerk.go("/knowledge/add/").write("问题", "社区图书角几点开门")
    clerk.write("答复", "每天 9 时到 20 时，登记就能借。")
    clerk.write("出处", "图书角公示牌").write("维护单位", "柳荫社区").press("加进知识库").sees("已加进知识库")

    resident = enter()
    area = "990101001001001"
    resident.go(f"/chat/?area={area}").sees("我是党小栖").write("要说的话", "图书角几点开").touch("发送")
    resident.sees("每天 9 时到 20 时", "出处：图书角公示牌")
    resident.write("要说的话", "柳荫一网格路灯不亮了").touch("发送").sees("有照片吗")
    resident.touch("没有照片").sees("手机号").touch("不留").sees("我念一遍", "路灯不亮了")
    resident.touch("是，提交").sees("已经登记好了", "受理编号")
    resident.touch("查进度").sees("查到了")
    resident.write("要说的话", "转人工").touch("发送").sees("已经请社区的工作人员来接")

    clerk.go("/talks/").sees("等人工").page.locator("main tbody a").first.click()
    clerk.press("接手").sees("已接手").write("对居民说", "您好，请讲。").press("发送")
    resident.sees("您好，请讲。", "柳荫社区")


def test_the_talk_works_without_script_and_shows_the_number_in_danger(enter: Entrance) -> None:
    resident = enter(script=False)
    resident.go("/chat/").write("要说的话", "着火了，三楼冒黑烟有人喊救命").press("发送")
    resident.sees("请马上打", "119", "告诉我在哪里")
    resident.write("要说的话", "柳荫一网格").press("发送").sees("我念一遍")
    resident.press("是，提交").sees("已经登记，值班人员看得到")
