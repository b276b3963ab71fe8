"""Breaking the glass: for an emergency, for two hours, told at once, judged by somebody else afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, Glass
from wangge.cases.queries import glass as queries
from wangge.grids.access import Acting, Permit
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice
from wangge.people.models import Reveal

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS = "邻居来社区说屋里没动静，要马上上门"


def hidden(story: Story) -> Case:
    """A call for help on the street's desk, which the community does not see."""
    _ = story.town.dispatcher, story.town.staff, story.town.audit
    return story.reported(
        text="他又打我了，孩子在哭", matter="", place="柳荫路 3 号 501 室", phone="13800001234"
    )


def broken(case: Case, by: Acting) -> Glass:
    return actions.break_glass(case, why="harm", words=WORDS, by=by, at=MONDAY_9_00)


def test_it_opens_what_one_may_not_see_and_everybody_who_must_know_is_told(town: Town, story: Story) -> None:
    case = hidden(story)

    glass = broken(case, town.staff)

    assert glass.until == MONDAY_9_00 + 2 * HOUR
    assert glass.review_by == MONDAY_9_00 + DAY
    assert [one.phone for one in queries.senders(case)] == ["13800001234"]
    assert Reveal.objects.get().reason == "emergency"
    assert Entry.objects.filter(verb="cases.break_glass", subject=f"case:{case.pk}").count() == 1
    assert story.verbs(case)[-1] == "break_glass"
    told = set(Notice.objects.filter(kind="glass").values_list("person_id", flat=True))
    assert told == {town.audit.person_id, town.dispatcher.person_id}
    # The list of cases stays as it was: nothing but this page opens.
    assert not Case.objects.open_to(town.staff, Permit.CASE_SEE).filter(pk=case.pk).exists()


def test_after_two_hours_it_is_shut(town: Town, story: Story) -> None:
    glass = broken(hidden(story), town.staff)

    actions.look(glass, by=town.staff, at=MONDAY_9_00 + timedelta(minutes=119))

    with pytest.raises(Refused, match="两个小时"):
        actions.look(glass, by=town.staff, at=MONDAY_9_00 + 2 * HOUR)
    with pytest.raises(NotAllowed):
        actions.look(glass, by=town.dispatcher, at=MONDAY_9_00)
    assert Entry.objects.filter(verb="cases.glass_look").count() == 1


@pytest.mark.parametrize("matter", ["GOV-03", "GOV-04"])
def test_a_complaint_about_people_is_never_behind_the_glass(town: Town, story: Story, matter: str) -> None:
    _ = town.dispatcher
    case = story.reported(text="网格员从来没见过人", matter=matter)

    for who in ("staff", "secretary", "streetleader", "district", "districtleader"):
        assert queries.find(case.number, town.hat(who)) is None, who
        with pytest.raises(NotAllowed):
            broken(case, town.hat(who))


def test_a_complaint_that_nobody_has_filed_is_not_either(town: Town, story: Story) -> None:
    _ = town.dispatcher
    case = story.reported(text="网格员说话难听，从来没来过楼里", matter="")

    assert case.is_confidential
    with pytest.raises(NotAllowed):
        broken(case, town.staff)


def test_a_case_that_names_somebody_is_not_either(town: Town, story: Story) -> None:
    case = hidden(story)
    case.accused.create(unit=town.sanitation)

    with pytest.raises(NotAllowed):
        broken(case, town.staff)


def test_who_has_no_such_permit_or_another_area_cannot(town: Town, story: Story) -> None:
    case = hidden(story)

    for who in (
        "officer",
        "leader",
        "other_staff",
        "other_dispatcher",
        "handler",
        "verifier",
        "sysadmin",
        "audit",
    ):
        with pytest.raises(NotAllowed):
            broken(case, town.hat(who))
    with pytest.raises(Refused, match="本来就能看"):
        broken(case, town.dispatcher)
    assert not Glass.objects.exists()


@pytest.mark.parametrize(("why", "words"), [("", WORDS), ("curious", WORDS), ("life", "快看"), ("life", " ")])
def test_a_reason_of_the_list_and_real_words_are_asked_for(
    town: Town, story: Story, why: str, words: str
) -> None:
    case = hidden(story)

    with pytest.raises(Refused):
        actions.break_glass(case, why=why, words=words, by=town.staff, at=MONDAY_9_00)


def test_whoever_has_three_that_nobody_judged_opens_no_fourth(town: Town, story: Story) -> None:
    case = hidden(story)
    for _ in range(3):
        broken(case, town.staff)

    with pytest.raises(Refused, match="没有复核"):
        broken(case, town.staff)


def test_each_look_is_judged_once_and_a_wrong_one_is_shut_at_once(town: Town, story: Story) -> None:
    _ = town.secadmin
    glass = broken(hidden(story), town.staff)
    with pytest.raises(Refused, match="为什么"):
        actions.judge(glass, verdict="wrong", words="", by=town.audit, at=MONDAY_9_00 + HOUR)

    actions.judge(
        glass, verdict="wrong", words="没有人求助，是打听邻居的事。", by=town.audit, at=MONDAY_9_00 + HOUR
    )

    with pytest.raises(Refused, match="不应当"):
        actions.look(glass, by=town.staff, at=MONDAY_9_00 + HOUR)
    with pytest.raises(Refused, match="复核过"):
        actions.judge(glass, verdict="justified", words="", by=town.audit, at=MONDAY_9_00 + 2 * HOUR)
    told = Notice.objects.filter(kind="glass", text__contains="复核结论").values_list("person_id", flat=True)
    assert set(told) == {town.staff.person_id, town.secadmin.person_id}


def test_only_the_audit_administrator_judges(town: Town, story: Story) -> None:
    glass = broken(hidden(story), town.staff)

    for who in ("staff", "dispatcher", "districtleader", "secadmin", "sysadmin"):
        with pytest.raises(NotAllowed):
            actions.judge(glass, verdict="justified", words="", by=town.hat(who), at=MONDAY_9_00)


def test_a_late_review_is_asked_for(town: Town, story: Story) -> None:
    broken(hidden(story), town.staff)

    assert actions.watch_glass(at=MONDAY_9_00 + HOUR) == 0
    assert actions.watch_glass(at=MONDAY_9_00 + 2 * DAY) == 1

    assert Notice.objects.filter(key="glass:late", person=town.person("audit")).count() == 1


def test_through_the_pages_from_the_number_to_the_verdict(town: Town, story: Story) -> None:
    case = hidden(story)
    client, audit = town.client("staff"), town.client("audit")
    asked = {"number": "99999999999", "why": "harm", "words": WORDS}
    assert "没有这个编号" in client.post(reverse("cases:glass"), asked).content.decode()

    sent = client.post(reverse("cases:glass"), asked | {"number": case.number})

    page = client.get(sent["Location"])
    assert page["Cache-Control"] == "no-store"
    for words in ("他又打我了", "501 室", "13800001234"):
        assert words in page.content.decode()
    glass = Glass.objects.get()
    assert town.client("dispatcher").get(sent["Location"]).status_code == 404
    review = audit.get(reverse("cases:glass_review")).content.decode()
    assert WORDS in review
    assert "他又打我了" not in review
    audit.post(reverse("cases:glass_judge", args=[glass.pk]), {"verdict": "justified", "words": ""})
    glass.refresh_from_db()
    assert glass.verdict == "justified"
    assert glass.judged_at is not None
    assert glass.judged_at <= timezone.now()
