"""The full-text index kept: put in, taken out. How it is asked stands in `search`."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction

from wangge.cases.models import Case, CaseWords
from wangge.cases.search import spaced

_INDEX = (
    "INSERT INTO cases_casewords (case_id, words)"
    " SELECT id, to_tsvector('simple', spread) FROM unnest(%s::uuid[], %s::text[]) AS given (id, spread)"
    " ON CONFLICT (case_id) DO UPDATE SET words = EXCLUDED.words"
)


@transaction.atomic
def index_words(case: Case, text: str) -> None:
    """Put a case's words into the index, in place of what was there."""
    index_many({case.pk: text})


@transaction.atomic
def index_many(texts: Mapping[UUID, str]) -> None:
    """The same for many cases at once: one statement on PostgreSQL."""
    if connection.vendor == "postgresql":
        spread = [spaced(text) for text in texts.values()]
        with connection.cursor() as cursor:
            cursor.execute(_INDEX, [list(texts), spread])
        return
    for case_id, text in texts.items():
        forget_words(case_id)
        row = CaseWords.objects.create(case_id=case_id)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO cases_fts (rowid, words) VALUES (%s, %s)", [row.pk, spaced(text)])


@transaction.atomic
def forget_words(case_id: UUID) -> None:
    """Take a case out of the index."""
    row = CaseWords.objects.filter(case_id=case_id).first()
    if row is None:
        return
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cases_fts WHERE rowid = %s", [row.pk])
    row.delete()
