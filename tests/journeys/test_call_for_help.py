"""A call for help from a home: numbers to call at once, and nobody sees it whom it must not pass."""

from tests.journeys.entrance import Entrance
from tests.journeys.walker import Walker

WORDS = "他又打我了，孩子也在哭，我躲在卫生间"
PLACE = "柳荫苑 6 栋 2 单元 302"
LAMP = "门禁对讲楼道灯等小修"
#: Its category, under which its desk alone sees it.
CATEGORY = "治安与公共秩序"
#: Where each of those who must not see it would come across it.
UNSEEN = {
    "captain": ("/o/",),
    "officer": ("/o/", "/o/cases/", "/o/cases/?q=打我", "/o/grid/"),
    "leader": ("/o/", "/o/cases/", "/o/grid/"),
    "staff": ("/workbench/", "/cases/", "/cases/?q=打我", "/cases/?q=柳荫苑", "/cases/map/", "/verify/"),
    "secretary": ("/workbench/", "/cases/", "/late/"),
    "verifier": ("/verify/", "/cases/"),
    "revisit": ("/revisit/", "/cases/"),
    "handler": ("/orders/",),
    "unitleader": ("/orders/",),
    "district": ("/workbench/", "/cases/", "/cases/?q=打我", "/cases/map/"),
    "districtleader": ("/leader/", "/late/", "/cases/"),
    "sysadmin": ("/office/people/",),
    "audit": ("/office/journal/", "/office/reveals/"),
}
TRACES = ("打我", "卫生间", "单元 302", CATEGORY)
#: What a page shows, without the choices of its filters, which name all categories.
_SHOWN = """() => { const main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('select').forEach(list => list.remove()); return main.textContent; }"""


def test_a_call_for_help_is_seen_by_its_desk_and_by_nobody_else(enter: Entrance) -> None:
    _mention_a_lamp(enter())
    caller = enter()
    _call(caller)

    desk = enter("dispatcher")
    desk.go("/cases/").sees(CATEGORY, "保密事项，只显示大类", "特急")
    desk.sees_nothing_of("打我", "家庭暴力", "2 单元 302")
    desk.go("/cases/").press(CATEGORY).sees("保密", WORDS, "138****1105")
    case = desk.path
    number = desk.page.locator("[aria-current=page].num").inner_text().replace(" ", "")

    # What is no secret is seen, so that not seeing the other says something.
    staff = enter("staff").go("/cases/")
    assert '"cases":[[' in staff.page.request.get(f"{staff.address}/cases/map.json").text()
    assert len(number) == 11
    found = [trace for who, pages in UNSEEN.items() for trace in _traces(enter(who), pages, case, number)]
    assert found == []
    caller.sees("收到您的来件").sees_nothing_of("赵度清")


def _mention_a_lamp(resident: Walker) -> None:
    """An ordinary report from the same grid."""
    resident.go("/report/").write("说说发生了什么", "楼道里的灯不亮了").sees(LAMP)
    resident.touch("用我的位置").sees("柳荫一网格")
    resident.tick("我同意为办理这件事使用我填写的内容").press("提交").sees("您反映的事已收到")


def _call(caller: Walker) -> None:
    """The number to call stands there before anything is sent, and again once it is."""
    caller.go("/report/").write("说说发生了什么", WORDS).sees("请先打 110", "家庭暴力求助")
    caller.touch("用我的位置").sees("柳荫一网格").write("在什么地方", PLACE).write("手机号", "13800001105")
    caller.tick("我同意为办理这件事使用我填写的内容").press("提交").sees("请马上打 110").press("查看进度")


def _traces(other: Walker, pages: tuple[str, ...], case: str, number: str) -> list[str]:
    """Where this person would learn of it: lists, search, map, and the case's own addresses."""
    found = []
    for page in pages:
        shown = other.go(page).page.evaluate(_SHOWN)
        found += [f"{page}: {trace}" for trace in TRACES if trace in shown]
        found += [f"{page}: a link" for _ in other.page.locator(f'a[href*="{case}"]').all()]
    other.go(case, status=404)
    ask, here = other.page.request.get, other.address
    for address in (f"{case}print/", f"{case}do/accept/", f"{case}do/log/"):
        if ask(here + address).status != 404:
            found.append(f"{address} is there")
    if case in ask(f"{here}/cases/find/?q={number}").url:
        found.append("found by its number")
    if case.split("/")[2] in ask(f"{here}/cases/map.json").text():
        found.append("a pin on the map")
    return found
