"""What happens without a person: after the answer to a report, when an alarm has come, and once a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from wangge.cases import actions, queries
from wangge.cases.actions import _tell
from wangge.cases.models import Case, Step
from wangge.cases.rules.flows import State
from wangge.cases.sealed import appeal_words, step_words
from wangge.grids.access import THE_CLOCK
from wangge.jobs import actions as jobs
from wangge.jobs import registry
from wangge.kernel.words import local_day
from wangge.matters import actions as matters
from wangge.matters import queries as matters_queries
from wangge.matters.queries import understanding
from wangge.matters.rules import Urgency, Visibility
from wangge.worktime import queries as worktime


@registry.handler("cases.taken_in", batch=True)
def taken_in(payloads: Sequence[dict[str, Any]], *, at: datetime) -> None:
    """Put fresh cases into the search index and tell their desks: a few statements, however many they are."""
    cases = _index(payloads)
    _understand(cases, at=at)
    _tell.desks(cases, "report", at=at)
    for case in cases:
        if case.urgency == Urgency.EMERGENCY:
            _tell.leaders(case, "emergency", at=at)
            if case.state == State.REPORTED:
                _tell.alarm(case, at=at)


@registry.handler("cases.indexed", batch=True)
def indexed(payloads: Sequence[dict[str, Any]], *, at: datetime) -> None:
    """Put cases into the search index anew: their words have changed."""
    _index(payloads)


def _index(payloads: Sequence[dict[str, Any]]) -> list[Case]:
    wanted = {payload["case"] for payload in payloads}
    told = Step.objects.filter(verb__in=("report", "give_info")).select_related("text")
    found = Case.objects.select_related("matter__category", "desk").prefetch_related(
        "appeals", Prefetch("steps", told)
    )
    cases = list(found.filter(pk__in=wanted, forgotten_at__isnull=True).order_by("pk"))
    actions.index_many({case.pk: " ".join(_texts(case)) for case in cases})
    return cases


#: So sure must the model be to keep a case close that nobody has filed.
_SURE = 0.5


def _understand(cases: Sequence[Case], *, at: datetime) -> None:
    """Remember what the words of unfiled cases are taken for; what sounds confidential is kept close."""
    model = understanding.model_if_ready()
    unfiled = [case for case in cases if case.matter_id is None]
    if model is None or not unfiled:
        return
    read = {case: model.understand(understanding.without_area(" ".join(_words(case)))) for case in unfiled}
    matters.note_readings([(case.pk, found) for case, found in read.items()], at=at)
    catalogue = matters_queries.catalogue().matters
    for case, found in read.items():
        entry = catalogue.get(found.first)
        is_close = entry is not None and entry.visibility == Visibility.CONFIDENTIAL
        if is_close and found.meant[0].share >= _SURE and not case.is_confidential:
            actions.raise_visibility(case, by=THE_CLOCK, at=at, note="来件的话像是不便公开的事，先按保密处理")


def _words(case: Case) -> list[str]:
    told = appeal_words(case, case.appeals.all()).values()
    found = step_words(case, case.steps.all()).values()
    return [words.get("text") or words.get("note") or "" for words in (*told, *found)]


def _texts(case: Case) -> list[str]:
    told = appeal_words(case, case.appeals.all()).values()
    found = step_words(case, case.steps.all()).values()
    texts = [case.title, case.place]
    texts += [words.get(key, "") for words in told for key in ("text", "place")]
    return texts + [words.get(key, "") for words in found for key in ("note", "place", "given")]


@registry.periodic("cases.doors", every=timedelta(days=1))
def clean_doors(*, at: datetime) -> None:
    """Let go of the doors' receipts that are too old."""
    actions.clean_doors(at=at)


@registry.periodic("cases.sweep", every=timedelta(minutes=1))
def sweep(*, at: datetime) -> None:
    """Reminders, supervision, moving up, archive: whatever is due."""
    while actions.sweep(at=at) > 0:
        pass


@registry.periodic("cases.areas", every=timedelta(minutes=10))
def follow_areas(*, at: datetime) -> None:
    """What is still open in an area that was retired goes on in its successor."""
    areas = queries.retired_with_work()
    if areas:
        actions.move_to_successors(areas, by=THE_CLOCK, at=at)


@registry.periodic("cases.retention", every=timedelta(days=1), after=timedelta(hours=3), is_atomic=False)
def retention(*, at: datetime) -> None:
    """Every night what was kept long enough goes; what was removed stands in the report."""
    while sum(actions.apply_retention(at=at).values()):
        pass


@registry.periodic("cases.seal", every=timedelta(days=1))
def seal(*, at: datetime) -> None:
    """Seal all days up to yesterday that are not sealed yet."""
    for day in queries.unsealed_days(local_day(at)):
        actions.seal_day(day, at=at)


@registry.periodic("cases.calendar", every=timedelta(minutes=5))
def follow_calendar(*, at: datetime) -> None:
    """Where the working calendar changed, begin to reckon the stored due times anew."""
    if token := actions.note_calendar():
        _reckon(token, "", at=at)


@registry.handler("cases.recalculate")
def recalculate(payload: dict[str, Any], *, at: datetime) -> None:
    """One batch of open cases; the next one is a job of its own, so that others get their turn between."""
    worktime.forget()  # the calendar of this process may be seconds old
    last = actions.recalculate(after=UUID(payload["after"]) if payload["after"] else None)
    if last is not None:
        _reckon(payload["calendar"], str(last), at=at)


def _reckon(token: str, after: str, *, at: datetime) -> None:
    key = f"cases.recalculate:{token}"
    jobs.add("cases.recalculate", {"calendar": token, "after": after}, at=at, key=key)


@registry.periodic("cases.watch_glass", every=timedelta(hours=1))
def watch_glass(*, at: datetime) -> None:
    """Looks behind the glass whose review is late."""
    actions.watch_glass(at=at)
