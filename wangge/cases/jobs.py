"""What happens without a person: after the answer to a report, when an alarm has come, and once a day."""

from datetime import datetime, timedelta
from typing import Any

from wangge.cases import actions, queries
from wangge.cases.actions import _tell
from wangge.cases.models import Case
from wangge.cases.sealed import appeal_words, step_words
from wangge.jobs import registry
from wangge.matters.rules import Urgency


@registry.handler("cases.taken_in")
def taken_in(payload: dict[str, Any], *, at: datetime) -> None:
    """Put a fresh case into the search index and tell its desk."""
    case = Case.objects.select_related("matter__category", "desk").filter(pk=payload["case"]).first()
    if case is None or case.forgotten_at is not None:
        return
    actions.index_words(case, " ".join(_texts(case)))
    _tell.desk(case, "report", at=at)
    if case.urgency == Urgency.EMERGENCY:
        _tell.leaders(case, "emergency", at=at)


def _texts(case: Case) -> list[str]:
    told = appeal_words(case, case.appeals.all()).values()
    found = step_words(
        case, case.steps.filter(verb__in=("report", "give_info")).select_related("text")
    ).values()
    texts = [case.title, case.place]
    texts += [words.get(key, "") for words in told for key in ("text", "place")]
    return texts + [words.get(key, "") for words in found for key in ("note", "place", "given")]


@registry.periodic("cases.sweep", every=timedelta(minutes=1))
def sweep(*, at: datetime) -> None:
    """Reminders, supervision, moving up, archive: whatever is due."""
    while actions.sweep(at=at) > 0:
        pass


@registry.periodic("cases.seal", every=timedelta(days=1))
def seal(*, at: datetime) -> None:
    """Seal yesterday's steps."""
    actions.seal_day(queries.local_day(at) - timedelta(days=1), at=at)
