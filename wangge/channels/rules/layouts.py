"""Lists that go out as a table: their columns, and a department's own layout of them. Pure."""

from collections.abc import Mapping, Sequence

from wangge.sheets.rules import Column, Template

_CASE = (
    ("number", "事项编号"),
    ("title", "事项"),
    ("status", "状态"),
    ("urgency", "紧急程度"),
    ("area", "区域"),
    ("place", "地点"),
    ("unit", "主办单位"),
    ("source", "来源"),
    ("reported_at", "来件时间"),
    ("act_by", "下一步期限"),
    ("due_at", "办理时限"),
)
#: Nothing here reaches a person: no name, no telephone, no words of a sender, no flat.
TABLES: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "desk": ("在办事项", (*_CASE, ("appeals", "来件数"), ("supervised", "督办"))),
    "orders": (
        "工单",
        (
            *_CASE[:7],
            ("kind", "主办/协办"),
            ("task", "办理要求"),
            ("sent_at", "派单时间"),
            ("acknowledge_by", "签收时限"),
            _CASE[10],
        ),
    ),
    "revisit": (
        "回访",
        (
            *_CASE[:2],
            *_CASE[4:5],
            _CASE[6],
            ("closed_at", "办结时间"),
            ("outcome", "办理结果"),
            ("tries", "没接通次数"),
        ),
    ),
    "late": ("超期督办", (*_CASE, ("supervised", "督办"))),
}
MOST = 30


def own(table: str, text: str) -> list[tuple[str, str]]:
    """What somebody wrote, a column a line, `我们的列 = 对方的标题`, in his order; or ValueError."""
    keys = {title: key for key, title in TABLES[table][1]}
    found: list[tuple[str, str]] = []
    for count, line in enumerate(text.splitlines(), 1):
        ours, _, theirs = line.replace("＝", "=").partition("=")
        ours, theirs = ours.strip(), theirs.strip() or ours.strip()
        if not ours:
            continue
        if ours not in keys:
            raise ValueError(f"第 {count} 行：没有“{ours[:20]}”这一列。可以用：{'、'.join(keys)}。")
        if len(theirs) > 40:
            raise ValueError(f"第 {count} 行：标题最多 40 个字。")
        found.append((keys[ours], theirs))
    if not found:
        raise ValueError("至少留一列。")
    if len(found) > MOST or len({title for _, title in found}) < len(found):
        raise ValueError(f"标题不能重复，最多 {MOST} 列。")
    return found


def written(table: str, columns: Sequence[Sequence[str]]) -> str:
    """The same the other way round, to be edited again."""
    titles = dict(TABLES[table][1])
    return "\n".join(f"{titles[key]} = {title}" for key, title in columns if key in titles)


def template(table: str, columns: Sequence[Sequence[str]]) -> Template:
    """The columns of a layout; all of the list's own where there is none."""
    name, every = TABLES[table]
    known = dict(every)
    chosen = [(key, title) for key, title in columns if key in known] or every
    return Template(name, tuple(Column(key, title) for key, title in chosen))
