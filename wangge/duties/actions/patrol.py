"""Patrols planned, walked and ended; what was found becomes a case at once; shop fronts kept."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from wangge.cases import actions as cases
from wangge.cases import queries
from wangge.cases.models import Case
from wangge.cases.rules.flows import Source
from wangge.duties.models import Front, Patrol, PatrolPlan, PatrolStop
from wangge.duties.rules import patrol as rules
from wangge.duties.rules.patrol import Duty, Kind
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area, Place
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters import queries as catalogue

#: What is kept of rounds goes after so long (domain/06 R-23).
KEPT = timedelta(days=30)


@transaction.atomic
def plan_patrol(
    area: Area,
    *,
    name: str,
    kind: Kind,
    every_days: int,
    places: Sequence[Place],
    looks_for: str = "",
    by: Acting,
    at: datetime,
) -> PatrolPlan:
    """Say which places are looked at, for what, how often."""
    _need(by, Permit.PATROL_PLAN, area.path)
    if not places:
        raise Refused("请选择要看的地点。", field="places")
    if not 1 <= every_days <= 90:
        raise Refused("1 到 90 天一次。", field="every_days")
    plan = PatrolPlan.objects.create(
        area=area, name=name.strip(), kind=kind, every_days=every_days, looks_for=looks_for.strip()
    )
    PatrolStop.objects.bulk_create(
        PatrolStop(plan=plan, place=place, order=n) for n, place in enumerate(places, 1)
    )
    journal.record(by=by, verb="duties.plan_patrol", subject=f"area:{area.pk}", note=plan.name, at=at)
    return plan


def _need(by: Acting, permit: Permit, path: str) -> None:
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    if by.area_path and not is_below(path, by.area_path):
        raise NotAllowed("这里不在您的范围内。")


@transaction.atomic
def end_plan(plan: PatrolPlan, *, by: Acting, at: datetime) -> None:
    """It is not walked any more."""
    _need(by, Permit.PATROL_PLAN, plan.area.path)
    PatrolPlan.objects.filter(pk=plan.pk).update(is_active=False)
    journal.record(by=by, verb="duties.end_plan", subject=f"area:{plan.area_id}", note=plan.name, at=at)


@transaction.atomic
def start_patrol(plan: PatrolPlan, *, by: Acting, at: datetime) -> Patrol:
    """Somebody sets out; a round that he has not ended goes on."""
    reach = PatrolPlan.objects.open_to(by, Permit.PATROL_WALK).filter(pk=plan.pk, is_active=True)
    if not reach.exists() or by.person_id is None:
        raise NotAllowed("这个巡查不在您的范围内。")
    made, _ = Patrol.objects.get_or_create(
        plan=plan, person_id=by.person_id, ended_at=None, defaults={"started_at": at}
    )
    return made


@transaction.atomic
def find(
    patrol: Patrol,
    *,
    what: str,
    matter: str = "",
    place: Place | None = None,
    photos: Sequence[StoredFile] = (),
    by: Acting,
    at: datetime,
) -> Case:
    """What was found on the round becomes a case where it is."""
    fresh = _mine(patrol, by)
    if not what.strip():
        raise Refused("请写一写发现了什么。", field="what")
    if place is not None and place.lon is not None and place.lat is not None:
        spot = queries.spot(lon=place.lon, lat=place.lat, place=place.name)
    else:
        spot = queries.area_spot(by.area_id or fresh.plan.area_id, place=place.name if place else "")
    known = matter if matter in catalogue.catalogue().matters else ""
    case = cases.discover(
        text=what, spot=spot, matter=known, photos=photos, source=Source.PATROL, by=by, at=at
    )
    Patrol.objects.filter(pk=fresh.pk).update(findings=F("findings") + 1)
    return case


def _mine(patrol: Patrol, by: Acting) -> Patrol:
    fresh = Patrol.objects.select_related("plan").select_for_update(of=("self",)).get(pk=patrol.pk)
    if fresh.person_id != by.person_id:
        raise NotAllowed("这是别人的巡查。")
    if fresh.ended_at is not None:
        raise Refused("这次巡查已经结束。")
    return fresh


@transaction.atomic
def end_patrol(patrol: Patrol, *, seen: Collection[int] = (), by: Acting, at: datetime) -> Patrol:
    """The round is over. Which stops were seen is kept only for security and emergency work."""
    fresh = _mine(patrol, by)
    stops = list(fresh.plan.stops.values_list("pk", flat=True))
    fresh.ended_at, fresh.seen = at, rules.kept(fresh.plan.kind, seen, stops)
    fresh.save(update_fields=["ended_at", "seen"])
    return fresh


@transaction.atomic
def forget_rounds(*, at: datetime, size: int = 500) -> int:
    """Rounds older than thirty days go, but the last of each plan's day: its name goes with them."""
    old = Patrol.objects.filter(started_at__lt=at - KEPT).order_by("started_at")
    gone, _ = Patrol.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:size])).delete()
    return gone


@transaction.atomic
def keep_front(
    area: Area,
    *,
    name: str,
    place: str,
    duties: Sequence[Duty],
    signed_on: date | None,
    by: Acting,
    at: datetime,
) -> Front:
    """Enter a shop front, or correct what it has taken on."""
    _need(by, Permit.PATROL_PLAN, area.path)
    front, _ = Front.objects.update_or_create(
        area=area,
        name=name.strip(),
        place=place.strip(),
        defaults={"duties": [str(d) for d in duties], "signed_on": signed_on, "is_active": True},
    )
    journal.record(by=by, verb="duties.keep_front", subject=f"area:{area.pk}", note=front.name, at=at)
    return front


@transaction.atomic
def front_fault(front: Front, *, duty: Duty, by: Acting, at: datetime) -> Case:
    """Something before a shop's door is not in order: a case, in two taps."""
    reach = Front.objects.open_to(by, Permit.PATROL_WALK).filter(pk=front.pk, is_active=True)
    if not reach.exists():
        raise NotAllowed("这家店不在您的范围内。")
    matter = {"clean": "ENV-01", "order": "STR-01"}.get(str(duty), "")
    known = matter if matter in catalogue.catalogue().matters else ""
    spot = queries.area_spot(front.area_id, place=f"{front.place}{front.name}"[:200])
    text = f"{front.name}门前没有做到“{Duty(duty).label}”"
    return cases.discover(text=text, spot=spot, matter=known, source=Source.PATROL, by=by, at=at)
