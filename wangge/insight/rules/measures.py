"""Every measure in one place: its name, its sentence, its formula, what is left out, and which counts it is
made of. Pages show a measure's name as a link to its row here (`insight:measures`).

No measure comes from attendance, sign-ins, hours, steps, photos, visits or reports counted.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from types import MappingProxyType

from wangge.cases.rules import counting

#: Fewer answers than this have no place in an order.
ENOUGH = 10
#: Fewer than this about people are not shown as a number.
FEW = 5
#: Categories whose small numbers could point at somebody.
ABOUT_PEOPLE = frozenset({"WEL", "MED", "NEI", "LAB", "SEC"})
_Z = 1.959964


class Counts(StrEnum):
    """What is counted; every figure says it."""

    CASES = "件"
    APPEALS = "份答复"
    ORDERS = "张工单"
    HOURS = "小时"


@dataclass(frozen=True, slots=True)
class Measure:
    """A rate is `top / bottom`; `scale` is how many of `top` make one; a number has no bottom."""

    code: str
    name: str
    sentence: str
    formula: str
    left_out: str
    counts: Counts
    top: str
    bottom: str = ""
    scale: int = 1
    #: Fewer is better: late, returned, done again.
    is_bad: bool = False
    #: 1 - top / bottom.
    is_rest: bool = False

    @property
    def is_rate(self) -> bool:
        return bool(self.bottom)

    @property
    def needs(self) -> tuple[str, ...]:
        """The counts it reads."""
        if self.code == MEDIAN:
            return counting.BUCKETS
        return tuple(dict.fromkeys(c for c in (self.top, self.bottom) if c))


MEDIAN = "hours"
_COHORT = (
    "按统计日归属：主办工单到期或办结，以先到者为准；统计日后 45 天内的答复和重新办理仍会计入，之后不再变动。"
)
_ROWS = (
    Measure(
        "reported",
        "来件",
        "这段时间收到的事项。",
        "上报日在期内的事项数",
        "草稿；并案的按原事项计",
        Counts.CASES,
        "reported",
    ),
    Measure(
        "closed",
        "办结",
        "这段时间办结的事项。",
        "办结日在期内的事项数",
        "重新办理的不再计入",
        Counts.CASES,
        "closed",
    ),
    Measure(
        "b",
        "应结",
        "这段时间到期或办结的事项。",
        "统计日在期内的事项数",
        "挂起的到期后再计",
        Counts.CASES,
        "b",
    ),
    Measure(
        "response",
        "响应率",
        "按时签收，来件人留了联系方式的还要按时联系上。",
        "（主办按时签收，且没留联系方式或按时联系上）÷ 应结",
        "没有派单就办结的，签收视为做到；来件人撤回的不要求联系",
        Counts.CASES,
        "response",
        "b",
    ),
    Measure(
        "resolution",
        "解决率",
        "来件人自己说“已解决”的份数。",
        "答“已解决”的来件 ÷ 已答复的来件",
        "没有答复的来件",
        Counts.APPEALS,
        "solved",
        "answered",
    ),
    Measure(
        "satisfaction",
        "满意率",
        "非常满意、满意计 1，一般计 0.6。",
        "加权满意 ÷ 评了满意程度的来件",
        "没有评满意程度的来件",
        Counts.APPEALS,
        "happy",
        "rated",
        scale=10,
    ),
    Measure(
        "verified",
        "一次核查通过率",
        "第一次核查就通过的事项。",
        "首次通过 ÷ 核查过的事项",
        "不经核查的当场办结、直接答复",
        Counts.CASES,
        "passed",
        "checked",
    ),
    Measure(
        "on_time",
        "按时率",
        "到期前提交，并且核查通过。",
        "（通过核查的提交不晚于时限）÷ 应结",
        "挂起期间不计时",
        Counts.CASES,
        "on_time",
        "b",
    ),
    Measure(
        "overdue",
        "超期率",
        "没有按时办完的，包括仍在办的。",
        "1 − 按时率",
        "同按时率",
        Counts.CASES,
        "on_time",
        "b",
        is_bad=True,
        is_rest=True,
    ),
    Measure(
        "acknowledge",
        "按时签收率",
        "单位在时限内签收工单。",
        "按时签收的工单 ÷ 派出的工单",
        "无",
        Counts.ORDERS,
        "acked",
        "orders",
    ),
    Measure(
        "contact",
        "首次联系率",
        "留了联系方式的来件，在时限内联系上。",
        "按时联系上 ÷ 留了联系方式的事项",
        "来件人撤回的事项",
        Counts.CASES,
        "contacted",
        "contact_due",
    ),
    Measure(
        "accuracy",
        "派单准确率",
        "首次派出的工单没有退回，也没有撤回改派。",
        "首派未退未撤 ÷ 首派工单",
        "无",
        Counts.ORDERS,
        "kept",
        "firsts",
    ),
    Measure(
        "rework",
        "返工率",
        "核查时退回重做过的事项。",
        "返工过的事项 ÷ 核查过的事项",
        "不经核查的事项",
        Counts.CASES,
        "reworked",
        "checked",
        is_bad=True,
    ),
    Measure(
        "reopen",
        "重办率",
        "办结后 30 天内又重新办理。",
        "30 天内重办 ÷ 办结",
        "30 天以后的另行登记",
        Counts.CASES,
        "reopened",
        "ended",
        is_bad=True,
    ),
    Measure(
        "self_handled",
        "当场办结率",
        "网格当场就办好，没有派单。",
        "当场办结 ÷（受理办理 + 当场办结）",
        "不予受理、作废、并案",
        Counts.CASES,
        "self_handled",
        "accepted",
    ),
    Measure(
        "found_first",
        "未诉先办率",
        "岗位人员先发现，此前 7 天 200 米内没有人反映同类问题。",
        "先发现 ÷ 有位置的公开类事项",
        "内部、保密事项；没有位置的事项",
        Counts.CASES,
        "found_first",
        "located",
    ),
    Measure(
        "repeat",
        "反复率",
        "按“已解决”办结后，90 天内同一地点同类问题又出现。",
        "90 天内 50 米内同类再现 ÷ 按“已解决”办结",
        "结果不是“已解决”的事项",
        Counts.CASES,
        "repeated",
        "as_solved",
        is_bad=True,
    ),
    Measure(
        MEDIAN,
        "办理中位时长",
        "一半的事项在这么多小时内办完。",
        "上报到通过核查的提交，取中位数（16 档直方图，档内按直线）",
        "没有办理提交的事项",
        Counts.HOURS,
        "",
        is_bad=True,
    ),
)
MEASURES: MappingProxyType[str, Measure] = MappingProxyType({row.code: row for row in _ROWS})
THREE = ("response", "resolution", "satisfaction")
COHORT_NOTE = _COHORT


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of few or many, and how far it can be trusted (Wilson, 95 %)."""

    top: float
    bottom: int

    @property
    def share(self) -> float | None:
        return self.top / self.bottom if self.bottom else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.bottom:
            return None
        p, n, zz = min(1.0, max(0.0, self.top / self.bottom)), self.bottom, _Z * _Z
        middle = (p + zz / (2 * n)) / (1 + zz / n)
        half = _Z * sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def is_enough(self) -> bool:
        """Whether it may stand in an order of units."""
        return self.bottom >= ENOUGH

    @property
    def words(self) -> str:
        """In percent, or that there is nothing."""
        return "—" if self.share is None else f"{self.share * 100:.1f}%"


def rate(measure: Measure, counts: "dict[str, int]") -> Rate:
    """A rate from the counts it needs."""
    bottom = max(0, counts.get(measure.bottom, 0))
    top = counts.get(measure.top, 0) / measure.scale
    return Rate(bottom - top if measure.is_rest else top, bottom)


def value(measure: Measure, counts: "dict[str, int]") -> float | None:
    """The figure of a measure: a share, median hours, or how many."""
    if measure.code == MEDIAN:
        return counting.median([max(0, counts.get(code, 0)) for code in counting.BUCKETS])
    if measure.is_rate:
        return rate(measure, counts).share
    return counts.get(measure.top, 0)


def without_excluded(measure: Measure, counts: "dict[str, int]") -> Rate:
    """The second version: approved exclusions taken off both sides."""
    off = counting.EXCLUDED
    less = {code: counts.get(code, 0) - counts.get(off + code, 0) for code in measure.needs}
    return rate(measure, less)


def score(rates: "dict[str, Rate]", weights: tuple[float, float, float]) -> float | None:
    """100 * (w1 response + w2 resolution + w3 satisfaction); None while one of them has no answer."""
    shares = [rates[code].share for code in THREE]
    if any(share is None for share in shares):
        return None
    return 100 * sum(w * (share or 0.0) for w, share in zip(weights, shares, strict=True))


def few(n: int, *, about_people: bool) -> str:
    """A number as it may be shown."""
    return f"<{FEW}" if about_people and 0 < n < FEW else f"{n:,}"


#: Below this a part of a known whole is neither few nor nearly all without giving itself away.
_SMALL = 2 * FEW - 1
NONE, SOME, ALL_BUT_FEW = "没有", "一部分", "几乎全部"


def part(n: int, whole: int | None, unit: str) -> tuple[str, bool]:
    """A number of people inside a known whole, in words that leave no few to be found by taking one from the
    other; and whether it is told as it is. Without a whole it stands alone.
    """
    if n <= 0:
        return NONE, True
    rest = None if whole is None else whole - n
    if n >= FEW and (not rest or rest >= FEW):
        return f"{n:,} {unit}", True
    if whole is not None and whole < _SMALL:
        return SOME, False
    return (f"不到 {FEW} {unit}" if n < FEW else ALL_BUT_FEW), False
