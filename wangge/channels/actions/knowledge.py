"""What the assistant may answer with: written, changed, retired; and the questions it could not answer."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from wangge.channels.models import Entry, Unanswered
from wangge.channels.models.talks import KEPT
from wangge.channels.rules import retrieval
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel import sealing
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean

SAMPLES = Path(__file__).parents[1] / "data" / "knowledge.tsv"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as it is typed."""

    question: str
    answer: str
    topic: str
    source: str
    dated: date
    valid_from: date
    owner: str
    variants: str = ""
    valid_to: date | None = None
    area_id: int | None = None
    needs_local: bool = False
    is_active: bool = True


@transaction.atomic
def add(draft: Draft, *, unanswered: Unanswered | None = None, by: Acting, at: datetime) -> Entry:
    """Write an entry; where it answers a question that was noted, that one is done."""
    entry = Entry(**_columns(draft, by), updated_at=at)
    entry.save()
    if unanswered is not None:
        open_ones = Unanswered.objects.open_to(by, Permit.KNOWLEDGE_EDIT).filter(pk=unanswered.pk)
        open_ones.update(state=Unanswered.State.ANSWERED, entry=entry)
    journal.record(by=by, verb="channels.entry_add", subject=f"entry:{entry.pk}", at=at)
    return entry


@transaction.atomic
def edit(entry: Entry, draft: Draft, *, expected: int, by: Acting, at: datetime) -> Entry:
    """Change an entry; who read an older version is told so."""
    found = Entry.objects.open_to(by, Permit.KNOWLEDGE_EDIT).select_for_update(of=("self",))
    fresh = found.filter(pk=entry.pk).first()
    if fresh is None:
        raise NotAllowed("这条知识由上级维护，您可以查看，不能修改。")
    if fresh.version != expected:
        raise Refused("别的同事刚改过这条，请核对现在的内容再改。")
    for name, value in _columns(draft, by).items():
        setattr(fresh, name, value)
    fresh.version, fresh.updated_at = fresh.version + 1, at
    fresh.save()
    journal.record(by=by, verb="channels.entry_edit", subject=f"entry:{fresh.pk}", at=at)
    return fresh


def _columns(draft: Draft, by: Acting) -> dict[str, object]:
    if not by.may(Permit.KNOWLEDGE_EDIT):
        raise NotAllowed("您现在的岗位不能修改知识库。")
    node = grids.area(draft.area_id) if draft.area_id else None
    path = node.path if node else ""
    if not path and by.area_rank != 0:
        raise Refused("请选适用区域：只有区里能写全域适用的。", field="area")
    if path and not access.is_below(path, by.area_path):
        raise Refused("只能写本区域和下级区域的。", field="area")
    if not draft.source.strip():
        raise Refused("请写出处：没有出处的不能拿来答复居民。", field="source")
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Refused("失效日期早于生效日期。", field="valid_to")
    return {
        "question": clean(draft.question),
        "variants": "\n".join(line.strip() for line in clean(draft.variants).splitlines() if line.strip()),
        "answer": clean(draft.answer),
        "topic": draft.topic,
        "area_id": node.id if node else None,
        "area_path": path,
        "source": clean(draft.source),
        "dated": draft.dated,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "owner": clean(draft.owner),
        "needs_local": draft.needs_local,
        "is_active": draft.is_active,
    }


@transaction.atomic
def note_unanswered(words: str, *, area_path: str, at: datetime) -> None:
    """A question that could not be answered, masked; the same one again is counted."""
    words = clean(words)[:_LONGEST]
    digest = sealing.mac(retrieval.plain(words) or words, purpose="unanswered")
    same = Unanswered.objects.filter(digest=digest, area_path=area_path, state=Unanswered.State.OPEN)
    if not same.update(times=F("times") + 1, last_at=at):
        Unanswered.objects.create(words=words, digest=digest, area_path=area_path, first_at=at, last_at=at)


@transaction.atomic
def drop(unanswered: Unanswered, *, by: Acting, at: datetime) -> None:
    """This question needs no entry."""
    found = Unanswered.objects.open_to(by, Permit.KNOWLEDGE_EDIT).filter(pk=unanswered.pk)
    if not found.update(state=Unanswered.State.DROPPED):
        raise NotAllowed("这个问题不在您的范围内。")
    journal.record(by=by, verb="channels.question_drop", subject=f"question:{unanswered.pk}", at=at)


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Questions nobody asked for 90 days go."""
    return Unanswered.objects.filter(last_at__lt=at - KEPT).delete()[0]


@transaction.atomic
def seed(*, at: datetime) -> int:
    """The sample entries, each marked 需本地化; those whose question stands already are left alone."""
    known = set(Entry.objects.values_list("question", flat=True))
    with SAMPLES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    fresh = [
        Entry(
            question=row["question"],
            variants=row["variants"].replace("|", "\n"),
            answer=row["answer"],
            topic=row["topic"],
            source=row["source"],
            dated=date.fromisoformat(row["dated"]),
            valid_from=date.fromisoformat(row["dated"]) - timedelta(days=365),
            owner=row["owner"],
            needs_local=True,
            updated_at=at,
        )
        for row in rows
        if row["question"] not in known
    ]
    Entry.objects.bulk_create(fresh, batch_size=200)
    return len(fresh)
