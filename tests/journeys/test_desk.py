"""A dispatcher at the desk: everything by keyboard, and a report taken down by telephone."""

from playwright.sync_api import expect

from tests.journeys.entrance import Entrance
from tests.journeys.walker import Walker


def test_the_desk_is_worked_without_a_mouse(enter: Entrance) -> None:
    desk = enter("dispatcher")
    for words in ("路面有个大坑，骑车颠得要命", "下水道堵了，马路上冒脏水"):
        _take_down(desk, words)
    desk.go("/cases/?tab=reported")
    rows = desk.page.locator("tr[data-row]")
    titles = [row.locator(".first").nth(1).inner_text() for row in rows.all()]

    desk.keys("j", "j")
    expect(desk.page.locator("tr.at")).to_contain_text(titles[1])
    desk.keys("k")
    expect(desk.page.locator("tr.at")).to_contain_text(titles[0])
    desk.keys("Enter", arrives=True).sees(titles[0])
    number = desk.page.locator("[aria-current=page].num").inner_text()

    desk.keys("?")
    expect(desk.page.locator("dialog#keys")).to_be_visible()
    desk.keys("Escape", "/").page.keyboard.type(number)
    desk.keys("Enter", arrives=True).sees(titles[0])
    _tab_to(desk, desk.page.locator("a.guess").first.inner_text().strip())
    desk.keys("Enter", arrives=True)
    _tab_to(desk, "受理")
    desk.keys("Enter", arrives=True).sees("已受理，开始计时")


def test_a_report_by_telephone_gets_a_slip_and_is_found_by_its_number(enter: Entrance) -> None:
    desk = enter("staff")
    desk.go("/home/").press("登记来件").tick("电话来件").write("来件人", "单元门关不上，门禁坏了")
    desk.write("地点", "柳荫苑 5 栋").choose("区域", "柳荫一网格").write("联系电话", "13800007788")
    desk.press("登记").sees("填好的内容都还在")  # not before the sender was told what for
    desk.tick("已向来件人说明").press("登记").sees("来件回执", "单元门关不上")
    number = desk.page.locator("b.num").inner_text()

    caller = enter()
    caller.go("/c/").write("受理编号", number).write("手机号后四位", "7788").press("查询")
    caller.sees("收到您的来件", "单元门关不上")
    desk.go(f"/cases/find/?q={number}").sees("单元门关不上", "留了联系方式").sees_nothing_of("07788", "*7788")


def _take_down(desk: Walker, words: str) -> None:
    desk.go("/cases/intake/").tick("窗口来件").write("来件人", words).choose("区域", "柳荫一网格")
    desk.tick("已向来件人说明").press("登记").sees("来件回执")


def _tab_to(walker: Walker, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(60):
        walker.page.keyboard.press("Tab")
        here = walker.page.evaluate("[document.activeElement.tagName, document.activeElement.innerText]")
        if here[0] in ("A", "BUTTON") and (here[1] or "").strip() == name:
            return
    raise AssertionError(f"{walker.path}: no {name} within 60 tabs")
