"""A complaint about an officer that he never sees, nor whoever sits beside him or above him."""

from tests.journeys.entrance import Entrance
from tests.journeys.telling import found, told

WORDS = "网格员王格远说话难听，三个月没来过楼里"
ACCUSED = "王格远"
#: Where each of them would come across it.
UNSEEN = {
    "officer": ("/o/", "/o/cases/", "/o/cases/?q=说话难听", "/o/grid/", "/notices/"),
    "leader": ("/o/", "/o/cases/", "/notices/"),
    "captain": ("/o/",),
    "staff": ("/workbench/", "/cases/", "/cases/?q=说话难听", "/notices/"),
    "secretary": ("/workbench/", "/cases/", "/late/"),
}
_SHOWN = """() => { const main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('select').forEach(list => list.remove()); return main.textContent; }"""


def test_the_officer_never_learns_of_the_complaint_about_him(enter: Entrance) -> None:
    resident = enter()
    number = told(resident, WORDS, phone="13800007001")
    resident.sees_nothing_of(ACCUSED + "正在办")
    desk = found(enter("dispatcher"), number).sees("保密", WORDS)
    case = desk.path
    staff = enter("staff")
    staff.go("/urgent-look/").write("受理编号", number).tick("有人有生命危险")
    staff.write("现在是什么情况", "想看看是谁在投诉，写十个字以上。").press("打开两小时").sees("没有这个编号")
    desk.press("受理").choose("事项", "社区与网格员工作投诉").choose("被反映的人", ACCUSED)
    desk.press("受理").sees("已受理，开始计时")

    for who, pages in UNSEEN.items():
        other = enter(who)
        for page in pages:
            shown = other.go(page).page.evaluate(_SHOWN)
            for trace in ("说话难听", number, "工作投诉"):
                assert trace not in shown, (who, page, trace)
        other.go(case, status=404)
    assert found(enter("officer"), number).path != case

    resident.go(resident.path).sees("已受理").sees_nothing_of("赵度清", ACCUSED + "・")
