"""The Party network of the invented town: one line from the street down to a grid's branch, and another's."""

from datetime import date, datetime

from tests.town import LONG_AGO, MONDAY_9_00, Town
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.party import actions
from wangge.party.models import Member, PartyOrg
from wangge.party.rules.members import MemberKind, Status
from wangge.party.rules.orgs import Office, OrgKind
from wangge.people import actions as people

#: User name in `town.PEOPLE` -> where he is a member, whether he is its secretary.
MEMBERS = {
    "branchsec": ("branch", True),
    "member": ("branch", False),
    "other_branchsec": ("far_branch", True),
}


class Network:
    """Made once a town; `network.branch` is the grid's own branch."""

    def __init__(self, town: Town) -> None:
        self.town = town
        people.seed_departments()
        self.by = town.hat("orgdept")
        self.work = self.org(None, OrgKind.WORK_COMMITTEE, "柳湾街道党工委", "street")
        self.committee = self.org(self.work, OrgKind.COMMITTEE, "柳荫社区党委", "community")
        self.branch = self.org(self.committee, OrgKind.BRANCH, "柳荫一网格党支部", "grid")
        self.other_committee = self.org(self.work, OrgKind.COMMITTEE, "荷塘社区党委", "other_community")
        self.far_work = self.org(None, OrgKind.WORK_COMMITTEE, "石桥街道党工委", "other_street")
        self.far_branch = self.org(self.far_work, OrgKind.BRANCH, "望山一网格党支部", "far_grid")
        for org, place in ((self.branch, "grid"), (self.far_branch, "far_grid")):
            actions.bind(org, getattr(town, place), by=self.by, at=LONG_AGO)

    def org(self, parent: PartyOrg | None, kind: str, name: str, place: str) -> PartyOrg:
        """An organisation since long ago."""
        start = date(2024, 1, 8) if kind in (OrgKind.BRANCH, OrgKind.COMMITTEE) else None
        return actions.found_org(
            parent,
            kind=kind,
            name=name,
            area=getattr(self.town, place),
            founded_on=date(2018, 7, 1),
            term_start=start,
            by=self.by,
            at=LONG_AGO,
        )

    def enrol(
        self,
        name: str,
        org: PartyOrg | None = None,
        *,
        phone: str = "",
        kind: str = MemberKind.REGISTERED,
        status: str = Status.FULL,
        joined_on: date | None = date(2006, 6, 1),
        at: datetime = MONDAY_9_00,
    ) -> Member:
        """A member of the grid's branch, unless another is named."""
        entry = actions.Entry(
            name=name,
            phone=phone,
            kind=kind,
            status=status,
            joined_on=joined_on,
            home_branch="清岚区教育局机关党支部" if kind in ("lives_here", "works_here") else "",
        )
        return actions.enrol(org or self.branch, entry, by=self.by, at=at)

    def people(self) -> dict[str, Post]:
        """The members who sign in, with their hats."""
        posts = {}
        for who, (place, is_secretary) in MEMBERS.items():
            org = getattr(self, place)
            person = self.town.person(who)
            made = self.enrol(person.name, org, phone=person.phone, at=LONG_AGO)
            if is_secretary:
                since = date(2018, 7, 1)
                actions.fill_office(org, made, office=Office.SECRETARY, since=since, by=self.by, at=LONG_AGO)
            actions.link_person(made, person, by=self.by, at=LONG_AGO)
            role = Role.BRANCH_SECRETARY if is_secretary else Role.PARTY_MEMBER
            held = Post.objects.select_related("person", "area", "unit")
            posts[who] = held.get(person=person, role=role)
        return posts

    def member(self, who: str) -> Member:
        """The member of that name in `town.PEOPLE`."""
        self.town.post(who)
        return Member.objects.select_related("org", "person").get(person=self.town.person(who))
