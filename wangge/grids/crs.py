"""Coordinates of the four systems met in China, turned into each other; pure (domain/02 section 7).

Everything is stored in WGS-84. CGCS2000 is taken as equal; GCJ-02 and BD-09 are converted once, at the door.
"""

import math
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices

Points = npt.NDArray[np.float64]

#: Krasovsky 1940, as the published approximation of GCJ-02 uses it.
_A = 6378245.0
_EE = 0.00669342162296594323
_BD = math.pi * 3000.0 / 180.0
#: West, east, south, north: outside this box the shift is not applied.
_BOX = (72.004, 137.8347, 0.8293, 55.8271)
_ROUNDS = 10
_CLOSE = 1e-10


class Crs(TextChoices):
    """Coordinate systems a point or polygon may come in."""

    WGS84 = "wgs84", "WGS-84（GPS）"
    CGCS2000 = "cgcs2000", "CGCS2000（国家大地坐标系、天地图）"
    GCJ02 = "gcj02", "GCJ-02（高德、腾讯）"
    BD09 = "bd09", "BD-09（百度）"


def is_shifted(lon: float, lat: float) -> bool:
    """Inside the box in which GCJ-02 differs from WGS-84."""
    west, east, south, north = _BOX
    return west <= lon <= east and south <= lat <= north


def to_wgs84(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """A point of any of the four systems as WGS-84 longitude and latitude in degrees."""
    if crs == Crs.BD09:
        lon, lat = _bd_to_gcj(lon, lat, math)
    elif crs != Crs.GCJ02:
        _known(crs)
        return lon, lat
    return gcj_to_wgs(lon, lat)


def from_wgs84(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """A WGS-84 point in the system that somebody outside asks for."""
    if crs not in (Crs.GCJ02, Crs.BD09):
        _known(crs)
        return lon, lat
    lon, lat = wgs_to_gcj(lon, lat)
    return gcj_to_bd(lon, lat) if crs == Crs.BD09 else (lon, lat)


def to_wgs84_many(points: Points, crs: str) -> Points:
    """The same for an array of n rows (lon, lat): whole polygons at once."""
    if crs not in (Crs.GCJ02, Crs.BD09):
        _known(crs)
        return points
    lon, lat = points[:, 0], points[:, 1]
    if crs == Crs.BD09:
        lon, lat = _bd_to_gcj(lon, lat, np)
    there_lon, there_lat = lon, lat
    for _ in range(_ROUNDS):
        d_lon, d_lat = _shift(there_lon, there_lat, np)
        there_lon, there_lat = lon - d_lon, lat - d_lat
    west, east, south, north = _BOX
    inside = (west <= there_lon) & (there_lon <= east) & (south <= there_lat) & (there_lat <= north)
    return np.column_stack([np.where(inside, there_lon, lon), np.where(inside, there_lat, lat)])


def wgs_to_gcj(lon: float, lat: float) -> tuple[float, float]:
    """Shift a GPS point as public maps of mainland China show it."""
    if not is_shifted(lon, lat):
        return lon, lat
    d_lon, d_lat = _shift(lon, lat, math)
    return lon + d_lon, lat + d_lat


def gcj_to_wgs(lon: float, lat: float) -> tuple[float, float]:
    """Undo the shift by fixed-point iteration; what would come to lie outside the box never was shifted."""
    there_lon, there_lat = lon, lat
    for _ in range(_ROUNDS):
        d_lon, d_lat = _shift(there_lon, there_lat, math)
        moved = abs(lon - d_lon - there_lon) + abs(lat - d_lat - there_lat)
        there_lon, there_lat = lon - d_lon, lat - d_lat
        if moved < _CLOSE:
            break
    return (there_lon, there_lat) if is_shifted(there_lon, there_lat) else (lon, lat)


def gcj_to_bd(lon: float, lat: float) -> tuple[float, float]:
    """Baidu's second shift on top of GCJ-02."""
    z = math.sqrt(lon * lon + lat * lat) + 2e-5 * math.sin(lat * _BD)
    theta = math.atan2(lat, lon) + 3e-6 * math.cos(lon * _BD)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


def bd_to_gcj(lon: float, lat: float) -> tuple[float, float]:
    """Undo Baidu's shift by its published approximate inverse."""
    return _bd_to_gcj(lon, lat, math)


def _bd_to_gcj(lon: Any, lat: Any, m: ModuleType) -> tuple[Any, Any]:
    x, y = lon - 0.0065, lat - 0.006
    z = m.sqrt(x * x + y * y) - 2e-5 * m.sin(y * _BD)
    theta = (math.atan2 if m is math else np.arctan2)(y, x) - 3e-6 * m.cos(x * _BD)
    return z * m.cos(theta), z * m.sin(theta)


def _shift(lon: Any, lat: Any, m: ModuleType) -> tuple[Any, Any]:
    """The offset of GCJ-02 in degrees at a point (`m` is math for a number, numpy for an array)."""
    x, y = lon - 105.0, lat - 35.0
    pi, sin, root = math.pi, m.sin, m.sqrt(m.fabs(x))
    wave = 20.0 * sin(6.0 * pi * x) + 20.0 * sin(2.0 * pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * sin(pi * y) + 40.0 * sin(pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * sin(pi * y / 12.0) + 320.0 * sin(pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * sin(pi * x) + 40.0 * sin(pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * sin(pi * x / 12.0) + 300.0 * sin(pi * x / 30.0)) * 2.0 / 3.0
    radians = lat * (pi / 180.0)
    sine = sin(radians)
    magic = 1.0 - _EE * sine * sine
    d_lat = north * 180.0 * magic * m.sqrt(magic) / (_A * (1.0 - _EE) * pi)
    return east * 180.0 * m.sqrt(magic) / (_A * m.cos(radians) * pi), d_lat


def _known(crs: str) -> None:
    if crs not in Crs.values:
        raise ValueError(f"unknown coordinate system: {crs}")
