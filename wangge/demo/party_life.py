"""What stands around the Party network of the invented district, and what its members took on."""

from datetime import timedelta
from typing import TYPE_CHECKING

from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Place, Post
from wangge.kernel.words import SHANGHAI
from wangge.party import actions
from wangge.party.actions.books import Text
from wangge.party.models import Member, PartyOrg, Shape
from wangge.party.rules.books import Mechanism, sample
from wangge.party.rules.members import Status
from wangge.party.rules.orgs import OrgKind
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import Duty, TaskKind
from wangge.people.models import Person

if TYPE_CHECKING:
    from wangge.demo.party import Scene


def around(scene: "Scene") -> None:
    """Shapes, a leader's area, a joint committee with its resolutions, a station."""
    by, users, today = scene.by, scene.cast.users, scene.today
    actions.seed_shapes()
    _books(scene)
    actions.seed_rules(at=scene.at)
    community = Area.objects.get(pk=users["secretary"].area_id or 0)
    street = Area.objects.get(pk=users["streetleader"].area_id or 0)
    for code, area in (("1+2+N", community), ("1+6", community)):
        actions.declare(Shape.objects.get(code=code), area, by=by, at=scene.at)
    post = Post.objects.get(pk=users["streetleader"].pk)
    leader = actions.assign_leader(post, community, by=by, at=scene.at)
    for days, words, issue in (
        (40, "走了三个网格，看了新装的充电棚。", "东门外晚上太暗，请路灯所来看"),
        (12, "和几位楼道长坐了坐。", "老年食堂的座位不够"),
    ):
        visit = actions.write_visit(
            leader,
            visited_on=today - timedelta(days=days),
            words_=words,
            issue=issue,
            due_on=today - timedelta(days=days - 30),
            by=by,
            at=scene.now,
        )
        if days == 40:
            actions.answer_issue(visit, answer="已加装两盏，11 月起亮灯。", by=by, at=scene.now)
    committee = PartyOrg.objects.get(kind=OrgKind.COMMITTEE, area=community)
    joint = scene.org(committee, OrgKind.JOINT_COMMITTEE, f"{community.name}大党委", community)
    for unit, duty, offers in (
        ("区实验小学", "党支部书记", "操场周末开放、教室"),
        ("城东派出所", "社区警务队长", "普法讲座"),
        ("桂苑物业服务中心", "项目经理", "会议室、工具"),
        ("社区卫生服务中心", "党支部书记", "义诊、健康讲座"),
    ):
        actions.join_committee(
            joint, unit_name=unit, delegate=scene.cast.name(), duty=duty, offers=offers, by=by, at=scene.at
        )
    for days, words, owner in (
        (50, "周末开放学校操场停车位 30 个", "区实验小学"),
        (20, "中秋前义诊一次", "社区卫生服务中心"),
    ):
        made = actions.resolve(
            joint,
            decided_on=today - timedelta(days=days),
            words_=words,
            owner=owner,
            due_on=today - timedelta(days=days - 35),
            by=by,
            at=scene.now,
        )
        if days == 20:
            actions.finish_resolution(made, result="义诊来了 86 位居民。", by=by, at=scene.now)
    station = actions.open_station(
        street, name=f"{street.name}街区党群工作站", hours="周一至周六 8:30—20:00", by=by, at=scene.at
    )
    staff = Member.objects.filter(org=scene.branches[1], status=Status.FULL).order_by("pk")
    for line, member in zip(("party", "service", "governance"), staff[5:8], strict=False):
        actions.staff_station(station, member, line=line, by=by, at=scene.at)


_TASKS = (
    ("给 3 号楼换两盏楼道灯", "灯泡物业给，带个梯子。", Duty.SERVE, TaskKind.TASK, 6),
    ("看一看东门非机动车道有没有占用", "晚饭后走一圈，有占用的拍给网格。", Duty.DISCOVER, TaskKind.TASK, 4),
    ("教几位老人用手机挂号", "周六上午，党群之家。", Duty.SERVE, TaskKind.TASK, 9),
    ("劝一劝二楼门口的鞋柜", "先和和气气说一次。", Duty.MOBILISE, TaskKind.TASK, 12),
    ("给议事会写一条停车建议", "一两句就行。", Duty.ADVISE, TaskKind.TASK, 15),
    ("带大家清一次楼道", "约好时间，物业派车拉走。", Duty.MOBILISE, TaskKind.DEED, 20),
    ("陪社区看一遍消防通道", "周五下午，一小时。", Duty.SUPERVISE, TaskKind.TASK, 7),
)


def deeds(scene: "Scene") -> None:
    """Micro-tasks in every state, posts taken, report-ins, a card, a letter; points for who joined."""
    cast, now = scene.cast, scene.now
    grid = Area.objects.get(pk=cast.users["officer"].area_id or 0)
    officer, staff = cast.users["officer"].acting(), cast.users["staff"].acting()
    captain = _hat(cast.users["captain"].person, Role.PARTY_MEMBER)
    leader = _hat(cast.users["leader"].person, Role.BRANCH_SECRETARY)
    actions.join_points(is_in=True, by=captain, at=now - timedelta(days=300))
    for number in range(12):
        title, words, duty, kind, days = _TASKS[number % len(_TASKS)]
        at = now - timedelta(days=150 - number * 12)
        due = at.astimezone(SHANGHAI).date() + timedelta(days=days)
        task = actions.publish_task(
            grid, title=title, words_=words, due_on=due, kind=kind, duty=duty, by=officer, at=at
        )
        who = captain if number % 3 else leader
        actions.claim_task(task, by=who, at=at + timedelta(hours=5))
        actions.finish_task(task, result="办好了，和物业说过了。", by=who, at=at + timedelta(days=2))
        actions.confirm_task(task, answer="谢谢！", by=officer, at=at + timedelta(days=3))
    for number, (title, words, duty, kind, days) in enumerate(_TASKS):
        due = scene.today + timedelta(days=days)
        task = actions.publish_task(
            grid, title=title, words_=words, due_on=due, kind=kind, duty=duty, by=officer, at=now
        )
        if number in (1, 2):
            actions.claim_task(task, by=captain, at=now)
        if number == 2:
            actions.finish_task(task, result="来了五位，都会挂号了。", by=captain, at=now)
    _posts_and_reports(scene, grid, captain, staff)
    day = scene.today - timedelta(days=9)
    actions.propose_deed(
        kind=DeedKind.SUGGESTION,
        duty=Duty.ADVISE,
        words_="建议把充电棚的收费写在牌子上，物业采纳了",
        on=day,
        by=captain,
        at=now,
    )
    building = Place.objects.current().filter(area=grid, kind="building").order_by("name").first()
    card = actions.make_card(
        identity="共产党员、楼道长",
        promise="带头停好自家的车，每周看一遍楼道，有事大家敲我的门",
        action="每周六早上看一遍楼道和电动车",
        service="代买菜、代取药，打个招呼就行",
        building=building,
        shows_name=True,
        public_until=scene.today + timedelta(days=200),
        by=captain,
        at=now,
    )
    actions.leave_remark(card, words_="楼道比以前干净多了，谢谢。", at=now)
    actions.open_campaign(
        card.member.org,
        title="四个带头承诺书",
        words_="带头签署承诺书；带头停好自家的车；带头参加志愿服务；带头走访邻里。",
        closes_on=scene.today + timedelta(days=30),
        by=leader,
        at=now,
    )


def _hat(person: Person, role: Role) -> Acting:
    held = Post.objects.select_related("person", "area", "unit")
    return held.get(person=person, role=role).acting()


def _books(scene: "Scene") -> None:
    """The district's rule books, from the samples."""
    top = Area.objects.get(pk=scene.by.area_id or 0)
    ways = {Mechanism.DELIBERATION: ("plans", "promises"), Mechanism.INCENTIVE: ("standards", "points")}
    for mechanism, applied in ways.items():
        given = Text(
            title=f"{mechanism.label}办法",
            text=sample(mechanism),
            binds="全区各网格党支部和网格",
            since=scene.at.date(),
            applied=applied,
        )
        actions.issue_book(top, mechanism=mechanism, given=given, by=scene.by, at=scene.at)


def _posts_and_reports(scene: "Scene", grid: Area, captain: Acting, staff: Acting) -> None:
    now = scene.now
    spots = Place.objects.current().below(grid.path).filter(lon__isnull=False, kind__in=("gate", "building"))
    places = [*spots.order_by("pk")[:4], None, None, None, None]
    listed = (
        ("post", "政策宣传岗", "每月一次，在公告栏说清新政策", Duty.MOBILISE, 2),
        ("post", "邻里调解岗", "楼上楼下有事先坐下来说", Duty.DELIBERATE, 2),
        ("area", "1—4 号楼责任区", "每周看一遍楼道", Duty.DISCOVER, 3),
        ("area", "东门商铺责任区", "提醒门前三包", Duty.SUPERVISE, 2),
    )
    for place, (kind, title, words, duty, wanted) in zip(places, listed, strict=False):
        post = actions.open_post(
            grid,
            kind=kind,
            title=title,
            words_=words,
            duty=duty,
            wanted=wanted,
            place=place,
            by=staff,
            at=now,
        )
        if title.endswith("责任区") and wanted == 3:
            actions.take_post(post, by=captain, at=now)
    community = Area.objects.get(pk=grid.parent_id or 0)
    for unit, offers in (("区图书馆", "讲座、送书"), ("供电公司城东所", "线路检查"), ("区医院", "义诊")):
        actions.report_unit(
            community, unit_name=unit, home_branch=f"{unit}党支部", skills=offers, by=staff, at=now
        )
    report = actions.report_in(
        grid,
        home_branch="市政设计院第三党支部",
        skills="看图纸、画示意图",
        free_time="周末",
        may_contact=True,
        by=captain,
        at=now - timedelta(days=200),
    )
    actions.choose(report, service="帮居民看改造图纸", by=captain, at=now - timedelta(days=199))
    actions.accept(report, by=staff, at=now - timedelta(days=198))
