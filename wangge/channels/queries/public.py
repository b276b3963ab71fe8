"""What the public is shown: services, requests, feeds; all from the table of public facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from wangge.cases.rules.flows import Outcome
from wangge.channels.models import PublicItem
from wangge.channels.models.public import PublicItemQuerySet
from wangge.channels.rules import open311 as rules
from wangge.channels.rules.public import month_of
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Place
from wangge.grids.rules.tree import Node
from wangge.kernel.words import SHANGHAI
from wangge.matters.models import Matter
from wangge.matters.rules import Visibility

PAGE, MOST = 50, 200
#: What a request is asked about unless somebody says otherwise.
_LATELY = timedelta(days=90)
FEED = 50
_PUBLIC_PLACES = ("road", "lane", "market", "park", "square", "school")
Facts = dict[str, Any]


def matters() -> QuerySet[Matter]:
    """The matters that may be public at all."""
    found = Matter.objects.filter(visibility=Visibility.PUBLIC, is_active=True)
    return found.select_related("category").order_by("category__place", "code")


def service(matter: Matter) -> Facts:
    """A matter as a service."""
    return {
        "service_code": matter.code,
        "service_name": matter.name,
        "description": "、".join(matter.phrases[:3]) or matter.name,
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(matter.phrases[:5]),
        "group": matter.category.name,
    }


def definition(matter: Matter) -> Facts:
    """What may be told beyond words and place: the same two for every matter."""
    return {
        "service_code": matter.code,
        "attributes": [
            {
                "variable": True,
                "code": "danger",
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": None,
                "order": 1,
                "description": "现在有没有危险？有危险请先拨打 110、119、120。",
                "values": [{"key": "no", "name": "没有"}, {"key": "yes", "name": "有"}],
            },
            {
                "variable": True,
                "code": "since",
                "datatype": "string",
                "required": False,
                "datatype_description": "最多 40 个字",
                "order": 2,
                "description": "从什么时候开始的？",
                "values": [],
            },
        ],
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What requests are asked for."""

    numbers: Sequence[str] = ()
    services: Sequence[str] = ()
    status: Sequence[str] = ()
    start: datetime | None = None
    end: datetime | None = None
    page: int = 1
    size: int = PAGE


def requests(asked: Asked, *, at: datetime) -> list[PublicItem]:
    """One page, the newest month first. Within a month the order is that of numbers, which tell nothing."""
    found = PublicItem.objects.shown()
    if asked.numbers:
        return list(_joined(found.filter(number__in=asked.numbers[:MOST]))[:MOST])
    if asked.services:
        found = found.filter(matter__in=asked.services)
    if asked.status:
        found = found.filter(is_open__in=[status == "open" for status in asked.status])
    first = asked.start.astimezone(SHANGHAI) if asked.start else None
    found = found.filter(month__gte=_not_before(first) if first else month_of(at - _LATELY))
    if asked.end:
        found = found.filter(month__lte=asked.end.astimezone(SHANGHAI).date())
    start = (asked.page - 1) * asked.size
    return list(_joined(found)[start : start + asked.size])


def _not_before(moment: datetime) -> date:
    """What is shown is the first of a month: a filter can learn no more than that."""
    is_first = moment.day == 1 and moment.time() == moment.min.time()
    return moment.date() if is_first else moment.date() + timedelta(days=1)


def _joined(found: PublicItemQuerySet) -> PublicItemQuerySet:
    return found.select_related("matter", "area").order_by("-month", "number")


def request(item: PublicItem) -> Facts:
    """One item as the standard's request: facts and the released sentence."""
    ended = item.closed_month
    return {
        "service_request_id": item.number,
        "status": "open" if item.is_open else "closed",
        "status_notes": str(Outcome(item.outcome).label) if item.outcome else None,
        "service_name": item.matter.name,
        "service_code": item.matter_id,
        "description": item.sentence or item.matter.name,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": rules.month_start(item.month),
        "updated_datetime": rules.month_start(ended) if ended else None,
        "expected_datetime": None,
        "address": "，".join(part for part in (item.area.name, item.place) if part),
        "address_id": None,
        "zipcode": None,
        "lat": item.lat,
        "long": item.lon,
        "media_url": None,
    }


# --- release ---


def to_release(acting: Acting, *, tab: str) -> QuerySet[PublicItem]:
    """What this hat may write a sentence for: ended ones first, those of the last months."""
    found = PublicItem.objects.open_to(acting, Permit.CASE_SEE).shown()
    if tab == "released":
        return _with(found.filter(released_at__isnull=False)).order_by("-released_at")
    return _with(found.filter(released_at__isnull=True, is_open=False)).order_by("-closed_month", "number")


def _with(found: QuerySet[PublicItem]) -> QuerySet[PublicItem]:
    return found.select_related("matter", "area")


def public_place(name: str, path: str) -> Place | None:
    """A road or a public place of this name below an area; never a dwelling."""
    here = Place.objects.current().filter(access.below(path), kind__in=_PUBLIC_PLACES)
    return here.filter(name=name).first()


# --- feeds ---


def feed_area(code: str) -> Node | None:
    """A community or larger, by its code."""
    found = Area.objects.current().filter(stat_code=code, rank__lte=3).first()
    return grids.area(found.pk) if found else None


def feed(node: Node) -> list[PublicItem]:
    """The items released last, here and below."""
    found = PublicItem.objects.shown().filter(access.below(node.path), released_at__isnull=False)
    return list(_with(found).order_by("-released_at")[:FEED])


def feed_areas() -> list[Area]:
    """The areas one may subscribe to."""
    rows = Area.objects.current().filter(rank__range=(0, 3)).exclude(stat_code="")
    return list(rows.only("name", "stat_code", "rank", "path").order_by("path")[:500])
