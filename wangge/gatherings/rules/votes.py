"""Nominations and votes: one person, one ballot, and nobody can read who voted for whom; pure."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import TextChoices


class PollState(TextChoices):
    """Where a vote stands; it follows from its moments alone."""

    NOMINATING = "nominating", "提名中"
    VOTING = "voting", "投票中"
    CLOSED = "closed", "已结束"


def poll_state(*, opens_at: datetime, closes_at: datetime, at: datetime) -> PollState:
    """Nominations until it opens, votes until it closes."""
    if at < opens_at:
        return PollState.NOMINATING
    return PollState.VOTING if at < closes_at else PollState.CLOSED


def choice_fault(chosen: Sequence[int], *, most: int) -> str:
    """Whether a ballot is whole."""
    if not chosen:
        return "请至少选一个。"
    return f"最多选 {most} 个，您选了 {len(set(chosen))} 个。" if len(set(chosen)) > most else ""


def elected(votes: Sequence[tuple[int, int]], *, seats: int) -> set[int]:
    """The first `seats` by votes of (nominee, votes); whoever ties with the last one comes in too, and
    nobody without a vote.
    """
    ranked = sorted((n for _, n in votes if n), reverse=True)
    if not ranked:
        return set()
    least = ranked[min(seats, len(ranked)) - 1]
    return {nominee for nominee, n in votes if n >= least}
