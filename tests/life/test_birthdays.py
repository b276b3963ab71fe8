"""Political birthdays: listed by branch, celebrated together, the good deed followed, private by default."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.life.scene import Scene
from tests.town import MONDAY_9_00, Town
from wangge.gatherings.models import Gathering
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.life import actions, rules
from wangge.life.models import Birthday

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize(
    ("joined", "years"),
    [
        (date(2006, 5, 1), 20),
        (date(2021, 1, 1), 5),
        (date(2007, 5, 1), None),
        (date(2026, 1, 1), None),
        (None, None),
    ],
)
def test_a_multiple_of_five_years_is_a_birthday(joined: date | None, years: int | None) -> None:
    assert rules.birthday_years(joined, year=2026) == years


def test_the_register_is_asked_by_years_of_joining() -> None:
    assert rules.joined_in(2026)[:3] == [2021, 2016, 2011]
    assert all(rules.birthday_years(date(y, 1, 1), year=2026) for y in rules.joined_in(2026))


def test_members_are_listed_once_a_year_by_branch(scene: Scene) -> None:
    scene.town.network.enrol("岑十九", joined_on=date(2007, 5, 1))
    birthday = scene.birthday()

    assert actions.list_birthdays(year=2026, at=MONDAY_9_00) == 0
    assert birthday.years == 20
    assert not Birthday.objects.filter(member__name="岑十九").exists()


def test_a_ceremony_is_planned_and_the_good_deed_is_a_promise(scene: Scene) -> None:
    birthday = scene.birthday()

    actions.plan_ceremony(
        scene.org, [birthday], starts_at=MONDAY_9_00 + timedelta(days=3), by=scene.by, at=MONDAY_9_00
    )
    promise = actions.promise_deed(
        birthday, title="给楼道装扶手", due_on=date(2026, 12, 20), by=scene.by, at=MONDAY_9_00
    )

    ceremony = Gathering.objects.get()
    assert ceremony.kind == "ceremony"
    assert "重温入党誓词" in ceremony.agenda
    assert promise.origin == "birthday"
    assert not promise.is_public
    with pytest.raises(Refused, match="已经领办"):
        actions.promise_deed(
            birthday, title="再来一件", due_on=date(2026, 12, 20), by=scene.by, at=MONDAY_9_00
        )


def test_who_does_not_want_it_is_left_out_without_a_reason(town: Town, scene: Scene) -> None:
    birthday = scene.birthday()

    actions.decline_birthday(birthday, by=scene.by)

    assert Birthday.objects.get(pk=birthday.pk).is_declined
    with pytest.raises(Refused, match="至少选一位"):
        actions.plan_ceremony(scene.org, [birthday], starts_at=MONDAY_9_00, by=scene.by, at=MONDAY_9_00)


def test_another_branch_cannot_touch_it(town: Town, scene: Scene) -> None:
    birthday = scene.birthday()

    with pytest.raises(NotAllowed):
        actions.note_acts(birthday, oath=True, story=False, talk=False, by=town.hat("other_branchsec"))


def test_names_are_for_the_branch_and_counts_for_the_line_above(town: Town, scene: Scene) -> None:
    scene.birthday()
    Birthday.objects.update(year=timezone.localdate().year)

    own = town.client("branchsec").get(reverse("life:birthdays")).content.decode()
    above = town.client("districtleader").get(reverse("life:birthdays")).content.decode()
    near = [
        town.client(who).get(reverse("life:birthdays")).content.decode() for who in ("secretary", "orgdept")
    ]
    months = town.client("secretary").get(reverse("life:org", args=[scene.org.pk])).content.decode()
    other = town.client("other_branchsec").get(reverse("life:birthdays")).content.decode()

    assert "岑廿年" in own
    assert not [page for page in (above, *near, months) if "岑廿年" in page]
    assert "已安排 0 位" in above
    assert "柳荫一网格党支部" not in other
