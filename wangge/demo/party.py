"""The Party network of the invented district: organisations by actions, members by the import."""

import random
from datetime import date, datetime, timedelta

from django.db import transaction

from wangge.demo import deeds, party_life
from wangge.demo.people import MAYOR, Cast, Tell
from wangge.demo.tables import bring_in
from wangge.grids import actions as grids
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Post
from wangge.kernel.words import SHANGHAI
from wangge.party import actions
from wangge.party.models import Member, PartyOrg, PartyOrgArea
from wangge.party.rules.members import MemberKind, Status
from wangge.party.rules.orgs import BindingKind, Office, OrgKind, Special
from wangge.people.models import Person

#: Branches, groups, households, members of a size.
SCALE = {"small": (30, 40, 24, 600), "district": (900, 1700, 2400, 17_000), "city": (900, 1700, 2400, 17_000)}
#: What one transaction takes.
_AT_ONCE = 100
_TITLES = ("支部", "姓名", "手机号", "类别", "状态", "入党年月", "组织关系所在支部", "服务特长", "空闲时间")
_SKILLS = ("", "", "", "电工", "教手机", "法律咨询", "理发", "辅导作业", "修家电", "摄影", "写春联", "急救")
_TIMES = ("", "", "周末上午", "工作日晚上", "随时")
_HOMES = ("区教育局机关党支部", "区医院第二党支部", "区图书馆党支部", "供电公司党支部", "实验小学党支部")
_KINDS = ("组织关系在这里", "组织关系在这里", "离退休", "组织关系在这里", "居住在这里", "流动党员")


class Scene:
    """What the parts of the filling share."""

    def __init__(self, cast: Cast, size: str, *, now: datetime) -> None:
        self.cast, self.now, self.at = cast, now, cast.at
        self.rng = random.Random(f"party-{size}")  # noqa: S311  (invention)
        self.branches_n, self.groups_n, self.households_n, self.members_n = SCALE[size]
        self.today = now.astimezone(SHANGHAI).date()
        self.by = self._department()
        self.branches: list[PartyOrg] = []
        self.secretaries: dict[int, Member] = {}
        self._names: set[str] = set()

    def _department(self) -> Acting:
        """The district's leader also heads the organisation department: one person, two hats."""
        post = self.cast.users["districtleader"]
        person = Person.objects.get(pk=post.person_id)
        area = Area.objects.get(pk=post.area_id or 0)
        made = grids.appoint(person, Role.ORG_DEPARTMENT, area=area, since=self.at, by=MAYOR, at=self.at)
        return Post.objects.select_related("person", "area", "unit").get(pk=made.pk).acting()

    def org(self, parent: PartyOrg | None, kind: str, name: str, area: Area, **more: object) -> PartyOrg:
        years = self.rng.randint(4, 14)
        founded = date(self.today.year - years, 7, 1)
        term = date(self.today.year - self.rng.choice((1, 2, 3, 4)), self.rng.randint(1, 9), 8)
        is_branch = kind in (OrgKind.BRANCH, OrgKind.JOINT_BRANCH, OrgKind.COMMITTEE)
        return actions.found_org(
            parent,
            kind=kind,
            name=name,
            area=area,
            founded_on=founded,
            term_start=max(founded, term) if is_branch else None,
            by=self.by,
            at=self.at,
            **more,  # type: ignore[arg-type]
        )

    def member(self, person: Person, org: PartyOrg, joined: int) -> Member:
        """A person who already works here and is a member: enrolled, and able to sign in as one."""
        entry = actions.Entry(name=person.name, phone=person.phone, joined_on=date(joined, 7, 1))
        made = actions.enrol(org, entry, by=self.by, at=self.at)
        return actions.link_person(made, person, by=self.by, at=self.at)


def settle(cast: Cast, size: str, *, now: datetime, tell: Tell) -> None:
    """Organisations, members, offices, then what members of the story's grid took on."""
    scene, theirs = Scene(cast, size, now=now), cast.rng
    cast.rng = scene.rng  # names of its own, so that the cases' stories stay what they were
    _organisations(scene, tell)
    _register(scene)
    with transaction.atomic():
        _people_of_the_story(scene)
    _offices(scene, tell)
    with transaction.atomic():
        party_life.around(scene)
        party_life.deeds(scene)
    deeds.earn(scene, size)
    tell("党员实事", 1, 1)
    cast.rng = theirs


# --- organisations ---


def _organisations(scene: Scene, tell: Tell) -> None:
    """A work committee a street, a committee a community, a branch for two or three grids, groups below."""
    streets = {a.pk: a for a in Area.objects.filter(rank=1)}
    story = scene.cast.users["secretary"].area_id
    communities = list(Area.objects.filter(rank=3).order_by("path"))
    communities.sort(key=lambda a: a.pk != story)
    cells = list(Area.objects.filter(rank=4).exclude(grid_type="reserved").order_by("path"))
    works: dict[int, PartyOrg] = {}
    share = -(-scene.branches_n // len(communities))
    for done, community in enumerate(communities, 1):
        street = next(streets[int(pk)] for pk in community.path.split("/")[:-1] if int(pk) in streets)
        with transaction.atomic():  # a community at a time, so that nobody waits long for the database
            if street.pk not in works:
                works[street.pk] = scene.org(None, OrgKind.WORK_COMMITTEE, f"{street.name}党工委", street)
            committee = scene.org(works[street.pk], OrgKind.COMMITTEE, f"{community.name}党委", community)
            here = [cell for cell in cells if cell.parent_id == community.pk]
            wanted = share if community.pk != story else share + 2
            wanted = min(wanted, scene.branches_n - len(scene.branches))
            _branches(scene, committee, community, here, wanted)
        tell("党组织", done, len(communities))
    _groups(scene, tell)


def _branches(scene: Scene, committee: PartyOrg, community: Area, here: list[Area], wanted: int) -> None:
    """So many branches over the grids: each has one of its own, the rest are joint; one grid stays open.
    More branches than grids are those of firms and shops, attached to a grid.
    """
    if not wanted or not here:
        return
    made = []
    for number, cell in enumerate(here[:wanted]):
        kind = OrgKind.JOINT_BRANCH if number == wanted - 1 and wanted > 2 else OrgKind.BRANCH
        name = f"{community.name}{cell.name}{'联合' if kind == OrgKind.JOINT_BRANCH else ''}党支部"
        branch = scene.org(committee, kind, name, cell, units_joined=3 if kind == OrgKind.JOINT_BRANCH else 0)
        actions.bind(branch, cell, kind=BindingKind.OWN, by=scene.by, at=scene.at)
        made.append(branch)
    spare = 1 if committee.pk % 3 == 0 else 0
    for number, cell in enumerate(here[wanted : len(here) - spare]):
        branch = made[number % len(made)]
        actions.bind(branch, cell, kind=BindingKind.JOINT, by=scene.by, at=scene.at)
    for number in range(len(here), wanted):
        name = f"{community.name}两新组织第{'一二三四五六七八九'[(number - len(here)) % 9]}联合党支部"
        branch = scene.org(committee, OrgKind.JOINT_BRANCH, name, here[number % len(here)], units_joined=4)
        actions.bind(branch, here[number % len(here)], kind=BindingKind.ATTACHED, by=scene.by, at=scene.at)
        made.append(branch)
    scene.branches += made


def _groups(scene: Scene, tell: Tell) -> None:
    """Groups by building, households in the first of them; a branch of the retired without a grid."""
    groups: list[PartyOrg] = []
    total = scene.groups_n + scene.households_n
    for start in range(0, total, _AT_ONCE):
        with transaction.atomic():
            for number in range(start, min(start + _AT_ONCE, total)):
                if number < scene.groups_n:
                    groups.append(_group(scene, number))
                else:
                    _household(scene, number - scene.groups_n, groups)
        tell("党小组和中心户", min(start + _AT_ONCE, total), total)
    with transaction.atomic():
        _special(scene)


def _group(scene: Scene, number: int) -> PartyOrg:
    branch = scene.branches[number % len(scene.branches)]
    place = "一二三四五六七八九"[number // len(scene.branches) % 9]
    return scene.org(
        branch, OrgKind.GROUP, f"{branch.name.removesuffix('党支部')}第{place}党小组", branch.area
    )


def _household(scene: Scene, number: int, groups: list[PartyOrg]) -> None:
    group = groups[number % len(groups)]
    name = f"{group.name.removesuffix('党小组')}{number // len(groups) + 1}号中心户"
    scene.org(group, OrgKind.HOUSEHOLD, name, group.area, flats=scene.rng.randint(8, 12))


def _special(scene: Scene) -> None:
    """A branch of the retired, and one for a task that ends."""
    first = PartyOrg.objects.select_related("area").get(pk=scene.branches[0].parent_id or 0)
    retired = scene.org(first, OrgKind.BRANCH, "常青树党支部", first.area, special=Special.RETIRED)
    actions.change_org(retired, purpose="退休老同志，邻里调解", by=scene.by, at=scene.at)
    actions.found_org(
        first,
        kind=OrgKind.TEMPORARY,
        name="防汛行动党支部",
        area=first.area,
        special=Special.TASK_FORCE,
        purpose="汛期值守",
        founded_on=scene.today - timedelta(days=60),
        ends_on=scene.today + timedelta(days=90),
        by=scene.by,
        at=scene.at,
    )
    scene.branches.append(retired)


# --- members ---


def _register(scene: Scene) -> None:
    """The register comes in as a workbook would, block by block."""
    rows = [_TITLES, *(_line(scene, number) for number in range(scene.members_n))]
    bring_in("party_members", rows, file="党员名册.xlsx", by=scene.by, at=scene.now)


def _line(scene: Scene, number: int) -> tuple[str, ...]:
    rng = scene.rng
    branch = scene.branches[number % len(scene.branches)]
    kind = "离退休" if branch.special else rng.choice(_KINDS)
    status = rng.choices(("正式党员", "预备党员", "入党积极分子"), (92, 5, 3))[0]
    joined = f"{rng.randint(1975, scene.today.year - 2)}-{rng.choice((6, 7, 12)):02}"
    if status != "正式党员":
        kind = "组织关系在这里"
        joined = f"{scene.today.year - 1}-12" if status == "预备党员" else ""
    home = rng.choice(_HOMES) if kind == "居住在这里" else ""
    phone = f"198{number:08}"
    return (
        branch.name,
        scene.cast.name(),
        phone,
        kind,
        status,
        joined,
        home,
        rng.choice(_SKILLS),
        rng.choice(_TIMES),
    )


def _people_of_the_story(scene: Scene) -> None:
    """Whoever signs in here and is a member: the leader is his branch's secretary, the captain serves."""
    users = scene.cast.users
    branch = next(b for b in scene.branches if b.area_id == users["leader"].area_id)
    leader = scene.member(users["leader"].person, branch, 2004)
    _secretary(scene, branch, leader, year=1981, education="bachelor")
    scene.secretaries[branch.pk] = leader
    scene.member(users["captain"].person, branch, 1998)
    scene.member(users["officer"].person, branch, 2012)
    scene.member(users["secretary"].person, branch, 2001)
    taken = {users[who].person_id for who in ("leader", "captain", "officer", "secretary")}
    held = Post.objects.filter(role__in=[Role.LEADER, Role.OFFICER], area__rank=4).select_related("person")
    by_area: dict[int, list[Post]] = {}
    for post in held.order_by("pk"):
        by_area.setdefault(post.area_id or 0, []).append(post)
    bound = PartyOrgArea.objects.current().filter(org__in=scene.branches).select_related("org__unit")
    for number, one in enumerate(bound.order_by("area_id")):
        posts = [p for p in by_area.get(one.area_id, []) if p.person_id not in taken]
        leads = [p for p in posts if p.role == Role.LEADER][: number % 2]
        for post in (*leads, *[p for p in posts if p.role == Role.OFFICER and number % 5 == 0][:1]):
            taken.add(post.person_id)
            made = scene.member(post.person, one.org, scene.rng.randint(1995, 2018))
            if post.role == Role.LEADER and one.kind == BindingKind.OWN:
                scene.secretaries.setdefault(one.org_id, made)


def _secretary(scene: Scene, org: PartyOrg, member: Member, *, year: int, education: str) -> None:
    actions.fill_office(
        org,
        member,
        office=Office.SECRETARY,
        since=org.term_start or org.founded_on,
        birth_year=year,
        education=education,
        trained_on=date(scene.today.year, 3, 18),
        by=scene.by,
        at=scene.at,
    )


def _offices(scene: Scene, tell: Tell) -> None:
    """A secretary and three members of the committee each; a few branches still lack somebody."""
    full: dict[int, list[Member]] = {}
    found = Member.objects.filter(status=Status.FULL, person__isnull=True)
    registered = found.exclude(kind__in=[MemberKind.LIVES_HERE, MemberKind.FLOATING])
    for member in registered.select_related("org", "person").order_by("pk"):
        full.setdefault(member.org_id, []).append(member)
    for start in range(0, len(scene.branches), _AT_ONCE):
        with transaction.atomic():
            for number, branch in enumerate(scene.branches[start : start + _AT_ONCE], start):
                _committee(scene, branch, number, full.get(branch.pk, []))
        tell("支委会", min(start + _AT_ONCE, len(scene.branches)), len(scene.branches))
    committees = PartyOrg.objects.filter(kind=OrgKind.COMMITTEE).order_by("path")
    own = scene.cast.users["secretary"]
    mine = committees.filter(area=own.area_id).first()
    herself = Member.objects.filter(person=own.person_id).first()
    if mine is not None and herself is not None:
        _secretary(scene, mine, herself, year=1983, education="bachelor")


def _committee(scene: Scene, branch: PartyOrg, number: int, here: list[Member]) -> None:
    org = PartyOrg.objects.select_related("unit").get(pk=branch.pk)
    if not org.offices.exists():
        head = scene.secretaries.get(org.pk) or here.pop(0)
        education = scene.rng.choice(("college", "bachelor", "bachelor", "master"))
        _secretary(scene, org, head, year=scene.rng.randint(1966, 1996), education=education)
    for seat in (Office.ORGANISATION, Office.PUBLICITY, Office.DISCIPLINE)[: 2 if number % 9 == 4 else 3]:
        since = org.term_start or org.founded_on
        actions.fill_office(org, here.pop(0), office=seat, since=since, by=scene.by, at=scene.at)
