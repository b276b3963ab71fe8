"""A month of a branch, by its secretary who also leads a grid; and what the department above reads."""

from datetime import timedelta

from django.utils import timezone

from tests.journeys.entrance import Entrance
from tests.journeys.walker import Walker

BRANCH = "柳荫一网格党支部"
MONTH = 30


def test_a_month_goes_from_the_plan_to_a_promise_kept_and_a_deed_confirmed(enter: Entrance) -> None:
    secretary = at_his_branch(enter)
    month_end = timezone.localdate() + timedelta(days=MONTH)
    secretary.go("/life/").sees(BRANCH)
    if secretary.named("去启用计划").count():
        secretary.press("去启用计划").press("全部启用").go("/life/")
    secretary.sees("三会一课").press("安排")
    secretary.page.locator("input[name=slots]").first.check()
    secretary.write("名称", "支委会：议车棚照明").write("地点", "党群服务站")
    secretary.write("时间", f"{timezone.localtime():%Y-%m-%dT%H:%M}").press("安排").sees("已安排", "应到")

    secretary.press("写记录").tick("支书平").write("讲了什么、议了什么", "通报上月办结的事，议了车棚照明。")
    secretary.write("决定了什么", "月底前修好车棚的灯").press("记下").sees("到会", "月底前修好车棚的灯")
    secretary.press("转成承诺").write("几时办完", f"{month_end:%Y-%m-%d}").press("转成承诺")
    secretary.go("/life/promises/").press("月底前修好车棚的灯").press("报完成")
    secretary.write("完成情况", "灯修好了，晚上看过。").add_photos("green").press("报完成").sees("灯修好了")
    promise = secretary.path

    above = enter("secretary")
    _put_on(above, "社区书记")
    above.go(promise).press("确认兑现").press("确认兑现").sees("已确认兑现")

    member = enter("member")
    member.go("/party/mine/deeds/").press("填报一件").choose("是什么", "采纳的建议").choose("职责", "建言")
    member.write("做了什么", "建议给北门装一面镜子，社区采纳了").press("交给支部确认").sees("待确认")
    secretary.go("/party/deeds/").sees("建议给北门装一面镜子").press("确认").sees("已确认")
    member.go("/party/mine/deeds/").sees("2 分").sees_nothing_of("待确认")


def test_the_stars_are_counted_answered_and_looked_at_by_a_second_person(enter: Entrance) -> None:
    department = enter("orgdept")
    department.go("/assessment/?standard=star")
    if department.named("开始今年的考评").count():
        department.press("开始今年的考评")
    department.sees(BRANCH)

    secretary = at_his_branch(enter)
    secretary.go("/life/").sees("星级和差距").go("/assessment/?standard=star").press(BRANCH).press("自查")
    _answer(secretary)
    secretary.press("保存自查").press("提交自查").press("提交自查").sees("已提交自查")

    department.go("/assessment/?standard=star").press(BRANCH).press("复核")
    department.press("保存复核").sees("差距", "由来和依据")
    department.go("/assessment/?standard=star").press("公示已复核的").sees("公示")

    secretary.go("/assessment/?standard=star").press(BRANCH).press("申诉")
    secretary.write("理由", "场所九月已经挂牌，有照片").press("确定").sees("场所九月已经挂牌")
    department.go(secretary.path).press("答复").tick("申诉成立").write("答复", "已核对，九月挂牌属实")
    department.press("确定").sees("成立：已核对，九月挂牌属实")


def test_the_organisation_department_reads_the_network_from_one_page(enter: Entrance) -> None:
    department = enter("orgdept")

    department.go("/party/").sees("党建网络", "一肩挑", "%")
    bare = department.go("/party/coverage/").sees("覆盖率").page.locator("li", has_text="柳荫二网格")
    department.press("设立或绑定", within=bare).write("支部名称", "柳荫二网格党支部").press("设立或绑定")
    department.sees("这个网格现在有党支部了")
    department.go("/party/tree/").press("柳湾街道党工委").press("柳荫社区党委").sees("柳荫二网格党支部")
    department.press(BRANCH).sees("支书平")

    department.go("/party/books/").press("发布").write("对谁适用", "全区各网格党支部")
    department.press("发布").sees("第 1 版", "对谁适用")
    secretary = at_his_branch(enter)
    secretary.go("/party/books/").sees("第 1 版")


def at_his_branch(enter: Entrance) -> Walker:
    """The secretary under the hat of the branch; his other hat is the grid's."""
    walker = enter("branchsec")
    _put_on(walker, "支部书记")
    return walker


def _put_on(walker: Walker, role: str) -> None:
    """The hat of that role, if it is not on already."""
    walker.go("/me/")
    row = walker.page.locator("li", has_text=role).get_by_role("button", name="换到这个岗位")
    if row.count():
        with walker.page.expect_navigation(wait_until="load"):
            row.first.click()


def _answer(walker: Walker) -> None:
    """Done to everything that asks whether it is, no veto, full points to everything that asks for points."""
    for answer in ("做到", "没有"):
        for radio in walker.page.get_by_label(answer, exact=True).all():
            radio.check()
    for box in walker.page.locator("main input[type=number]").all():
        box.fill(box.get_attribute("max") or "1")
