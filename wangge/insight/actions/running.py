"""Asking a kept question by itself, and telling its owner what came of it."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Post
from wangge.insight.models import Answer, SavedQuestion
from wangge.insight.queries import asking
from wangge.insight.rules.asking import Question, slot
from wangge.kernel.words import local_day
from wangge.notices import actions as notices

#: At eight in the morning; and how many are asked in one go.
MORNING, _AT_ONCE = timedelta(hours=8), 200
KEPT = timedelta(days=400)


@transaction.atomic
def run_questions(*, at: datetime) -> int:
    """Ask those whose morning has come and that were not asked since; returns how many were answered."""
    today = local_day(at - MORNING)
    rows = SavedQuestion.objects.exclude(schedule="").filter(ran_on__lt=today).order_by("pk")
    due = [row for row in rows.select_for_update(of=("self",)) if row.ran_on != slot(row.schedule, today)]
    return sum(_run(row, at=at) for row in due[:_AT_ONCE])


def _run(row: SavedQuestion, *, at: datetime) -> bool:
    """Within what its owner may see now; once his post has ended it is asked no more."""
    acting = _hat(row, at=at)
    if acting is None:
        row.schedule = ""
        row.save(update_fields=["schedule"])
        return False
    row.ran_on = slot(row.schedule, local_day(at - MORNING))
    question = Question.of(row.asked).on(row.schedule, row.ran_on)
    n, is_more = asking.count(asking.found(question, acting, at=at))
    before = row.answers.order_by("-at").first()
    Answer.objects.create(question=row, at=at, asked=question.as_query(), n=n)
    row.save(update_fields=["ran_on"])
    notices.tell(
        text=f"云查询“{row.name}”：{'超过 ' if is_more else ''}{n} 件{_moved(n, before)}。",
        link=f"{reverse('insight:query')}?{urlencode(question.as_query())}",
        kind="insight",
        persons=[row.person_id],
        at=at,
    )
    return True


def _hat(row: SavedQuestion, *, at: datetime) -> Acting | None:
    post = Post.objects.held(at).filter(pk=row.post_id or 0).select_related("person", "area", "unit").first()
    acting = post.acting() if post else None
    return acting if acting and acting.may(Permit.INSIGHT_SEE) else None


def _moved(n: int, before: Answer | None) -> str:
    if before is None:
        return ""
    if n == before.n:
        return "，和上次一样"
    return f"，比上次{'多' if n > before.n else '少'} {abs(n - before.n)} 件"


@transaction.atomic
def forget_answers(*, at: datetime) -> int:
    """Answers older than 400 days go."""
    return Answer.objects.filter(at__lt=at - KEPT).delete()[0]
