"""What the public is shown: services, requests, feeds; all from the table of public facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from wangge.cases.models import CasePhoto
from wangge.cases.rules.flows import Outcome
from wangge.channels.models import PublicItem, PublicPhoto
from wangge.channels.models.public import PublicItemQuerySet
from wangge.channels.rules import open311 as rules
from wangge.channels.rules import public
from wangge.channels.rules.public import month_of
from wangge.files.models import StoredFile
from wangge.files.rules import Kind
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Place
from wangge.grids.queries.board import SIDE, framed
from wangge.grids.rules.tree import Node
from wangge.kernel.refusal import Refused
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


def request(item: PublicItem, *, media: str | None = None) -> Facts:
    """One item as the standard's request: facts, the released sentence, the address of its picture."""
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
        "media_url": media,
    }


# --- release ---

#: So many public places stand beside the map.
NEAR = 8


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


def ready(item: PublicItem, *, sentence: str, place: str) -> Place | None:
    """The public place that is named; Refused where the sentence or the place may not be said."""
    if len(sentence) < 6:
        raise Refused("请用一句完整的话说明办了什么。", field="sentence")
    for field, text in (("sentence", sentence), ("place", place)):
        if why := public.objection(text):
            raise Refused(why, field=field)
    found = public_place(place, item.area_path) if place else None
    if place and found is None:
        raise Refused("这里没有叫这个名字的道路或公共场所，请换一个，或者不填。", field="place")
    return found


def near_places(item: PublicItem) -> list[Place]:
    """The roads and public places nearest to where it was, one of each name; never a dwelling."""
    here = Place.objects.current().filter(
        access.below(item.area_path), kind__in=_PUBLIC_PLACES, lon__isnull=False
    )
    lon, lat = item.case.lon, item.case.lat
    if lon is not None and lat is not None:
        away = (F("lon") - lon) * (F("lon") - lon) + (F("lat") - lat) * (F("lat") - lat)
        here = here.annotate(away=away).order_by("away", "pk")
    else:
        here = here.order_by("name", "pk")
    found: dict[str, Place] = {}
    for place in here[: NEAR * 3]:
        found.setdefault(place.name, place)
    return list(found.values())[:NEAR]


def little_map(item: PublicItem, places: Sequence[Place]) -> Facts:
    """The outline of the item's area and its public places as numbered dots, in a square of 240."""
    node = grids.area(item.area_id)
    drawn = framed(node) if node else None
    if drawn is None:
        return {"outline": "", "dots": []}
    dots = []
    for number, place in enumerate(places, 1):
        x, y = drawn.at(place.lon or 0.0, place.lat or 0.0)
        if 0 <= x <= SIDE and 0 <= y <= SIDE:
            dots.append({"n": number, "name": place.name, "x": f"{x:.1f}", "y": f"{y:.1f}"})
    return {"outline": drawn.path, "dots": dots}


# --- photos ---


def sources(item: PublicItem) -> list[CasePhoto]:
    """The photos of the case that could be shown once painted over: pictures, not papers; each once."""
    rows = CasePhoto.objects.filter(case_id=item.pk).exclude(kind=CasePhoto.Kind.DOCUMENT)
    rows = rows.filter(file__forgotten_at__isnull=True, file__kind=Kind.IMAGE).select_related("file")
    return list({photo.file_id: photo for photo in rows.order_by("-at", "pk")}.values())[:12]


def source(item: PublicItem, file_id: UUID) -> StoredFile | None:
    """One of them."""
    return next((photo.file for photo in sources(item) if photo.file_id == file_id), None)


def photo_of(item: PublicItem, source: StoredFile) -> PublicPhoto | None:
    """The painted copy of one of them."""
    return item.photos.select_related("file").filter(source=source).first()


def let_go(items: Sequence[PublicItem]) -> dict[UUID, list[PublicPhoto]]:
    """The pictures the public sees of these items."""
    rows = PublicPhoto.objects.shown().filter(item__in=items).select_related("file")
    found: dict[UUID, list[PublicPhoto]] = {}
    for photo in rows.order_by("painted_at", "pk"):
        found.setdefault(photo.item_id, []).append(photo)
    return found


# --- the page of an area ---

LATELY = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What was closed in the last months, as the public reads it."""

    total: str
    kinds: Sequence[tuple[str, str]]
    since: date


def done(node: Node, *, at: datetime) -> Done | None:
    """Counts of this month and the two before; None where there is nothing at all."""
    first = month_of(at)
    for _ in range(LATELY - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    rows = PublicItem.objects.shown().filter(access.below(node.path), closed_month__gte=first)
    counted = rows.order_by().values_list("matter__category__name").annotate(n=Count("pk"))
    found = sorted(counted, key=lambda row: (-row[1], row[0]))
    if not found:
        return None
    total = sum(n for _, n in found)
    return Done(public.about(total), [(name, public.about(n)) for name, n in found[:6]], first)


# --- feeds ---


def feed_area(code: str) -> Node | None:
    """A community or larger, by its code."""
    found = Area.objects.current().filter(stat_code=code, rank__lte=3).first()
    return grids.area(found.pk) if found else None


def released(node: Node) -> QuerySet[PublicItem]:
    """What was released here and below, the last first."""
    found = PublicItem.objects.shown().filter(access.below(node.path), released_at__isnull=False)
    return _with(found).order_by("-released_at", "pk")


def feed(node: Node) -> list[PublicItem]:
    """The items released last, here and below."""
    return list(released(node)[:FEED])


def feed_areas() -> list[Area]:
    """The areas one may subscribe to."""
    rows = Area.objects.current().filter(rank__range=(0, 3)).exclude(stat_code="")
    return list(rows.only("name", "stat_code", "rank", "path").order_by("path")[:500])
