"""The invented town: areas, boundaries and places, one for each seed, through the product's own imports.

清岚区 and its neighbours do not exist; their codes lie outside the real ranges.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge.demo.geography import ground, layout, naming, plan, ways
from wangge.demo.geography.layout import District
from wangge.demo.geography.plan import SIZES, Size
from wangge.grids import actions, area_imports
from wangge.grids.access import Acting
from wangge.grids.models import GridType
from wangge.grids.rules import boundaries as boundary_rules
from wangge.grids.rules import placing
from wangge.sheets import reading
from wangge.sheets import rules as sheets

__all__ = ["SEED", "SIZES", "Geography", "Size", "make", "settle"]

SEED = 20261120
#: Told after each stage: its name, how much is done, how much there is.
Tell = Callable[[str, int, int], None]
_AT_ONCE = 4000


@dataclass(frozen=True, slots=True)
class Geography:
    """What the imports take: rows of the table of areas, and two GeoJSON documents in WGS-84."""

    size: Size
    districts: list[District]
    rows: list[dict[str, Any]]
    boundaries: dict[str, Any]
    places: dict[str, Any]

    def table(self) -> bytes:
        """The areas as the file that an administrator would upload."""
        labels = {kind.value: kind.label for kind in GridType}
        columns = [c for c in area_imports.AREAS.columns if any(c.key in row for row in self.rows)]
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([column.title for column in columns])
        for row in self.rows:
            cells = {**row, "grid_type": labels.get(row.get("grid_type") or "", "")}
            writer.writerow(["" if cells.get(c.key) is None else cells.get(c.key, "") for c in columns])
        return text.getvalue().encode("utf-8-sig")


def make(size: str = "small", seed: int = SEED) -> Geography:
    """Invent a town; nothing is written."""
    drawn = plan.draw(SIZES[size], seed)
    roads = ways.draw(drawn)
    story = naming.find_story(drawn, roads)
    districts = layout.lay_out(drawn, roads, story)
    places = ground.Ground(drawn, roads, story, districts, seed).build()
    shapes = layout.boundaries(drawn, districts)
    return Geography(SIZES[size], districts, layout.rows(districts), _document(shapes), _document(places))


def _document(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def settle(geography: Geography, *, by: Acting, at: datetime, tell: Tell | None = None) -> None:
    """Bring a town into an empty installation: levels, the table of areas, boundaries, places."""
    tell = tell or _silent
    actions.seed_levels()
    checked = sheets.check(reading.parse(geography.table(), "区域.csv"), area_imports.AREAS)
    if checked.errors or checked.problems:
        raise ValueError([*map(str, checked.errors[:5]), *checked.problems])
    rows, _ = area_imports.area_rows(checked.rows)
    template = "city" if geography.size.districts > 1 else "nanjing"
    actions.import_areas(rows, template=template, by=by, at=at)
    tell("区域", len(rows), len(rows))
    actions.import_boundaries(geography.boundaries, crs="wgs84", source="虚构", by=by, at=at)
    tell("边界", len(rows), len(rows))
    _settle_places(geography, by=by, at=at, tell=tell)


def _settle_places(geography: Geography, *, by: Acting, at: datetime, tell: Tell) -> None:
    """Estates come with all their parts, a few thousand places at a time."""
    found = boundary_rules.features(geography.places)
    places, errors = placing.from_features(found, "wgs84")
    for start in range(0, len(places), _AT_ONCE):
        part = places[start : start + _AT_ONCE]
        errors += actions.import_places(part, by=by, at=at).errors
        tell("地点", min(start + _AT_ONCE, len(places)), len(places))
    if errors:
        raise ValueError([str(error) for error in errors[:5]])


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody listens."""
