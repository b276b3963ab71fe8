"""What the row in hand decides is what the database would say, for every hat and permit."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import Story
from tests.town import PEOPLE, Town
from wangge.cases.models import Case
from wangge.cases.models.case import judged, scope_of
from wangge.cases.queries import may
from wangge.grids.access import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_every_hat_has_the_permits_on_a_case_that_its_queries_give(town: Town, story: Story) -> None:
    cases = [
        story.reported(),
        story.reported(where="far_grid"),
        story.submitted(),
        story.closed(),
        story.report(text="他又打我了，孩子在哭", matter="SEC-08").case,
    ]
    hats = [town.hat(who) for who, about in PEOPLE.items() if about.role is not None and about.where]

    for case in (Case.objects.get(pk=case.pk) for case in cases):
        for hat in hats:
            reaching = [p for p in hat.permits if p.startswith(("case_", "contact_", "order_"))]
            asked = {scope_of(hat, p): p for p in reaching}
            said = {p: Case.objects.open_to(hat, p).filter(pk=case.pk).exists() for p in asked.values()}
            told = {p: judged(hat, p, case) for p in asked.values()}
            held = may.permits_on(case, hat)

            assert {p: answer for p, answer in told.items() if answer is not None}.items() <= said.items()
            of_scope = {scope_of(hat, p): answer for p, answer in said.items()}
            assert held == {p for p in reaching if of_scope[scope_of(hat, p)]} - {Permit.CASE_REPORT}


def test_a_plain_case_is_judged_without_a_question(
    town: Town, story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case, dispatcher = story.dispatched(), town.dispatcher

    with django_assert_num_queries(0):
        assert Permit.CASE_DISPATCH in may.permits_on(case, dispatcher)
