"""What is handed over with a grid: open cases, promises not yet kept, where somebody is expected again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from wangge.cases.models import Case, CaseTask
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import officer
from wangge.duties.models import Handover
from wangge.grids import queries as areas
from wangge.grids.access import Acting, Permit, below
from wangge.matters.rules import Visibility
from wangge.promises.models import Promise

MOST = 500
_SHOWN = 200
#: After-care is set for at most 90 days after a close.
_EXPECTED = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Load:
    """What both sign for: open cases, promises not yet kept, places where somebody is expected again."""

    cases: list[Case]
    promises: list[Promise]
    visits: list[CaseTask]


@dataclass(frozen=True, slots=True)
class Keys:
    """The same, as it is kept when the giver signs: numbers and keys, no words."""

    cases: list[str]
    promises: list[str]
    visits: list[str]


def keys(path: str, *, at: datetime) -> Keys:
    """What is open in a grid now; a confidential case is on no page of a grid."""
    here = _shown(Case.objects.open().filter(below(path)))
    promises = Promise.objects.in_hand().filter(below(path)).order_by("due_on", "pk")
    return Keys(
        list(here.order_by("reported_at").values_list("number", flat=True)[:MOST]),
        [str(pk) for pk in promises.values_list("pk", flat=True)[:MOST]],
        [str(task.pk) for task in _visits(path, at=at)],
    )


def load(handover: Handover, acting: Acting, *, at: datetime) -> Load:
    """As it stood when the giver signed; until then as it stands now."""
    path = areas.the_tree().nodes[handover.area_id].path
    cases, promises = _shown(Case.objects.open_to(acting, Permit.CASE_SEE)), Promise.objects.all()
    if handover.giver_signed_at:
        cases = cases.filter(number__in=handover.case_numbers)
        promises = promises.filter(pk__in=handover.promise_keys)
        visits = list(_joined().filter(pk__in=handover.visit_keys).order_by("due_at", "pk"))
    else:
        cases, promises = cases.open().filter(below(path)), promises.in_hand().filter(below(path))
        visits = _visits(path, at=at)
    return Load(
        list(cases.select_related("matter__category").order_by("act_by", "number")[:_SHOWN]),
        list(promises.order_by("due_on", "pk")[:_SHOWN]),
        visits[:_SHOWN],
    )


def _shown(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.exclude(visibility=Visibility.CONFIDENTIAL)


def _joined() -> QuerySet[CaseTask]:
    return CaseTask.objects.select_related("case__matter__category")


def _visits(path: str, *, at: datetime) -> list[CaseTask]:
    """Dated looks after a close that are the grid's own; whole paths, so that the index leads to them."""
    node = areas.chain(path)[-1]
    paths = [node.path, *(one.path for one in areas.the_tree().below(node.id))]
    closed = _shown(Case.objects.filter(is_open=False, area_path__in=paths, closed_at__gte=at - _EXPECTED))
    rows = _joined().filter(kind=CaseTask.Kind.AFTERCARE, done_at__isnull=True, case__in=closed)
    return officer.for_the_grid(rows.order_by("due_at", "pk")[:MOST])
