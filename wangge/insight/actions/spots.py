"""Finding hot spots anew, and turning one into a supervised case."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases.models import Case, Tally
from wangge.cases.rules.counting import box, metres
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Place, PlaceKind
from wangge.insight.models import HotCase, HotSpot
from wangge.insight.rules import spots
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue

#: What a hot spot may be called after: never a dwelling.
_NAMED = (
    PlaceKind.ROAD,
    PlaceKind.LANE,
    PlaceKind.PARK,
    PlaceKind.SQUARE,
    PlaceKind.MARKET,
    PlaceKind.SCHOOL,
    PlaceKind.TRANSIT,
    PlaceKind.ESTATE,
)
_NEAR = 250.0


@transaction.atomic
def find_spots(*, at: datetime) -> int:
    """Group what came in during the last 30 days; a group that is already known keeps what was done
    about it.
    """
    since = local_day(at) - timedelta(days=spots.DAYS - 1)
    rows = Tally.objects.filter(reported_on__gte=since, lon__isnull=False, is_hidden=False).exclude(matter="")
    columns = ("case_id", "matter", "lon", "lat", "reported_on")
    seen = [spots.Seen(*row) for row in rows.values_list(*columns)]
    found = spots.hot(seen)
    known = {spot.pk: spot for spot in HotSpot.objects.filter(is_current=True)}
    members: dict[Any, int] = dict(
        HotCase.objects.filter(spot__in=known.values()).values_list("case_id", "spot_id")
    )
    kept: set[int] = set()
    for spot in found:
        before = next((members[c] for c in spot.cases if c in members and members[c] not in kept), None)
        row = known[before] if before is not None else HotSpot(found_at=at)
        kept.add(_write(row, spot))
    HotSpot.objects.filter(pk__in=set(known) - kept).update(is_current=False)
    return len(found)


def _write(row: HotSpot, spot: spots.Spot) -> int:
    area = grids.locate(spot.lon, spot.lat).area
    if area is None:
        path = Tally.objects.only("area_path").get(case_id=spot.cases[0]).area_path
        area = grids.chain(path)[-1]
    row.matter, row.area_id, row.area_path = spot.matter, area.id, area.path
    row.lon, row.lat, row.n = spot.lon, spot.lat, len(spot.cases)
    row.first_on, row.last_on = spot.first, spot.last
    row.place = row.place or _place(spot.lon, spot.lat)
    row.save()
    HotCase.objects.filter(spot=row).exclude(case_id__in=spot.cases).delete()
    HotCase.objects.bulk_create(
        (HotCase(spot=row, case_id=case) for case in spot.cases), ignore_conflicts=True
    )
    return row.pk


def _place(lon: float, lat: float) -> str:
    west, south, east, north = box(lon, lat, _NEAR)
    rows = Place.objects.filter(kind__in=_NAMED, is_current=True, lon__gte=west, lon__lte=east)
    found = [
        (metres(lon, lat, place.lon or 0, place.lat or 0), place.name)
        for place in rows.filter(lat__gte=south, lat__lte=north)[:60]
    ]
    return min(found)[1] if found and min(found)[0] <= _NEAR else ""


@transaction.atomic
def supervise_spot(spot: HotSpot, *, note: str, by: Acting, at: datetime) -> Case:
    """One open case of the spot stands for all of them, supervised until somebody has removed the cause."""
    if not note.strip():
        raise Refused("请写明督办要求。", field="note")
    fresh = HotSpot.objects.open_to(by, Permit.INSIGHT_SEE).select_for_update(of=("self",)).filter(pk=spot.pk)
    row = fresh.first()
    if row is None:
        raise NotAllowed("这个热点不在您的范围内。")
    if row.case_id is not None:
        raise Refused("这个热点已经转为督办。")
    members = HotCase.objects.filter(spot=row).values("case_id")
    reach = Case.objects.open_to(by, Permit.CASE_SUPERVISE).filter(pk__in=members)
    case = reach.open().filter(is_supervised=False).order_by("reported_at").first()
    if case is None:
        raise Refused("热点里没有还在办、没有督办的事；请调度员登记一件，写明要消除的原因。")
    name = catalogue.catalogue().matters[row.matter].name
    words = f"热点督办：{row.place or '附近'} 30 天内{name} {row.n} 件。{note.strip()}"
    case = cases.supervise(case, note=words, by=by, at=at)
    row.case, row.taken_at = case, at
    row.save(update_fields=["case", "taken_at"])
    journal.record(by=by, verb="insight.supervise_spot", subject=f"spot:{row.pk}", note=name, at=at)
    return case
