"""What members of a branch live through: reporting in and a deed, a birthday, a transfer, the register."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.entrance import Entrance
from tests.journeys.ground import MOVING, TWENTY_YEARS
from tests.journeys.test_branch_month import at_his_branch

#: Milliseconds: an import waits behind whatever else the worker's slow lane has begun.
QUEUED = 90_000
TASK = "给 3 号楼换两盏楼道灯"
ROWS = """支部,姓名,手机号,类别,状态,入党年月
柳荫一网格党支部,岑新来,13900000071,组织关系在这里,正式党员,2001-07
没有这个支部,岑找不,13900000072,组织关系在这里,正式党员,2001-07
柳荫一网格党支部,岑号错,12345,组织关系在这里,正式党员,2001-07
"""


def test_a_member_reports_in_claims_a_task_and_reads_his_statement(enter: Entrance) -> None:
    month_end = timezone.localdate() + timedelta(days=20)
    officer = enter("officer")
    officer.go("/party/tasks/new/").write("事项", TASK).write("要做什么", "灯泡物业给，带个梯子。")
    officer.choose("区域", "柳荫一网格").write("完成期限", f"{month_end:%Y-%m-%d}").press("发布").sees(TASK)

    member = enter("member")
    member.go("/party/mine/report/").choose("报到", "柳荫社区").write("能提供的服务", "修家电").press("报到")
    member.write("或写明提供什么服务", "周末修家电").press("就选这个").sees("等社区确认")
    member.go("/party/mine/tasks/").press(TASK).press("我来认领")
    member.write("完成情况", "两盏都换好了").press("报完成").sees("等确认")

    staff = enter("staff")
    staff.go("/party/reports/").press("选了：周末修家电").press("确认，服务从今天开始").sees("服务中")
    officer.go("/party/tasks/?tab=done").press(TASK).press("确认完成").sees("已确认")
    member.go("/party/mine/deeds/").sees(TASK, "2 分").press("打印").sees("党员真", TASK, "合计")


def test_a_birthday_is_planned_and_its_deed_promised(enter: Entrance) -> None:
    secretary = at_his_branch(enter)
    due = timezone.localdate() + timedelta(days=20)

    secretary.go("/life/birthdays/").sees(f"{TWENTY_YEARS}・20 年").press("安排仪式")
    secretary.write("时间", f"{due:%Y-%m-%dT}15:00").write("地点", "党群服务站").press("安排").sees(
        "重温入党誓词"
    )
    row = secretary.go("/life/birthdays/").page.locator("li", has_text=TWENTY_YEARS)
    secretary.press("领办实事", within=row).write("实事", "教三位老人用手机挂号")
    secretary.write("几时办完", f"{due:%Y-%m-%d}").press("领办").sees("教三位老人用手机挂号")


def test_a_member_moves_when_both_ends_have_confirmed(enter: Entrance) -> None:
    secretary = at_his_branch(enter)
    secretary.go(f"/party/members/?q={MOVING}").press(MOVING).press("转接")
    secretary.write("接收支部", "望山一网格党支部").write("原因", "搬到望山居住").press("提出转接")
    secretary.go("/party/transfers/").press("转出").sees("已开介绍信")

    other = enter("other_branchsec")
    other.go("/party/transfers/").sees(MOVING, "柳荫一网格党支部").press("接收").sees("已接收，转接办结")
    other.go("/party/members/").sees(MOVING)
    secretary.go("/party/members/").sees_nothing_of(MOVING)


def test_a_register_with_bad_rows_brings_the_good_ones_in(enter: Entrance) -> None:
    secretary = at_his_branch(enter)
    secretary.go("/party/members/").press("导入")
    register = {"name": "名册.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    secretary.page.locator("input[type=file]").set_input_files(register)  # type: ignore[arg-type]

    secretary.press("上传并检查").sees("手机号", "需要改正").press("导入 2 行")
    expect(secretary.page.locator("body")).to_contain_text("成功 1 行，失败 2 行", timeout=QUEUED)
    secretary.sees("没有找到支部“没有这个支部”", "只下载这些行")
    secretary.go("/party/members/?q=岑新来").sees("岑新来").sees_nothing_of("岑找不", "岑号错")
