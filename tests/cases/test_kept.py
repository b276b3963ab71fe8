"""A question that is built once finds what its queryset finds, whatever is given."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Case, Step
from wangge.grids.access import Acting, Permit
from wangge.kernel import kept, rows

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def by_number(acting: Acting, *, number: str) -> QuerySet[Case]:
    steps = Step.objects.select_related("text").order_by("-seq")
    reach = Case.objects.open_to(acting, Permit.CASE_SEE).select_related("matter__category")
    return reach.prefetch_related(Prefetch("steps", steps)).filter(number=number)


def locked(_: None, *, number: str) -> QuerySet[Case]:
    return Case.objects.select_for_update(of=("self",)).filter(number=number)


def since(_: None, *, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(reported_at__gte=at).order_by("number")


def told(_: None, *, number: str) -> "QuerySet[Case, tuple[str, str]]":
    return Case.objects.filter(number=number).values_list("number", "matter__name")


def started(_: None, *, start: str) -> QuerySet[Case]:
    return Case.objects.filter(number__startswith=start)


def test_it_finds_each_time_what_was_asked_for_this_time(town: Town, story: Story) -> None:
    one, other = story.accepted(matter="ENV-14"), story.accepted(matter="ENV-02")

    for case in (one, other, one):
        found = kept.first(by_number, town.dispatcher, number=case.number)

        assert found is not None
        assert (found.number, found.clock) == (case.number, case.clock)
        assert found.matter is not None
        assert found.matter.category.code == "ENV"
        assert [step.verb for step in found.steps.all()] == ["accept", "report"]
        assert list(found.steps.filter(verb="accept").values_list("case_id", flat=True)) == [case.pk]
    assert kept.first(by_number, town.dispatcher, number="00000000000") is None
    assert kept.rows(told, number=other.number) == [(other.number, other.matter and other.matter.name)]


def test_what_is_joined_is_not_asked_for_again(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-14")
    kept.first(by_number, town.dispatcher, number=case.number)

    with CaptureQueriesContext(connection) as asked:
        found = kept.first(by_number, town.dispatcher, number=case.number)
        assert found is not None
        words = [(step.verb, step.case.number, hasattr(step, "text")) for step in found.steps.all()]

    assert len(asked) == 2
    assert [verb for verb, _, _ in words] == ["accept", "report"]
    assert {number for _, number, _ in words} == {case.number}


def test_each_hat_has_its_own_reach(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-14")

    assert kept.first(by_number, town.dispatcher, number=case.number) == case
    assert kept.first(by_number, town.handler, number=case.number) is None


def test_moments_are_given_as_they_are(story: Story) -> None:
    case = story.accepted(matter="ENV-14")

    assert case in kept.rows(since, at=MONDAY_9_00)
    assert kept.rows(since, at=MONDAY_9_00.replace(year=2099)) == []


@pytest.mark.postgres
def test_a_lock_outside_of_a_transaction_is_refused_also_the_second_time(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = story.accepted(matter="ENV-14")
    with transaction.atomic():
        assert kept.first(locked, number=case.number) == case
    monkeypatch.setattr(connection, "get_autocommit", lambda: True)

    with pytest.raises(TransactionManagementError):
        kept.first(locked, number=case.number)


@pytest.mark.postgres
def test_a_value_that_does_not_stand_alone_in_the_query_is_refused() -> None:
    with pytest.raises(TypeError, match="start"):
        kept.rows(started, start="12")


def test_a_row_is_written_whole_or_in_part(story: Story) -> None:
    case = story.accepted(matter="ENV-14")
    case.place, case.clock = "南门", {"a": ["引号'", None]}

    rows.update(case, "place")
    assert Case.objects.values_list("place", flat=True).get(pk=case.pk) == "南门"
    assert Case.objects.get(pk=case.pk).clock != case.clock
    rows.update(case)

    assert Case.objects.get(pk=case.pk).clock == {"a": ["引号'", None]}
