"""Supervised by the clock, by reworks, reopenings and bad words; listed with a day, taken off one by one."""

import pytest

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case
from wangge.cases.queries import page as pages
from wangge.cases.rules.flows import Outcome
from wangge.grids.access import Permit
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + HOUR


def reasons(case: Case) -> list[str]:
    return list(case.steps.filter(verb="supervise").order_by("seq").values_list("reason", flat=True))


def test_a_supervised_case_has_three_working_days_and_keeps_them(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-13")
    case = actions.supervise(case, note="快办", by=town.streetleader, at=LATER)
    assert case.supervise_by == LATER + 3 * DAY

    again = actions.supervise(case, note="再快", by=town.streetleader, at=LATER + DAY)
    cleared = actions.clear(again, note="已办", by=town.streetleader, at=LATER + DAY)

    assert again.supervise_by == LATER + 3 * DAY
    assert (cleared.is_supervised, cleared.supervise_by) == (False, None)


def test_the_second_rework_is_supervised(town: Town, story: Story) -> None:
    case = story.submitted(matter="ENV-01")
    for n in (1, 2):
        case = actions.rework(
            case, order=story.lead(case), note="没好", by=town.verifier, at=LATER + n * HOUR
        )
        assert case.is_supervised == (n == 2)
        case = story.hand_in(case, at=LATER + n * HOUR)

    assert reasons(case) == ["rework_twice"]


def test_what_was_taken_up_twice_goes_to_the_level_above(town: Town, story: Story) -> None:
    town.hat("districtleader")
    case = story.closed(matter="ENV-01")
    at = case.closed_at or LATER
    for n in (1, 2):
        actions.reopen(case, note="又坏了", by=town.dispatcher, at=at + n * HOUR)
        case.refresh_from_db()
        if n == 1:
            case = actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=at + HOUR)
            story.hand_in(case, at=at + HOUR)
            case = actions.verify(case, note="好了", by=town.verifier, at=at + HOUR)
            case = actions.close(
                case, outcome=Outcome.SOLVED, said="好了。", by=town.dispatcher, at=at + HOUR
            )

    assert reasons(case) == ["reopened_twice"]
    leader = town.person("districtleader").pk
    assert Notice.objects.filter(case_id=case.pk, kind="escalate", person_id=leader).exists()


def test_somebody_very_dissatisfied_is_looked_at_although_it_is_solved(town: Town, story: Story) -> None:
    case = story.closed(matter="ENV-01")
    other = story.closed(matter="ENV-01")
    for one, stars in ((case, 2), (other, 3)):
        appeal = one.appeals.get()
        actions.rate(appeal, solved=True, satisfaction=stars, by=story.me(appeal), at=LATER + DAY)

    case.refresh_from_db()
    other.refresh_from_db()
    assert (reasons(case), reasons(other)) == (["low_rating"], [])
    assert (case.state, case.is_supervised) == ("closed", True)
    actions.clear(case, note="已回访说明", by=town.streetleader, at=LATER + 2 * DAY)


def test_a_report_explains_until_when_it_is_decided_on_and_what_did_not_count(
    town: Town, story: Story
) -> None:
    appeal = story.report(matter="ENV-13", phone="13800001111")

    def why(at: object = LATER) -> str:
        rows = Case.objects.open_to(town.dispatcher, Permit.CASE_SEE)
        found = pages.load(rows).get(pk=appeal.case_id)
        return "\n".join(pages.page(found, town.dispatcher, at=at).why)  # type: ignore[arg-type]

    assert "2 工作小时" in why().replace("个", "") or "工作小时" in why()
    actions.ask_info(appeal.case, said="在几栋？", by=town.dispatcher, at=LATER)
    assert "正在等来件人补充，受理计时停着" in why()
    actions.give_info(appeal, text="3 栋", by=story.me(appeal), at=LATER + HOUR)
    assert "等来件人补充用去 1 小时，不算在受理时限里" in why(LATER + HOUR)
