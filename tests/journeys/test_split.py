"""A crowded grid with open cases is split in two: what moves is seen first, then each officer has his own."""

from playwright.sync_api import expect

from tests.journeys.entrance import Entrance
from tests.journeys.ground import EASTERN, WESTERN
from tests.journeys.telling import told
from tests.journeys.walker import Walker
from tests.town import middle

GRID = "荷塘一网格"
WEST, EAST = "西塘边路灯", "东塘边路灯"


def test_open_cases_of_a_split_grid_go_with_the_place_to_their_officer(enter: Entrance) -> None:
    resident = enter()
    _reported(resident, "西边", -0.003, WEST)
    progress = _reported(resident, "东边", 0.003, EAST)
    enter(WESTERN.username).sees(WEST, EAST)

    preview = _drawn(enter("sysadmin"))
    preview.sees("拆分荷塘一网格", "在办 2 件", WESTERN.name, EASTERN.name, "还没有改动")
    enter(WESTERN.username).sees(WEST, EAST)
    _share_out(preview)
    preview.press("确认，一次做完").sees("2 件在办的事一起转过去了", "荷塘西网格")

    enter(WESTERN.username).sees("荷塘西网格", WEST).sees_nothing_of(EAST)
    east = enter(EASTERN.username).sees("荷塘东网格", EAST).sees_nothing_of(WEST)
    east.press(EAST).sees("随区域调整移交")
    enter(WESTERN.username).go(east.path, status=404)
    resident.go(progress).sees("收到您的来件")


def _reported(resident: Walker, side: str, east: float, place: str) -> str:
    """A lamp by the pond, so far east of the middle of the grid; returns the address of its progress."""
    lon, lat = middle("other_grid")
    resident.page.context.set_geolocation({"longitude": lon + east, "latitude": lat})
    told(resident, f"池塘{side}的路灯不亮，晚上看不见路", place=place, grid=GRID)
    return resident.path


def _drawn(admin: Walker) -> Walker:
    """From the page of the grid to the preview of its halves: a line on the map, from north to south."""
    admin.go("/areas/").write("按名称或编码找区域", GRID).press("找区域").press(GRID).press("打开网格页")
    admin.press("拆分")
    ground = admin.page.locator(".leaflet-container")
    expect(ground.locator("path").first).to_be_visible()
    place = ground.bounding_box()
    assert place is not None
    for share in (0.02, 0.98):
        ground.click(position={"x": place["width"] / 2, "y": place["height"] * share})
    return admin.press("看预览")


def _share_out(preview: Walker) -> None:
    """Names for the halves, and an officer for each."""
    preview.write("第 1 个的名称", "荷塘西网格").write("第 2 个的名称", "荷塘东网格")
    first, second = (preview.field(f"{EASTERN.name}到第 {n} 个") for n in (1, 2))
    expect(first).to_be_checked()
    first.uncheck()
    second.check()
