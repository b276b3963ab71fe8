"""What every action of this room does first and last: reach, the words, the sum, the history."""

from datetime import datetime
from decimal import Decimal

from wangge.assessment import queries, rules
from wangge.assessment.models import Mark, Review, Step
from wangge.assessment.rules import REVIEW_FLOW, Scored, SectionKind, forbidden_in
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import words

OUT_OF_REACH = "这次考评不在您的管理范围内。"


def asked(text: str, *, field: str, most: int, name: str) -> str:
    """Words of a standard: they may not ask for presence, hours or volume."""
    text = words(text, field=field, most=most, name=name, may_be_empty=field == "evidence")
    if found := forbidden_in(text):
        raise Refused(f"考评标准里不能有“{found}”：到没到、多久、多少次都不是工作成效。", field=field)
    return text


def take(review: Review, verb: str, *, by: Acting) -> Review:
    """The only way to a review one may change: within reach, locked, moved by the flow."""
    permit = Permit(REVIEW_FLOW.permits(verb)[0])
    mine = Review.objects.open_to(by, permit).select_for_update(of=("self",))
    fresh = mine.filter(pk=review.pk).select_related("standard", "unit").first()
    if fresh is None:
        raise NotAllowed(OUT_OF_REACH)
    fresh.state = REVIEW_FLOW.step(fresh.state, verb)
    return fresh


def need_score(value: Decimal, mark: Mark) -> None:
    """A score that fits its item."""
    most = Decimal(1) if mark.item.section.kind == SectionKind.VETO else mark.item.points
    if fault := rules.score_fault(value, points=most):
        raise Refused(f"{mark.item.words}：{fault}", field=f"score{mark.pk}")
    if mark.item.how == rules.How.YES_NO and value not in (0, most):
        raise Refused(f"{mark.item.words}：只分做到和没做到。", field=f"score{mark.pk}")


def add_up(review: Review) -> None:
    """The total and the gaps from the marks as they stand; a grade by bands is no more than a reading."""
    marks = queries.marks_of(review)
    total = rules.total_of(Scored(m.item.points, m.score, m.item.section.kind) for m in marks)
    standard = review.standard
    review.total = total.total if standard.has_total else None
    review.is_vetoed = total.is_vetoed
    review.gaps_n = len(queries.gaps(marks))
    if standard.has_total and not standard.by_quota:
        bands = rules.bands_from(standard.bands)
        review.grade = rules.grade_by_bands(total.total, bands, is_vetoed=total.is_vetoed)
    review.save()


def step(review: Review, verb: str, *, by: Acting, at: datetime, text: str = "") -> None:
    """One line of the history, and one of the journal."""
    Step.objects.create(review=review, verb=verb, seat=by.seat[:80], words=text[:200], at=at)
    journal.record(by=by, verb=f"assessment.{verb}", subject=f"review:{review.pk}", at=at)
