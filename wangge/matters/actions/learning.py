"""What cases teach: what their words were taken for, as what they were filed, and how a lesson went."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from wangge.journal.models import Actor
from wangge.matters.actions import _common
from wangge.matters.models import Lesson, Reading
from wangge.matters.rules.understanding.lessons import Outcome
from wangge.matters.rules.understanding.model import Understood

#: Readings say nothing new after so long.
_KEPT = timedelta(days=400)


@transaction.atomic
def note_readings(found: Iterable[tuple[uuid.UUID, Understood]], *, at: datetime) -> None:
    """Remember what the words of fresh cases were taken for; the first reading of a case stays."""
    rows = [
        Reading(
            case_id=case_id,
            codes=[meant.code for meant in read.meant],
            share=round(read.meant[0].share, 4),
            urgency=read.urgency,
            read_at=at,
        )
        for case_id, read in found
    ]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def note_decision(*, case_id: uuid.UUID, matter: str, at: datetime) -> None:
    """A desk filed the case as this: where that is not what it was taken for, it is a correction."""
    Reading.objects.filter(case_id=case_id).update(decided=matter, decided_at=at)


@transaction.atomic
def forget_readings(*, at: datetime) -> int:
    """Let go of readings that are too old."""
    return Reading.objects.filter(read_at__lt=at - _KEPT).delete()[0]


@transaction.atomic
def note_lesson(outcome: Outcome, *, cases: int, corrections: int, by: Actor, at: datetime) -> Lesson:
    """Write down what was learnt, what it gained and whether it was kept."""
    lesson = Lesson.objects.create(
        at=at,
        by_name=by.name[:60],
        cases=cases,
        corrections=corrections,
        before=outcome.before,
        after=outcome.after,
        shipped_before=outcome.shipped_before,
        shipped_after=outcome.shipped_after,
        is_kept=outcome.is_better,
        note="" if outcome.is_better else "没有变好，照旧使用原来的模型",
    )
    said = "采用" if lesson.is_kept else "退回"
    _common.note(by, "learn", f"lesson:{lesson.pk}", f"{lesson.cases} 件，{said}", at)
    return lesson


@transaction.atomic
def note_way_back(*, by: Actor, at: datetime) -> None:
    """Write down that somebody went back to the model before the last lesson."""
    _common.note(by, "learn_back", "lesson:last", "退回学习前的模型", at)
