"""What lists cost: as many questions for many rows as for few (the shape of a page, not the size of it)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.town import MONDAY_9_00, Town
from wangge.party import actions
from wangge.party.actions.books import Text
from wangge.party.models import Member
from wangge.party.rules.books import Mechanism
from wangge.party.rules.orgs import OrgKind
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = date(2026, 11, 30)
PLACES = ("community", "other_community", "grid", "next_grid", "other_grid", "street")
#: The list, and who opens it.
LISTS = {
    "/party/": "orgdept",
    "/party/transfers/": "orgdept",
    "/party/leaders/": "orgdept",
    "/party/stations/": "orgdept",
    "/party/books/": "orgdept",
    "/party/posts/": "staff",
    "/party/posts/points.json": "staff",
    "/party/reports/": "staff",
    "/party/pledges/": "branchsec",
    "/party/pledges/remarks/": "branchsec",
    "/party/points/board/": "branchsec",
    "/party/branch/": "branchsec",
    "/party/members/": "branchsec",
    "/party/deeds/": "branchsec",
    "/party/mine/": "member",
    "/party/mine/tasks/": "member",
    "/party/mine/deeds/": "member",
}


def grow(town: Town, turn: int) -> None:
    """One more of everything that stands in a list."""
    network, at = town.network, MONDAY_9_00
    org = network.org(network.committee, OrgKind.BRANCH, f"第{turn}党支部", "grid")
    moving = network.enrol(f"岑{turn}移")
    actions.request_transfer(moving, to=org, outside="", reason="搬家", by=town.branchsec, at=at)
    station = actions.open_station(town.street, name=f"{turn} 号站", hours="全天", by=network.by, at=at)
    actions.staff_station(station, network.enrol(f"岑{turn}站"), line="party", by=network.by, at=at)
    post = actions.open_post(
        town.grid,
        kind="post",
        title=f"{turn} 号岗",
        words_="看一遍",
        duty=Duty.SERVE,
        wanted=2,
        place=None,
        by=town.staff,
        at=at,
    )
    actions.take_post(post, by=town.member, at=at)
    actions.report_unit(
        town.community, unit_name=f"单位{turn}", home_branch="单位党支部", skills="", by=town.staff, at=at
    )
    for state in ("open", "claimed"):
        task = actions.publish_task(
            town.grid,
            title=f"{turn}{state}",
            words_="换灯泡",
            due_on=DAY,
            kind="task",
            duty=Duty.SERVE,
            by=town.officer,
            at=at,
        )
        if state == "claimed":
            actions.claim_task(task, by=town.member, at=at)
    actions.propose_deed(
        kind=DeedKind.THANKS, duty=Duty.SERVE, words_=f"帮忙 {turn}", on=at.date(), by=town.member, at=at
    )
    _shown(town, turn)


def _shown(town: Town, turn: int) -> None:
    at = MONDAY_9_00
    card = actions.make_card(
        identity="共产党员",
        promise=f"看楼道 {turn}",
        public_until=DAY + timedelta(days=60),
        by=town.member,
        at=at,
    )
    actions.leave_remark(card, words_=f"谢谢 {turn}", at=at)
    given = Text(title=f"办法 {turn}", text="一、二、三。", binds="全区", since=at.date(), applied=())
    actions.issue_book(
        town.district, mechanism=list(Mechanism)[turn % 5], given=given, by=town.orgdept, at=at
    )
    place = getattr(town, PLACES[turn])
    leader = actions.assign_leader(town.post("streetleader"), place, by=town.orgdept, at=at)
    actions.write_visit(leader, visited_on=at.date(), words_="走了走", by=town.streetleader, at=at)


def costs(town: Town) -> dict[str, int]:
    found = {}
    for address, who in LISTS.items():
        client = town.client(who)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        found[address] = len(asked)
    return found


def test_no_list_of_the_network_costs_more_for_more_rows(town: Town) -> None:
    town.post("member")
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)
    for turn in range(2):
        grow(town, turn)
    few = costs(town)

    for turn in range(2, 6):
        grow(town, turn)

    assert costs(town) == few
    assert max(few.values()) <= 40
    assert Member.objects.count() > 12
