"""Names of places in long letters, without a gazetteer: what stands before 小区, 路, 学校 and the like."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

_AFTER = (
    "小区|社区|花园|新城|新村|公寓|家园|嘉园|佳苑|雅苑|庭苑|山庄|别墅|广场|大厦|商城|商场|市场|菜场|大道|中路|大街|步行街|街道"
    "|国际|公馆|公园|学院|大学|中学|小学|幼儿园|医院|酒店|工地|工业园|产业园|开发区|立交桥|大桥|地铁站|车站|隧道|水库"
    "|楼盘|项目|之城|新区|村|镇|乡|组|苑|府|里|湾|城|园|路|街|巷|弄|桥|湖|河|山|寺|站|厂|店|馆|院|公司|集团|驾校|超市"
)
_ENDING = re.compile(f"(?:{_AFTER})")
_CJK = "\u3400-\u9fff"
#: A name begins after one of these, after a mark, or after the letters of a masked district (A3区).
_OPEN = re.compile(
    rf"[^{_CJK}0-9a-z]|[a-z0]+[市区县]|[省市区县]|街道|社区|请求|关于|反映|投诉|举报|咨询|建议|希望|我是|我们|位于|坐落"
    r"|附近|旁边|对面|隔壁|小区|一个|这个|那个|有关|尊敬|领导|解决|严重|违规|违法|取缔|整治|加快|修建|新建|生活|相关|配套|安置|住宅|居民|周边|[个些条家座幢栋处所名位受]"
    r"|[的在了是和与及到从往向对把被请让给由为将于就距至也都很又而且如何怎么这那哪我你他她它们您有没不无能可要会想说看去来本该某全整各每因以]"
)
_SHORTEST, _LONGEST = 2, 8
#: Names that mean no one place.
_FILE = Path(__file__).parents[2] / "data" / "common_places.txt"
_COMMON = frozenset(_FILE.read_text(encoding="utf-8").split())


def cores(text: str) -> set[str]:
    """What may be names in a plain text: up to eight characters before and with an ending of places."""
    found = set()
    for ending in _ENDING.finditer(text):
        begin = max(0, ending.start() - _LONGEST)
        window = text[begin : ending.start()]
        opened = 0
        for mark in _OPEN.finditer(window):
            opened = mark.end()
        name = window[opened:] + ending.group()
        if len(name) > _SHORTEST and len(window) - opened >= 1 and name not in _COMMON:
            found.add(name)
    return found


def vocabulary(texts: Sequence[str], *, least: int, most: float) -> dict[str, int]:
    """Names that stand in at least so many texts and at most in this share of them, with how many."""
    count: Counter[str] = Counter()
    for text in texts:
        count.update(cores(text))
    known = {name for name, n in count.items() if n >= least}
    standing: Counter[str] = Counter()
    for text in texts:
        standing.update(set(standing_in(text, known)))
    limit = max(least, most * len(texts))
    return {name: n for name, n in standing.items() if least <= n <= limit}


def standing_in(text: str, known: Iterable[str]) -> list[str]:
    """The known names in a text, the longest first from the left, none inside another."""
    names = known if isinstance(known, set | frozenset | dict) else set(known)
    found, at = [], 0
    while at < len(text) - 1:
        for length in range(min(_LONGEST + 3, len(text) - at), _SHORTEST, -1):
            if text[at : at + length] in names:
                found.append(text[at : at + length])
                at += length
                break
        else:
            at += 1
    return found
