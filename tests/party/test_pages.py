"""What the pages show, from a remedy in one step to a printed statement, and what they cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.town import MONDAY_9_00, Town
from wangge.party import actions, queries
from wangge.party.models import Deed, Member, PartyOrg, PartyOrgArea, PledgeCard, ReportIn, ShapeUse, Transfer
from wangge.party.queries.network import workforce
from wangge.party.rules.orgs import OrgKind
from wangge.party.rules.serving import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def sent(client: Client, address: str, **fields: Any) -> str:
    answer = client.post(address, fields, follow=True)
    return answer.content.decode()


# --- organisations ---


def test_a_grid_without_a_branch_gets_one_on_the_page(town: Town) -> None:
    assert town.network
    client = town.client("secretary")
    assert "柳荫二网格" in text(client, "/party/coverage/")

    page = sent(client, reverse("party:set_up", args=[town.next_grid.pk]), name="柳荫二网格党支部")

    assert "这个网格现在有党支部了" in page
    assert PartyOrgArea.objects.covering().filter(area=town.next_grid).exists()
    assert "每个网格都有党支部" in text(client, "/party/coverage/")


def test_a_name_that_is_taken_comes_back_with_its_sentence(town: Town) -> None:
    answer = town.client("secretary").post(
        reverse("party:set_up", args=[town.next_grid.pk]), {"name": town.network.branch.name}
    )

    assert answer.status_code == 422
    assert "已经有" in answer.content.decode()


def test_any_branch_is_three_clicks_from_the_top(town: Town) -> None:
    client, network = town.client("orgdept"), town.network

    assert f"?at={network.work.pk}" in text(client, "/party/tree/")
    assert f"?at={network.committee.pk}" in text(client, f"/party/tree/?at={network.work.pk}")
    assert network.branch.name in text(client, f"/party/tree/?at={network.committee.pk}")


def grown(town: Town, branches: int) -> None:
    """So many branches under the committee, as a district has them."""
    committee = town.network.committee
    for number in range(branches):
        made = PartyOrg.objects.create(
            parent=committee,
            path=f"{committee.path}9{number:05}/",
            kind=OrgKind.BRANCH,
            name=f"第{number}党支部",
            area=town.community,
            area_path=town.community.path,
        )
        assert made.pk


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/party/", 40),
        ("/party/tree/", 16),
        ("/party/tree/?q=党支部", 14),
        ("/party/coverage/", 16),
        ("/party/shapes/", 30),
        ("/party/members/", 14),
        ("/party/tasks/", 14),
        ("/party/reports/", 14),
        ("/party/deeds/", 16),
    ],
)
def test_a_page_costs_the_same_however_large_the_network(
    town: Town, address: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = town.client("orgdept") if "reports" not in address else town.client("secretary")
    town.post("member")
    grown(town, 30)
    text(client, address)

    with django_assert_max_num_queries(most):
        text(client, address)


def test_a_shape_lists_vacancies_and_surplus(town: Town) -> None:
    assert town.network
    actions.seed_shapes()
    town.post("leader")
    client = town.client("secretary")
    from wangge.party.models import Shape

    sent(client, "/party/shapes/declare/", shape=Shape.objects.get(code="1+2+N").pk, area=town.community.pk)

    use = ShapeUse.objects.get()
    found = queries.shape_findings(use, at=MONDAY_9_00)
    said = {(f.area_id, f.slot.name): (f.missing, f.surplus) for f in found}
    assert said[town.next_grid.pk, "网格长"] == (1, 0)
    assert (town.grid.pk, "网格长") not in said
    assert "缺" in text(client, "/party/shapes/")


def test_an_empty_template_finds_nothing(town: Town) -> None:
    actions.seed_shapes()
    from wangge.party.models import Shape

    empty = Shape.objects.get(code="1+3+N")
    use = actions.declare(empty, town.community, by=town.secretary, at=MONDAY_9_00)

    assert empty.slots.count() == 0
    assert queries.shape_findings(use, at=MONDAY_9_00) == []


def test_the_share_of_dual_posts_is_computed(town: Town) -> None:
    town.post("branchsec")
    before = workforce(town.orgdept, at=MONDAY_9_00, on=date(2026, 11, 16)).shares[0]
    from wangge.grids.access import Role

    town.appoint("branchsec", Role.LEADER, town.grid)
    town.post("leader")
    after = workforce(town.orgdept, at=MONDAY_9_00, on=date(2026, 11, 16)).shares[0]

    assert (before.part, before.whole) == (0, 0)
    assert (after.part, after.whole) == (1, 1)
    assert after.text == "人数不足 5，不显示"


# --- members ---


def test_a_transfer_is_done_on_the_pages_of_both_ends(town: Town) -> None:
    member = town.network.enrol("陈一帆")
    sender, receiver = town.client("branchsec"), town.client("other_branchsec")

    sent(
        sender,
        reverse("party:transfer", args=[member.pk]),
        words=town.network.far_branch.name,
        reason="搬到望山社区居住",
    )
    found = Transfer.objects.get()
    sent(sender, reverse("party:move_transfer", args=[found.pk, "send"]))
    page = sent(receiver, reverse("party:move_transfer", args=[found.pk, "receive"]))

    assert "转接办结" in page
    assert Member.objects.get(pk=member.pk).org == town.network.far_branch


def test_a_name_is_found_by_its_beginning_page_by_page(town: Town) -> None:
    for number in range(60):
        town.network.enrol(f"陈{number:02}")
    client = town.client("branchsec")

    first = client.get("/party/members/?q=陈")
    second = client.get("/party/members/" + first.context["older"])

    names = [row["member"].name for page in (first, second) for row in page.context["rows"]]
    assert names == [f"陈{number:02}" for number in range(60)]


def test_the_export_is_masked_and_journalled(town: Town) -> None:
    town.network.enrol("陈一帆", phone="13900000001")

    page = sent(town.client("branchsec"), "/party/members/export/", purpose="支部换届核对", is_masked="on")

    assert "党员名册" in page


def test_a_phone_is_revealed_with_a_reason_only(town: Town) -> None:
    member = town.network.enrol("陈一帆", phone="13900000001")
    client = town.client("branchsec")
    address = reverse("party:reveal", args=[member.pk])

    assert "13900000001" not in sent(client, address)
    assert "13900000001" in sent(client, address, reason="work")


# --- a member's own ---


def test_a_member_claims_finishes_and_sees_his_statement(town: Town) -> None:
    client = town.client("member")
    task = actions.publish_task(
        town.grid,
        title="换楼道灯",
        words_="三号楼",
        due_on=timezone.localdate() + timedelta(days=9),
        duty=Duty.SERVE,
        by=town.officer,
        at=timezone.now(),
    )

    assert "换楼道灯" in text(client, "/party/mine/")
    sent(client, reverse("party:mine_move_task", args=[task.pk, "claim"]))
    sent(client, reverse("party:mine_task", args=[task.pk]), result="换好了")
    page = sent(town.client("officer"), reverse("party:move_task", args=[task.pk, "confirm"]), words="谢谢")

    assert "已确认" in page
    assert "换楼道灯" in text(client, "/party/mine/deeds/")
    assert "换楼道灯" in text(client, "/party/mine/deeds/print/")


def test_a_reporter_who_did_not_agree_stays_unnamed_to_the_grid(town: Town) -> None:
    sent(
        town.client("member"),
        "/party/mine/report/",
        area=town.grid.pk,
        home_branch="区教育局机关党支部",
        skills="修电脑",
    )

    page = text(town.client("officer"), reverse("party:report", args=[ReportIn.objects.get().pk]))

    assert "党员真" not in page
    assert "未同意公开" in page
    assert "修电脑" in page


def test_a_card_shows_the_family_name_unless_its_member_agreed(town: Town) -> None:
    given = {"identity": "共产党员", "promise": "带头停好自家的车"}
    until = timezone.localdate() + timedelta(days=30)
    sent(town.client("member"), "/party/mine/card/", **given, public_until=until)
    card = PledgeCard.objects.get()

    page = text(Client(), reverse("party:pledge", args=[card.token]))

    assert "党员真" not in page
    assert "党**" in page
    sent(town.client("member"), reverse("party:mine_withdraw_card", args=[card.pk]))
    assert Client().get(reverse("party:pledge", args=[card.token])).status_code == 404


def test_a_remark_reaches_the_member_when_the_branch_passed_it_on(town: Town) -> None:
    card = actions.make_card(
        identity="共产党员",
        promise="每周看一遍楼道",
        public_until=timezone.localdate() + timedelta(days=30),
        by=town.member,
        at=timezone.now(),
    )
    sent(Client(), reverse("party:pledge", args=[card.token]), words_="楼道干净多了")
    assert "楼道干净多了" not in text(town.client("member"), "/party/mine/")

    remark = card.remarks.get()
    sent(town.client("branchsec"), reverse("party:read_remark", args=[remark.pk]), pass_on="1")

    assert "楼道干净多了" in text(town.client("member"), "/party/mine/")


def test_the_secretary_finds_on_one_page_what_waits(town: Town) -> None:
    actions.propose_deed(
        kind="suggestion",
        duty=Duty.ADVISE,
        words_="建议调亮路灯",
        on=timezone.localdate(),
        by=town.member,
        at=timezone.now(),
    )
    client = town.client("branchsec")

    assert "党员填报等确认" in text(client, "/party/branch/")
    sent(client, reverse("party:decide", args=[Deed.objects.get().pk, "confirm"]))
    assert "党员填报等确认" not in text(client, "/party/branch/")
