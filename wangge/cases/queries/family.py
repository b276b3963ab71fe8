"""What was split off a case, what it was split off, and which sides were asked."""

from collections.abc import Sequence

from django.db.models import Q

from wangge.cases.models import Case
from wangge.cases.rules import family
from wangge.cases.sealed import step_words
from wangge.grids.access import Acting, Permit


def relatives(case: Case, acting: Acting) -> Sequence[Case]:
    """The case it came from and those split off it, as far as this hat may see them; one query."""
    seen = Case.objects.open_to(acting, Permit.CASE_SEE).select_related(
        "matter__category", "lead_unit", "desk"
    )
    near = Q(parent=case.pk) | Q(pk=case.parent_id) if case.parent_id else Q(parent=case.pk)
    return list(seen.filter(near).order_by("reported_at", "pk"))


def children_of(case: Case) -> Sequence[Case]:
    """What was split off, for its own sender: he sees both (domain/04 section 1a)."""
    return list(case.children.select_related("matter__category").order_by("reported_at", "pk"))


def opinions(case: Case) -> list[family.Opinion]:
    """Whom the desk asked, until when, and what they said; `case` has its steps and words joined."""
    steps = [s for s in case.steps.all() if s.verb in ("ask_opinion", "give_opinion")]
    texts = step_words(case, steps)
    told = [(s.verb, s.reason, s.at, texts[s.pk]) for s in sorted(steps, key=lambda s: s.seq)]
    return family.opinions(told)
