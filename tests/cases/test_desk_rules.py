"""Corners of the desk's rules: asked once, the clock that waits, who settles a dispute, who ticks."""

from datetime import timedelta

import pytest

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, CaseTask
from wangge.cases.rules.flows import PushReason
from wangge.grids.access import Permit, Role
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_appellant_is_asked_once(town: Town, story: Story) -> None:
    appeal = story.report(matter="ENV-13", phone="13800001234")
    case = actions.ask_info(appeal.case, said="请补充几栋。", by=town.dispatcher, at=MONDAY_9_00 + HOUR)
    appeal.refresh_from_db()
    actions.give_info(appeal, text="三栋", by=story.me(appeal), at=MONDAY_9_00 + 2 * HOUR)

    with pytest.raises(Refused, match="已经请来件人补充过一次"):
        actions.ask_info(case, said="还要照片。", by=town.dispatcher, at=MONDAY_9_00 + 3 * HOUR)


def test_the_intakes_clock_waits_for_the_appellant(town: Town, story: Story) -> None:
    appeal = story.report(matter="ENV-13", phone="13800001234")
    before = appeal.case.act_by
    actions.ask_info(appeal.case, said="请补充几栋。", by=town.dispatcher, at=MONDAY_9_00 + HOUR)
    appeal.refresh_from_db()

    case = actions.give_info(appeal, text="三栋", by=story.me(appeal), at=MONDAY_9_00 + HOUR + DAY)

    assert case.act_by == before + DAY


def test_a_dispute_of_the_streets_own_desk_is_settled_by_the_district(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-13")
    assert case.desk == town.street

    def may(who: str) -> bool:
        return Case.objects.open_to(town.hat(who), Permit.CASE_ARBITRATE).filter(pk=case.pk).exists()

    assert (may("streetleader"), may("districtleader")) == (False, True)


def test_a_verifier_ticks_no_line(town: Town, story: Story) -> None:
    case = story.submitted(matter="FIR-01")
    task = CaseTask.objects.filter(case=case).first()
    assert task is not None

    with pytest.raises(NotAllowed, match="勾选"):
        actions.tick(task, by=town.verifier, at=MONDAY_9_00 + DAY)


def test_whom_a_complaint_names_hears_nothing_of_it(town: Town, story: Story) -> None:
    second_hat = town.appoint("officer", Role.STREET_DISPATCHER, town.street).acting()
    case = story.reported(text="网格员从来没见过人", matter="GOV-04")
    accused = town.person("officer")
    actions.accept(case, accused=[accused], by=town.dispatcher, at=MONDAY_9_00)
    Notice.objects.all().delete()

    actions.sweep(at=MONDAY_9_00 + timedelta(days=30))

    assert second_hat.person_id == accused.pk
    told = set(Notice.objects.filter(case_id=case.pk).values_list("person_id", flat=True))
    assert told
    assert accused.pk not in told


def test_what_was_told_before_a_case_became_confidential_is_gone(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-13", place="锦绣里 3 栋")
    case = actions.push_up(case, reason=PushReason.HAZARD, note="危险", by=town.dispatcher, at=MONDAY_9_00)
    assert Notice.objects.filter(case_id=case.pk, text__contains="锦绣里").exists()

    desk = town.hat("district")
    actions.raise_visibility(case, note="涉及个人", by=desk, at=MONDAY_9_00 + HOUR)

    assert not Notice.objects.filter(case_id=case.pk, text__contains="锦绣里").exists()
