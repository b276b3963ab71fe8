"""An order inside its unit: the leader gives it to a person, the person sees it as his."""

import pytest
from django.urls import reverse

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import WorkOrder
from wangge.cases.queries import orders as queries
from wangge.grids.access import Acting, Role
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + HOUR


@pytest.fixture
def second(town: Town) -> Acting:
    """A colleague of the water company's handler."""
    return town.appoint("newcomer", Role.HANDLER, town.water).acting()


@pytest.fixture
def order(town: Town, story: Story) -> WorkOrder:
    case = story.dispatched(matter="ENV-13", lead=town.water, by="district")
    return story.lead(case)


def mine(acting: Acting) -> list[WorkOrder]:
    found = queries.narrowed(queries.mine(acting), queries.Filters(handler="mine"), acting, at=LATER)
    return list(queries.rows(found, "", at=LATER))


def test_the_person_who_was_given_it_sees_it_as_his_and_the_others_no_more(
    town: Town, order: WorkOrder, second: Acting
) -> None:
    assert order in queries.mine(town.handler)

    actions.assign(order, person=town.person("newcomer"), by=town.unitleader, at=LATER)

    assert mine(second) == [order]
    assert order not in queries.mine(town.handler)
    told = Notice.objects.get(kind="assigned")
    assert (told.person_id, told.link) == (town.person("newcomer").pk, f"/orders/{order.pk}/")


def test_a_handler_passes_his_own_on_and_the_step_says_to_whom(
    town: Town, order: WorkOrder, second: Acting
) -> None:
    _ = second
    actions.acknowledge(order, by=town.handler, at=LATER)

    actions.assign(order, person=town.person("newcomer"), note="我请假", by=town.handler, at=LATER)

    page = town.client("unitleader").get(reverse("cases:order", args=[order.pk])).content.decode()
    assert f"由{town.person('newcomer').name}办理" in page


def test_it_stays_within_the_unit(town: Town, order: WorkOrder) -> None:
    with pytest.raises(Refused, match="本单位"):
        actions.assign(order, person=town.person("other_handler"), by=town.unitleader, at=LATER)
    with pytest.raises(NotAllowed):
        actions.assign(order, person=town.person("handler"), by=town.dispatcher, at=LATER)
    with pytest.raises(NotAllowed):
        actions.assign(order, person=town.person("handler"), by=town.other_handler, at=LATER)


def test_the_leader_does_it_on_a_page(town: Town, order: WorkOrder, second: Acting) -> None:
    _ = second
    address = reverse("cases:order_deed", args=[order.pk, "assign"])
    town.post("handler")

    page = town.client("unitleader").get(address).content.decode()
    sent = town.client("unitleader").post(address, {"person": town.person("newcomer").pk})

    assert town.person("newcomer").name in page
    assert town.person("handler").name in page
    assert sent.status_code == 302
    order.refresh_from_db()
    assert order.handler == town.person("newcomer")
