"""The Party network: its line sees it, members see their own, strangers see a card that was made public."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.town import LONG_AGO, MONDAY_9_00, Town
from wangge.grids.models import Post
from wangge.party import actions
from wangge.party.actions.books import Text
from wangge.party.models import (
    AreaLeader,
    Deed,
    LeaderVisit,
    Member,
    MicroTask,
    Office,
    PartTimeUnit,
    PartyOrgArea,
    PledgeCampaign,
    PledgeCard,
    PledgeRemark,
    PointAppeal,
    PointEntry,
    ReportIn,
    Resolution,
    ResponsibilityPost,
    Shape,
    ShapeSlot,
    ShapeUse,
    Station,
)
from wangge.party.rules.orgs import OrgKind
from wangge.party.rules.serving import Duty, half_of

SEES = ("officer", "leader", "staff", "secretary", "dispatcher", "streetleader", "orgdept", "branchsec")
BLIND = ("resident", "captain", "member", "sysadmin", "secadmin", "audit", "stranger")
LINE = ("secretary", "streetleader", "orgdept")
NOT_LINE = ("officer", "leader", "staff", "dispatcher", "member", "branchsec", "audit", "stranger")
REGISTER = ("secretary", "streetleader", "orgdept", "branchsec")
NO_REGISTER = ("officer", "leader", "staff", "dispatcher", "member", "audit", "stranger")
ASKS = ("officer", "leader", "staff", "secretary", "branchsec")
ASKS_NOT = ("resident", "dispatcher", "streetleader", "member", "audit", "stranger")
MINE = ("member", "branchsec")
NOT_MINE = ("officer", "secretary", "orgdept", "resident", "audit", "stranger")
NOWHERE = 10**9
NOBODY = "01900000-0000-7000-8000-000000000000"
LATER = date(2099, 1, 1)


def org(town: Town) -> Mapping[str, Any]:
    town.post("branchsec")
    return {"org_id": town.network.branch.pk}


def far_org(town: Town) -> Mapping[str, Any]:
    """Of another street."""
    return {"org_id": town.network.far_branch.pk}


def no_org(town: Town) -> Mapping[str, Any]:
    return {"org_id": NOWHERE}


def office(town: Town) -> Mapping[str, Any]:
    town.post("branchsec")
    return {"org_id": town.network.branch.pk, "office_id": Office.objects.get(org=town.network.branch).pk}


def other_office(town: Town) -> Mapping[str, Any]:
    return {"org_id": town.network.branch.pk, "office_id": NOWHERE}


def binding(town: Town) -> Mapping[str, Any]:
    found = PartyOrgArea.objects.current().get(org=town.network.branch)
    return {"org_id": town.network.branch.pk, "binding_id": found.pk}


def joint(town: Town) -> Any:
    made = town.network.committee.children.filter(kind=OrgKind.JOINT_COMMITTEE).first()
    return made or town.network.org(
        town.network.committee, OrgKind.JOINT_COMMITTEE, "柳荫社区大党委", "community"
    )


def unit(town: Town) -> Mapping[str, Any]:
    made = PartTimeUnit.objects.create(org=joint(town), unit_name="清岚区图书馆", since=date(2026, 1, 1))
    return {"org_id": made.org_id, "unit_id": made.pk}


def resolution(town: Town) -> Mapping[str, Any]:
    made = Resolution.objects.create(
        org=joint(town), decided_on=date(2026, 1, 1), words="开放停车位", owner="图书馆", due_on=LATER
    )
    return {"org_id": made.org_id, "resolution_id": made.pk}


def bare_grid(town: Town) -> Mapping[str, Any]:
    assert town.network
    return {"area_id": town.next_grid.pk}


def shape(town: Town) -> Mapping[str, Any]:
    actions.seed_shapes()
    return {"shape_id": Shape.objects.get(code="1+2+N").pk}


def shape_use(town: Town) -> Mapping[str, Any]:
    made, _ = ShapeUse.objects.get_or_create(
        shape_id=shape(town)["shape_id"], area=town.community, defaults={"since": date(2026, 1, 1)}
    )
    return {"use_id": made.pk}


def far_use(town: Town) -> Mapping[str, Any]:
    return {"use_id": NOWHERE}


def slot(town: Town) -> Mapping[str, Any]:
    actions.seed_shapes()
    return {"slot_id": ShapeSlot.objects.filter(kind="line")[0].pk, "area_id": town.grid.pk}


def leader(town: Town) -> AreaLeader:
    post = Post.objects.get(pk=town.post("streetleader").pk)
    found = AreaLeader.objects.filter(post=post, area=town.community).first()
    return found or actions.assign_leader(post, town.community, by=town.orgdept, at=MONDAY_9_00)


def leader_id(town: Town) -> Mapping[str, Any]:
    return {"leader_id": leader(town).pk}


def issue(town: Town) -> Mapping[str, Any]:
    made = LeaderVisit.objects.create(
        leader=leader(town), visited_on=date(2026, 1, 5), words="看了", issue="缺停车位", due_on=LATER
    )
    return {"leader_id": made.leader_id, "visit_id": made.pk}


def station(town: Town) -> Mapping[str, Any]:
    made, _ = Station.objects.get_or_create(
        name="柳荫党群工作站", defaults={"area": town.community, "area_path": town.community.path}
    )
    return {"station_id": made.pk}


def member(town: Town) -> Mapping[str, Any]:
    return {"member_id": town.network.member("member").pk}


def far_member(town: Town) -> Mapping[str, Any]:
    return {"member_id": NOWHERE}


def newcomer(town: Town) -> Mapping[str, Any]:
    return {"member_id": town.network.enrol(f"许{Member.objects.count()}").pk}


def transfer(town: Town) -> Mapping[str, Any]:
    made = town.network.enrol(f"许{Member.objects.count()}")
    asked = actions.request_transfer(made, outside="外省支部", reason="调动", by=town.orgdept, at=MONDAY_9_00)
    return {"transfer_id": asked.pk, "verb": "withdraw"}


def no_transfer(town: Town) -> Mapping[str, Any]:
    return {"transfer_id": NOBODY, "verb": "withdraw"}


def published(town: Town) -> MicroTask:
    return actions.publish_task(
        town.grid,
        title="换楼道灯",
        words_="三号楼",
        due_on=LATER,
        duty=Duty.SERVE,
        by=town.orgdept,
        at=MONDAY_9_00,
    )


def task(town: Town) -> Mapping[str, Any]:
    return {"task_id": published(town).pk}


def task_deed(verb: str) -> Any:
    return lambda town: {"task_id": published(town).pk, "verb": verb}


def no_task(town: Town) -> Mapping[str, Any]:
    return {"task_id": NOBODY}


def no_task_deed(town: Town) -> Mapping[str, Any]:
    return {"task_id": NOBODY, "verb": "claim"}


def post(town: Town) -> Mapping[str, Any]:
    made = ResponsibilityPost.objects.create(
        area=town.grid,
        area_path=town.grid.path,
        kind="post",
        title="宣传岗",
        words="说政策",
        opened_on=date(2026, 1, 1),
        wanted=9,
    )
    return {"post_id": made.pk}


def post_deed(town: Town) -> Mapping[str, Any]:
    return {**post(town), "verb": "take"}


def reported(town: Town) -> ReportIn:
    who = town.network.member("member")
    found = ReportIn.objects.filter(member=who).exclude(state="ended").first()
    return found or actions.report_in(town.grid, home_branch="教育局党支部", by=town.member, at=LONG_AGO)


def report(town: Town) -> Mapping[str, Any]:
    return {"report_id": reported(town).pk}


def fresh_report(town: Town) -> ReportIn:
    """These deeds change it: each asker needs one of his own."""
    ReportIn.objects.exclude(state="ended").update(state="ended")
    return actions.report_in(town.grid, home_branch="教育局党支部", by=town.member, at=LONG_AGO)


def chosen(town: Town) -> Mapping[str, Any]:
    found = fresh_report(town)
    actions.choose(found, service="修电脑", by=town.member, at=LONG_AGO)
    return {"report_id": found.pk, "verb": "accept"}


def home(town: Town) -> Mapping[str, Any]:
    found = fresh_report(town)
    actions.choose(found, service="修电脑", by=town.member, at=LONG_AGO)
    actions.accept(found, by=town.staff, at=LONG_AGO)
    half = half_of(timezone.localdate())
    actions.write_home(found, half=half, words_="每月一次", by=town.member, at=timezone.now())
    return {"report_id": found.pk, "half": half}


def no_report(town: Town) -> Mapping[str, Any]:
    return {"report_id": NOBODY}


def proposed(town: Town) -> Deed:
    return actions.propose_deed(
        kind="suggestion",
        duty=Duty.ADVISE,
        words_="建议调亮路灯",
        on=timezone.localdate() - timedelta(days=1),
        by=town.member,
        at=timezone.now(),
    )


def deed(town: Town) -> Mapping[str, Any]:
    return {"deed_id": proposed(town).pk, "verb": "confirm"}


def no_deed(town: Town) -> Mapping[str, Any]:
    return {"deed_id": NOBODY, "verb": "confirm"}


def declined(town: Town) -> Deed:
    return actions.decide_deed(
        proposed(town), is_confirmed=False, answer="没有记录", by=town.orgdept, at=timezone.now()
    )


def appeal(town: Town) -> Mapping[str, Any]:
    made = PointAppeal.objects.filter(answered_at__isnull=True).first() or actions.appeal(
        declined(town), words_="采纳了", by=town.member, at=timezone.now()
    )
    return {"appeal_id": made.pk}


def entry(town: Town) -> Mapping[str, Any]:
    actions.join_points(is_in=True, by=town.member, at=LONG_AGO)
    if found := PointEntry.objects.first():
        return {"entry_id": found.pk}
    done = actions.decide_deed(proposed(town), is_confirmed=True, by=town.orgdept, at=timezone.now())
    return {"entry_id": done.entries.get().pk}


def card(town: Town) -> PledgeCard:
    made = PledgeCard.objects.filter(withdrawn_at__isnull=True).first()
    return made or actions.make_card(
        identity="共产党员",
        promise="带头停好自家的车",
        public_until=timezone.localdate() + timedelta(days=90),
        by=town.member,
        at=timezone.now(),
    )


def own_card(town: Town) -> Mapping[str, Any]:
    return {"card_id": card(town).pk}


def remark(town: Town) -> Mapping[str, Any]:
    made = PledgeRemark.objects.create(card=card(town), words="说到做到", at=MONDAY_9_00)
    return {"remark_id": made.pk}


def letter(town: Town) -> Mapping[str, Any]:
    town.post("member")
    made, _ = PledgeCampaign.objects.get_or_create(
        org=town.network.branch,
        title="四个带头",
        defaults={"words": "带头", "opened_on": date(2026, 1, 1), "closes_on": LATER},
    )
    return {"campaign_id": made.pk}


def sent(town: Town) -> Mapping[str, Any]:
    """A form that is sent with nothing in it needs only to arrive."""
    return {"words": "", "on": "1"}


def book(town: Town) -> Mapping[str, Any]:
    given = Text("议事规则", "先议后办。", "各网格党支部", date(2026, 1, 1))
    made = actions.issue_book(
        town.community, mechanism="deliberation", given=given, by=town.network.by, at=MONDAY_9_00
    )
    return {"book_id": made.pk}


def no_book(town: Town) -> Mapping[str, Any]:
    return {"book_id": NOWHERE}


def page(name: str, right: tuple[str, ...], wrong: tuple[str, ...], **more: Any) -> Door:
    return Door(name=f"party:{name}", right=right, wrong=wrong, **more)


WHOLE = "the list itself is narrowed to the hat's reach"
DOORS = [
    page("network", SEES, BLIND),
    page("tree", SEES, BLIND),
    page("org", ("secretary", "orgdept", "branchsec"), BLIND, to=org, elsewhere=no_org),
    page("new_org", LINE, NOT_LINE),
    *(
        page(name, LINE, NOT_LINE, to=org, elsewhere=no_org)
        for name in ("change_org", "move_org", "close_org", "election", "extend", "office", "bind")
    ),
    page("join_unit", LINE, NOT_LINE, to=lambda t: {"org_id": joint(t).pk}, elsewhere=no_org),
    page("resolve", LINE, NOT_LINE, to=lambda t: {"org_id": joint(t).pk}, elsewhere=no_org),
    page("end_office", LINE, NOT_LINE, to=office, elsewhere=other_office),
    page(
        "unbind",
        ("secretary",),
        NOT_LINE,
        to=binding,
        post=sent,
        elsewhere=lambda t: {**binding(t), "binding_id": NOWHERE},
    ),
    page(
        "leave_unit",
        ("secretary",),
        NOT_LINE,
        to=unit,
        post=sent,
        elsewhere=lambda t: {"org_id": joint(t).pk, "unit_id": NOWHERE},
    ),
    page(
        "finish",
        LINE,
        NOT_LINE,
        to=resolution,
        elsewhere=lambda t: {"org_id": joint(t).pk, "resolution_id": NOWHERE},
    ),
    page("coverage", SEES, BLIND),
    page("set_up", LINE, NOT_LINE, to=bare_grid, elsewhere=lambda t: {"area_id": NOWHERE}),
    page("shapes", SEES, BLIND),
    page("declare", ("secretary",), NOT_LINE, post=sent),
    page("undeclare", ("secretary",), NOT_LINE, to=shape_use, post=sent, elsewhere=far_use),
    page("shape", LINE, NOT_LINE, to=shape, elsewhere=lambda t: {"shape_id": NOWHERE}),
    page("line", LINE, NOT_LINE, to=slot, elsewhere=lambda t: {**slot(t), "area_id": NOWHERE}),
    page("leaders", SEES, BLIND),
    page("assign", LINE, NOT_LINE),
    page("leader", LINE, BLIND, to=leader_id, elsewhere=lambda t: {"leader_id": NOWHERE}),
    page("visit", LINE, BLIND, to=leader_id, elsewhere=lambda t: {"leader_id": NOWHERE}),
    page("answer", LINE, BLIND, to=issue, elsewhere=lambda t: {**leader_id(t), "visit_id": NOBODY}),
    page("stations", SEES, BLIND),
    page("new_station", LINE, NOT_LINE),
    page("staff", LINE, NOT_LINE, to=station, elsewhere=lambda t: {"station_id": NOWHERE}),
    # the register
    page("members", REGISTER, NO_REGISTER),
    page("export", REGISTER, NO_REGISTER),
    page("enrol", REGISTER, NO_REGISTER, to=org, elsewhere=no_org),
    *(
        page(name, REGISTER, NO_REGISTER, to=member, elsewhere=far_member)
        for name in ("member", "change_member", "step", "contact", "transfer")
    ),
    page("link", ("branchsec",), NO_REGISTER, to=newcomer, post=sent, elsewhere=far_member),
    page("reveal", ("branchsec",), NO_REGISTER, to=member, post=sent, elsewhere=far_member),
    page("transfers", REGISTER, NO_REGISTER),
    page("move_transfer", REGISTER, NO_REGISTER, to=transfer, post=sent, elsewhere=no_transfer),
    # what the grid asks and confirms
    page("tasks", ASKS, ASKS_NOT),
    page("new_task", ASKS, ASKS_NOT),
    page("task", ASKS, ASKS_NOT, to=task, elsewhere=no_task),
    page("move_task", ASKS, ASKS_NOT, to=task_deed("withdraw"), post=sent, elsewhere=no_task_deed),
    page("books", SEES, BLIND),
    page("book", ("secretary", "orgdept", "branchsec"), BLIND, to=book, elsewhere=no_book),
    page("new_book", ("secretary", "orgdept"), (*BLIND, "branchsec")),
    page("renew_book", ("secretary", "orgdept"), (*BLIND, "branchsec"), to=book, elsewhere=no_book),
    page("retire_book", ("secretary", "orgdept"), (*BLIND, "branchsec"), to=book, elsewhere=no_book),
    page("posts", ASKS, ASKS_NOT),
    page("post_points", ASKS, ASKS_NOT),
    page("new_post", ASKS, ASKS_NOT),
    page("close_post", ASKS, ASKS_NOT, to=post, post=sent, elsewhere=lambda t: {"post_id": NOWHERE}),
    page("reports", ASKS, ASKS_NOT),
    page("new_report", ASKS, ASKS_NOT),
    page("report", ASKS, ASKS_NOT, to=report, elsewhere=no_report),
    page(
        "move_report",
        ("staff",),
        ASKS_NOT,
        to=chosen,
        post=sent,
        elsewhere=lambda t: {"report_id": NOBODY, "verb": "accept"},
    ),
    page(
        "confirm_home",
        ("staff",),
        ASKS_NOT,
        to=home,
        elsewhere=lambda t: {"report_id": NOBODY, "half": "2026-1"},
    ),
    page(
        "print_home",
        ("staff", "member"),
        ("resident", "dispatcher", "audit", "stranger"),
        to=home,
        elsewhere=lambda t: {"report_id": NOBODY, "half": "2026-1"},
    ),
    # points
    page("branch", ("branchsec", "secretary"), NO_REGISTER),
    page("deeds", REGISTER, NO_REGISTER),
    page("decide", ("branchsec",), NO_REGISTER, to=deed, post=sent, elsewhere=no_deed),
    page("answer_appeal", REGISTER, NO_REGISTER, to=appeal, elsewhere=lambda t: {"appeal_id": NOBODY}),
    page("correct", REGISTER, NO_REGISTER, to=entry, elsewhere=lambda t: {"entry_id": NOBODY}),
    page("points", SEES, BLIND),
    page("boards", REGISTER, NO_REGISTER),
    page(
        "rule",
        ("orgdept",),
        ("secretary", "branchsec", "member", "stranger"),
        to=lambda t: {"kind": "micro_task"},
        why="a kind is a word of a closed list, not something of somebody's",
    ),
    # pledges
    Door(name="party:pledge", public=True, to=lambda t: {"token": card(t).token}),
    page("cards", REGISTER, NO_REGISTER),
    page("print_cards", REGISTER, NO_REGISTER),
    page("remarks", REGISTER, NO_REGISTER),
    page(
        "read_remark",
        ("branchsec",),
        NO_REGISTER,
        to=remark,
        post=sent,
        elsewhere=lambda t: {"remark_id": NOBODY},
    ),
    page("new_campaign", REGISTER, NO_REGISTER),
    # a member's own
    *(
        page(name, MINE, NOT_MINE)
        for name in (
            "mine",
            "mine_tasks",
            "mine_deeds",
            "mine_print",
            "mine_propose",
            "mine_board",
            "mine_role",
            "mine_report_in",
            "mine_card",
        )
    ),
    page("mine_task", MINE, NOT_MINE, to=task, elsewhere=no_task),
    page("mine_move_task", MINE, NOT_MINE, to=task_deed("claim"), post=sent, elsewhere=no_task_deed),
    page(
        "mine_move_post",
        MINE,
        NOT_MINE,
        to=post_deed,
        post=sent,
        elsewhere=lambda t: {"post_id": NOWHERE, "verb": "take"},
    ),
    page(
        "mine_appeal",
        ("member",),
        (*NOT_MINE, "branchsec"),
        to=lambda t: {"deed_id": declined(t).pk},
        elsewhere=lambda t: {"deed_id": NOBODY},
    ),
    page("mine_join", MINE, NOT_MINE, to=lambda t: {"what": "points"}, post=sent, why="one's own row alone"),
    page("mine_report", ("member",), (*NOT_MINE, "branchsec"), to=report, elsewhere=no_report),
    page("mine_home", ("member",), (*NOT_MINE, "branchsec"), to=report, elsewhere=no_report),
    page(
        "mine_move_report",
        ("member",),
        (*NOT_MINE, "branchsec"),
        to=lambda t: {**report(t), "verb": "end"},
        post=sent,
        elsewhere=lambda t: {"report_id": NOBODY, "verb": "end"},
    ),
    *(
        page(
            name,
            ("member",),
            (*NOT_MINE, "branchsec"),
            to=own_card,
            elsewhere=lambda t: {"card_id": NOWHERE},
        )
        for name in ("mine_change_card", "mine_card_print")
    ),
    page(
        "mine_withdraw_card",
        ("member",),
        (*NOT_MINE, "branchsec"),
        to=own_card,
        post=sent,
        elsewhere=lambda t: {"card_id": NOWHERE},
    ),
    page("mine_sign", MINE, NOT_MINE, to=letter, elsewhere=lambda t: {"campaign_id": NOWHERE}),
]
