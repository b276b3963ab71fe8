"""A flat sheet over one installation, in metres, on which areas and distances are measured; pure.

Equirectangular about a middle latitude: within a city the error of a length stays below one per cent.
"""

import json
import math
from typing import Any

import numpy as np
import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from wangge.grids.crs import Points

_DEGREE = 111_195.0  # metres of one degree on a sphere of the mean radius


class Plane:
    """Turns WGS-84 degrees into metres from (lon, lat) and back."""

    def __init__(self, lon: float, lat: float) -> None:
        self.lon, self.lat = lon, lat
        self.per_lon = _DEGREE * math.cos(math.radians(lat))
        self.per_lat = _DEGREE

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Metres east and north."""
        return (lon - self.lon) * self.per_lon, (lat - self.lat) * self.per_lat

    def flat(self, geometries: Any) -> Any:
        """A geometry, or an array of them, in metres."""
        return shapely.transform(geometries, self.flat_points)

    def round(self, geometries: Any) -> Any:
        """Back to degrees."""
        return shapely.transform(geometries, self._round)

    def flat_points(self, points: Points) -> Points:
        flat: Points = (points - np.array([self.lon, self.lat])) * np.array([self.per_lon, self.per_lat])
        return flat

    def _round(self, points: Points) -> Points:
        there: Points = points / np.array([self.per_lon, self.per_lat]) + np.array([self.lon, self.lat])
        return there


def shape(geometry: Any) -> BaseGeometry:
    """The geometry of a GeoJSON object."""
    return shapely.geometry.shape(geometry)


def as_json(geometry: BaseGeometry) -> dict[str, Any]:
    """The GeoJSON object of a geometry, as a database gives it back."""
    found: dict[str, Any] = json.loads(shapely.to_geojson(geometry))
    return found


def over(geometries: Any) -> Plane:
    """The plane about the middle of these geometries (degrees)."""
    found = np.asarray(geometries, dtype=object)
    if not len(found):
        return Plane(0.0, 0.0)
    west, south, east, north = shapely.total_bounds(found)
    return Plane((west + east) / 2, (south + north) / 2)


def label_point(geometry: BaseGeometry) -> tuple[float, float]:
    """A point well inside a polygon (lon, lat), for its name."""
    point = geometry.centroid
    if not geometry.contains(point):
        point = geometry.representative_point()
    return round(point.x, 6), round(point.y, 6)


def bounds(geometries: Any) -> tuple[float, float, float, float]:
    """West, south, east, north of them all."""
    west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object)).tolist()
    return west, south, east, north
