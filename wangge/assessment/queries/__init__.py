"""Reads of the room: a review section by section, its gaps, the stars of an area."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Q

from wangge.assessment.models import Mark, Review, Section, Standard
from wangge.assessment.rules import How, SectionKind, State
from wangge.grids.access import Acting, Permit


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a review with its marks."""

    section: Section
    marks: list[Mark]

    @property
    def points(self) -> Decimal:
        return sum((m.item.points for m in self.marks if m.score is not None), Decimal(0))

    @property
    def earned(self) -> Decimal:
        return sum((m.score for m in self.marks if m.score is not None), Decimal(0))


def marks_of(review: Review) -> list[Mark]:
    """All marks of a review in the order of its standard."""
    rows = Mark.objects.filter(review=review).select_related("item__section")
    return list(rows.order_by("item__section__order", "item__order"))


def parts(marks: list[Mark]) -> list[Part]:
    """Marks, section by section."""
    found: dict[int, Part] = {}
    for mark in marks:
        section = mark.item.section
        found.setdefault(section.pk, Part(section, [])).marks.append(mark)
    return list(found.values())


def gaps(marks: list[Mark]) -> list[Mark]:
    """What is not whole yet: a veto that holds, a no, a share below one, an answer that is missing."""
    return [mark for mark in marks if _is_gap(mark)]


def _is_gap(mark: Mark) -> bool:
    kind = mark.item.section.kind
    if kind == SectionKind.VETO:
        return bool(mark.score)
    if kind == SectionKind.BONUS:
        return False
    if mark.score is None:
        return mark.item.how != How.COMPUTED
    return mark.score < mark.item.points


def reviews_within(acting: Acting, standard: Standard, year: int) -> list[Review]:
    """The reviews of a standard's code in a year within reach."""
    rows = Review.objects.open_to(acting, Permit.ASSESS_SEE).filter(standard__code=standard.code, year=year)
    return list(rows.select_related("unit", "standard").order_by("unit__name", "pk")[:400])


def newest_of(acting: Acting, unit_id: int) -> list[Review]:
    """The newest review of each standard of one unit; two questions however long its history."""
    mine = Review.objects.open_to(acting, Permit.ASSESS_SEE).filter(unit=unit_id)
    latest = (
        mine.values("standard__code")
        .annotate(year=Max("year"))
        .order_by()
        .values_list("standard__code", "year")
    )
    wanted = Q(pk__in=[])
    for code, year in latest:
        wanted |= Q(standard__code=code, year=year)
    rows = mine.filter(wanted).select_related("standard").order_by("standard__code", "-pk")
    return list({row.standard.code: row for row in reversed(rows)}.values())


def history(review: Review) -> list[Review]:
    """The results of the same subject by the same standard in other years."""
    rows = Review.objects.filter(unit=review.unit_id, standard__code=review.standard.code, state=State.FINAL)
    return list(rows.exclude(pk=review.pk).select_related("standard").order_by("-year")[:10])
