"""JSON for maps: polygons of areas, the ground they lie on, and which area holds a point."""

import hashlib
import math
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from wangge.grids import crs, queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.queries.places import GROUND, NEAR

#: The ground from near comes in squares of this zoom of the usual tile scheme: about a kilometre.
TILE_ZOOM = 15
_SIDE = 1 << TILE_ZOOM
_KEPT = 3600


@require_safe
@permitted(Permit.AREAS_SEE)
def shapes(request: ActingRequest, area_id: int) -> HttpResponse:
    """An area's outline and the areas directly below it."""
    node = queries.area(area_id)
    if node is None:
        raise Http404
    return _kept(request, f"{node.id}-{queries.the_tree().token}", lambda: queries.shapes(node), public=False)


@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """Roads, water and green of the whole installation; anybody may see a map."""
    return _kept(request, f"ground-{queries.places_token()}", lambda: queries.ground(GROUND))


@require_safe
def tile(request: HttpRequest, x: int, y: int) -> HttpResponse:
    """Estates, houses and gates of one square."""
    if not (0 <= x < _SIDE and 0 <= y < _SIDE):
        raise Http404
    box = (_lon(x), _lat(y + 1), _lon(x + 1), _lat(y))
    return _kept(request, f"{x}-{y}-{queries.places_token()}", lambda: queries.ground(NEAR, box=box))


def _lon(x: int) -> float:
    return x / _SIDE * 360 - 180


def _lat(y: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / _SIDE))))


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Which area holds a point that somebody picks on a map: its name, its outline, and how sure that is."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
        lon, lat = crs.to_wgs84(lon, lat, request.GET.get("crs", crs.Crs.WGS84))
    except ValueError:
        return JsonResponse({"how": "unknown", "text": "没有读懂这个位置。"}, status=422)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return JsonResponse({"how": "unknown", "text": "没有读懂这个位置。"}, status=422)
    found = queries.locate(lon, lat)
    answer: dict[str, Any] = {"how": found.how, "lon": round(lon, 6), "lat": round(lat, 6)}
    if found.area is None:
        far = found.distance / 1000
        near = f"，离{found.nearest.name}约 {far:.1f} 公里" if found.nearest and far >= 0.1 else ""
        answer |= {"area": None, "text": f"这里不在本地网格范围内{near}。"}
    else:
        border = "（在几个网格的交界处）" if len(found.candidates) > 1 else ""
        answer |= {"area": found.area.as_json(), "text": f"{found.area.label}{border}"}
        answer["outline"] = queries.outline(found.area)
    return JsonResponse(answer)


def _kept(request: HttpRequest, key: str, make: Any, *, public: bool = True) -> HttpResponse:
    """JSON with a tag that changes with the data, so that a browser asks again only for a yes or no."""
    tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = JsonResponse(make(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response.headers["ETag"] = tag
    kept = f"public, max-age={_KEPT}" if public and "v" in request.GET else "no-cache"
    response.headers["Cache-Control"] = kept if public else f"private, {kept}"
    return response
