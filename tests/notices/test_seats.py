"""Many seats told at once are told as each would be alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.notices.conftest import MONDAY_9_00, Street
from wangge.grids.access import Role
from wangge.notices import actions
from wangge.notices.actions import SeatNotice
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _told() -> set[tuple[str, str]]:
    return {(n.person.name, n.text) for n in Notice.objects.select_related("person")}


def _news(street: Street, count: int) -> list[SeatNotice]:
    desk = (street.street.pk, [Role.STREET_DISPATCHER])
    staff = (street.community.pk, [Role.STAFF, Role.SECRETARY])
    return [
        SeatNotice(*(staff if n % 2 else desk), text=f"第{n}件", key=f"{n}:report", link=f"/cases/{n}/")
        for n in range(count)
    ]


def test_each_seat_hears_its_own(street: Street) -> None:
    actions.tell_seats(_news(street, 2), at=MONDAY_9_00)

    assert {name for name, text in _told() if text == "第0件"} == {"赵调"}
    assert ("舒写", "第1件") in _told()


def test_it_is_what_telling_one_by_one_leaves(street: Street) -> None:
    news = _news(street, 5)
    actions.tell_seats(news, at=MONDAY_9_00)
    at_once = list(Notice.objects.order_by("person", "key").values_list("person", "text", "link", "key"))
    Notice.objects.all().delete()

    for one in news:
        seat = (one.area_id, one.roles)
        actions.tell(text=one.text, at=MONDAY_9_00, link=one.link, key=one.key, seat=seat)

    in_turn = list(Notice.objects.order_by("person", "key").values_list("person", "text", "link", "key"))
    assert at_once == in_turn


def test_told_again_while_unread_it_stays_one(street: Street) -> None:
    actions.tell_seats(_news(street, 3), at=MONDAY_9_00)
    first = Notice.objects.count()

    actions.tell_seats(_news(street, 3), at=MONDAY_9_00)

    assert Notice.objects.count() == first


def test_nobody_is_told_before_his_post_began(street: Street) -> None:
    actions.tell_seats(_news(street, 2), at=MONDAY_9_00 - timedelta(hours=1))

    assert _told() == set()


def test_it_costs_the_same_for_one_and_for_forty(street: Street) -> None:
    with CaptureQueriesContext(connection) as few:
        actions.tell_seats(_news(street, 1), at=MONDAY_9_00)
    with CaptureQueriesContext(connection) as many:
        actions.tell_seats(_news(street, 40), at=MONDAY_9_00)

    assert len(many) == len(few)
