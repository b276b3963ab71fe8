"""What of the Party rooms goes out as a workbook: the rows of the pages, for the same hats, without names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from wangge.gatherings.models import Gathering
from wangge.gatherings.rules.meeting import State
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.kernel.words import SHANGHAI
from wangge.life import queries
from wangge.life.models import Birthday
from wangge.party.models import PartyOrg, PartyOrgArea
from wangge.promises.models import Promise
from wangge.sheets import registry
from wangge.sheets.rules import Column, Template

_CHUNK = 1000
Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Out:
    """One table: what it is called, who may take it, its columns by key, its rows for a hat on a day."""

    title: str
    permit: Permit
    columns: Mapping[str, str]
    rows: Callable[[Acting, date], Rows]
    back: str

    @property
    def template(self) -> Template:
        return Template(self.title, tuple(Column(key, title) for key, title in self.columns.items()))

    def may(self, request: HttpRequest) -> bool:
        acting: Acting | None = getattr(request, "acting", None)
        return acting is not None and acting.may(self.permit)


def _orgs(acting: Acting, on: date) -> Rows:
    found = PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).standing().select_related("parent", "area")
    for org in found.order_by("path").iterator(chunk_size=_CHUNK):
        yield {
            "name": org.name,
            "kind": org.get_kind_display(),
            "parent": org.parent.name if org.parent else "",
            "area": org.area.name,
            "founded": org.founded_on,
            "term_end": org.term_end,
            "members": org.members_n,
            "full": org.full_n,
        }


def _coverage(acting: Acting, on: date) -> Rows:
    top = grids.the_tree().at(acting.area_path) if acting.area_path else None
    bound: dict[int, list[PartyOrgArea]] = {}
    for one in PartyOrgArea.objects.current().select_related("org").order_by("area_id", "kind", "pk"):
        bound.setdefault(one.area_id, []).append(one)
    waiting = [top] if top else []
    while waiting:
        node = waiting.pop()
        waiting.extend(reversed(grids.the_tree().below(node.id)))
        if node.rank != _GRID:
            continue
        found = bound.get(node.id, [])
        yield {
            "grid": node.label,
            "branches": "、".join(one.org.name for one in found),
            "kinds": "、".join(dict.fromkeys(one.get_kind_display() for one in found)) or "没有支部",
        }


_GRID = 4


def _meetings(acting: Acting, on: date) -> Rows:
    rows = queries.in_line(Gathering.objects.all(), acting, Permit.GATHERING_SEE).filter(state=State.HELD)
    since = queries.BACK
    found = rows.filter(starts_at__date__gte=on - since).select_related("unit").prefetch_related("decisions")
    for meeting in found.order_by("unit_id", "starts_at", "pk").iterator(chunk_size=_CHUNK):
        yield {
            "org": meeting.unit.name,
            "at": meeting.starts_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            "title": meeting.title,
            "kind": meeting.get_kind_display(),
            "should": meeting.should_n,
            "here": meeting.here_n,
            "leave": meeting.leave_n,
            "said": meeting.said,
            "decided": "；".join(one.words for one in meeting.decisions.all()),
        }


def _unheld(acting: Acting, on: date) -> Rows:
    for row in queries.missing_below(acting, today=on, is_raised=False):
        yield {
            "org": row.org.name,
            "area": row.org.area.name,
            "n": row.n,
            "raised": row.raised,
            "oldest": row.oldest,
        }


def _promises(acting: Acting, on: date) -> Rows:
    rows = queries.in_line(Promise.objects.all(), acting, Permit.PROMISE_SEE).filter(
        Q(closed_at__isnull=True) | Q(due_on__gte=on - queries.BACK)
    )
    for one in rows.select_related("area").order_by("due_on", "pk").iterator(chunk_size=_CHUNK):
        late = (on - one.due_on).days if one.state == "doing" and one.due_on < on else 0
        yield {
            "title": one.title,
            "keeper": one.keeper,
            "area": one.area.name,
            "origin": one.get_origin_display(),
            "due": one.due_on,
            "state": one.get_state_display(),
            "done": one.done_on,
            "late": late or "",
        }


def _birthdays(acting: Acting, on: date) -> Rows:
    rows = Birthday.objects.open_to(acting, Permit.GATHERING_SEE).filter(year=on.year, is_declined=False)
    counted = (
        rows.order_by()
        .values("org__name", "org__path")
        .annotate(
            n=Count("pk"),
            planned=Count("pk", filter=Q(gathering__isnull=False)),
            deeds=Count("pk", filter=Q(promise__isnull=False)),
            kept=Count("pk", filter=Q(promise__state="kept")),
        )
    )
    for row in counted.order_by("org__path"):
        yield {"org": row["org__name"], **{key: row[key] for key in ("n", "planned", "deeds", "kept")}}


_SHIPPED: dict[str, Out] = {
    "orgs": Out(
        "党组织一览",
        Permit.PARTY_SEE,
        {
            "name": "名称",
            "kind": "类别",
            "parent": "上级",
            "area": "区域",
            "founded": "成立日期",
            "term_end": "届满日期",
            "members": "党员",
            "full": "正式党员",
        },
        _orgs,
        "party:tree",
    ),
    "coverage": Out(
        "党组织覆盖",
        Permit.PARTY_SEE,
        {"grid": "网格", "branches": "支部", "kinds": "怎样覆盖"},
        _coverage,
        "party:coverage",
    ),
    "meetings": Out(
        "会议台账",
        Permit.GATHERING_SEE,
        {
            "org": "组织",
            "at": "时间",
            "title": "会议",
            "kind": "形式",
            "should": "应到",
            "here": "实到",
            "leave": "请假",
            "said": "讲了什么、议了什么",
            "decided": "决定了什么",
        },
        _meetings,
        "life:home",
    ),
    "unheld": Out(
        "没有开展的组织生活",
        Permit.GATHERING_SEE,
        {"org": "组织", "area": "区域", "n": "没有开展", "raised": "已报上级", "oldest": "最早到期"},
        _unheld,
        "life:unheld",
    ),
    "promises": Out(
        "承诺清单",
        Permit.PROMISE_SEE,
        {
            "title": "承诺事项",
            "keeper": "由谁办",
            "area": "区域",
            "origin": "来源",
            "due": "承诺日期",
            "state": "状态",
            "done": "完成日期",
            "late": "超期天数",
        },
        _promises,
        "life:promises",
    ),
    "birthdays": Out(
        "政治生日（按支部）",
        Permit.GATHERING_SEE,
        {"org": "支部", "n": "人数", "planned": "已安排", "deeds": "领办实事", "kept": "办成"},
        _birthdays,
        "life:birthdays",
    ),
}


def exporter_of(name: str) -> str:
    """The name under which a table is written down when it goes out."""
    return f"party-{name}"


TABLES: dict[str, Out] = {}


def add(name: str, table: Out) -> None:
    """One more table that can be taken; rooms above add theirs."""
    TABLES[name] = table
    registry.exporter(exporter_of(name), title=table.title, may=table.may, may_approve=table.may)


for _name, _out in _SHIPPED.items():
    add(_name, _out)
