"""The exclusion desk and its public count; the month's calls and how far they got."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import ground
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Post
from wangge.grids.rules.tree import Node
from wangge.insight.models import Exclusion, Sample, SampleCall
from wangge.insight.queries.counts import Counts
from wangge.insight.rules.folding import Kind
from wangge.insight.rules.follow import Ground, Stand
from wangge.people.models import Unit


def waiting(acting: Acting) -> Any:
    """Requests that wait for a decision, seen by who may ask and who may decide."""
    return _seen(acting).filter(stand=Stand.ASKED).order_by("asked_at")


def decided(acting: Acting) -> Any:
    """Requests with their decision, newest first."""
    return _seen(acting).exclude(stand=Stand.ASKED).order_by("-decided_at")


def _seen(acting: Acting) -> Any:
    permit = Permit.EXCLUSION_DECIDE if acting.may(Permit.EXCLUSION_DECIDE) else Permit.EXCLUSION_ASK
    return Exclusion.objects.open_to(acting, permit).select_related(
        "case__matter__category", "asked_by", "decided_by"
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A unit's cohort and what of it was taken out; itself an indicator."""

    name: str
    excluded: int
    cohort: int


def shares(node: Node, counts: Counts, since: date, until: date) -> list[Share]:
    """The public count: by unit in the order of names, those alone of whom something was taken out."""
    rows = counts.months(Kind.AREA_UNIT, str(node.id), ["b", "x.b"], since, until, path=node.path)
    cohort: Counter[str] = Counter()
    out: Counter[str] = Counter()
    for (unit, _), numbers in rows.items():
        cohort[unit] += numbers.get("b", 0)
        out[unit] += numbers.get("x.b", 0)
    names = dict(Unit.objects.filter(pk__in=[int(u) for u, n in out.items() if n]).values_list("pk", "name"))
    found = [Share(names.get(int(u), "属地自办"), n, cohort[u]) for u, n in out.items() if n]
    return sorted(found, key=lambda share: share.name)


def grounds(node: Node) -> list[tuple[str, int]]:
    """How often each ground was accepted."""
    rows = Exclusion.objects.filter(access.below(node.path), stand=Stand.APPROVED)
    counted = dict(rows.values_list("ground").annotate(n=Count("pk")).order_by())
    return [(str(ground_.label), counted.get(ground_.value, 0)) for ground_ in Ground]


# --- the month's calls ---


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a unit's part of the sample got."""

    name: str
    drawn: int
    answered: int
    unreached: int
    solved: int

    @property
    def waiting(self) -> int:
        return self.drawn - self.answered - self.unreached


def sample_of(acting: Acting, month: date) -> Sample | None:
    """The sample of the post's area, or of the nearest area above it that has one."""
    rows = Sample.objects.select_related("area").filter(
        month=month, area__path__in=access.paths_up(acting.area_path)
    )
    return max(rows, key=lambda sample: len(sample.area.path), default=None)


def calls(sample: Sample, acting: Acting, *, at: datetime) -> Any:
    """Whom this clerk calls now: within his area, not of his unit, not answered, not given up."""
    tries = ground.limits().revisit_tries
    since = at - ground.limits().reopen_within
    units = Post.objects.filter(person_id=acting.person_id or 0, unit__isnull=False).values("unit_id")
    own = WorkOrder.objects.filter(case=OuterRef("appeal__case"), unit_id__in=units)
    reach = Case.objects.open_to(acting, Permit.CASE_REVISIT).filter(closed_at__gte=since)
    rows = SampleCall.objects.filter(sample=sample, appeal__case__in=reach, appeal__rated_at__isnull=True)
    rows = rows.filter(~Exists(own), appeal__unreached_tries__lt=tries)
    return rows.select_related("appeal__case__matter__category", "appeal__case__lead_unit").order_by(
        "appeal__unreached_tries", "unit", "pk"
    )


def coverage(sample: Sample) -> list[Coverage]:
    """By unit, in the order of names."""
    tries = ground.limits().revisit_tries
    rated = Q(appeal__rated_at__isnull=False)
    rows = (
        SampleCall.objects.filter(sample=sample)
        .values_list("unit")
        .annotate(
            drawn=Count("pk"),
            answered=Count("pk", filter=rated),
            unreached=Count("pk", filter=~rated & Q(appeal__unreached_tries__gte=tries)),
            solved=Count("pk", filter=rated & Q(appeal__solved=True)),
        )
        .order_by()
    )
    found: Sequence[Any] = list(rows)
    names = dict(Unit.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "name"))
    return sorted((Coverage(names.get(u, "属地自办"), *rest) for u, *rest in found), key=lambda c: c.name)
