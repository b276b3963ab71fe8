"""Who is told, once, and what becomes of a notice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.notices.conftest import MONDAY_9_00, Street
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.kernel.ids import uuid7
from wangge.notices import actions, jobs, queries
from wangge.notices.models import Notice
from wangge.people import actions as people
from wangge.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _told() -> list[str]:
    return sorted(notice.person.name for notice in Notice.objects.select_related("person"))


def test_persons_are_told_by_id(street: Street) -> None:
    actions.tell(text="请看", link="/cases/1/", at=MONDAY_9_00, persons=[street.clerk.pk, street.clerk.pk])

    notice = Notice.objects.get()
    assert (notice.person_id, notice.text, notice.link) == (street.clerk.pk, "请看", "/cases/1/")
    assert (notice.created_at, notice.read_at) == (MONDAY_9_00, None)


def test_a_unit_is_told_through_its_people(street: Street) -> None:
    actions.tell(text="有新的工单待签收", at=MONDAY_9_00, unit=street.unit.pk)

    assert _told() == ["王办"]


def test_a_seat_is_told_by_role_and_not_by_place_alone(street: Street) -> None:
    actions.tell(text="新来件", at=MONDAY_9_00, seat=(street.community.pk, [Role.STAFF]))

    assert _told() == ["舒写"]


def test_who_held_the_post_before_or_will_later_is_not_told(street: Street) -> None:
    Post.objects.filter(person=street.clerk).update(until=MONDAY_9_00 + HOUR)
    seat = (street.community.pk, [Role.STAFF])

    actions.tell(text="一", at=MONDAY_9_00 - HOUR, seat=seat)
    assert _told() == []
    actions.tell(text="二", at=MONDAY_9_00, seat=seat)
    assert _told() == ["舒写"]
    actions.tell(text="三", at=MONDAY_9_00 + HOUR, seat=seat)
    assert _told() == ["舒写"]


def test_somebody_reached_in_two_ways_hears_once(street: Street) -> None:
    Post.objects.create(person=street.clerk, role=Role.HANDLER, unit=street.unit, since=MONDAY_9_00)

    actions.tell(
        text="请看",
        at=MONDAY_9_00,
        persons=[street.clerk.pk],
        unit=street.unit.pk,
        seat=(street.community.pk, [Role.STAFF]),
    )

    assert _told() == ["王办", "舒写"]


def test_roles_above_a_place_are_told_and_those_beside_it_are_not(street: Street) -> None:
    actions.tell_permit(
        text="待核查", at=MONDAY_9_00, path="1/2/7/", roles=[Role.STREET_DISPATCHER, Role.SECRETARY]
    )
    assert _told() == ["舒纪", "赵调"]

    actions.tell_permit(text="待核查", at=MONDAY_9_00, path="1/3/", roles=[Role.SECRETARY])
    assert _told() == ["舒纪", "赵调"]


def test_the_same_key_stays_one_notice_until_it_is_read(street: Street) -> None:
    def tell() -> None:
        actions.tell(
            text="超期", at=MONDAY_9_00, persons=[street.clerk.pk, street.handler.pk], key="case:late"
        )

    tell()
    tell()
    assert _told() == ["王办", "舒写"]

    actions.read(person_id=street.clerk.pk, at=MONDAY_9_00 + HOUR)
    tell()
    assert _told() == ["王办", "舒写", "舒写"]


def test_notices_without_a_key_are_all_kept(street: Street) -> None:
    for _ in range(2):
        actions.tell(text="请看", at=MONDAY_9_00, persons=[street.clerk.pk])

    assert _told() == ["舒写", "舒写"]


def test_telling_a_hundred_costs_two_statements(street: Street) -> None:
    for n in range(100):
        person = Person.objects.create(name=f"人{n:03}")
        Post.objects.create(person=person, role=Role.HANDLER, unit=street.unit, since=MONDAY_9_00)

    with CaptureQueriesContext(connection) as asked:
        actions.tell(text="请看", at=MONDAY_9_00, unit=street.unit.pk, key="k")

    statements = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert Notice.objects.count() == 101
    assert len(statements) == 2


def test_a_deed_that_is_undone_tells_nobody(street: Street) -> None:
    with transaction.atomic():
        actions.tell(text="请看", at=MONDAY_9_00, persons=[street.clerk.pk])
        transaction.set_rollback(True)

    assert _told() == []


def test_a_sentence_that_is_too_long_is_cut_and_says_so(street: Street) -> None:
    actions.tell(text="长" * 300, at=MONDAY_9_00, persons=[street.clerk.pk])

    text = Notice.objects.get().text
    assert (len(text), text[-1]) == (200, "…")


def test_the_count_is_of_ones_own_unread_notices(street: Street) -> None:
    for n in range(3):
        at = MONDAY_9_00 + n * HOUR
        actions.tell(text=f"第{n}条", at=at, persons=[street.clerk.pk, street.handler.pk])
    newest = queries.latest(street.clerk.pk)[0]

    read = actions.read(person_id=street.clerk.pk, at=MONDAY_9_00 + DAY, ids=[newest.pk])

    assert (newest.text, read) == ("第2条", 1)
    assert queries.unread_count(street.clerk.pk) == 2
    assert queries.unread_count(street.handler.pk) == 3
    assert queries.unread_count(None) == 0
    assert [n.text for n in queries.latest(street.clerk.pk, unread_only=True)] == ["第1条", "第0条"]


def test_nobody_reads_the_notice_of_another(street: Street) -> None:
    actions.tell(text="请看", at=MONDAY_9_00, persons=[street.clerk.pk])

    read = actions.read(person_id=street.handler.pk, at=MONDAY_9_00, ids=[Notice.objects.get().pk])

    assert read == 0
    assert queries.unread_count(street.clerk.pk) == 1


def test_opening_a_case_reads_what_was_told_of_it(street: Street) -> None:
    case, other = uuid7(), uuid7()
    for about in (case, case, other):
        actions.tell(text="请看", at=MONDAY_9_00, persons=[street.clerk.pk, street.handler.pk], case_id=about)

    read = actions.read_case(person_id=street.clerk.pk, case_id=case, at=MONDAY_9_00 + HOUR)

    assert read == 2
    assert queries.unread_count(street.clerk.pk) == 1
    assert queries.unread_count(street.handler.pk) == 3


def test_the_count_is_one_statement(street: Street) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.unread_count(street.clerk.pk)

    assert len(asked) == 1


def test_read_notices_go_after_ninety_days_and_unread_ones_stay(street: Street) -> None:
    for at in (MONDAY_9_00, MONDAY_9_00 + 2 * DAY):
        actions.tell(text="请看", at=at, persons=[street.clerk.pk, street.handler.pk])
    actions.read(person_id=street.clerk.pk, at=MONDAY_9_00 + 3 * DAY)

    jobs.expire(at=MONDAY_9_00 + 91 * DAY)

    assert _told() == ["王办", "王办", "舒写"]


def test_expiring_goes_batch_by_batch(street: Street) -> None:
    for _ in range(5):
        actions.tell(text="请看", at=MONDAY_9_00, persons=[street.clerk.pk])
    actions.read(person_id=street.clerk.pk, at=MONDAY_9_00)

    sizes = [actions.expire(at=MONDAY_9_00 + 91 * DAY, size=2) for _ in range(4)]

    assert sizes == [2, 2, 1, 0]


def test_two_hundred_reveals_an_hour_raise_one_alarm(street: Street) -> None:
    hat = Post.objects.select_related("person", "area", "unit").get(person=street.clerk).acting()
    for n in range(199):
        people.note_reveal(subject=f"appeal:{n}", what="phone", reason="revisit", by=hat, at=MONDAY_9_00)
    jobs.watch_reveals(at=MONDAY_9_00 + timedelta(minutes=10))
    assert _told() == []

    people.note_reveal(subject="appeal:200", what="phone", reason="revisit", by=hat, at=MONDAY_9_00)
    jobs.watch_reveals(at=MONDAY_9_00 + timedelta(minutes=20))
    jobs.watch_reveals(at=MONDAY_9_00 + timedelta(minutes=30))

    assert _told() == ["安全"]
    assert "舒写一小时内查看了 200 次" in Notice.objects.get().text
