"""A polygon at the door: read, converted once, mended with a notice or refused with a sentence; pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids import crs as systems
from wangge.grids.rules import codes, plane
from wangge.grids.rules.tree import Node, Tree
from wangge.kernel.refusal import Refused

MAX_POINTS = 200_000
#: A mended polygon may differ from the drawn one by this share of its ground.
MEND_SHARE = 0.02
SMALLEST = 100.0  # square metres
#: Digits behind the point: a centimetre.
_DIGITS = 7
CODE_KEYS = ("grid_code", "stat_code", "code", "adcode", "编码", "网格编码", "区划代码", "id")
NAME_KEYS = ("name", "名称", "NAME", "区域", "网格名称")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A polygon in WGS-84, ready to be stored, and what was mended in it."""

    polygon: BaseGeometry
    notice: str = ""


def prepare(geometry: Mapping[str, Any], crs: str) -> Prepared:
    """Read a GeoJSON polygon given in one of the four systems. Raises Refused."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Refused("图形不是面（Polygon 或 MultiPolygon）。", field="file")
    try:
        drawn = shapely.force_2d(plane.shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
        raise Refused("图形的坐标读不出来。", field="file") from None
    if drawn.is_empty:
        raise Refused("图形里没有坐标。", field="file")
    _plausible(drawn)
    placed = shapely.transform(drawn, lambda points: systems.to_wgs84_many(points, crs).round(_DIGITS))
    return _sound(placed)


def _plausible(drawn: BaseGeometry) -> None:
    points = shapely.get_coordinates(drawn)
    if len(points) > MAX_POINTS:
        raise Refused(f"图形有 {len(points)} 个点，超过 {MAX_POINTS} 个，请先简化。", field="file")
    if not np.isfinite(points).all():
        raise Refused("图形的坐标里有不是数字的值。", field="file")
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    if west < -180 or east > 180 or south < -90 or north > 90:
        is_swapped = west >= 3 and east <= 54 and south >= 73 and north <= 136
        text = "经度和纬度可能写反了。" if is_swapped else "坐标不是经纬度，请先转换成经纬度再导入。"
        raise Refused(text, field="file")


def _sound(polygon: BaseGeometry) -> Prepared:
    notice = ""
    if not polygon.is_valid:
        reason = _why(shapely.is_valid_reason(polygon))
        mended = _faces(shapely.make_valid(polygon, method="structure"))
        if mended is None or _share(polygon, mended) > MEND_SHARE:
            raise Refused(f"边界不成立：{reason}，修补后面积变化太大，请在绘图软件里改好。", field="file")
        polygon, notice = mended, f"边界{reason}，已自动修补"
    if _square_metres(polygon) < SMALLEST:
        raise Refused(f"图形小于 {SMALLEST:.0f} 平方米，可能坐标有误。", field="file")
    return Prepared(polygon, notice)


def _why(reason: str) -> str:
    known = {
        "Self-intersection": "自相交",
        "Ring Self-intersection": "自相交",
        "Hole lies outside": "有洞在外面",
    }
    return next((text for words, text in known.items() if reason.startswith(words)), "有几何错误")


def _faces(geometry: BaseGeometry) -> BaseGeometry | None:
    """Only the polygons of what mending left."""
    parts = [g for g in shapely.get_parts(geometry) if isinstance(g, shapely.Polygon | shapely.MultiPolygon)]
    whole = shapely.union_all(parts) if parts else None
    return None if whole is None or whole.is_empty else whole


def _share(drawn: BaseGeometry, mended: BaseGeometry) -> float:
    """How far the mended ground is from what the outline encloses; a bow tie's halves cancel out."""
    shells = [shapely.Polygon(part.exterior) for part in shapely.get_parts(drawn)]
    meant = sum(shapely.convex_hull(shell).area for shell in shells)
    nominal = sum(abs(_signed(shell)) for shell in shells)
    return abs(mended.area - nominal) / meant if meant else 1.0


def _signed(shell: shapely.Polygon) -> float:
    x, y = shapely.get_coordinates(shell).T
    return float(np.dot(x[:-1] - x[0], y[1:] - y[0]) - np.dot(x[1:] - x[0], y[:-1] - y[0])) / 2


def _square_metres(polygon: BaseGeometry) -> float:
    return float(plane.over([polygon]).flat(polygon).area)


@dataclass(frozen=True, slots=True)
class Boundary:
    """One polygon of a file, and the area it was found to belong to."""

    node: Node
    original: Mapping[str, Any]
    prepared: Prepared
    state: str  # new, changed, unchanged


@dataclass(slots=True)
class BoundaryPlan:
    """What importing a file of boundaries would change: all of it, or with any error nothing."""

    boundaries: list[Boundary] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    #: Polygons of areas that are not in the tree.
    strangers: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        """How many are new, changed or unchanged."""
        return sum(boundary.state == state for boundary in self.boundaries)


def features(content: Any) -> list[Mapping[str, Any]]:
    """The features of a GeoJSON document. Raises Refused."""
    kind = content.get("type") if isinstance(content, dict) else None
    found = (
        content.get("features") if kind == "FeatureCollection" else [content] if kind == "Feature" else None
    )
    if not isinstance(found, list):
        raise Refused("这不是 GeoJSON：最外层应为 FeatureCollection。", field="file")
    if not found:
        raise Refused("文件里没有图形。", field="file")
    if not all(isinstance(f, dict) and isinstance(f.get("geometry") or {}, dict) for f in found):
        raise Refused("文件里有读不懂的图形。", field="file")
    return found


def plan(
    found: Sequence[Mapping[str, Any]],
    tree: Tree,
    stored: Mapping[int, BaseGeometry],
    *,
    crs: str,
    by_name: bool,
) -> BoundaryPlan:
    """Find the area of every feature by its code (or its name), and prepare its polygon."""
    result = BoundaryPlan()
    index = _by_name(tree) if by_name else _by_code(tree)
    taken: dict[int, int] = {}
    for number, feature in enumerate(found, 1):
        node = _match(number, feature, index, result, by_name=by_name)
        if node is None:
            continue
        if node.id in taken:
            result.errors.append(f"第 {number} 个图形与第 {taken[node.id]} 个是同一个区域“{node.name}”。")
            continue
        taken[node.id] = number
        try:
            prepared = prepare(feature.get("geometry") or {}, crs)
        except Refused as refusal:
            result.errors.append(f"第 {number} 个图形“{node.name}”：{refusal.message}")
            continue
        if prepared.notice:
            result.notices.append(f"{node.name}：{prepared.notice}。")
        result.boundaries.append(
            Boundary(node, feature["geometry"], prepared, _state(stored.get(node.id), prepared.polygon))
        )
    result.notices += _stray(result.boundaries, stored)
    return result


def _state(before: BaseGeometry | None, after: BaseGeometry) -> str:
    if before is None:
        return "new"
    return "unchanged" if before.equals(after) else "changed"


def _by_code(tree: Tree) -> dict[str, list[Node]]:
    index = {code: [node] for code, node in tree.by_code.items()}
    for node in tree.nodes.values():
        if node.is_current and node.row.gb2260_code and node.rank <= 0:
            index.setdefault(node.row.gb2260_code, [node])
    return index


def _by_name(tree: Tree) -> dict[str, list[Node]]:
    index: dict[str, list[Node]] = {}
    for node in tree.nodes.values():
        if node.is_current:
            for name in {node.name, node.row.short_name, node.full_name, node.label} - {""}:
                index.setdefault(name, []).append(node)
    return index


def _match(
    number: int,
    feature: Mapping[str, Any],
    index: Mapping[str, list[Node]],
    result: BoundaryPlan,
    *,
    by_name: bool,
) -> Node | None:
    properties = feature.get("properties") or {}
    keys = NAME_KEYS if by_name else CODE_KEYS
    given = next((str(properties[k]).strip() for k in keys if properties.get(k) not in (None, "")), "")
    if not given:
        word = "名称（name）" if by_name else "编码（code）"
        result.errors.append(f"第 {number} 个图形没有{word}。")
        return None
    nodes = index.get(given, [])
    if not nodes and not by_name and (code := codes.read(given)):
        nodes = index.get(code.key, []) or index.get(code.stat, [])
    if len(nodes) > 1:
        places = "、".join(n.full_name for n in nodes[:3])
        result.errors.append(f"第 {number} 个图形“{given}”不止一个区域叫这个名字：{places}。请改按编码匹配。")
        return None
    if not nodes:
        result.strangers.append(given)
        return None
    return nodes[0]


def _stray(boundaries: Sequence[Boundary], stored: Mapping[int, BaseGeometry]) -> list[str]:
    """Polygons that mostly lie outside the area above them: the wrong coordinate system shows here first."""
    coming = {b.node.id: b.prepared.polygon for b in boundaries}
    stray = []
    for boundary in boundaries:
        parent_id = boundary.node.parent_id or 0
        above = coming.get(parent_id) or stored.get(parent_id)
        polygon = boundary.prepared.polygon
        if above is not None and not math.isclose(polygon.area, 0):
            outside = shapely.difference(polygon, shapely.make_valid(above)).area / polygon.area
            if outside > 0.2:
                stray.append(boundary.node.name)
    if not stray:
        return []
    names = "、".join(stray[:5]) + (f"等 {len(stray)} 个" if len(stray) > 5 else "")
    return [f"{names}有两成以上在上级边界以外，请检查坐标系是否选对。"]
