"""The full-text index kept: put in, taken out. How it is asked stands in `search`."""

from uuid import UUID

from django.db import connection, transaction

from wangge.cases.models import Case, CaseWords
from wangge.cases.search import spaced


@transaction.atomic
def index_words(case: Case, text: str) -> None:
    """Put a case's words into the index, in place of what was there."""
    forget_words(case.pk)
    row = CaseWords.objects.create(case=case)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "UPDATE cases_casewords SET words = to_tsvector('simple', %s) WHERE id = %s"
            cursor.execute(sql, [spaced(text), row.pk])
        else:
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
