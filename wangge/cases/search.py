"""Full text over the words and places of cases: an index of single characters asked by phrase.

Exact substrings at any length on both databases: FTS5 on SQLite, a tsvector on PostgreSQL; one function
spaces the characters for both. Writing to it is `actions.index_words` and `actions.forget_words`.
"""

import unicodedata

from django.db import connection
from django.db.models.expressions import RawSQL

from wangge.cases.models.case import CaseQuerySet

MOST = 1000


def spaced(text: str) -> str:
    """`路灯A1` -> `路 灯 a 1`: every letter and digit by itself, everything else a blank."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join(c for c in folded if c.isalnum())


def matching(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Of these cases the ones whose words or place contain the text; the newest thousand at most."""
    phrase = spaced(text)
    if not phrase:
        return cases.none()
    if connection.vendor == "postgresql":
        sql = (
            "SELECT case_id FROM cases_casewords WHERE words @@ phraseto_tsquery('simple', %s) "
            "ORDER BY id DESC LIMIT %s"
        )
        parameters: list[object] = [phrase, MOST]
    else:
        sql = (
            "SELECT case_id FROM cases_casewords WHERE id IN "
            "(SELECT rowid FROM cases_fts WHERE words MATCH %s ORDER BY rowid DESC LIMIT %s)"
        )
        parameters = [f'"{phrase}"', MOST]
    return cases.filter(pk__in=RawSQL(sql, parameters))  # noqa: S611  (parameters are bound)
