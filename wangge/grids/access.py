"""Who may do what, where: roles, permits, the one table between them, and the hat every action is done under.

The table is the matrix of domain/04 section 1c. An object's own `open_to(acting, permit)` turns it into rows.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db.models import Q, TextChoices


class Role(TextChoices):
    """Roles a post can hold (domain/04 section 1c)."""

    RESIDENT = "resident", "居民"
    CAPTAIN = "captain", "楼道长"
    OFFICER = "officer", "网格员"
    LEADER = "leader", "网格长"
    STAFF = "staff", "社区工作者"
    SECRETARY = "secretary", "社区书记"
    STREET_DISPATCHER = "dispatcher", "街道调度员"
    STREET_LEADER = "streetleader", "街道领导"
    VERIFIER = "verifier", "核查员"
    REVISIT = "revisit", "回访员"
    HANDLER = "handler", "经办人"
    UNIT_LEADER = "unitleader", "单位负责人"
    DISTRICT_DISPATCHER = "district", "区调度员"
    DISTRICT_LEADER = "districtleader", "区领导"
    ORG_DEPARTMENT = "orgdept", "组织部干部"
    BRANCH_SECRETARY = "branchsec", "党支部书记"
    PARTY_MEMBER = "member", "党员"
    SYSTEM_ADMIN = "sysadmin", "系统管理员"
    SECURITY_ADMIN = "secadmin", "安全管理员"
    AUDIT_ADMIN = "audit", "审计管理员"
    # Not posts: who acts where no person does, so that "no user" never means "no check".
    DOOR = "door", "受理渠道"
    APPELLANT = "appellant", "来件人"
    CLOCK = "clock", "系统定时"


class Permit(StrEnum):
    """What may be done; each move of a flow and each page names one."""

    CASE_REPORT = "case_report"
    CASE_SEE = "case_see"
    CASE_SELF_HANDLE = "case_self_handle"
    CASE_PUSH = "case_push"
    CASE_ACCEPT = "case_accept"
    CASE_DISPATCH = "case_dispatch"
    CASE_SUSPEND = "case_suspend"
    CASE_EXTEND_ASK = "case_extend_ask"
    CASE_ARBITRATE = "case_arbitrate"
    CASE_SUPERVISE = "case_supervise"
    CASE_REMIND = "case_remind"
    CASE_VERIFY = "case_verify"
    CASE_SITE_CHECK = "case_site_check"  # go and look, whatever desk it lies on
    CASE_CLOSE = "case_close"
    CASE_REVISIT = "case_revisit"
    CASE_REOPEN = "case_reopen"
    CASE_OWN = "case_own"  # the appellant's own appeal, by its secret
    CASE_CLOCK = "case_clock"  # what happens by itself
    CONTACT_REVEAL = "contact_reveal"
    GLASS_BREAK = "glass_break"  # in an emergency look at what one may normally not see; judged afterwards
    CASE_RATE_UNIT = "case_rate_unit"  # the community says how it found a unit's work
    BENCH_SEE = "bench_see"  # the desks of the own community and their lists of duties
    BENCH_EDIT = "bench_edit"
    ORDER_SEE = "order_see"
    ORDER_HANDLE = "order_handle"
    ORDER_ASSIGN = "order_assign"  # give an order of the own unit to one of its people
    MATTERS_EDIT = "matters_edit"
    MATTERS_SEE = "matters_see"
    AREAS_SEE = "areas_see"
    AREAS_EDIT = "areas_edit"
    ROSTER_SEE = "roster_see"
    ROSTER_EDIT = "roster_edit"  # who is on duty at a desk
    STAND_IN = "stand_in"  # lend a post of one's area to somebody for some days
    WHISTLE_SEE = "whistle_see"
    WHISTLE_DRAFT = "whistle_draft"
    WHISTLE_APPROVE = "whistle_approve"
    WHISTLE_ANSWER = "whistle_answer"
    WHISTLE_RULE = "whistle_rule"  # a unit's refusal goes to the district, and nowhere else
    SUMMON = "summon"
    SUMMON_ANSWER = "summon_answer"
    PATROL_PLAN = "patrol_plan"
    PATROL_WALK = "patrol_walk"
    HAND_OVER = "hand_over"
    PLACES_EDIT = "places_edit"  # places and what people call them
    PEOPLE_EDIT = "people_edit"
    CALENDAR_EDIT = "calendar_edit"
    JOBS_EDIT = "jobs_edit"  # background work: look, run again, give up
    KEYS_EDIT = "keys_edit"  # security: sign-in rules, resets, display tokens
    CODE_ISSUE = "code_issue"  # the community hands a new slip to its own officers, in person
    JOURNAL_READ = "journal_read"
    LATE_SEE = "late_see"
    INSIGHT_SEE = "insight_see"  # figures: the wall, the command desk, query, analysis, hot spots
    EXCLUSION_ASK = "exclusion_ask"  # ask that a case be taken out of the rates, with a ground
    EXCLUSION_DECIDE = "exclusion_decide"  # the second name
    EMERGENCY_ASK = "emergency_ask"  # the first of the two persons who switch the emergency mode on
    EMERGENCY_AGREE = "emergency_agree"
    EMERGENCY_WALK = "emergency_walk"  # ask at doors what help is needed
    BULLETIN_EDIT = "bulletin_edit"
    BULLETIN_RELEASE = "bulletin_release"
    GATHERING_SEE = "gathering_see"  # meetings and activities of the own unit, or in the area and below
    GATHERING_EDIT = "gathering_edit"  # call them, write them down
    GATHERING_JOIN = "gathering_join"  # sign up, sign in, nominate, vote: oneself
    PROMISE_SEE = "promise_see"
    PROMISE_EDIT = "promise_edit"
    PROMISE_CONFIRM = "promise_confirm"  # somebody else than who reported it done
    PROJECT_EDIT = "project_edit"  # residents' projects: write down, report
    PROJECT_DECIDE = "project_decide"  # the yes with budget and help, the appraisal
    ASSESS_SEE = "assess_see"
    ASSESS_SELF = "assess_self"  # a subject's own check, evidence, appeal
    ASSESS_REVIEW = "assess_review"  # the second person's review, publication, answers to appeals
    STANDARD_EDIT = "standard_edit"
    PARTY_SEE = "party_see"  # the network: organisations, offices, coverage, counts
    PARTY_EDIT = "party_edit"  # set organisations up, bind them, fill offices
    MEMBERS_SEE = "members_see"  # the register of the organisations below
    MEMBERS_EDIT = "members_edit"
    PARTY_MINE = "party_mine"  # one's own branch, tasks and deeds
    TASK_PUBLISH = "task_publish"  # micro-tasks, posts and areas of responsibility; confirms what was done
    REPORTERS_SEE = "reporters_see"  # who reported in here, with his consent
    POINTS_RULES = "points_rules"
    CHANNELS_EDIT = "channels_edit"  # doors to other systems: settings, subscriptions, troubles
    OUTSIDE_IMPORT = "outside_import"  # take in orders of the hotline and other systems, and answer them
    PUBLIC_RELEASE = "public_release"  # write the public sentence of a case and let it go
    TALK_SEE = "talk_see"  # the assistant's live talks: look in, take over, give back
    KNOWLEDGE_EDIT = "knowledge_edit"  # what the assistant answers with


P = Permit
_SEEING = {P.CASE_SEE, P.AREAS_SEE, P.MATTERS_SEE}
_GRID = _SEEING | {P.CASE_REPORT, P.CASE_SELF_HANDLE, P.CASE_PUSH, P.CASE_VERIFY, P.CASE_SITE_CHECK}
_PARTY_GRID = {P.PARTY_SEE, P.TASK_PUBLISH, P.REPORTERS_SEE}
_LIFE_SEEN = {P.GATHERING_SEE, P.PROMISE_SEE, P.ASSESS_SEE}
_LIFE = _LIFE_SEEN | {P.GATHERING_EDIT, P.PROMISE_EDIT, P.PROMISE_CONFIRM, P.PROJECT_EDIT, P.ASSESS_SELF}
_LIFE_ABOVE = _LIFE | {P.PROJECT_DECIDE, P.ASSESS_REVIEW}
_PARTY_LINE = {P.PARTY_SEE, P.PARTY_EDIT, P.MEMBERS_SEE, P.MEMBERS_EDIT}
_ROSTER = {P.ROSTER_SEE, P.ROSTER_EDIT, P.STAND_IN}
_STREET = _ROSTER | {P.EMERGENCY_ASK, P.WHISTLE_SEE, P.SUMMON, P.HAND_OVER, P.GLASS_BREAK}
_COMMUNITY = {
    P.CASE_RATE_UNIT,
    P.BENCH_SEE,
    P.GLASS_BREAK,
    P.PLACES_EDIT,
    P.ROSTER_SEE,
    P.STAND_IN,
    P.WHISTLE_SEE,
    P.WHISTLE_DRAFT,
    P.SUMMON,
    P.PATROL_PLAN,
    P.HAND_OVER,
    P.EMERGENCY_WALK,
    P.PROJECT_EDIT,
}
_ROUNDS = {P.EMERGENCY_WALK, P.PATROL_WALK, P.HAND_OVER}
_CALLED = {P.WHISTLE_SEE, P.WHISTLE_ANSWER, P.SUMMON_ANSWER}
_DESK = {P.CASE_ACCEPT, P.CASE_DISPATCH, P.CASE_CLOSE, P.CASE_REOPEN, P.CONTACT_REVEAL, P.CASE_REMIND}
_DESK |= {P.TALK_SEE, P.KNOWLEDGE_EDIT}

#: Who looks at figures from a desk, and who answers for them.
_FIGURES = {P.INSIGHT_SEE, P.EXCLUSION_ASK, P.BULLETIN_EDIT}
_OUTSIDE = {P.OUTSIDE_IMPORT, P.PUBLIC_RELEASE}
_ANSWERS = {P.INSIGHT_SEE, P.EMERGENCY_AGREE, P.EXCLUSION_DECIDE, P.BULLETIN_RELEASE}

PERMITS: MappingProxyType[Role, frozenset[Permit]] = MappingProxyType(
    {
        Role.RESIDENT: frozenset({P.CASE_REPORT, P.AREAS_SEE}),
        Role.CAPTAIN: frozenset({P.CASE_REPORT, P.AREAS_SEE}),
        Role.OFFICER: frozenset(_GRID | _ROUNDS | _PARTY_GRID | {P.CONTACT_REVEAL}),
        Role.LEADER: frozenset(
            _GRID
            | _ROUNDS
            | _PARTY_GRID
            | {P.SUMMON}
            | {P.CASE_ACCEPT, P.CASE_CLOSE, P.CASE_REOPEN, P.CONTACT_REVEAL, P.LATE_SEE}
        ),
        Role.STAFF: frozenset(
            {P.INSIGHT_SEE, P.CODE_ISSUE, P.PATROL_WALK} | _GRID | _DESK | _COMMUNITY | _PARTY_GRID
        ),
        Role.SECRETARY: frozenset(
            _FIGURES
            | {P.BULLETIN_RELEASE, P.PUBLIC_RELEASE, P.BENCH_EDIT}
            | _SEEING
            | _PARTY_GRID
            | _PARTY_LINE
            | _LIFE_ABOVE
            | _DESK - {P.CONTACT_REVEAL}
            | {P.CASE_REPORT, P.CASE_SELF_HANDLE, P.CASE_PUSH, P.CASE_SUSPEND, P.LATE_SEE, P.CODE_ISSUE}
            | _COMMUNITY
        ),
        Role.STREET_DISPATCHER: frozenset(
            _OUTSIDE
            | _FIGURES
            | _SEEING
            | _DESK
            | _STREET
            | {P.CASE_REPORT, P.CASE_PUSH, P.LATE_SEE, P.PARTY_SEE, P.WHISTLE_DRAFT, P.PATROL_PLAN}
        ),
        Role.STREET_LEADER: frozenset(
            _ANSWERS
            | _SEEING
            | _PARTY_LINE
            | _STREET
            | {P.WHISTLE_APPROVE}
            | _LIFE_ABOVE
            | {P.CASE_SUSPEND, P.CASE_ARBITRATE, P.CASE_SUPERVISE, P.CASE_REMIND, P.LATE_SEE}
        ),
        Role.VERIFIER: frozenset({P.CASE_SEE, P.CASE_VERIFY, P.CASE_SITE_CHECK, P.AREAS_SEE}),
        Role.REVISIT: frozenset({P.CASE_SEE, P.CASE_REVISIT, P.CASE_REOPEN, P.CONTACT_REVEAL, P.AREAS_SEE}),
        Role.HANDLER: frozenset(
            _CALLED
            | {
                P.CASE_SEE,
                P.ORDER_SEE,
                P.ORDER_HANDLE,
                P.ORDER_ASSIGN,
                P.CASE_EXTEND_ASK,
                P.CONTACT_REVEAL,
                P.AREAS_SEE,
            }
        ),
        Role.UNIT_LEADER: frozenset(
            _CALLED
            | {P.EXCLUSION_ASK, P.ORDER_ASSIGN}
            | {P.CASE_SEE, P.ORDER_SEE, P.CASE_EXTEND_ASK, P.AREAS_SEE, P.LATE_SEE}
        ),
        Role.DISTRICT_DISPATCHER: frozenset(
            _OUTSIDE
            | _FIGURES
            | _SEEING
            | _DESK
            | _STREET
            | {P.CASE_REPORT, P.CASE_PUSH, P.LATE_SEE, P.MATTERS_EDIT, P.PARTY_SEE}
        ),
        Role.DISTRICT_LEADER: frozenset(
            _ANSWERS
            | _SEEING
            | _STREET
            | {P.WHISTLE_RULE}
            | _LIFE_SEEN
            | {P.PARTY_SEE, P.CASE_SUSPEND, P.CASE_ARBITRATE, P.CASE_SUPERVISE, P.CASE_REMIND, P.LATE_SEE}
        ),
        Role.ORG_DEPARTMENT: frozenset(
            _PARTY_LINE
            | _LIFE_ABOVE
            | {P.CASE_REPORT, P.AREAS_SEE, P.TASK_PUBLISH, P.POINTS_RULES, P.STANDARD_EDIT}
        ),
        Role.BRANCH_SECRETARY: frozenset(
            {
                P.CASE_REPORT,
                P.AREAS_SEE,
                P.PARTY_SEE,
                P.MEMBERS_SEE,
                P.MEMBERS_EDIT,
                P.PARTY_MINE,
                P.TASK_PUBLISH,
                P.REPORTERS_SEE,
                P.GATHERING_JOIN,
            }
            | _LIFE
        ),
        Role.PARTY_MEMBER: frozenset({P.CASE_REPORT, P.PARTY_MINE, P.GATHERING_JOIN}),
        Role.SYSTEM_ADMIN: frozenset(
            {
                P.MATTERS_SEE,
                P.MATTERS_EDIT,
                P.AREAS_SEE,
                P.AREAS_EDIT,
                P.PLACES_EDIT,
                P.PEOPLE_EDIT,
                P.CALENDAR_EDIT,
                P.JOBS_EDIT,
                P.CHANNELS_EDIT,
            }
        ),
        Role.SECURITY_ADMIN: frozenset({P.KEYS_EDIT}),
        Role.AUDIT_ADMIN: frozenset({P.JOURNAL_READ}),
        Role.DOOR: frozenset({P.CASE_REPORT}),
        Role.APPELLANT: frozenset({P.CASE_OWN}),
        Role.CLOCK: frozenset({P.CASE_CLOCK, P.CASE_PUSH, P.CASE_REMIND, P.CASE_SUPERVISE}),
    }
)

#: Roles whose post hangs on a unit; all other posts hang on an area.
UNIT_ROLES = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.BRANCH_SECRETARY, Role.PARTY_MEMBER})
#: The three kinds of administrators: nobody holds two of them, and none of them any case permit.
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
#: Who sits at a desk, by the rank of its area (0 district, 1 street, 2 block, 3 community, 4 grid).
DESK_ROLES: MappingProxyType[int, frozenset[Role]] = MappingProxyType(
    {
        0: frozenset({Role.DISTRICT_DISPATCHER, Role.DISTRICT_LEADER}),
        1: frozenset({Role.STREET_DISPATCHER, Role.STREET_LEADER}),
        2: frozenset({Role.STAFF, Role.SECRETARY}),
        3: frozenset({Role.STAFF, Role.SECRETARY}),
        4: frozenset({Role.OFFICER, Role.LEADER}),
        5: frozenset({Role.OFFICER, Role.LEADER}),
    }
)
#: Whose new slips the community hands out, in person (domain/04 section 9a).
SLIPS_NEARBY = frozenset({Role.OFFICER, Role.LEADER, Role.CAPTAIN, Role.RESIDENT})
NOT_POSTS = frozenset({Role.DOOR, Role.APPELLANT, Role.CLOCK})


@dataclass(frozen=True, slots=True)
class Acting:
    """The hat an action is done under: a person in one of his posts, a door, an appellant, or the clock."""

    role: Role
    person_id: int | None = None
    post_id: int | None = None
    area_id: int | None = None
    area_path: str = ""
    area_rank: int | None = None
    unit_id: int | None = None
    #: How the public sees who acted: a desk or a unit, never a person's name.
    seat: str = ""
    name: str = ""
    door: str = ""
    appeal_id: str = ""

    def may(self, permit: Permit) -> bool:
        """Whether the role carries the permit at all; where it reaches is the queryset's answer."""
        return permit in PERMITS[self.role]

    @property
    def permits(self) -> frozenset[Permit]:
        return PERMITS[self.role]

    @property
    def is_desk(self) -> bool:
        """Sits at the desk of its area."""
        return self.area_rank is not None and self.role in DESK_ROLES.get(self.area_rank, frozenset())


THE_CLOCK = Acting(Role.CLOCK, seat="系统", name="系统定时")


def door(name: str, *, seat: str = "") -> Acting:
    """An anonymous sender's hat: may report, and nothing else."""
    return Acting(Role.DOOR, door=name, seat=seat or "来件人", name=seat or "来件人")


def appellant(appeal_id: object) -> Acting:
    """Whoever holds an appeal's secret: may use it for that appeal alone."""
    return Acting(Role.APPELLANT, seat="来件人", name="来件人", appeal_id=str(appeal_id))


def upper(path: str) -> str:
    """The first string after everything below a path: `1/12/` -> `1/120`, since `0` follows `/`."""
    return path[:-1] + "0"


def below(path: str, *, field: str = "area_path") -> Q:
    """Here and below, as a range on an index; the only way to ask it (a house test refuses `startswith`)."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": upper(path)})


def is_below(path: str, top: str) -> bool:
    """The same question in memory."""
    return bool(top) and top <= path < upper(top)


def paths_up(path: str) -> list[str]:
    """A path and all above it, deepest first: `1/12/` -> [`1/12/`, `1/`]."""
    parts = path.rstrip("/").split("/") if path else []
    return ["/".join(parts[: n + 1]) + "/" for n in reversed(range(len(parts)))]
