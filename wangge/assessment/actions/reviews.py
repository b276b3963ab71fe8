"""A review is begun and computed, checked by the subject itself, judged by a second person."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from wangge.assessment import rules
from wangge.assessment.actions._common import OUT_OF_REACH, add_up, need_score, step, take
from wangge.assessment.models import Item, Mark, Review, Standard
from wangge.assessment.queries import measures
from wangge.assessment.rules import How, SectionKind, StandardState, State
from wangge.grids.access import Acting, Permit, is_below
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.models import PartyOrg

#: Mark id -> points (None: no answer) and words.
Answers = Mapping[int, tuple[Decimal | None, str]]


@transaction.atomic
def open_reviews(
    standard: Standard, orgs: Iterable[PartyOrg], *, year: int, by: Acting, at: datetime
) -> list[Review]:
    """Begin the review of these organisations for a year, and compute what can be computed; an organisation
    may check itself by a standard without a total whenever it likes.
    """
    own = by.may(Permit.ASSESS_SELF) and not standard.has_total
    if not by.may(Permit.ASSESS_REVIEW) and not own:
        raise NotAllowed("您现在的岗位不能开始考评。")
    if standard.state != StandardState.IN_FORCE:
        raise Refused("只能用在用的版本考评。")
    there = set(
        Review.objects.filter(standard__code=standard.code, year=year).values_list("unit_id", flat=True)
    )
    items = list(Item.objects.filter(section__standard=standard).order_by("section__order", "order"))
    made = []
    for org in orgs:
        if org.unit_id is None or org.unit_id in there or org.kind not in standard.meant_for.split(","):
            continue
        _need_reach(by, org)
        review = Review.objects.create(
            standard=standard,
            unit_id=org.unit_id,
            area_id=org.area_id,
            area_path=org.area_path,
            year=year,
            opened_at=at,
        )
        Mark.objects.bulk_create([Mark(review=review, item=item) for item in items])
        _compute(review, org, at=at)
        step(review, "open", by=by, at=at)
        made.append(review)
    return made


def _need_reach(by: Acting, org: PartyOrg) -> None:
    is_own = by.unit_id == org.unit_id if by.unit_id is not None else True
    if not is_own or (by.area_path and not is_below(org.area_path, by.area_path)):
        raise NotAllowed("这个党组织不在您的管理范围内。")


def _compute(review: Review, org: PartyOrg, *, at: datetime) -> None:
    """Numbers as they stand now, with the words and rows behind them."""
    marks = list(Mark.objects.filter(review=review, item__how=How.COMPUTED).select_related("item"))
    for mark in marks:
        counted = measures.count(mark.item.measure, org, year=review.year, on=local_day(at))
        mark.part, mark.whole = counted.part, counted.whole
        mark.counted, mark.rows = counted.words[:300], [list(row) for row in counted.rows]
        score = rules.share_of(mark.item.points, counted.part, counted.whole)
        mark.score = None if score is None else rules.rounded(score)
    Mark.objects.bulk_update(marks, ["part", "whole", "counted", "rows", "score"])
    review.counted_at = at
    add_up(review)


@transaction.atomic
def check(review: Review, answers: Answers, *, by: Acting, at: datetime) -> Review:
    """The subject answers for itself; computed numbers are computed anew."""
    mine = Review.objects.open_to(by, Permit.ASSESS_SELF).select_for_update(of=("self",))
    fresh = mine.filter(pk=review.pk).select_related("standard", "unit").first()
    if fresh is None:
        raise NotAllowed(OUT_OF_REACH)
    if fresh.state != State.CHECKING:
        raise Refused("自查已经提交。")
    marks = list(Mark.objects.filter(review=fresh, pk__in=list(answers)).select_related("item__section"))
    marks = [mark for mark in marks if mark.item.how != How.COMPUTED]
    for mark in marks:
        value, evidence = answers[mark.pk]
        if value is not None:
            need_score(value, mark)
        mark.own = mark.score = value
        mark.evidence = words(evidence, field=f"words{mark.pk}", most=300, name="依据", may_be_empty=True)
    Mark.objects.bulk_update(marks, ["own", "score", "evidence"])
    fresh.self_by_id = by.person_id
    _compute(fresh, measures.org_of(fresh.unit_id), at=at)
    step(fresh, "check", by=by, at=at)
    return fresh


@transaction.atomic
def submit(review: Review, *, by: Acting, at: datetime) -> Review:
    """The subject has answered everything that is asked of it."""
    fresh = take(review, "submit", by=by)
    open_ = Mark.objects.filter(review=fresh, own__isnull=True).exclude(item__how=How.COMPUTED)
    if n := open_.exclude(item__section__kind=SectionKind.BONUS).count():
        raise Refused(f"还有 {n} 项没有自查。")
    fresh.self_by_id = by.person_id
    fresh.save(update_fields=["state", "self_by"])
    step(fresh, "submit", by=by, at=at)
    return fresh


@transaction.atomic
def send_back(review: Review, *, reason: str, by: Acting, at: datetime) -> Review:
    """The check needs more."""
    fresh = take(review, "send_back", by=by)
    fresh.words = words(reason, field="reason", most=300, name="要补充什么", may_be_empty=False)
    fresh.save(update_fields=["state", "words"])
    step(fresh, "send_back", by=by, at=at, text=fresh.words)
    return fresh


@transaction.atomic
def judge(review: Review, scores: Answers, *, words_: str = "", by: Acting, at: datetime) -> Review:
    """A second person looks at every answer; computed numbers stay computed, a changed one says why."""
    fresh = take(review, "review", by=by)
    if fault := rules.review_fault(checker=fresh.self_by_id, reviewer=by.person_id):
        raise Refused(fault)
    marks = list(Mark.objects.filter(review=fresh, pk__in=list(scores)).select_related("item__section"))
    for mark in marks:
        value, text = scores[mark.pk]
        mark.words = words(text, field=f"words{mark.pk}", most=200, name="复核意见", may_be_empty=True)
        if mark.item.how == How.COMPUTED or value is None:
            continue
        need_score(value, mark)
        if mark.own is not None and value != mark.own and not mark.words:
            raise Refused(f"{mark.item.words}：改了自查的分，请写一句理由。", field=f"words{mark.pk}")
        mark.score = value
    Mark.objects.bulk_update(marks, ["score", "words"])
    fresh.reviewed_by_id = by.person_id
    fresh.words = words(words_, field="words", most=300, name="总的意见", may_be_empty=True)
    add_up(fresh)
    step(fresh, "review", by=by, at=at)
    return fresh
