"""The knowledge base as this process keeps it, asked by residents and tried out by editors."""

from datetime import date
from functools import lru_cache

from django.db.models import Count, Max, Sum

from wangge.channels.models import Entry, TalkCount
from wangge.channels.rules import retrieval
from wangge.channels.rules.hearing import Answer
from wangge.channels.rules.retrieval import Hit, Knowledge, Written
from wangge.grids import access


def _token() -> str:
    """Changes with every change of an entry; one small look."""
    seen = Entry.objects.aggregate(n=Count("pk"), last=Max("updated_at"), versions=Sum("version"))
    return f"{seen['n']}:{seen['versions']}:{seen['last'] and seen['last'].isoformat()}"


@lru_cache(maxsize=4)
def _knowledge(token: str) -> tuple[Knowledge, dict[int, tuple[str, date, date | None]]]:
    entries = list(Entry.objects.filter(is_active=True).order_by("pk"))
    written = [Written(entry.pk, entry.ways, entry.answer) for entry in entries]
    reach = {entry.pk: (entry.area_path, entry.valid_from, entry.valid_to) for entry in entries}
    return Knowledge.of(written), reach


def forget() -> None:
    """Read everything anew, as after a start: another database may have other entries at the same moment."""
    _knowledge.cache_clear()


def hits(question: str, *, on: date, path: str = "", most: int = 3) -> list[Hit]:
    """The entries in force on a day in an area that fit best, whether or not they are good enough."""
    if not question.strip():
        return []
    known, reach = _knowledge(_token())
    above = {"", *access.paths_up(path)}
    among = [
        pk
        for pk, (area, begins, ends) in reach.items()
        if area in above and begins <= on and (ends is None or ends >= on)
    ]
    return known.best(question, among=among, most=most)


def answer_of(hit: Hit) -> Answer:
    """An entry as the conversation knows it."""
    entry = Entry.objects.get(pk=hit.id)
    return Answer(
        entry=entry.pk,
        question=entry.question,
        text=entry.answer,
        source=entry.source,
        dated=entry.dated.isoformat(),
        owner=entry.owner,
        needs_local=entry.needs_local,
    )


def asked(question: str, *, on: date, path: str = "") -> tuple[Answer | None, tuple[str, ...]]:
    """What to answer with, or nothing; and the questions that come near, to be offered."""
    found = hits(question, on=on, path=path)
    best = retrieval.chosen(found)
    if best is not None:
        return answer_of(best), ()
    near = [hit.id for hit in retrieval.near(found)][:2]
    names = Entry.objects.in_bulk(near) if near else {}
    return None, tuple(names[pk].question for pk in near)


def day_counts(path: str, *, since: date, until: date) -> list[tuple[str, str, int]]:
    """(about, outcome, how many) in an area and below, over days; added up, never by whom."""
    rows: dict[tuple[str, str], int] = {}
    found = TalkCount.objects.filter(access.below(path), day__gte=since, day__lte=until)
    for about, outcome, n in found.values_list("about", "outcome", "n"):
        rows[about, outcome] = rows.get((about, outcome), 0) + n
    return sorted(((about, outcome, n) for (about, outcome), n in rows.items()), key=lambda r: (-r[2], r))
