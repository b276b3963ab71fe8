"""Results are put under notice, appealed against, answered for, and settled."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from wangge.assessment import rules
from wangge.assessment.actions._common import OUT_OF_REACH, add_up, need_score, step, take
from wangge.assessment.models import Appeal, Item, Mark, Review
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.worktime import queries as worktime
from wangge.worktime.rules import arithmetic
from wangge.worktime.rules.limits import Limit, LimitUnit


@transaction.atomic
def publish(reviews: Sequence[Review], *, by: Acting, at: datetime) -> list[Review]:
    """Put results under notice; by quota, the grades are given among those published together."""
    done = [take(review, "publish", by=by) for review in reviews]
    if not done:
        raise Refused("没有已复核的考评可以公示。")
    standard = done[0].standard
    if any(review.standard_id != standard.pk for review in done):
        raise Refused("一次只能公示一个标准的考评。")
    if standard.has_total and standard.by_quota:
        _grade(done)
    limit = Limit(max(1, standard.notice_days), LimitUnit.WORKING_DAY)
    until = local_day(arithmetic.add(at, limit, worktime.calendar()))
    for review in done:
        review.notice_until = until
        review.save(update_fields=["state", "grade", "notice_until"])
        step(review, "publish", by=by, at=at, text=review.grade)
    return done


def _grade(reviews: Sequence[Review]) -> None:
    fit = {n: r.total for n, r in enumerate(reviews) if r.total is not None and not r.is_vetoed}
    quotas = rules.bands_from_order(reviews[0].standard.bands)
    grades = rules.grade_by_quotas(fit, quotas)
    for number, review in enumerate(reviews):
        review.grade = grades.get(number, "")


@transaction.atomic
def appeal(review: Review, *, item: Item | None, words_: str, by: Acting, at: datetime) -> Appeal:
    """The subject does not agree, while the result is under notice."""
    fresh = take(review, "appeal", by=by)
    if fresh.notice_until is not None and local_day(at) > fresh.notice_until:
        raise Refused("公示期已过。")
    if Appeal.objects.filter(review=fresh, item=item, answered_at__isnull=True).exists():
        raise Refused("这一项的申诉还在等答复。")
    made = Appeal.objects.create(
        review=fresh,
        item=item,
        words=words(words_, field="words", most=300, name="理由", may_be_empty=False),
        made_at=at,
    )
    step(fresh, "appeal", by=by, at=at)
    return made


@transaction.atomic
def answer_appeal(
    appeal_: Appeal,
    *,
    answer: str,
    is_upheld: bool,
    new_score: Decimal | None = None,
    by: Acting,
    at: datetime,
) -> Appeal:
    """Answer an appeal; one that is upheld changes its score, in the open."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("review__standard", "item")
    fresh = rows.get(pk=appeal_.pk)
    if not Review.objects.open_to(by, Permit.ASSESS_REVIEW).filter(pk=fresh.review_id).exists():
        raise NotAllowed(OUT_OF_REACH)
    if fresh.answered_at is not None:
        raise Refused("这条申诉已经答复。")
    fresh.answer = words(answer, field="answer", most=300, name="答复", may_be_empty=False)
    fresh.is_upheld, fresh.answered_at = is_upheld, at
    if is_upheld and fresh.item is not None:
        if new_score is None:
            raise Refused("申诉成立，请填改后的得分。", field="new_score")
        mark = Mark.objects.select_related("item__section").get(review=fresh.review_id, item=fresh.item_id)
        need_score(new_score, mark)
        mark.score = fresh.new_score = new_score
        mark.save(update_fields=["score"])
        add_up(fresh.review)
    fresh.save(update_fields=["answer", "is_upheld", "answered_at", "new_score"])
    step(fresh.review, "answer", by=by, at=at, text=fresh.answer)
    return fresh


@transaction.atomic
def settle(review: Review, *, by: Acting, at: datetime) -> Review:
    """The notice is over and every appeal is answered: the result stands."""
    fresh = take(review, "settle", by=by)
    if fresh.notice_until is not None and local_day(at) <= fresh.notice_until:
        raise Refused(f"公示到 {fresh.notice_until:%Y-%m-%d}，还没有结束。")
    if Appeal.objects.filter(review=fresh, answered_at__isnull=True).exists():
        raise Refused("还有申诉没有答复。")
    fresh.settled_at = at
    fresh.save(update_fields=["state", "settled_at"])
    step(fresh, "settle", by=by, at=at, text=fresh.grade)
    return fresh
