"""What closed cases teach: their words, masked, as what they were filed as; none confidential."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Prefetch

from wangge.cases.models import Appeal, Case
from wangge.cases.sealed import appeal_words
from wangge.matters.models import Reading
from wangge.matters.rules import Visibility
from wangge.matters.rules.understanding.masking import masked
from wangge.matters.rules.understanding.training import Example

#: The newest filed cases are learnt from, so that the work does not grow with history.
MOST = 5000
#: A case that a desk filed otherwise than it was taken for says more.
_CORRECTED = 3.0
_LONGEST = 600


def examples(*, most: int = MOST) -> list[Example]:
    """The newest closed cases with a sender's words."""
    filed = Case.objects.filter(closed_at__isnull=False, matter__isnull=False, forgotten_at__isnull=True)
    filed = filed.exclude(visibility=Visibility.CONFIDENTIAL).filter(appeal_count__gt=0)
    found = list(
        filed.order_by("-closed_at").prefetch_related(Prefetch("appeals", Appeal.objects.order_by("pk")))[
            :most
        ]
    )
    corrected = _corrected([case.pk for case in found])
    return [example for case in found for example in _of(case, is_corrected=case.pk in corrected)]


def _corrected(cases: list[UUID]) -> set[UUID]:
    readings = Reading.objects.filter(case_id__in=cases).exclude(decided="")
    return {
        case
        for case, codes, decided in readings.values_list("case_id", "codes", "decided")
        if codes[:1] != [decided]
    }


def _of(case: Case, *, is_corrected: bool) -> Iterator[Example]:
    words = appeal_words(case, case.appeals.all()[:1]).values()
    for told in words:
        if text := masked(told.get("text", "")[:_LONGEST]).strip():
            yield Example(text, (str(case.matter_id),), weight=_CORRECTED if is_corrected else 1.0)
