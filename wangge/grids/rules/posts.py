"""Who may hold which post where, and which posts one person may not hold together; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wangge.grids.access import ADMIN_ROLES, NOT_POSTS, PERMITS, UNIT_ROLES, Permit, Role

#: Ranks of areas at which a role can be held; a role that is not named here hangs on a unit.
ROLE_RANKS: dict[Role, frozenset[int]] = {
    Role.RESIDENT: frozenset({1, 2, 3, 4, 5}),
    Role.CAPTAIN: frozenset({3, 4, 5}),
    Role.OFFICER: frozenset({3, 4, 5}),
    Role.LEADER: frozenset({1, 2, 3, 4, 5}),
    Role.STAFF: frozenset({2, 3}),
    Role.SECRETARY: frozenset({2, 3}),
    Role.STREET_DISPATCHER: frozenset({1}),
    Role.STREET_LEADER: frozenset({1}),
    Role.VERIFIER: frozenset({-1, 0, 1, 2, 3}),
    Role.REVISIT: frozenset({-1, 0, 1, 2, 3}),
    Role.DISTRICT_DISPATCHER: frozenset({-1, 0}),
    Role.DISTRICT_LEADER: frozenset({-1, 0}),
    Role.ORG_DEPARTMENT: frozenset({-1, 0, 1}),
    Role.SYSTEM_ADMIN: frozenset({-2, -1, 0, 1}),
    Role.SECURITY_ADMIN: frozenset({-2, -1, 0, 1}),
    Role.AUDIT_ADMIN: frozenset({-2, -1, 0, 1}),
}
CASE_PERMITS = frozenset(p for p in Permit if p.startswith(("case_", "order_")) or p == Permit.CONTACT_REVEAL)
#: Posts that may be lent for some days; administrators, units and residents have other ways.
LENDABLE = frozenset(
    {
        Role.CAPTAIN,
        Role.OFFICER,
        Role.LEADER,
        Role.STAFF,
        Role.SECRETARY,
        Role.STREET_DISPATCHER,
        Role.VERIFIER,
        Role.REVISIT,
        Role.DISTRICT_DISPATCHER,
    }
)
LENT_AT_MOST = timedelta(days=60)


def lending_fault(since: datetime, until: datetime, *, at: datetime) -> str:
    """Whether a post may be lent from then to then."""
    if until <= since:
        return "结束要晚于开始。"
    if until <= at:
        return "这段时间已经过去了。"
    return "代班最长 60 天，再长请另行任命。" if until - since > LENT_AT_MOST else ""


@dataclass(frozen=True, slots=True)
class Held:
    """A post as the rules see it."""

    role: Role
    area_id: int | None
    unit_id: int | None
    since: datetime
    until: datetime | None


def place_fault(role: Role, *, rank: int | None, is_unit: bool) -> str:
    """Whether a role can be held in an area of this rank, or in a unit."""
    if role in NOT_POSTS:
        return f"“{role.label}”不是可以任命的岗位。"
    if role in UNIT_ROLES:
        return "" if is_unit else f"{role.label}要任命到单位，不能任命到区域。"
    if is_unit or rank is None:
        return f"{role.label}要任命到区域，不能任命到单位。"
    return "" if rank in ROLE_RANKS[role] else f"{role.label}不能设在这一层区域。"


def together_fault(new: Held, held: Iterable[Held]) -> str:
    """Whether the new post may stand beside those the person already holds in the same time."""
    for other in held:
        if not _overlap(new, other):
            continue
        if (new.role, new.area_id, new.unit_id) == (other.role, other.area_id, other.unit_id):
            return f"此人在这里已经是{new.role.label}，不必重复任命。"
        pair = {new.role, other.role}
        if len(pair & ADMIN_ROLES) == 2:
            return f"系统、安全、审计三类管理员须由不同的人担任，此人已是{other.role.label}。"
        if pair & ADMIN_ROLES and any(PERMITS[r] & CASE_PERMITS for r in pair - ADMIN_ROLES):
            return f"管理员不能兼任办理事项的岗位，此人已是{other.role.label}。"
    return ""


def _overlap(a: Held, b: Held) -> bool:
    return (a.until is None or a.until > b.since) and (b.until is None or b.until > a.since)
