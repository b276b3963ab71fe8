"""Kinds of Party organisations, how many members make one, how its committee is made up, terms; pure.

The numbers are data (`data/org_kinds.tsv`); this module only reads and compares them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import TextChoices

KINDS_FILE = Path(__file__).resolve().parents[1] / "data" / "org_kinds.tsv"
#: A re-election is announced this many months before the term ends.
WARN_MONTHS = 6
#: A task as long as this asks for a proper branch instead of a temporary one.
TEMPORARY_MONTHS = 6
#: A committee is chosen where there are at least this many full members (else a secretary and a deputy).
COMMITTEE_FROM = 7
COMMITTEE_SIZE = (3, 7)


class OrgKind(TextChoices):
    """Kinds of Party organisations (domain/03 section 1)."""

    WORK_COMMITTEE = "party_work_committee", "党工委"
    COMMITTEE = "party_committee", "党委"
    INDUSTRY = "industry_committee", "行业党委"
    JOINT_COMMITTEE = "joint_party_committee", "大工委、大党委"
    GENERAL_BRANCH = "party_general_branch", "党总支"
    BRANCH = "party_branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    TEMPORARY = "temporary_branch", "临时党支部"
    FUNCTIONAL = "functional", "功能型党支部"
    GROUP = "party_group", "党小组"
    HOUSEHOLD = "party_member_household", "党员中心户"


#: Where members have their relation, and what a grid is covered by.
BRANCHES = frozenset({OrgKind.BRANCH, OrgKind.JOINT_BRANCH, OrgKind.TEMPORARY})
#: In a street where the community's own grid is its general branch, that covers too.
COVERING = frozenset({*BRANCHES, OrgKind.GENERAL_BRANCH})


class Special(TextChoices):
    """What a branch is for, where it is not the usual one (row 14)."""

    RETIRED = "retired", "离退休党员支部"
    TASK_FORCE = "task_force", "行动党支部"
    TWO_NEW = "two_new", "两新组织支部"
    FLOATING = "floating", "流动党员支部"


class BindingKind(TextChoices):
    """How an organisation has an area."""

    OWN = "own", "单独组建"
    JOINT = "joint", "联合组建"
    ATTACHED = "attached", "挂靠管理"


#: Bindings by which a grid counts as having a branch.
COVERS = frozenset({BindingKind.OWN, BindingKind.JOINT})


class Office(TextChoices):
    """Posts in a Party organisation."""

    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy_secretary", "副书记"
    ORGANISATION = "organisation_member", "组织委员"
    PUBLICITY = "publicity_member", "宣传委员"
    DISCIPLINE = "discipline_member", "纪检委员"
    MEMBER = "committee_member", "委员"
    PART_TIME = "part_time_member", "兼职委员"
    GROUP_HEAD = "group_head", "党小组组长"
    HOUSEHOLD_HEAD = "household_head", "中心户党员"
    INSTRUCTOR = "instructor", "党建指导员"
    WORKER = "party_affairs_worker", "党务工作者"


#: Offices of a committee; the others stand beside it.
COMMITTEE = frozenset(
    {
        Office.SECRETARY,
        Office.DEPUTY,
        Office.ORGANISATION,
        Office.PUBLICITY,
        Office.DISCIPLINE,
        Office.MEMBER,
    }
)
#: Held by one person at a time in one organisation.
SINGLE = frozenset({Office.SECRETARY, Office.GROUP_HEAD, Office.HOUSEHOLD_HEAD})


class Education(TextChoices):
    """Only of whoever holds an office, by his own wish, and shown only as shares of five and more."""

    SCHOOL = "school", "高中及以下"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "研究生"


@dataclass(frozen=True, slots=True)
class KindRule:
    """What the rules say of one kind; 0 means: no limit."""

    kind: str
    level: int
    parents: frozenset[str]
    least: int
    most: int
    units: int
    term: int
    village_term: int
    is_leaf: bool
    admits: bool
    note: str


@cache
def kinds() -> Mapping[str, KindRule]:
    """The shipped rules by kind."""
    with KINDS_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return {
        row["kind"]: KindRule(
            kind=row["kind"],
            level=int(row["level"]),
            parents=frozenset(part for part in row["parents"].split(",") if part),
            least=int(row["least"]),
            most=int(row["most"]),
            units=int(row["units"]),
            term=int(row["term"]),
            village_term=int(row["village_term"]),
            is_leaf=row["is_leaf"] == "1",
            admits=row["admits"] == "1",
            note=row["note"],
        )
        for row in rows
    }


def parent_fault(kind: str, parent_kind: str | None) -> str:
    """Whether this kind may stand under that one; a sentence when not."""
    rule = kinds()[kind]
    name = OrgKind(kind).label
    if parent_kind is None:
        return "" if rule.level <= 1 else f"{name}要设在上级党组织下面。"
    if kinds()[parent_kind].is_leaf:
        return f"{OrgKind(parent_kind).label}下面不能再设党组织。"
    if parent_kind in rule.parents:
        return ""
    allowed = "、".join(OrgKind(k).label for k in OrgKind.values if k in rule.parents)
    return f"{name}不能设在{OrgKind(parent_kind).label}下面，可以设在：{allowed or '最上级'}。"


def size_remark(kind: str, full: int, *, units: int = 0) -> str:
    """What the number of full members says about the kind; empty where it fits. A remark refuses nothing
    above the least: the upper committee may approve an exception.
    """
    rule = kinds()[kind]
    if rule.least and full < rule.least:
        if kind in BRANCHES:
            return f"正式党员 {full} 名，不足 {rule.least} 名，应并入联合党支部或就近编入其他支部。"
        if kind == OrgKind.GROUP:
            return f"党小组一般不少于 {rule.least} 名党员，现有 {full} 名。"
        return f"正式党员 {full} 名，低于一般标准（{rule.least} 名），需有上级批准。"
    if rule.most and full > rule.most:
        higher = "党委" if kind == OrgKind.GENERAL_BRANCH else "党总支，或划分支部"
        return f"正式党员 {full} 名，超过一般上限（{rule.most} 名），可以申请改设{higher}。"
    if rule.units and units > rule.units:
        return f"联合了 {units} 个单位，一般不超过 {rule.units} 个。"
    return ""


@dataclass(frozen=True, slots=True)
class CommitteeRule:
    """What a branch of so many full members chooses."""

    has_committee: bool
    least: int
    most: int
    text: str


def committee_for(full: int) -> CommitteeRule:
    """The committee a branch of so many full members should have (domain/03 section 1)."""
    low, high = COMMITTEE_SIZE
    if full >= COMMITTEE_FROM:
        return CommitteeRule(
            True, low, high, f"正式党员 {full} 名，设支委会，一般 {low} 至 5 人，最多 {high} 人。"
        )
    return CommitteeRule(False, 1, 2, f"正式党员 {full} 名，不设支委会，设书记 1 名，必要时设副书记 1 名。")


def committee_remarks(full: int, offices: list[str]) -> list[str]:
    """What is missing from or too much in the committee of a branch."""
    rule = committee_for(full)
    seats = [o for o in offices if o in COMMITTEE]
    found = [] if Office.SECRETARY in seats else ["缺书记。"]
    if rule.has_committee:
        if len(seats) < rule.least:
            found.append(f"支委会应有 {rule.least} 至 {rule.most} 人，现有 {len(seats)} 人。")
        wanted = (Office.ORGANISATION, Office.PUBLICITY, Office.DISCIPLINE)
        missing = [o.label for o in wanted if o not in seats]
        if missing and len(seats) >= rule.least:
            found.append(f"还没有明确{'、'.join(missing)}。")
    if len(seats) > rule.most:
        found.append(f"现有委员 {len(seats)} 人，超过 {rule.most} 人。")
    return found


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def term_years(kind: str, *, is_village: bool) -> int:
    """How long a term is; 0 where there is none."""
    rule = kinds()[kind]
    return rule.village_term if is_village else rule.term


def term_end(start: date, kind: str, *, is_village: bool) -> date | None:
    """The day a term begun then ends."""
    years = term_years(kind, is_village=is_village)
    return add_months(start, years * 12) if years else None


class TermState(TextChoices):
    """Where a term stands on a day."""

    NONE = "none", "不换届"
    UNKNOWN = "unknown", "未填届期"
    RUNNING = "running", "届内"
    SOON = "soon", "即将换届"
    OVER = "over", "届满未换届"


def term_state(kind: str, end: date | None, *, on: date) -> TermState:
    """Whether a re-election is near or overdue; a temporary organisation's end is asked likewise."""
    if end is None:
        return TermState.UNKNOWN if kinds()[kind].term else TermState.NONE
    if end < on:
        return TermState.OVER
    return TermState.SOON if end <= add_months(on, WARN_MONTHS) else TermState.RUNNING


def quorum_fault(entitled: int, present: int, *, is_election: bool) -> str:
    """Whether enough came to vote: more than half, at an election four fifths (domain/03 section 1)."""
    if entitled <= 0:
        return "有表决权的党员人数要大于 0。"
    if present > entitled:
        return "到会人数不能多于有表决权的人数。"
    if is_election and present * 5 < entitled * 4:
        least = -(-entitled * 4 // 5)
        return f"选举须有五分之四以上有选举权的党员到会：应到 {entitled} 人，至少到会 {least} 人。"
    if not is_election and present * 2 <= entitled:
        return f"须有半数以上有表决权的党员到会：应到 {entitled} 人，至少到会 {entitled // 2 + 1} 人。"
    return ""


def is_carried(entitled: int, ayes: int) -> bool:
    """Passed by more than half of those who should attend, not of those who came."""
    return ayes * 2 > entitled


def temporary_fault(start: date, end: date | None) -> str:
    """A temporary organisation has an end, and not a far one."""
    if end is None:
        return "临时党组织要填写到期日期。"
    if end <= start:
        return "到期日期要晚于成立日期。"
    if end > add_months(start, TEMPORARY_MONTHS):
        return f"任务在 {TEMPORARY_MONTHS} 个月以上的，应当成立正式党支部。"
    return ""
