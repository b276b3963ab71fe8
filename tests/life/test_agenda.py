"""A branch takes plans over, gets its agenda, holds what is due, and hears first what it did not hold."""

from datetime import date, datetime, timedelta

import pytest

from tests.life.scene import FIRST, TODAY, Scene
from tests.town import MONDAY_9_00, Town
from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Plan, Slot
from wangge.gatherings.rules.agenda import Standing
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI
from wangge.life import actions, queries
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI)


def test_a_branch_gets_the_duties_of_its_kind_and_this_months_agenda(scene: Scene) -> None:
    scene.adopt()

    codes = set(Slot.objects.filter(unit=scene.unit).values_list("plan__routine__code", flat=True))
    assert {"general_meeting", "theme_day", "ones_study", "ones_discuss"} <= codes
    assert "sys_meeting" not in codes
    assert scene.slot("theme_day").due_on == date(2026, 11, 30)
    assert scene.slot("general_meeting").starts_on == date(2026, 10, 1)


def test_taking_plans_over_twice_and_making_the_agenda_twice_changes_nothing(scene: Scene) -> None:
    scene.adopt()
    before = Slot.objects.count(), Plan.objects.count()

    scene.adopt()
    gatherings.make_agenda(on=TODAY)

    assert (Slot.objects.count(), Plan.objects.count()) == before


def test_the_next_month_brings_its_own_lines(scene: Scene) -> None:
    scene.adopt("theme_day", "general_meeting")

    gatherings.make_agenda(on=date(2026, 12, 1))

    assert Slot.objects.filter(plan__routine__code="theme_day").count() == 2
    assert Slot.objects.filter(plan__routine__code="general_meeting").count() == 1


def test_one_meeting_meets_several_lines(scene: Scene) -> None:
    scene.adopt()
    lines = [scene.slot(code) for code in ("theme_day", "ones_study", "ones_brief")]

    scene.held(*lines)

    month = queries.month(scene.org, first=FIRST, today=TODAY)
    met = {line.slot.plan.routine.code for line in month.lines if line.standing == Standing.MET}
    assert met == {"theme_day", "ones_study", "ones_brief"}


def test_a_line_is_not_booked_twice(scene: Scene) -> None:
    scene.adopt("theme_day")
    scene.called(scene.slot("theme_day"))

    with pytest.raises(Refused, match="已经安排过"):
        scene.called(scene.slot("theme_day"))


def test_a_cancelled_meeting_gives_its_lines_back(scene: Scene) -> None:
    scene.adopt("theme_day")
    called = scene.called(scene.slot("theme_day"))

    gatherings.cancel(called, reason="下大雨", by=scene.by, at=MONDAY_9_00)

    assert scene.slot("theme_day").gathering_id is None


def test_what_was_not_held_is_told_to_the_branch_first_and_upward_only_after_the_grace(
    town: Town, scene: Scene
) -> None:
    town.post("secretary")
    scene.adopt("theme_day")
    told = Notice.objects.filter(kind__startswith="unheld").order_by("created_at")

    assert actions.flag_unheld(at=moment(date(2026, 11, 30))) == (0, 0)
    assert actions.flag_unheld(at=moment(date(2026, 12, 1))) == (1, 0)
    assert [n.person.name for n in told.all()] == ["支书平"]
    assert actions.flag_unheld(at=moment(date(2026, 12, 5))) == (0, 0)
    assert actions.flag_unheld(at=moment(date(2026, 12, 6))) == (0, 1)
    assert [n.person.name for n in told.all()] == ["支书平", "舒纪明"]
    assert actions.flag_unheld(at=moment(date(2026, 12, 20))) == (0, 0)


def test_what_is_held_late_or_let_off_is_not_told_upward(scene: Scene) -> None:
    scene.adopt("theme_day", "ones_study")
    actions.flag_unheld(at=moment(date(2026, 12, 1)))
    late = moment(date(2026, 12, 3))
    scene.held(scene.slot("theme_day"), starts_at=late - timedelta(hours=1), at=late)
    gatherings.waive(scene.slot("ones_study"), reason="换届", by=scene.by, at=late)

    assert actions.flag_unheld(at=moment(date(2026, 12, 20))) == (0, 0)


def test_a_longer_grace_moves_the_day_it_is_told_upward(scene: Scene) -> None:
    scene.adopt("theme_day")
    gatherings.change_plan(
        scene.plan("theme_day"), times=1, grace_days=20, fixed_day=5, agenda="", by=scene.by, at=MONDAY_9_00
    )
    actions.flag_unheld(at=moment(date(2026, 12, 1)))

    assert actions.flag_unheld(at=moment(date(2026, 12, 20))) == (0, 0)
    assert actions.flag_unheld(at=moment(date(2026, 12, 21))) == (0, 1)


def test_another_branch_cannot_change_the_plans(town: Town, scene: Scene) -> None:
    scene.adopt("theme_day")

    with pytest.raises(NotAllowed):
        gatherings.drop_plan(scene.plan("theme_day"), by=town.hat("other_branchsec"), at=MONDAY_9_00)


def test_an_ended_plan_leaves_what_was_held(scene: Scene) -> None:
    scene.adopt("theme_day", "ones_study")
    scene.held(scene.slot("theme_day"))

    for code in ("theme_day", "ones_study"):
        gatherings.drop_plan(scene.plan(code), by=scene.by, at=MONDAY_9_00)

    assert set(Slot.objects.values_list("plan__routine__code", flat=True)) == {"theme_day"}
