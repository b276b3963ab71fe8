"""Leaders and desks: what is late and whose, what waits for a word, how the areas stand, a desk's morning."""

import inspect
from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, MINUTE, Story
from tests.town import Town
from wangge.cases import actions
from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import desk as desks
from wangge.cases.queries import leaders as queries
from wangge.cases.rules.flows import SuspendCause
from wangge.cases.views.deeds import CASE_DEEDS, ORDER_DEEDS, Deed
from wangge.grids.access import Acting, Role

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LONG_LATE = 40 * DAY


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def shown(html: bytes, *words: str) -> bool:
    return all(word.encode() in html for word in words)


def order_of(case: Case) -> WorkOrder:
    return WorkOrder.objects.get(case=case, kind="lead", state__in=["sent", "acknowledged", "returned"])


def asked_for_time(town: Town, story: Story, now: datetime, *, place: str = "") -> Case:
    """In hand, long to go, and the unit asked for two more days."""
    case = story.dispatched(matter="ENV-03", at=now - HOUR, place=place)
    actions.acknowledge(order_of(case), by=town.other_handler, at=now - HOUR)
    return actions.extend_ask(case, days=2, note="配件没到", by=town.other_handler, at=now - 30 * MINUTE)


def disputed(town: Town, story: Story, now: datetime) -> Case:
    """Two units sent it back."""
    case = story.dispatched(matter="ENV-01", at=now - 2 * HOUR)
    actions.send_back(
        order_of(case), clause="一", proper_unit="物业", by=town.other_handler, at=now - 2 * HOUR
    )
    actions.agree(order_of(case), instead=town.enforcement, by=town.dispatcher, at=now - 2 * HOUR)
    second = town.appoint("handler", Role.HANDLER, town.enforcement).acting()
    actions.send_back(order_of(case), clause="二", proper_unit="环卫", by=second, at=now - HOUR)
    return Case.objects.get(pk=case.pk)


# --- late, and whose ---


def test_what_is_late_is_counted_with_whoever_has_it(town: Town, story: Story, now: datetime) -> None:
    at = now - LONG_LATE
    story.dispatched(matter="ENV-01", assists=(town.enforcement,), at=at)
    story.accepted(matter="ENV-01", at=at)
    story.reported(matter="ENV-02", at=at)
    story.dispatched(matter="ENV-03", at=now)
    leader = town.streetleader

    whose = {one.name: one.count for one in queries.whose(leader, at=now)}

    assert whose == {"柳湾环卫所": 1, "柳湾综合执法中队": 1, "柳荫社区": 2}
    assert queries.over(leader, at=now).count() == 3
    for one in queries.whose(leader, at=now):
        assert queries.over(leader, at=now, who=one.key).count() == one.count, one.name


def test_units_and_desks_stand_in_a_fixed_order(town: Town, story: Story, now: datetime) -> None:
    at = now - LONG_LATE
    town.hat("other_staff")
    for _ in range(3):
        story.dispatched(matter="ENV-01", lead=town.enforcement, at=at)
    story.dispatched(matter="ENV-01", at=at)
    story.accepted(matter="ENV-01", where="other_grid", at=at)
    story.accepted(matter="ENV-01", at=at)

    names = [one.name for one in queries.whose(town.streetleader, at=now)]

    assert names == ["柳湾环卫所", "柳湾综合执法中队", "柳荫社区", "荷塘社区"]


def test_another_street_is_none_of_a_street_leaders_business(town: Town, story: Story, now: datetime) -> None:
    town.hat("other_dispatcher")
    story.accepted(matter="ENV-01", where="far_grid", by="other_dispatcher", at=now - LONG_LATE)

    assert queries.whose(town.streetleader, at=now) == []
    assert [one.name for one in queries.whose(town.districtleader, at=now)] == ["石桥街道"]


def test_every_tab_counts_what_its_list_shows(town: Town, story: Story, now: datetime) -> None:
    town.hat("streetleader")
    story.accepted(matter="ENV-01", at=now - LONG_LATE)
    asked_for_time(town, story, now)
    disputed(town, story, now)
    still = story.dispatched(matter="ENV-03", at=now - HOUR)
    actions.suspend(
        still,
        cause=SuspendCause.WEATHER,
        review_on=now + 2 * DAY,
        said="下雨",
        by=town.streetleader,
        at=now,
    )
    actions.supervise(still, note="盯住", by=town.streetleader, at=now)
    leader = town.streetleader

    counts = queries.counts(leader, at=now)

    assert counts == {"": 1, "supervised": 1, "disputed": 1, "suspended": 1, "asked": 1}
    for tab, _ in queries.TABS:
        assert len(queries.rows(leader, tab, at=now)) == counts[tab], tab
        assert town.client("streetleader").get(f"/late/?tab={tab}").status_code == 200


def test_a_leader_is_led_to_the_deed_that_a_row_asks_for(town: Town, story: Story, now: datetime) -> None:
    late = story.accepted(matter="ENV-01", at=now - LONG_LATE)
    fought = disputed(town, story, now)
    order = WorkOrder.objects.get(case=fought, state="disputed")
    client = town.client("streetleader")

    assert shown(client.get("/late/").content, f"/cases/{late.pk}/do/supervise/")
    assert shown(client.get("/late/?tab=disputed").content, f"/orders/{order.pk}/do/arbitrate/")
    assert shown(town.client("dispatcher").get("/late/").content, f"/cases/{late.pk}/do/remind/")
    assert not shown(town.client("dispatcher").get("/late/?tab=disputed").content, "do/arbitrate/")


def test_a_dispute_of_his_own_desk_is_not_for_this_leader(town: Town, story: Story, now: datetime) -> None:
    fought = disputed(town, story, now)
    own = fought.desk

    mine = queries.to_arbitrate(Case.objects.all(), town.streetleader)

    assert (fought in mine) == (own != town.street)
    Case.objects.filter(pk=fought.pk).update(desk=town.street, desk_path=town.street.path)
    assert fought not in queries.to_arbitrate(Case.objects.all(), town.streetleader)
    assert fought in queries.to_arbitrate(Case.objects.all(), town.districtleader)
    assert not shown(town.client("streetleader").get("/late/?tab=disputed").content, "do/arbitrate/")


def test_the_leader_of_a_unit_is_led_to_its_late_orders(town: Town, story: Story, now: datetime) -> None:
    assert town.client("unitleader").get("/late/").headers["Location"] == "/orders/?late=over"


def test_a_confidential_case_shows_neither_words_nor_place(town: Town, story: Story, now: datetime) -> None:
    town.hat("streetleader")
    story.reported(text="他又打我了，孩子在哭", matter="", place="锦绣里 3 栋", at=now - LONG_LATE)

    html = town.client("streetleader").get("/late/").content

    assert shown(html, "保密事项")
    assert not shown(html, "锦绣里")
    assert not shown(html, "柳荫社区·柳荫一网格")


# --- requests for more time ---


def test_a_request_waits_until_it_is_granted_or_too_late(town: Town, story: Story, now: datetime) -> None:
    town.hat("streetleader")
    case = asked_for_time(town, story, now)
    reach = queries.reach(town.streetleader)

    assert list(queries.asking(reach, at=now)) == [case]
    ask = queries.ask_of(case, at=now)
    assert ask is not None
    assert (ask.days, ask.note, ask.seat) == (2, "配件没到", "柳湾环卫所")
    assert queries.ask_of(case, at=now + 30 * DAY) is None
    assert not queries.asking(reach, at=now + 30 * DAY)

    case = actions.extend(case, days=2, said="要等配件", by=town.streetleader, at=now)
    assert not queries.asking(reach, at=now)
    assert queries.ask_of(case, at=now) is None


def test_the_request_stands_on_the_case_and_in_the_leaders_form(
    town: Town, story: Story, now: datetime
) -> None:
    case = asked_for_time(town, story, now)

    page = town.client("streetleader").get(f"/cases/{case.pk}/").content
    form = town.client("streetleader").get(f"/cases/{case.pk}/do/extend/").content
    looked = town.client("dispatcher").get(f"/cases/{case.pk}/").content

    assert shown(page, "申请延期 2 个工作日", "配件没到", "批准延期")
    assert shown(form, 'value="2"', "配件没到")
    assert shown(looked, "申请延期 2 个工作日")
    assert not shown(looked, f"/cases/{case.pk}/do/extend/")


def test_a_unit_asks_for_time_on_its_page(town: Town, story: Story, now: datetime) -> None:
    case = story.dispatched(matter="ENV-03", at=now - HOUR)
    actions.acknowledge(order_of(case), by=town.other_handler, at=now - HOUR)

    answer = town.client("other_handler").post(
        f"/cases/{case.pk}/do/extend_ask/", {"days": "1", "note": "下雨"}
    )

    assert answer.status_code == 302
    assert queries.last_ask(Case.objects.get(pk=case.pk)) is not None


@pytest.mark.parametrize("verb", [*CASE_DEEDS, *ORDER_DEEDS])
def test_every_form_asks_for_what_its_action_takes(
    verb: str, town: Town, story: Story, now: datetime
) -> None:
    deed: Deed = {**CASE_DEEDS, **ORDER_DEEDS}[verb]
    case = story.dispatched(matter="ENV-01", at=timezone.now())
    form = deed.form(None, case=case, by=town.dispatcher, at=now, order=order_of(case))
    takes = set(inspect.signature(deed.act).parameters)

    given = {{"number": "into"}.get(name, name) for name in form.fields}
    if verb in ("accept", "split_off"):
        given = given - {"area"} | {"spot"}

    assert given <= takes


# --- the areas ---


def test_every_open_case_is_counted_in_one_area(town: Town, story: Story, now: datetime) -> None:
    story.reported(matter="ENV-01", at=now)
    story.accepted(matter="ENV-01", at=now - LONG_LATE)
    story.reported(matter="ENV-01", where="other_grid", at=now)
    story.report("公交站牌倒了", matter="", where="", at=now)

    def standing(acting: Acting) -> dict[str, tuple[int, int]]:
        return {row.name: (row.open, row.over) for row in queries.areas(acting, at=now)}

    assert standing(town.streetleader) == {"柳荫社区": (2, 1), "荷塘社区": (1, 0)}
    assert standing(town.districtleader) == {"柳湾街道": (3, 1), "石桥街道": (0, 0), "待定位": (1, 0)}
    total = sum(n for n, _ in standing(town.districtleader).values())
    assert total == desks.reach(town.districtleader).count()


def test_the_leaders_page_tells_what_waits_for_his_word(town: Town, story: Story, now: datetime) -> None:
    asked_for_time(town, story, now, place="后巷 3 号")
    disputed(town, story, now)

    html = town.client("streetleader").get("/leader/").content

    assert shown(html, "等您定", "裁定由谁办", "单位申请延期", "后巷 3 号", "柳荫社区", "荷塘社区")


# --- a desk's morning ---


def test_the_morning_shows_what_lies_on_this_desk(town: Town, story: Story, now: datetime) -> None:
    mine = story.reported(matter="FAC-05", place="柳荫路 41 号", at=now)
    story.reported(matter="ENV-02", place="菜场北门", at=now)
    assert mine.desk == town.street

    groups = {group.code: group for group in queries.morning(town.dispatcher)}
    html = town.client("dispatcher").get("/workbench/").content

    assert [case.pk for case in groups["reported"].cases] == [mine.pk]
    assert shown(html, "柳荫路 41 号", f"/cases/{mine.pk}/do/accept/")
    assert not shown(html, "菜场北门")


def test_every_group_counts_the_list_it_opens(town: Town, story: Story, now: datetime) -> None:
    for _ in range(queries.FIRST + 2):
        story.reported(matter="FAC-05", at=now)
    story.accepted(matter="FAC-05", at=now)
    acting = town.dispatcher

    for group in queries.morning(acting):
        filters = desks.Filters(tab=group.code, late="mine")
        listed = desks.rows(desks.narrowed(desks.reach(acting), filters, acting, at=now), filters)
        assert listed.count() == group.count, group.name
        assert len(group.cases) == min(group.count, queries.FIRST)


def test_what_nobody_has_placed_is_asked_for_first(town: Town, story: Story, now: datetime) -> None:
    story.report("公交站牌倒了", matter="", where="", at=now)

    html = town.client("district").get("/workbench/").content
    listed = town.client("district").get("/cases/?late=unplaced").content

    assert shown(html, "待定位", "?late=unplaced")
    assert shown(listed, "共 1 件")


def test_the_pages_ask_few_questions(
    town: Town, story: Story, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(8):
        story.dispatched(matter="ENV-01", at=now - LONG_LATE)
        asked_for_time(town, story, now)
        story.reported(matter="FAC-05", place=f"{n} 号", at=now)
    budgets = (
        ("streetleader", "/late/", 20),
        ("streetleader", "/leader/", 30),
        ("dispatcher", "/workbench/", 16),
    )

    for who, address, budget in budgets:
        client = town.client(who)
        client.get(address)
        with django_assert_max_num_queries(budget):
            client.get(address)
