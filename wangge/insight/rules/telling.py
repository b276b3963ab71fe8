"""The sentences of a bulletin, from numbers alone: what rose, what is late, whom to thank, and what cannot be
said. Nobody is ranked, and nothing is praised on fewer than ten answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wangge.insight.rules.measures import ENOUGH, FEW

#: What a reader must know beside the numbers.
NOTES = (
    f"不含保密事项；涉及人的类别不到 {FEW} 件的并入其他。比率都是剔除前的，不到 {ENOUGH} 份的不作评价。"
    "统计日后 45 天内的答复还会计入，之后再看可能略有不同。"
)
_FIRST = 5


def _moved(now: int, then: int) -> str:
    if now == then:
        return "和此前同样天数持平"
    word = "多" if now > then else "少"
    share = f"（{abs(now - then) / then * 100:.0f}%）" if then >= ENOUGH else ""
    return f"比此前同样天数{word} {abs(now - then)} 件{share}"


def _when(facts: Mapping[str, Any]) -> str:
    """Open work is counted when the bulletin is written, so it says when that was."""
    day = facts.get("written_on", "")
    return f"写稿时（{int(day[5:7])} 月 {int(day[8:])} 日）" if day else "期末"


def _rate(row: Mapping[str, Any]) -> str:
    if row["share"] is None:
        return f"{row['name']}没有数据"
    if row["bottom"] < ENOUGH:
        return f"{row['name']}只有 {row['bottom']} {row['unit']}，样本不足，不作评价"
    return (
        f"{row['name']} {row['share']:.1f}%（{row['bottom']} {row['unit']}，"
        f"95% 区间 {row['low']:.1f}–{row['high']:.1f}%）"
    )


def _listed(rows: Sequence[Mapping[str, Any]]) -> str:
    return "、".join(f"{row['name']} {row['n']} 件" for row in rows)


def sentences(facts: Mapping[str, Any]) -> list[str]:
    """The paragraphs of a first draft."""
    flow, open_ = facts["flow"], facts["open"]
    found = [
        f"本期来件 {flow['reported']} 件，{_moved(flow['reported'], flow['reported_then'])}；"
        f"办结 {flow['closed']} 件，{_moved(flow['closed'], flow['closed_then'])}。"
        f"{_when(facts)}在办 {open_['n']} 件，其中已超期 {open_['late']} 件、挂起 {open_['suspended']} 件。",
        "；".join(_rate(row) for row in facts["rates"]) + "。",
    ]
    if named := [row for row in facts["categories"] if not row.get("is_rest")]:
        found.append(f"来件较集中的是{_listed(named[:_FIRST])}。")
    if facts["risen"]:
        found.append("比此前同样天数明显增多的有" + "、".join(_risen(row) for row in facts["risen"]) + "。")
    if facts["late"]:
        found.append(f"仍然超期的在办事项：{_listed(facts['late'])}，请承办单位说明原因和办结日期。")
    if facts["spots"]:
        found.append("反复集中的地点：" + _listed(facts["spots"]) + "，不能只逐件办，要找到原因。")
    if facts["thanks"]:
        found.append(f"来件人评价稳定较好的单位（按名称排列）：{'、'.join(facts['thanks'])}，谢谢。")
    if facts["excluded"]:
        found.append(f"经两人同意剔除 {facts['excluded']} 件，理由逐件列在剔除台账；上面的比率都是剔除前的。")
    return found


def _risen(row: Mapping[str, Any]) -> str:
    then = f"不到 {FEW} 件" if row["then"] is None else f"{row['then']} 件"
    return f"{row['name']}（{then}增到 {row['n']} 件）"


def change(row: Mapping[str, Any]) -> str:
    """How a category moved, where both numbers may be told."""
    then = row.get("then")
    if then is None:
        return "—"
    moved = row["n"] - then
    return "持平" if not moved else f"{'多' if moved > 0 else '少'} {abs(moved)}"


def open_name(facts: Mapping[str, Any]) -> str:
    """How the figure of open work is called."""
    return "写稿时在办" if facts.get("written_on") else "期末在办"


def drawn(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Its figures and charts as a page draws them: heights as shares and widths in percent of the largest."""
    flow, open_ = facts["flow"], facts["open"]
    trend, rows = facts.get("trend", []), facts.get("categories", [])
    high = max((row[key] for row in trend for key in ("reported", "closed")), default=0) or 1
    wide = max((row["n"] for row in rows), default=0) or 1
    return {
        "cards": [
            ("来件", flow["reported"], False),
            ("办结", flow["closed"], False),
            (open_name(facts), open_["n"], False),
            ("其中超期", open_["late"], open_["late"] > 0),
        ],
        "trend": [
            {
                **row,
                "in": round(row["reported"] / high, 3),
                "out": round(row["closed"] / high, 3),
                "is_last": row is trend[-1],
            }
            for row in trend
        ],
        "categories": [
            {**row, "width": round(100 * row["n"] / wide, 1), "change": change(row)} for row in rows
        ],
    }
