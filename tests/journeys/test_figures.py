"""From figures to deeds: a red number, a bulletin, an exclusion, an emergency, a model that is only tried."""

from pathlib import Path

from django.utils import timezone

from tests.journeys import server
from tests.journeys.entrance import Entrance
from tests.journeys.overdue import WORDS as BURST
from tests.journeys.telling import found, told
from tests.journeys.walker import Walker

NOTE = "今天六点前到场止水，晚上八点前报修复时间。"


def test_a_leader_goes_from_a_red_number_to_the_stuck_order_and_supervises_it(
    enter: Entrance, installation: Path
) -> None:
    server.run(installation, "-m", "tests.journeys.overdue")
    leader = enter("districtleader").go("/insight/")

    leader.press("已超期").sees("已超期", "停水与水压低")
    leader.press("停水与水压低", within=leader.page.locator("tbody")).sees(BURST, "柳湾综合执法中队", "超期")
    if not leader.page.get_by_role("link", name="督办", exact=True).filter(visible=True).count():
        leader.touch("更多")
    leader.press("督办").write("内部备注", NOTE).press("督办").sees(NOTE)

    enter("dispatcher").go(leader.path).sees(NOTE)


def test_a_street_writes_its_month_and_everybody_reads_what_was_released(enter: Entrance) -> None:
    told(enter(), "小区里的健身器材断了一根杆，孩子差点划伤")
    desk = enter("dispatcher").go("/insight/bulletins/").choose("周报或月报", "月报")
    desk.write("含哪一天", f"{timezone.localdate():%Y-%m-%d}").press("写初稿").sees(
        "草稿", "本期来件", "来件与办结"
    )
    words = desk.field("正文").input_value()
    desk.write("正文", words + "\n\n下月起每周三在社区门口接访。").press("保存").sees("每周三在社区门口接访")

    leader = enter("streetleader").go(desk.path).press("发布").sees("发布", "下载 Word")
    for name, begins in (("下载 Word", b"PK"), ("下载 PDF", b"%PDF")):
        link = leader.page.get_by_role("link", name=name)
        if link.count():  # a PDF needs a Chinese font on the machine
            address = leader.address + (link.first.get_attribute("href") or "")
            assert leader.page.request.get(address).body().startswith(begins)

    resident = enter()
    resident.go("/").press("每月办理情况").press("柳湾街道").sees("每周三在社区门口接访", "不含保密事项")


def test_an_exclusion_is_asked_refused_and_appealed(enter: Entrance) -> None:
    number = told(enter(), "工地围挡被风刮倒了一大片，压着人行道")
    desk = found(enter("dispatcher"), number)
    desk.press("受理").choose("事项", "路面破损坑洼").press("受理")
    if not desk.page.get_by_role("link", name="直接答复").filter(visible=True).count():
        desk.touch("更多")
    desk.press("直接答复").tick("超出职权").write("对来件人说", "台风期间停工，过后由建设单位恢复。").press(
        "直接答复"
    )
    _ask(desk, number, "台风红色预警停工三天。").sees("等决定", "台风红色预警")

    _decide(enter("streetleader"), "不同意", "围挡加固不受停工限制。").sees("不同意", "围挡加固不受停工限制")
    _ask(desk.go("/insight/exclusions/"), number, "补充气象台预警记录。").sees("复核")

    above = _decide(enter("districtleader"), "同意剔除", "预警记录属实。")
    above.sees("预警记录属实", "赵度清", "不可抗力")


def _ask(desk: Walker, number: str, reason: str) -> Walker:
    desk.go("/insight/exclusions/").write("事项编号", number).choose("理由类别", "不可抗力")
    return desk.write("说明", reason).press("提交申请")


def _decide(leader: Walker, decision: str, answer: str) -> Walker:
    leader.go("/insight/exclusions/").press("作决定").tick(decision).write("依据", answer)
    return leader.press("决定")


def test_an_emergency_runs_from_the_switch_to_the_clean_up(enter: Entrance) -> None:
    desk = enter("dispatcher").go("/insight/emergencies/").choose("种类", "停水停电停气")
    desk.write("情况说明", "主水管爆裂，停水到明天。").press("提交申请").sees("等第二个人同意")
    assert not desk.page.get_by_role("button", name="同意启用").count()

    enter("streetleader").go(desk.path).press("同意启用").sees("进行中")
    home = enter("resident").sees("停水停电停气应急")
    home.press("问什么、记什么").sees("不记姓名、电话、身体状况", "门牌和登记全部删除")
    explained = home.path

    officer = enter("officer").go(desk.path).write("门牌", "5 栋 301").tick("饮水和食物").press("记下")
    officer.sees("5 栋 301", "不到 5 户").press("已帮到").sees("已帮到")
    desk.go(desk.path).sees("不到 5 户").sees_nothing_of("5 栋 301")

    enter("streetleader").go(desk.path).press("现在结束并删除").sees("已结束，登记已删除")
    officer.go(desk.path).sees_nothing_of("5 栋 301")
    enter().go(explained).sees("已经全部删除", "不到 5 户").sees_nothing_of("301")


def test_a_model_is_tried_in_the_lab_before_it_is_changed(enter: Entrance) -> None:
    number = told(enter(), "路口的井盖碎了半边，骑车差点掉进去")
    desk = found(enter("dispatcher"), number)
    desk.press("受理").choose("事项", "井盖缺失破损").press("受理").sees("已受理，开始计时")

    lab = enter("districtleader").go("/insight/lab/").choose("事项", "井盖缺失破损")
    lab.write("换成时限", "0").choose("时限单位", "小时").press("试一试").sees("件会超期", "井盖缺失破损")
    lab.go("/insight/lab/").choose("事项", "井盖缺失破损")
    models = lab.field("换成办理模型")
    models.select_option(index=3)
    lab.press("试一试").sees("办理模型", "件都会按新的步骤办")

    found(desk, number).sees("井盖缺失破损").sees_nothing_of("已超期")  # nothing was saved
