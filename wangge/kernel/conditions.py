"""A condition of a query judged for a row in memory, so that what was read is not asked for again.

One definition serves both; what needs other tables is left to the database.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

_JUDGED: Mapping[str, Callable[[Any, Any], bool]] = {
    "exact": lambda have, want: bool(have == want),
    "in": lambda have, want: have in want,
    "gte": lambda have, want: bool(have >= want),
    "lt": lambda have, want: bool(have < want),
}


def holds(condition: object, row: models.Model) -> bool | None:
    """Whether a saved row fulfils it; None where the database has to say: other tables, other lookups, nulls.

    As in SQL, what is unknown does not matter beside an `or` that is true or an `and` that is false.
    """
    if isinstance(condition, Q):
        return _of_all(condition, row)
    if isinstance(condition, tuple):
        lookup, want = condition
        return _of_one(str(lookup), want, row)
    return None


def _of_all(condition: Q, row: models.Model) -> bool | None:
    if condition.connector == Q.XOR:
        return None
    answers = [holds(child, row) for child in condition.children]
    decisive = condition.connector == Q.OR and bool(answers)
    if decisive in answers:
        answer: bool | None = decisive
    else:
        answer = None if None in answers else not decisive
    return answer if answer is None or not condition.negated else not answer


def _of_one(lookup: str, want: Any, row: models.Model) -> bool | None:
    name, _, how = lookup.partition("__")
    judge = _JUDGED.get(how or "exact")
    if judge is None or hasattr(want, "resolve_expression") or isinstance(want, models.Model):
        return None
    if name != "pk" and name not in {field.attname for field in row._meta.concrete_fields}:
        return None
    have = row.pk if name == "pk" else row.__dict__.get(name)
    if have is None or want is None:
        return None
    return judge(have, want)
