"""What is forgotten is gone everywhere: words, contacts, photos, points, the search, notices, receipts."""

from datetime import timedelta

import pytest
from django.apps import apps

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions, jobs, search
from wangge.cases.models import Appeal, Case, CasePhoto, Receipt, Tally
from wangge.cases.queries import history
from wangge.files.models import StoredFile
from wangge.grids.access import THE_CLOCK
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + 2 * DAY
#: A word that stands nowhere else, in all that people wrote about the case.
MARK = "青檀木门"


def indexed(case: Case) -> None:
    jobs.taken_in([{"case": str(case.pk)}], at=MONDAY_9_00)


def found(text: str) -> list[Case]:
    return list(search.matching(Case.objects.all(), text))


def stored(text: str) -> list[str]:
    """The tables of the house in which a word stands in the clear."""
    rows = ((model, row) for model in apps.get_models() for row in model._default_manager.values())
    return [model._meta.db_table for model, row in rows if text in " ".join(map(str, row.values()))]


def test_a_forgotten_case_is_known_no_closer_than_its_area(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-01", place=f"{MARK}对面 12 栋 3 单元 502")
    assert case.lon is not None
    assert case.given_crs

    gone = actions.forget(case, by=THE_CLOCK, at=LATER)

    gone.refresh_from_db()
    assert (gone.lon, gone.lat, gone.given_lon, gone.given_lat) == (None, None, None, None)
    assert (gone.place, gone.given_crs) == ("", "")
    assert gone.area == town.grid
    assert not Tally.objects.filter(lon__isnull=False).exists()


def test_no_word_of_a_forgotten_case_stands_anywhere_in_the_clear(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-13", place=f"{MARK}旁", text=f"{MARK}前有垃圾", phone="13800001111")
    indexed(case)
    order = story.lead(case)
    actions.send_back(order, clause=MARK, proper_unit=f"{MARK}所", by=town.other_handler, at=MONDAY_9_00)
    assert stored(MARK)

    actions.forget(case, by=THE_CLOCK, at=LATER)

    assert stored(MARK) == []
    assert not Notice.objects.filter(case_id=case.pk).exists()


def test_the_appeals_of_a_forgotten_case_lead_to_nobody(town: Town, story: Story) -> None:
    appeal = story.report(matter="ENV-13", phone="13800001111", by=town.resident)

    actions.forget(appeal.case, by=THE_CLOCK, at=LATER)

    appeal = Appeal.objects.get(pk=appeal.pk)
    assert (appeal.contact_phone, appeal.phone_index, appeal.tail_index) == ("", None, None)
    assert (appeal.account, bytes(appeal.words), bytes(appeal.salt)) == (None, b"", b"")
    assert appeal.number


def test_what_became_part_of_a_forgotten_case_is_forgotten_with_it(town: Town, story: Story) -> None:
    main = story.reported(matter="ENV-13", text="河边有垃圾")
    other = story.reported(matter="ENV-13", text=f"{MARK}边上有垃圾", place=MARK)
    third = story.reported(matter="ENV-13", text="同一堆垃圾")
    for case in (main, other, third):
        indexed(case)
    actions.merge(third, into=other, by=town.dispatcher, at=MONDAY_9_00 + HOUR)
    main = actions.merge(other, into=main, by=town.dispatcher, at=MONDAY_9_00 + HOUR)

    actions.forget(main, by=THE_CLOCK, at=LATER)

    for case in Case.objects.filter(pk__in=[main.pk, other.pk, third.pk]):
        assert (case.place, case.lon, case.wrapped_key) == ("", None, None)
        assert case.forgotten_at == LATER
    assert found("垃圾") == []
    assert not list(history.broken_chains())


def test_merged_words_are_found_with_the_case_they_moved_to(town: Town, story: Story) -> None:
    main, other = story.reported(matter="ENV-13"), story.reported(matter="ENV-13", text=f"{MARK}有垃圾")
    for case in (main, other):
        indexed(case)

    actions.merge(other, into=main, by=town.dispatcher, at=MONDAY_9_00 + HOUR)
    jobs.indexed([{"case": str(main.pk)}], at=MONDAY_9_00 + HOUR)

    assert [case.pk for case in found(MARK)] == [main.pk]


def test_the_photos_of_a_forgotten_case_are_gone_with_their_bytes(town: Town, story: Story) -> None:
    _ = town
    case = story.closed(matter="ENV-01")
    files = list(CasePhoto.objects.filter(case=case).values_list("file_id", flat=True))
    assert files

    actions.forget(case, by=THE_CLOCK, at=LATER)

    assert not CasePhoto.objects.filter(case=case).exists()
    assert all(file.is_forgotten for file in StoredFile.objects.filter(pk__in=files))


def test_a_late_job_does_not_bring_a_forgotten_case_back_into_the_search(story: Story) -> None:
    case = story.reported(matter="ENV-13", text=f"{MARK}有垃圾")
    actions.forget(case, by=THE_CLOCK, at=LATER)

    indexed(case)

    assert found(MARK) == []


def test_the_doors_receipt_of_a_forgotten_case_is_gone(story: Story) -> None:
    appeal = story.report(matter="ENV-13")
    Receipt.objects.create(
        door="web", key="k", body_digest=b"1", appeal_id=appeal.pk, answer={}, created_at=MONDAY_9_00
    )

    actions.forget(appeal.case, by=THE_CLOCK, at=LATER + timedelta(days=1))

    assert not Receipt.objects.exists()
