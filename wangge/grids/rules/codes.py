"""Codes of divisions and grids: what one says, and what is wrong with it (domain/02 sections 1, 4).

Faults are whole Chinese sentences; an empty string means sound.
"""

from collections.abc import Collection
from dataclasses import dataclass

#: How many digits of the 12-digit statistical code belong to a rank; the rest are zeros.
STAT_DIGITS = {-2: 2, -1: 4, 0: 6, 1: 9, 3: 12}
_DIGITS_ABOVE = {-2: 0, -1: 2, 0: 4, 1: 6, 3: 9}
RANK_NAMES = {
    -2: "省级",
    -1: "市级",
    0: "区县级",
    1: "街镇级",
    2: "街区级",
    3: "社区级",
    4: "网格级",
    5: "微网格级",
}
KINDS_OF_RANK: dict[int, tuple[str, ...]] = {
    -2: ("province",),
    -1: ("city",),
    0: ("district",),
    1: ("street", "town", "township", "quasi"),
    2: ("block",),
    3: ("community", "village", "quasi", "party"),
    4: ("grid", "party"),
    5: ("grid", "party"),
}
URBAN_RURAL = {
    "111": "主城区",
    "112": "城乡结合区",
    "121": "镇中心区",
    "122": "镇乡结合区",
    "123": "特殊区域",
    "210": "乡中心区",
    "220": "村庄",
}
#: Grid types that take a number of the dedicated range 700-899; the reserved one takes 900-999.
DEDICATED = frozenset({"commercial_building", "business_street", "park", "market", "campus", "institution"})
RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says: the rank of its area and both its forms (either may be empty)."""

    rank: int
    stat: str = ""
    grid: str = ""

    @property
    def key(self) -> str:
        """The form an area is found by: from the street down the grid code, above it the statistical one."""
        return self.grid or self.stat


def read(text: str) -> Code | None:
    """Understand a code as people write it: 2, 4, 6, 9 or 12 digits of a division, 15 or 17 of a grid."""
    if not text.isascii() or not text.isdigit():
        return None
    if len(text) in (15, 17):
        return _read_grid(text)
    return _read_stat(text.ljust(12, "0")) if len(text) in (2, 4, 6, 9, 12) else None


def _read_stat(code: str) -> Code:
    if code[9:] != "000":
        return Code(3, code, code + "000")
    if code[6:9] != "000":
        return Code(1, code, code + "000")
    if code[4:6] != "00":
        return Code(0, code)
    return Code(-1 if code[2:4] != "00" else -2, code)


def _read_grid(code: str) -> Code:
    if len(code) == 17:
        return Code(5, grid=code)
    community, number = code[9:12], code[12:]
    if number != "000":
        return Code(4, grid=code)
    if community == "000":
        return Code(1, code[:12], code)
    if "901" <= community <= "998":
        return Code(2, grid=code)
    return Code(3, code[:12], code)


def above(code: Code, ranks: Collection[int] = (-2, -1, 0, 1, 3, 4)) -> list[str]:
    """Keys of the areas that a code says lie above it, nearest first; a block cannot be read from a code."""
    stem, found = code.grid or code.stat, []
    for rank in sorted((r for r in ranks if r < code.rank and r != 2), reverse=True):
        if rank == 4:
            found.append(stem[:15])
        elif rank == 3:
            found.append(stem[:12] + "000")
        elif rank == 1:
            found.append(stem[:9] + "000000")
        else:
            found.append(stem[: STAT_DIGITS[rank]].ljust(12, "0"))
    return found


def stat_fault(code: str, *, rank: int, above: str = "") -> str:
    """What is wrong with a 12-digit statistical code of an area of this rank under a division `above`."""
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        return f"统计用区划代码应为 12 位数字，这里是“{code}”。"
    digits = STAT_DIGITS.get(rank)
    if digits is None:
        return f"{RANK_NAMES[rank]}区域没有统计用区划代码，请填网格编码。"
    if code[digits:].strip("0"):
        return f"{RANK_NAMES[rank]}区划代码第 {digits + 1} 位起应全为 0，这里是“{code}”。"
    if not code[_DIGITS_ABOVE[rank] : digits].strip("0"):
        return f"“{code}”不是{RANK_NAMES[rank]}的区划代码：本级数字全为 0。"
    return _under(code, above, "统计用区划代码")


def _under(code: str, above: str, name: str) -> str:
    above_code = read(above) if above else None
    if above_code is None:
        return ""
    size = 15 if above_code.rank >= 4 else STAT_DIGITS.get(above_code.rank, 9)
    if code[:size] != above[:size]:
        return f"{name}“{code}”的前 {size} 位应与上级“{above[:size]}”一致。"
    return ""


def gb2260_fault(code: str, *, rank: int) -> str:
    """What is wrong with a six-digit GB/T 2260 code; a development zone's may differ from its stat_code."""
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return f"行政区划代码应为 6 位数字，这里是“{code}”。"
    city, county = int(code[2:4]), int(code[4:6])
    if rank == -2:
        return "" if city == county == 0 else f"省级行政区划代码后四位应为 0，这里是“{code}”。"
    if not (1 <= city <= 70 or city == 90):
        return f"行政区划代码“{code}”第 3、4 位应在 01-70 之间，或为 90。"
    if rank == -1:
        return "" if county == 0 else f"市级行政区划代码后两位应为 0，这里是“{code}”。"
    return "" if 1 <= county <= 99 else f"区县行政区划代码“{code}”后两位不能为 0。"


def grid_fault(code: str, *, rank: int, grid_type: str = "", above: str = "") -> str:
    """What is wrong with a grid code of an area of this rank and type under the area with the key `above`."""
    read_code = read(code) if len(code) in (15, 17) else None
    if read_code is None:
        return f"网格编码应为 15 位数字（微网格 17 位），这里是“{code}”。"
    if read_code.rank != rank:
        wanted = RANK_NAMES.get(rank, "")
        return f"网格编码“{code}”是{RANK_NAMES[read_code.rank]}的编码，与{wanted}不符。"
    if rank == 4 and (fault := _number_fault(code, grid_type)):
        return fault
    if rank == 5 and code[15:] == "00":
        return f"微网格编码“{code}”末两位应在 01-99 之间。"
    return _under(code, above, "网格编码")


def _number_fault(code: str, grid_type: str) -> str:
    low, high = numbers_of(grid_type)
    if low <= int(code[12:15]) <= high:
        return ""
    names = {1: "综合网格", 700: "专属网格", 900: "预留网格"}
    return f"{names[low]}编码的末三位应在 {low:03d}-{high:03d} 之间，这里是“{code[12:15]}”。"


def numbers_of(grid_type: str) -> tuple[int, int]:
    """The range of the last three digits for a grid's type."""
    if grid_type == RESERVED:
        return 900, 999
    return (700, 899) if grid_type in DEDICATED else (1, 699)


def next_grid_code(above: str, *, rank: int, grid_type: str = "", taken: Collection[str] = ()) -> str:
    """The first free code for a new area below the area with the key `above`; empty where none is left."""
    if rank == 2:
        options = (f"{above[:9]}{number}000" for number in range(901, 999))
    elif rank == 4:
        low, high = numbers_of(grid_type)
        options = (f"{above[:12]}{number:03d}" for number in range(low, high + 1))
    elif rank == 5:
        options = (f"{above[:15]}{number:02d}" for number in range(1, 100))
    else:
        return ""
    return next((code for code in options if code not in taken), "")


def kind_of(code: Code) -> str:
    """The kind of an area by the observed ranges of digits 7-9 and 10-12; empty where they do not say."""
    if code.rank == 1:
        return _by_range(int(code.stat[6:9]), "street", "town", "township")
    if code.rank == 3:
        return _by_range(int(code.stat[9:12]), "community", "community", "village")
    kinds = KINDS_OF_RANK[code.rank]
    return kinds[0]


def _by_range(number: int, first: str, second: str, third: str) -> str:
    for limit, kind in ((100, first), (200, second), (400, third), (600, "quasi")):
        if number < limit:
            return kind
    return ""
