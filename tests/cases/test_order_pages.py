"""The unit's pages: its list of orders, one order, receipt in one click, and what a unit may not see."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import HOUR, Story
from tests.town import Town
from wangge.cases import actions
from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import orders as queries
from wangge.cases.rules.flows import SuspendCause
from wangge.grids.access import Role
from wangge.grids.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ORDERS = "/orders/"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def shown(html: bytes, *words: str) -> bool:
    return all(word.encode() in html for word in words)


def order_of(case: Case) -> WorkOrder:
    return WorkOrder.objects.get(case=case, kind="lead")


def test_a_handler_sees_the_orders_of_the_unit_by_what_is_due_next(
    town: Town, story: Story, now: datetime
) -> None:
    later = story.dispatched(matter="ENV-03", place="后巷", at=now - HOUR)
    sooner = story.dispatched(matter="ENV-01", place="菜场北门", at=now - HOUR)
    actions.acknowledge(order_of(later), by=town.other_handler, at=now)

    html = town.client("other_handler").get(ORDERS).content

    assert shown(html, "菜场北门", "后巷", "签收")
    assert html.index("菜场北门".encode()) < html.index("后巷".encode())
    assert str(sooner.pk) not in html.decode()  # a unit opens its order, not the case


def test_another_unit_sees_nothing_of_it(town: Town, story: Story, now: datetime) -> None:
    case = story.dispatched(matter="ENV-01", place="菜场北门", at=now - HOUR)

    client = town.client("handler")

    assert not shown(client.get(ORDERS).content, "菜场北门")
    assert client.get(f"/orders/{order_of(case).pk}/").status_code == 404


def test_every_tab_counts_what_its_list_shows(town: Town, story: Story, now: datetime) -> None:
    story.dispatched(matter="ENV-01", at=now - HOUR)
    taken = story.dispatched(matter="ENV-01", at=now - HOUR)
    actions.acknowledge(order_of(taken), by=town.other_handler, at=now)
    back = story.dispatched(matter="ENV-02", at=now)
    actions.send_back(order_of(back), clause="第三条", proper_unit="物业", by=town.other_handler, at=now)
    story.submitted(matter="ENV-01", at=now - 2 * HOUR)
    story.closed(matter="ENV-14", at=now - 30 * HOUR)

    acting = town.other_handler
    found = queries.narrowed(queries.mine(acting), queries.Filters(), acting, at=now)
    tabs = queries.tabs(found, at=now)

    assert {tab.code: tab.count for tab in tabs} == {
        "": 4,
        "sent": 1,
        "acknowledged": 1,
        "returned": 1,
        "submitted": 1,
        "done": 1,
    }
    for tab in tabs:
        assert queries.rows(found, tab.code, at=now).count() == tab.count, tab.label


def test_each_figure_equals_the_list_it_opens(town: Town, story: Story, now: datetime) -> None:
    story.dispatched(matter="ENV-01", at=now - 200 * HOUR)
    late = story.dispatched(matter="ENV-01", at=now - 200 * HOUR)
    actions.acknowledge(order_of(late), by=town.other_handler, at=now - 199 * HOUR)
    story.dispatched(matter="EMG-02", at=now)
    still = story.dispatched(matter="ENV-01", at=now - HOUR)
    town.hat("streetleader")
    actions.acknowledge(order_of(still), by=town.other_handler, at=now - HOUR)
    actions.suspend(
        still,
        cause=SuspendCause.WEATHER,
        review_on=now + 48 * HOUR,
        said="下雨",
        by=town.streetleader,
        at=now,
    )
    acting = town.other_handler

    figures = queries.figures(acting, at=now)

    assert figures.over == 2
    for late_, count in (("over", figures.over), ("soon", figures.soon), ("supervised", figures.supervised)):
        filters = queries.Filters(late=late_)
        found = queries.narrowed(queries.mine(acting), filters, acting, at=now)
        assert queries.rows(found, "", at=now).count() == count, late_


def test_receipt_is_one_click_and_leads_to_the_order(town: Town, story: Story, now: datetime) -> None:
    order = order_of(story.dispatched(matter="ENV-01", at=now - HOUR))
    client = town.client("other_handler")

    answer = client.post(reverse("cases:order_deed", args=[order.pk, "acknowledge"]), {})

    assert answer.headers["Location"] == f"/orders/{order.pk}/"
    order.refresh_from_db()
    assert order.state == "acknowledged"
    assert order.handler_id == town.person("other_handler").pk
    assert shown(client.get(f"/orders/{order.pk}/").content, "提交结果", "办理记录", "退回", "申请延期")


def test_an_order_in_a_colleagues_hand_is_not_on_my_list(town: Town, story: Story, now: datetime) -> None:
    colleague = town.appoint("handler", Role.HANDLER, town.sanitation).acting()
    order = order_of(story.dispatched(matter="ENV-01", at=now - HOUR))
    actions.acknowledge(order, by=colleague, at=now)

    client = town.client("other_handler")

    assert client.get(f"/orders/{order.pk}/").status_code == 404
    assert order not in queries.mine(town.other_handler)


def test_the_leader_of_the_unit_sees_who_has_what(town: Town, story: Story, now: datetime) -> None:
    leader = town.appoint("unitleader", Role.UNIT_LEADER, town.sanitation).acting()
    taken = order_of(story.dispatched(matter="ENV-01", at=now - 200 * HOUR))
    actions.acknowledge(taken, by=town.other_handler, at=now - 199 * HOUR)
    story.dispatched(matter="ENV-01", at=now)

    hands = queries.hands(leader, list(queries.handlers(leader, at=now)), at=now)

    assert [(one.person and one.person.name, one.open, one.over) for one in hands] == [
        (None, 1, 0),
        ("洪扫净", 1, 1),
    ]
    for one in hands:
        filters = queries.Filters(handler=one.key)
        found = queries.narrowed(queries.mine(leader), filters, leader, at=now)
        assert queries.rows(found, "", at=now).count() == one.open


def test_the_lead_reads_the_whole_place_and_the_assisting_unit_does_not(
    town: Town, story: Story, now: datetime
) -> None:
    case = story.dispatched(
        matter="FIR-02",
        place="锦绣里3栋2单元502",
        phone="13800001234",
        assists=(town.enforcement,),
        at=now - HOUR,
    )
    town.appoint("handler", Role.HANDLER, town.enforcement)
    lead = order_of(case)
    assist = WorkOrder.objects.get(case=case, kind="assist")

    read = town.client("other_handler").get(f"/orders/{lead.pk}/").content
    assert shown(read, "2单元502", "查看联系方式")

    client = town.client("handler")
    session = client.session
    session["post"] = _post_in(town, "handler", town.enforcement.pk)
    session.save()
    other = client.get(f"/orders/{assist.pk}/").content
    assert shown(other, "2单元***")
    assert not shown(other, "2单元502")
    assert not shown(other, "查看联系方式")


def _post_in(town: Town, who: str, unit_id: int) -> int:
    return Post.objects.get(person=town.person(who), unit_id=unit_id).pk


def test_the_verifiers_word_stands_above_a_reworked_order(town: Town, story: Story, now: datetime) -> None:
    case = story.submitted(matter="ENV-01", at=now - 3 * HOUR)
    order = order_of(case)
    actions.rework(case, order=order, note="墙角还有一袋没清", by=town.verifier, at=now - HOUR)

    html = town.client("other_handler").get(f"/orders/{order.pk}/").content

    assert shown(html, "核查没有通过", "墙角还有一袋没清", "返工")


def test_the_page_says_what_is_missing_before_the_submit(town: Town, story: Story, now: datetime) -> None:
    order = order_of(story.dispatched(matter="ENV-01", at=now - HOUR))
    actions.acknowledge(order, by=town.other_handler, at=now)

    html = town.client("other_handler").get(f"/orders/{order.pk}/").content

    assert shown(html, "提交前要有", "办理前后同角度照片", "项必做的要点", "办成标准")


def test_who_is_of_no_unit_reads_an_order_on_its_case(town: Town, story: Story, now: datetime) -> None:
    case = story.dispatched(matter="ENV-01", at=now - HOUR)
    order = order_of(case)

    assert town.client("dispatcher").get(f"/orders/{order.pk}/").headers["Location"] == f"/cases/{case.pk}/"
    assert town.client("other_dispatcher").get(f"/orders/{order.pk}/").status_code == 404


def test_the_lists_and_the_page_ask_few_questions(
    town: Town, story: Story, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(6):
        story.dispatched(matter="ENV-01", place=f"第{n}排", assists=(town.enforcement,), at=now - HOUR)
    order = WorkOrder.objects.filter(kind="lead").first()
    assert order is not None
    client = town.client("other_handler")
    client.get(ORDERS)

    with django_assert_max_num_queries(13):
        client.get(ORDERS)
    with django_assert_max_num_queries(20):
        client.get(f"/orders/{order.pk}/")
