"""What was done before: the unit that had such cases here, and what a desk filed such words as."""

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from wangge.cases.models import Appeal, Case
from wangge.cases.sealed import appeal_words
from wangge.matters.models import Reading
from wangge.matters.rules import MatterEntry, Visibility
from wangge.matters.rules import precedents as rules
from wangge.matters.rules.precedents import Guess, Handled
from wangge.matters.rules.understanding.masking import masked
from wangge.matters.rules.understanding.remembered import Memory, memory_of

#: So many of the newest cases of a matter, and of the newest decisions of desks, are looked at.
_CASES, _DECISIONS = 200, 200
_LONGEST = 600


def unit_before(entry: MatterEntry, area_path: str, *, among: Collection[int]) -> Guess[int] | None:
    """The unit that most such cases went to here or nearby, of those that may get one; None without any."""
    filed = Case.objects.filter(matter=entry.code, lead_unit__isnull=False).exclude(area_path="")
    rows = filed.order_by("-pk").values_list("area_path", "lead_unit_id")[:_CASES]
    known = rules.learn(Handled((entry.code,), path, unit) for path, unit in rows if unit in among)
    return next(iter(rules.suggest(known, (entry.code,), area_path, most=1)), None)


def remembered() -> Memory:
    """The words of cases that a desk lately filed otherwise than they were taken for; kept in memory only."""
    newest = Reading.objects.exclude(decided="").order_by("-decided_at")[:_DECISIONS]
    rows = newest.values_list("case_id", "codes", "decided")
    decided = {case: code for case, codes, code in rows if codes[:1] != [code]}
    if not decided:
        return Memory(())
    # Asked every time: what was forgotten or became confidential meanwhile is not remembered either.
    still = Case.objects.filter(pk__in=decided, forgotten_at__isnull=True)
    # With every step it is read anew: one of several senders may have had his words deleted or corrected.
    steps = dict(still.exclude(visibility=Visibility.CONFIDENTIAL).values_list("pk", "step_count"))
    return _memory(tuple((case, code, steps[case]) for case, code in decided.items() if case in steps))


@lru_cache(maxsize=1)
def _memory(corrected: tuple[tuple[UUID, str, int], ...]) -> Memory:
    decided = [pk for pk, _, _ in corrected]
    cases = Case.objects.prefetch_related("appeals").in_bulk(decided)
    found = [(cases[pk], code) for pk, code, _ in corrected if pk in cases]
    return memory_of((text, code) for case, code in found for text in _texts(case))


def _texts(case: Case) -> list[str]:
    appeals: list[Appeal] = list(case.appeals.all())
    told = appeal_words(case, appeals).values()
    return [masked(text[:_LONGEST]) for words in told if (text := words.get("text", ""))]
