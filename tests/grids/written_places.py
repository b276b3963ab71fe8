"""Three hundred places as people write them, made from every habit of domain/02 section 6, and their ground.

The ground is the district of squares: two communities of the town, two villages. Each written place names the
place that is meant, or nothing where whoever reads it has to ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, SOUTH, STEP, WEST, District
from wangge.grids import actions
from wangge.grids.models import Place

CN = "零一二三四五六七八九十"
#: Grid -> its estates: name, address, numbers of the houses, storeys, other names.
ESTATES: dict[str, list[tuple[str, str, list[str], int, list[tuple[str, str]]]]] = {
    "990101001001001": [
        ("锦绣里小区", "荷风路88号", [str(n) for n in range(1, 19)], 18, [("机械厂家属院", "historical"), ("锦秀里", "homophone")]),
        ("银杏公寓", "荷风路120号", ["A", "B", "C"], 24, [("白果楼", "nickname")]),
    ],
    "990101001001002": [
        ("荷风里", "柳荫路16号", [str(n) for n in range(1, 13)], 6, [("糖烟酒公司宿舍", "historical")]),
        ("清水湾花园小区", "柳荫路1205弄", [str(n) for n in range(1, 41)], 11, [("清水弯", "homophone")]),
    ],
    "990101001001003": [
        ("松月苑", "望江路33号", [str(n) for n in range(1, 10)], 6, [("铁路新村", "historical")]),
        ("和平大院", "望江路41号", ["东", "西"], 5, [("老区政府大院", "historical")]),
    ],
    "990101001001004": [("永宁里", "望江路77号", [str(n) for n in range(1, 15)], 6, [("纱厂宿舍", "historical")])],
    "990101001002001": [
        ("荷塘新村", "荷风路305弄", [str(n) for n in range(1, 26)], 6, [("工人新村", "nickname")]),
        ("云锦大厦", "荷风路311号", ["A", "B"], 28, [("双子楼", "nickname")]),
    ],
    "990101001002002": [("翠柳园", "柳荫路210号", [str(n) for n in range(1, 9)], 18, [("水泥厂小区", "historical")])],
    "990101001002003": [("学府雅苑", "书院街9号", [str(n) for n in range(1, 13)], 33, [("师范家属楼", "nickname")])],
    "990101001002004": [("梧桐里", "书院街60号", [str(n) for n in range(1, 7)], 6, [("粮库院", "historical")])],
}  # fmt: skip
#: Grid -> kind, name, other names.
SPOTS: dict[str, list[tuple[str, str, list[tuple[str, str]]]]] = {
    "990101001001001": [("market", "东门菜场", [("老供销社", "historical"), ("东门菜市场", "official")]), ("school", "桂苑小学", [])],
    "990101001001002": [("square", "云栖广场", [("大转盘", "nickname")]), ("transit", "荷风里地铁站", [])],
    "990101001001003": [("clinic", "望江路卫生院", [("职工医院", "historical")])],
    "990101001001004": [("park", "永宁公园", [("小公园", "nickname")])],
    "990101001002001": [("park", "荷塘公园", [("小公园", "nickname"), ("猴山", "nickname")])],
    "990101001002002": [("market", "翠柳农贸市场", [("鬼市", "nickname")])],
    "990101001002003": [("school", "书院街中学", [("二中", "nickname")])],
    "990101001002004": [("shop", "百惠超市", [("老电影院", "historical")])],
}  # fmt: skip
#: Village -> its groups by grid, and the hamlets of each.
VILLAGES = {
    "前进村": ("990101002001", {2: "王家塘", 4: "李庄", 6: "河东圩", 8: "陈家洼"}),
    "光明村": ("990101002002", {2: "大柳树", 4: "西岗头", 6: "六里铺", 8: "南湖圩"}),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A place as somebody writes it; `code` of the place that is meant, or of the grid alone, or nothing."""

    row: str
    text: str
    code: str = ""
    grid: str = ""
    within: str = ""
    home: str = ""


def ground(district: District) -> None:
    """Bring the places in through their door; the two communities of the second street are villages."""
    for name, (code, _) in VILLAGES.items():
        actions.change_area(district.area(f"{code}000"), name=name, by=ADMIN, at=NOON)
    builders.import_places(*_estates(), *_spots(), *_villages(), *_roads())


def _corner(grid: str) -> tuple[float, float]:
    found = next(f for f in builders.boundaries()["features"] if f["properties"]["code"] == grid)
    west, south = found["geometry"]["coordinates"][0][0]
    return float(west), float(south)


def _point(code: str, kind: str, name: str, at: tuple[float, float], **more: Any) -> dict[str, Any]:
    aliases = [{"name": alias, "kind": of} for alias, of in more.pop("aliases", [])]
    properties = {"code": code, "kind": kind, "name": name, "aliases": aliases, **more}
    geometry = {"type": "Point", "coordinates": [round(at[0], 6), round(at[1], 6)]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _estates() -> Iterator[dict[str, Any]]:
    for grid, estates in ESTATES.items():
        west, south = _corner(grid)
        for n, (name, address, numbers, floors, aliases) in enumerate(estates):
            at = (west + STEP * (0.3 + 0.4 * n), south + STEP * 0.5)
            yield _point(name, "estate", name, at, address=address, aliases=aliases)
            for m, number in enumerate(numbers):
                house = f"{name}{number}{'座' if number.isalpha() and number.isascii() else '楼' if number in '东西' else '栋'}"
                there = (at[0] + 0.0001 * (m % 5), at[1] + 0.0001 * (m // 5))
                yield _point(
                    f"{name}-{number}", "building", house, there, parent=name, number=number, floors=floors
                )


def _spots() -> Iterator[dict[str, Any]]:
    for grid, spots in SPOTS.items():
        west, south = _corner(grid)
        for n, (kind, name, aliases) in enumerate(spots):
            yield _point(
                name, kind, name, (west + STEP * (0.2 + 0.3 * n), south + STEP * 0.2), aliases=aliases
            )


def _villages() -> Iterator[dict[str, Any]]:
    for village, (code, groups) in VILLAGES.items():
        for n, (group, hamlet) in enumerate(groups.items(), 1):
            west, south = _corner(f"{code}{n:03d}")
            at = (west + STEP * 0.5, south + STEP * 0.6)
            yield _point(
                f"{village}{group}", "other", f"第{CN[group]}村民小组", at, aliases=[(hamlet, "official")]
            )
        west, south = _corner(f"{code}001")
        hall = (west + STEP * 0.4, south + STEP * 0.3)
        yield _point(f"{village}村委会", "service", f"{village}村委会", hall)


def _roads() -> Iterator[dict[str, Any]]:
    north, east = 4 * STEP, 4 * STEP
    lines = {
        "荷风路": [(WEST, SOUTH + 0.004), (WEST + east, SOUTH + 0.004)],
        "书院街": [(WEST, SOUTH + 0.034), (WEST + east, SOUTH + 0.034)],
        "柳荫路": [(WEST + 0.006, SOUTH), (WEST + 0.006, SOUTH + north)],
        "望江路": [(WEST + 0.014, SOUTH), (WEST + 0.014, SOUTH + north)],
        "界河路": [(WEST, SOUTH + 2 * STEP), (WEST + east, SOUTH + 2 * STEP)],
    }
    for name, points in lines.items():
        line = {"type": "LineString", "coordinates": [list(p) for p in points]}
        yield {
            "type": "Feature",
            "properties": {"code": name, "kind": "road", "name": name},
            "geometry": line,
        }


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{CN[tens]}十"
    return f"{head}{CN[ones] if ones or not tens else ''}"


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


_NUMBERED = [
    (name, numbers, floors)
    for estates in ESTATES.values()
    for name, _, numbers, floors, _ in estates
    if numbers[0].isdigit()
]


def _block_room() -> Iterator[Written]:
    row = "block-stairwell-room"
    forms = (
        "{e}{b}栋{s}单元{r}", "{e}{b}幢{s}单元{r}室", "{e} {b}-{s}-{r}", "{e}{b}#{s}-{r}", "{e}{c}栋{cs}单元{r}",
        "{e}{b}号楼{s}门{r}", "{e} {b} 号楼 {s} 单元 {r} 室漏水", "{w}", "{e}第{c}幢{cs}门洞{r}", "{e}{b}/{s}/{r}",
        "住在{e}的{b}栋{s}单元，{r}，楼上漏水", "{e}{b}#楼{s}单元电梯坏了",
    )  # fmt: skip
    for n, (name, numbers, floors) in enumerate(_NUMBERED):
        for m, form in enumerate(forms):
            number = int(numbers[(5 * m + n) % len(numbers)])
            room = f"{1 + (m * 3 + n) % min(floors, 9)}0{1 + m % 4}"
            short = name.removesuffix("小区").removesuffix("花园") if m % 3 == 1 else name
            wide = _wide(f"{number}栋{1 + m % 3}单元{room}室")
            values = {"e": short, "b": number, "s": 1 + m % 3, "r": room, "c": _chinese(number)}
            text = form.format(**values, cs=CN[1 + m % 3], w=short + wide)
            yield Written(row, text, f"{name}-{number}")


def _lane() -> Iterator[Written]:
    row = "lane"
    for lane, road, name, houses in (
        ("1205", "柳荫路", "清水湾花园小区", (33, 7, 12, 40)),
        ("305", "荷风路", "荷塘新村", (3, 21, 9, 15)),
    ):
        for n, house in enumerate(houses):
            forms = (
                "{l}弄{h}号402室", "{r}{l}弄{h}号402室", "弄{l}/{h}/402", "{r}{l}弄{h}号楼道灯不亮",
                "{l}弄{h}号门口有辆车", "{r}{l}弄{h}/402",
            )  # fmt: skip
            for form in forms[n % 2 :: 1 if n < 2 else 2]:
                yield Written(row, form.format(l=lane, h=house, r=road), f"{name}-{house}")
        yield Written(row, f"{road}{lane}弄门口", name)


def _letters() -> Iterator[Written]:
    row = "letter blocks"
    for name, letters in (("银杏公寓", "ABC"), ("云锦大厦", "AB")):
        for letter in letters:
            for form in (
                "{e}{l}座1808",
                "{e}{l}栋西单元601",
                "{e}{k}座大堂",
                "{e} {l}-1808",
                "{e}{l}楼电梯",
                "{e}{l}座18楼",
            ):
                yield Written(row, form.format(e=name, l=letter, k=letter.lower()), f"{name}-{letter}")
    for side in "东西":
        for form in ("和平大院{d}楼302", "老区政府大院{d}楼", "和平大院的{d}楼门口堆了旧家具"):
            yield Written(row, form.format(d=side), f"和平大院-{side}")


def _stems() -> Iterator[Written]:
    row = "stairwell as letter or stem"
    for name, number, stem in (
        ("松月苑", 5, "乙"), ("永宁里", 3, "甲"), ("荷风里", 11, "丙"), ("梧桐里", 2, "A"), ("翠柳园", 6, "东"),
        ("荷塘新村", 20, "丁"), ("锦绣里小区", 14, "西"), ("学府雅苑", 8, "B"),
    ):  # fmt: skip
        for form in ("{e}{b}幢{s}单元302", "{e}{b}号楼{s}单元有人在楼道充电"):
            yield Written(row, form.format(e=name, b=number, s=stem), f"{name}-{number}")


def _only_room() -> Iterator[Written]:
    row = "only room, with a home"
    for home in ("锦绣里小区-12", "荷风里-3", "永宁里-9"):
        for text in (
            "我2单元201的，水管爆了",
            "楼上302天天吵",
            "我家3单元502",
            "楼下101在装修",
            "住1单元401",
        ):
            yield Written(row, text, home, home=home)
    for number, within in ((9, "990101001001003"), (14, "990101001001004"), (7, "990101001002002")):
        name = {"003": "松月苑", "004": "永宁里", "002": "翠柳园"}[within[-3:]]
        yield Written(
            "only house, from the notice board", f"{number}栋的电梯坏了", f"{name}-{number}", within=within
        )


def _outdoor() -> Iterator[Written]:
    row = "outdoor"
    for text, code, grid in (
        ("荷风路与柳荫路交叉口东北角", "", "990101001001001"),
        ("荷风路和望江路路口", "", "990101001001002"),
        ("柳荫路、荷风路口红绿灯坏了", "", "990101001001001"),
        ("书院街与柳荫路交叉口", "", "990101001002003"),
        ("书院街望江路十字路口西南角", "", "990101001002004"),
        ("界河路与柳荫路交叉口东北角", "", "990101001002001"),
        ("界河路与望江路路口西南角", "", "990101001001004"),
        ("界河路柳荫路交叉口的东南角积水", "", "990101001001003"),
        ("界河路和望江路交汇处西北角", "", "990101001002002"),
        ("东门菜场北门", "东门菜场", ""),
        ("东门菜市场门口的摊子", "东门菜场", ""),
        ("桂苑小学后门", "桂苑小学", ""),
        ("荷风里地铁站2号口", "荷风里地铁站", ""),
        ("云栖广场的喷泉", "云栖广场", ""),
        ("永宁公园滑梯旁边", "永宁公园", ""),
        ("荷塘公园里面的长椅", "荷塘公园", ""),
        ("百惠超市对面", "百惠超市", ""),
        ("翠柳农贸市场卸货口", "翠柳农贸市场", ""),
        ("望江路卫生院急诊旁", "望江路卫生院", ""),
        ("书院街中学围墙外", "书院街中学", ""),
        ("锦绣里3号楼和4号楼之间", "", "990101001001001"),
        ("松月苑2栋与3栋之间的空地", "", "990101001001003"),
        ("荷塘新村7号楼和8号楼中间", "", "990101001002001"),
        ("锦绣里小区滑梯旁边", "锦绣里小区", ""),
        ("清水湾东门", "清水湾花园小区", ""),
        ("荷风路88号", "锦绣里小区", ""),
        ("望江路七十七号", "永宁里", ""),
        ("书院街60号门口", "梧桐里", ""),
        ("柳荫路210号6栋", "翠柳园-6", ""),
        ("荷风路311号A座大堂", "云锦大厦-A", ""),
    ):
        yield Written(row, text, code, grid)


def _rural() -> Iterator[Written]:
    row = "rural"
    for village, (code, groups) in VILLAGES.items():
        for n, (group, hamlet) in enumerate(groups.items(), 1):
            name, grid = f"{village}{group}", f"{code}{n:03d}"
            for text in (
                f"{village}{CN[group]}队", f"{village}{group}组", f"{CN[group]}组{hamlet}", f"{hamlet}的路坏了",
                f"{village}第{CN[group]}村民小组塘边",
            ):  # fmt: skip
                yield Written(row, text, name, grid)
        hall = f"{code}001"
        yield Written(row, f"{village}村委会往北200米", "", hall)
        yield Written(row, f"{village}村委会向东边走100米", "", hall)
        yield Written(row, f"{village}村委会门口", f"{village}村委会", hall)


def _informal() -> Iterator[Written]:
    row = "informal"
    for estates in ESTATES.values():
        for name, _, numbers, _, aliases in estates:
            for alias, _ in aliases:
                yield Written(row, f"{alias}门口", name)
                if numbers[0].isdigit():
                    yield Written(row, f"{alias}{numbers[1]}号楼后面", f"{name}-{numbers[1]}")
    for spots in SPOTS.values():
        for _, name, aliases in spots:
            for alias, _ in aliases:
                if alias != "小公园":
                    yield Written(row, f"{alias}门口有人摆摊", name)
    yield Written(row, "机械厂家属院锅炉房", "锦绣里小区")


def resolvable() -> list[Written]:
    """Those that a person who knows the district would find without asking; more than three hundred."""
    return [
        *_block_room(), *_lane(), *_letters(), *_stems(), *_only_room(), *_outdoor(), *_rural(), *_informal(),
    ]  # fmt: skip


def to_ask() -> list[Written]:
    """Those that anybody would have to ask about."""
    row = "to be asked"
    texts = (
        "小公园有人吵架", "我家楼下", "这里", "我们小区门口", "2单元201", "楼上1302", "12栋的电梯坏了", "滑梯旁边",
        "六组的路", "村委会门口", "八队", "柳荫路上有个坑", "界河路边", "锦绣里小区12栋3单元9902", "荷风里3栋1301",
        "从锦绣里走到荷塘公园都没有灯", "荷风里和松月苑之间", "3号楼和4号楼之间", "地铁站", "菜场北门", "东门", "锦锈里",
        "永宁公圆", "401室", "一楼", "路口", "学校旁边", "书院街以外", "超市对面", "院子里",
    )  # fmt: skip
    return [Written(row, text) for text in texts]


def home_of(written: Written) -> int | None:
    """The house that a sender is bound to."""
    return Place.objects.get(code=written.home).pk if written.home else None
