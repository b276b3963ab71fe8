"""Rule books: issued, renewed, bound downwards, with what in the product applies them."""

from datetime import date

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids.access import Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.party import actions
from wangge.party.actions.books import Text
from wangge.party.models import RuleBook
from wangge.party.rules import books as rules

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def given(since: date = date(2026, 11, 1), *applied: str) -> Text:
    return Text("议事规则", "先议后办。", "各网格党支部", since, applied)


def issued(town: Town, *applied: str) -> RuleBook:
    return actions.issue_book(
        town.community,
        mechanism="deliberation",
        given=given(date(2026, 11, 1), *applied),
        by=town.network.by,
        at=MONDAY_9_00,
    )


def test_a_new_version_retires_the_old_one(town: Town) -> None:
    book = issued(town, "promises", "nonsense")

    fresh = actions.renew_book(book, given=given(date(2026, 12, 1)), by=town.network.by, at=MONDAY_9_00)
    book.refresh_from_db()

    assert [way.name for way in book.ways] == ["承诺清单"]
    assert (fresh.version, book.retired_on) == (2, date(2026, 12, 1))
    with pytest.raises(Refused, match="停止施行"):
        actions.renew_book(book, given=given(), by=town.network.by, at=MONDAY_9_00)


def test_a_book_binds_downwards_and_is_written_by_the_line_above(town: Town) -> None:
    book = issued(town)

    seen = [
        who
        for who in ("secretary", "branchsec", "other_branchsec", "leader")
        if RuleBook.objects.open_to(town.hat(who), Permit.PARTY_SEE).filter(pk=book.pk).exists()
    ]

    assert seen == ["secretary", "branchsec", "leader"]
    with pytest.raises(NotAllowed):
        actions.retire_book(book, by=town.hat("branchsec"), at=MONDAY_9_00)


def test_every_mechanism_of_the_seed_has_a_sample_and_its_ways_lead_somewhere() -> None:
    from django.urls import reverse

    assert all(rules.sample(mechanism) for mechanism in list(rules.Mechanism)[:5])
    assert all(reverse(way.url_name) for way in rules.APPLIED.values())
