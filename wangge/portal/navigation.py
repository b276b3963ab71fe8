"""What the side bar and the phone's tab bar offer, and where each role begins: tables, read against the hat.

An entry whose address does not exist in this installation is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from wangge.grids.access import PERMITS, Acting, Permit, Role

P, R = Permit, Role
_GRID = frozenset({R.OFFICER, R.LEADER, R.CAPTAIN})
_UNIT = frozenset({R.HANDLER, R.UNIT_LEADER})
_BRANCH = frozenset({R.BRANCH_SECRETARY})
_NO_NET = _GRID | _BRANCH
_PARTY = frozenset({R.BRANCH_SECRETARY, R.PARTY_MEMBER})
_ADMIN = frozenset({R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDIT_ADMIN})
_TRIES = frozenset(role for role, permits in PERMITS.items() if {P.INSIGHT_SEE, P.MATTERS_EDIT} <= permits)
_SUMMONED = frozenset(role for role, permits in PERMITS.items() if permits & {P.SUMMON, P.SUMMON_ANSWER})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a navigation. `permit` is asked of the hat; `roles` narrows, `not_roles` leaves out."""

    label: str
    icon: str
    url_name: str
    permit: Permit | None = None
    roles: frozenset[Role] = frozenset()
    not_roles: frozenset[Role] = frozenset()
    #: Addresses below this one also count as being here.
    covers: bool = True
    group: str = ""

    def is_open_to(self, acting: Acting) -> bool:
        return (
            (self.permit is None or acting.may(self.permit))
            and (not self.roles or acting.role in self.roles)
            and acting.role not in self.not_roles
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the template draws it."""

    label: str
    icon: str
    url: str
    is_here: bool
    group: str
    url_name: str


DESK = (
    Entry("工作台", "layout-dashboard", "portal:home", covers=False),
    Entry("事项", "clipboard-list", "cases:desk", P.CASE_SEE, not_roles=_UNIT | {R.VERIFIER, R.REVISIT}),
    Entry("我的工单", "file-text", "cases:orders", P.ORDER_SEE),
    Entry("待核查", "search-check", "cases:verify_list", P.CASE_VERIFY, not_roles=_GRID),
    Entry("待回访", "phone-call", "cases:revisit_list", P.CASE_REVISIT),
    Entry("巡查", "footprints", "duties:patrols", P.PATROL_PLAN),
    Entry("交接", "arrow-left-right", "duties:handovers", P.HAND_OVER),
    Entry("吹哨", "megaphone", "duties:whistles", P.WHISTLE_SEE),
    Entry("约请", "handshake", "duties:summonses", roles=_SUMMONED),
    Entry("值班表", "siren", "duty:roster", P.ROSTER_SEE),
    Entry("代班", "users", "grids:stand_ins", P.STAND_IN),
    Entry("紧急查看", "siren", "cases:glass", P.GLASS_BREAK, covers=False),
    Entry("超期督办", "hourglass", "cases:late", P.LATE_SEE),
    Entry("指挥台", "radar", "insight:command", P.INSIGHT_SEE, covers=False),
    Entry("云查询", "search", "insight:query", P.INSIGHT_SEE),
    Entry("云分析", "chart-column", "insight:analyse", P.INSIGHT_SEE),
    Entry("模型实验", "flask-conical", "insight:lab", P.INSIGHT_SEE, roles=_TRIES),
    Entry("简报", "newspaper", "insight:bulletins", P.INSIGHT_SEE),
    Entry("应急状态", "siren", "insight:emergencies", P.EMERGENCY_ASK),
    Entry("抽样回访", "list-filter", "insight:sample", P.CASE_REVISIT),
    Entry("剔除台账", "circle-minus", "insight:exclusions", P.EXCLUSION_ASK),
    Entry("剔除台账", "circle-minus", "insight:exclusions", P.EXCLUSION_DECIDE),
    Entry("登记来件", "message-square-plus", "cases:intake", P.CASE_ACCEPT),
    Entry("外部工单", "arrow-left-right", "channels:outside", P.OUTSIDE_IMPORT),
    Entry("对外公开", "megaphone", "channels:releases", P.PUBLIC_RELEASE),
    Entry("党小栖", "message-circle", "channels:talks", P.TALK_SEE),
    Entry("微信群", "messages-square", "channels:groups", P.TALK_SEE),
    Entry("知识库", "lightbulb", "channels:knowledge", P.KNOWLEDGE_EDIT),
    Entry("地图", "map-pinned", "cases:map", P.AREAS_SEE, not_roles=_ADMIN),
    Entry("区域与岗位", "network", "grids:tree", P.AREAS_SEE),
    Entry("谁负责", "user-round", "grids:who", P.AREAS_SEE),
    Entry("事项目录", "book-open", "matters:list", P.MATTERS_SEE),
    Entry("发登录条", "printer", "office:nearby", P.CODE_ISSUE),
    Entry(
        "党建网络",
        "flag",
        "party:network",
        P.PARTY_SEE,
        not_roles=_NO_NET,
        covers=False,
        group="党建",
    ),
    Entry("党组织", "workflow", "party:tree", P.PARTY_SEE, not_roles=_GRID, group="党建"),
    Entry("覆盖", "layers", "party:coverage", P.PARTY_SEE, not_roles=_NO_NET, group="党建"),
    Entry("工作规则", "book-open", "party:books", P.PARTY_SEE, not_roles=_NO_NET, group="党建"),
    Entry("本支部", "flag", "party:branch", roles=frozenset({R.BRANCH_SECRETARY}), group="党建"),
    Entry("组织生活", "calendar-check", "life:home", P.GATHERING_SEE, group="党建"),
    Entry("承诺清单", "list-checks", "life:promises", P.PROMISE_SEE, group="党建"),
    Entry("政治生日", "cake", "life:birthdays", P.GATHERING_SEE, group="党建"),
    Entry("考评和星级", "star", "assessment:home", P.ASSESS_SEE, group="党建"),
    Entry("党员名册", "id-card", "party:members", P.MEMBERS_SEE, group="党建"),
    Entry("微事项", "hand-helping", "party:tasks", P.TASK_PUBLISH, not_roles=_GRID, group="党建"),
    Entry("双报到", "log-in", "party:reports", P.REPORTERS_SEE, not_roles=_GRID, group="党建"),
    Entry("实事确认", "hand-heart", "party:deeds", P.MEMBERS_EDIT, group="党建"),
    Entry("积分规则", "scale", "party:points", P.POINTS_RULES, group="党建"),
    Entry("处置模型", "list-checks", "matters:models", P.MATTERS_EDIT, group="设置"),
    Entry("派单规则", "route", "matters:routes", P.MATTERS_EDIT, group="设置"),
    Entry("人员与账号", "users", "office:people", P.PEOPLE_EDIT, group="设置"),
    Entry("单位", "building-2", "office:units", P.PEOPLE_EDIT, group="设置"),
    Entry("区域导入", "table-2", "grids:imports", P.AREAS_EDIT, group="设置"),
    Entry("工作日历", "calendar-days", "office:calendar", P.CALENDAR_EDIT, group="设置"),
    Entry("大屏", "monitor", "insight:screens", P.KEYS_EDIT, group="设置"),
    Entry("账号安全", "key-round", "office:security", P.KEYS_EDIT, group="设置"),
    Entry("接入与对外", "plug", "channels:connections", P.CHANNELS_EDIT, group="设置"),
    Entry("后台任务", "cog", "office:jobs", P.JOBS_EDIT, group="设置"),
    Entry("意见箱", "inbox", "portal:feedback_list", roles=frozenset({R.SYSTEM_ADMIN}), group="设置"),
    Entry("操作日志", "scroll-text", "office:journal", P.JOURNAL_READ, group="审计"),
    Entry(
        "处理清单",
        "list",
        "office:register",
        roles=frozenset({R.SECURITY_ADMIN, R.AUDIT_ADMIN}),
        group="审计",
    ),
    Entry("紧急查看复核", "siren", "cases:glass_review", P.JOURNAL_READ, group="审计"),
    Entry("查看留痕", "eye", "office:reveals", P.JOURNAL_READ, group="审计"),
)

TABS = (
    Entry("首页", "house", "cases:officer_home", roles=_GRID, covers=False),
    Entry("事项", "clipboard-list", "cases:officer_list", P.CASE_SEE, roles=_GRID),
    Entry("上报", "camera", "cases:officer_report", P.CASE_REPORT, roles=_GRID),
    Entry("网格", "map-pinned", "cases:grid_card", P.AREAS_SEE, roles=_GRID),
    Entry("支部", "flag", "party:branch", roles=_BRANCH),
    Entry("首页", "house", "party:mine", roles=_PARTY - _BRANCH, covers=False),
    Entry("认领", "hand-helping", "party:mine_tasks", roles=_PARTY),
    Entry("本月", "calendar-check", "life:home", roles=_PARTY),
    Entry("实事", "hand-heart", "party:mine_deeds", roles=_PARTY),
    Entry("我的", "user-round", "portal:me"),
)

#: Where a role begins, best first; whatever does not exist yet is passed over.
HOMES: dict[Role, tuple[str, ...]] = {
    **dict.fromkeys((R.OFFICER, R.LEADER), ("cases:officer_home",)),
    R.CAPTAIN: ("cases:officer_home", "cases:report"),
    R.RESIDENT: ("cases:resident_home", "portal:front"),
    **dict.fromkeys(
        (R.STAFF, R.SECRETARY, R.STREET_DISPATCHER, R.DISTRICT_DISPATCHER), ("cases:workbench", "cases:desk")
    ),
    **dict.fromkeys((R.HANDLER, R.UNIT_LEADER), ("cases:orders",)),
    R.ORG_DEPARTMENT: ("party:network",),
    R.BRANCH_SECRETARY: ("party:branch",),
    R.PARTY_MEMBER: ("party:mine",),
    R.VERIFIER: ("cases:verify_list",),
    R.REVISIT: ("cases:revisit_list",),
    **dict.fromkeys((R.STREET_LEADER, R.DISTRICT_LEADER), ("cases:leader_home", "cases:late")),
    R.SYSTEM_ADMIN: ("office:people", "matters:list"),
    R.SECURITY_ADMIN: ("office:security",),
    R.AUDIT_ADMIN: ("office:journal",),
}


def address(url_name: str) -> str:
    """The address of a page, or nothing where this installation has none of that name."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def shown(entries: Iterable[Entry], acting: Acting | None, *, page: str) -> list[Shown]:
    """The entries open to a hat that lead somewhere, and which of them is here: the longest that fits."""
    if not acting:
        return []
    found = [(e, address(e.url_name)) for e in entries if e.is_open_to(acting)]
    found = [(e, url) for e, url in found if url]
    fits = [url for e, url in found if page == url or (e.covers and url != "/" and page.startswith(url))]
    here = max(fits, key=len, default="")
    return [Shown(e.label, e.icon, url, url == here, e.group, e.url_name) for e, url in found]


def home(acting: Acting | None) -> str:
    """Where this hat begins its day; the list of its pages where its own home does not exist."""
    names = HOMES.get(acting.role, ()) if acting else ()
    return next((url for name in names if (url := address(name))), address("portal:start"))
