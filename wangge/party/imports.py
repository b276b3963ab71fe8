"""The register in and out of Excel: columns, doubles, sentences about bad rows."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import Refused
from wangge.kernel.words import masked_name
from wangge.party import actions
from wangge.party.models import Member, PartyOrg
from wangge.party.rules import members as rules
from wangge.party.rules import orgs
from wangge.party.rules.members import MemberKind, Status
from wangge.people import rules as people
from wangge.sheets import cells, registry
from wangge.sheets.registry import Review
from wangge.sheets.rules import Column, Row, RowError, Template

_KINDS = {kind.label: kind.value for kind in MemberKind}
_STATES = {status.label: status.value for status in Status if status in rules.PRESENT}
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")


def month(value: str) -> dt.date:
    """2006-06, 2006年6月, 200606, or a whole date, of which the day is let go."""
    found = _MONTH.fullmatch(cells.narrow(value))
    if found is None:
        return cells.date(value).replace(day=1)
    try:
        return dt.date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise ValueError(f"没有 {cells.short(value)} 这个月") from None


def _phone(value: str) -> str:
    try:
        return people.normal_phone(value)
    except Refused as refusal:
        raise ValueError(refusal.message.rstrip("。")) from None


#: A person of a list, as every list of the Party rooms writes him.
NAME = Column(
    "name",
    "姓名",
    required=True,
    parse=cells.text_up_to(40),
    example="林一",
    is_personal=True,
    mask=masked_name,
)
_PHONE = Column(
    "phone",
    "手机号",
    parse=_phone,
    example="13800000000",
    help="同名的必须填写，用来分清两个人",
    is_personal=True,
    mask=people.masked_phone,
)
_KIND = Column(
    "kind",
    "类别",
    choices=tuple(_KINDS),
    parse=cells.one_of(_KINDS),
    blank=MemberKind.REGISTERED.value,
    example="组织关系在这里",
    help="不填就是组织关系在这里",
)
_STATUS = Column(
    "status",
    "状态",
    choices=tuple(_STATES),
    parse=cells.one_of(_STATES),
    blank=Status.FULL.value,
    example="正式党员",
    help="不填就是正式党员",
)
_REST = (
    Column("home_branch", "组织关系所在支部", parse=cells.text_up_to(60), example="区教育局机关党支部"),
    Column("skills", "服务特长", parse=cells.text_up_to(100), example="电工", help="本人愿意提供的才填"),
    Column("free_time", "空闲时间", parse=cells.text_up_to(60), example="周末上午"),
)
MEMBERS = Template(
    "党员名册",
    (
        Column(
            "org",
            "支部",
            required=True,
            parse=cells.text_up_to(60),
            example="桂苑社区第三网格党支部",
            help="支部名称或编码；要在您的管理范围内",
            also=("所在支部", "支部名称", "支部编码"),
        ),
        NAME,
        _PHONE,
        _KIND,
        _STATUS,
        Column("joined_on", "入党年月", parse=month, blank=None, example="2006-06", help="只到月份"),
        *_REST,
    ),
    note="只填支部日常工作要用的内容。身份证号、家庭情况、入党材料一律不填，多余的列不会导入。",
    register="party_member",
)
#: Going out, the month is text already.
MEMBERS_OUT = Template(
    "党员名册",
    tuple(
        Column("joined_on", "入党年月") if column.key == "joined_on" else column for column in MEMBERS.columns
    ),
    register="party_member",
)


def _acting(request: HttpRequest) -> Acting | None:
    return getattr(request, "acting", None)


def _may_import(request: HttpRequest) -> bool:
    acting = _acting(request)
    return bool(acting) and acting is not None and acting.may(Permit.MEMBERS_EDIT)


def may_export(request: HttpRequest) -> bool:
    """Whoever sees the register may take what he sees."""
    acting = _acting(request)
    return bool(acting) and acting is not None and acting.may(Permit.MEMBERS_SEE)


def _may_approve(request: HttpRequest) -> bool:
    """A second person of the line above: of an area, not of a branch."""
    acting = _acting(request)
    return bool(acting) and acting is not None and acting.may(Permit.PARTY_EDIT) and acting.unit_id is None


class _Branches:
    """Branches within reach by name and by code: two questions for a block."""

    def __init__(self, rows: Sequence[Row], by: Acting) -> None:
        wanted = {row["org"] for row in rows}
        reach = PartyOrg.objects.open_to(by, Permit.MEMBERS_EDIT).standing().filter(kind__in=orgs.BRANCHES)
        self._found: dict[str, list[PartyOrg]] = {}
        for org in reach.filter(name__in=wanted):
            self._found.setdefault(org.name, []).append(org)
        for org in reach.filter(code__in=wanted):
            self._found[org.code] = [org]

    def get(self, words: str) -> PartyOrg:
        """The branch of a cell, or ValueError."""
        found = self._found.get(words, [])
        if not found:
            raise ValueError(f"没有找到支部“{cells.short(words)}”，或不在您的管理范围内")
        if len(found) > 1:
            raise ValueError(f"有 {len(found)} 个支部都叫“{cells.short(words)}”，请改填编码")
        return found[0]


def _entries(
    rows: Sequence[Row], by: Acting
) -> tuple[list[tuple[int, PartyOrg, actions.Entry]], list[RowError]]:
    branches, entries, errors = _Branches(rows, by), [], []
    for row in rows:
        try:
            org = branches.get(row["org"])
        except ValueError as problem:
            errors.append(RowError(row.number, "支部", str(problem)))
            continue
        values = {key: value for key, value in row.values.items() if key != "org"}
        entries.append((row.number, org, actions.Entry(**values)))
    return entries, errors


def _review(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Review:
    """Before anybody confirms: one person twice in the file, and how many branches it touches."""
    errors = []
    seen: dict[str, int] = {}
    for row in rows:
        key = row["phone"] or f"{row['org']}|{row['name']}"
        if key in seen:
            errors.append(
                RowError(row.number, "手机号" if row["phone"] else "姓名", f"和第 {seen[key]} 行重复")
            )
        seen.setdefault(key, row.number)
    branches = len({row["org"] for row in rows})
    return Review(errors, [f"涉及 {branches} 个支部；名册里现有 {_present(by)} 名党员。"])


def _present(by: Acting) -> int:
    return Member.objects.open_to(by, Permit.MEMBERS_SEE).present().count()


@registry.importer(
    "party_members",
    title="党员名册",
    template=MEMBERS,
    may=_may_import,
    review=_review,
    back="/party/members/",
)
def enrol(rows: Sequence[Row], /, *, by: Any, at: datetime) -> Iterable[RowError]:
    """A block at once; each row stands or falls alone."""
    entries, errors = _entries(rows, by)
    wrong = actions.enrol_many(entries, by=by, at=at)
    return [*errors, *(RowError(number, "", problem) for number, problem in wrong)]


registry.exporter("party_members", title="党员名册", may=may_export, may_approve=_may_approve)
