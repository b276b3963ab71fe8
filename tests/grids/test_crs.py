"""Coordinates: the published vectors, the way back, and the box outside of which nothing moves."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.grids import crs

VECTORS = [
    (
        (116.404, 39.915),
        (116.410244499, 39.916404282),
        (116.410369494, 39.921336994),
        (116.397627291, 39.908656740),
    ),
    (
        (118.7965, 32.0584),
        (118.801684067, 32.056325323),
        (118.802921291, 32.064754700),
        (118.790071600, 32.052088224),
    ),
    (
        (121.4737, 31.2304),
        (121.478223059, 31.228457738),
        (121.480237423, 31.236334820),
        (121.467195141, 31.224342000),
    ),
]
#: Mainland China without its rim, where the box is the only border there is.
LON = st.floats(75.0, 134.0)
LAT = st.floats(18.5, 53.0)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.hypot((a[0] - b[0]) * 111_320 * math.cos(math.radians(a[1])), (a[1] - b[1]) * 110_540)


@pytest.mark.parametrize(("point", "gcj", "bd", "back"), VECTORS)
def test_the_published_vectors_come_out(
    point: tuple[float, float], gcj: tuple[float, float], bd: tuple[float, float], back: tuple[float, float]
) -> None:
    assert crs.wgs_to_gcj(*point) == pytest.approx(gcj, abs=1e-9)
    # The longitude of the third vector is published 2e-8 degrees (2 mm) off what the formula gives.
    assert crs.gcj_to_bd(*point) == pytest.approx(bd, abs=3e-8)
    assert crs.bd_to_gcj(*point) == pytest.approx(back, abs=1e-9)


@given(LON, LAT)
def test_the_way_back_from_gcj_ends_within_a_centimetre(lon: float, lat: float) -> None:
    there = crs.from_wgs84(lon, lat, "gcj02")

    assert metres(crs.to_wgs84(*there, "gcj02"), (lon, lat)) < 0.01


@given(LON, LAT)
def test_the_way_back_from_bd_ends_within_a_metre(lon: float, lat: float) -> None:
    there = crs.from_wgs84(lon, lat, "bd09")

    assert metres(crs.to_wgs84(*there, "bd09"), (lon, lat)) < 1.0


@given(LON, LAT)
def test_the_shift_is_some_hundred_metres(lon: float, lat: float) -> None:
    assert 20 < metres(crs.from_wgs84(lon, lat, "gcj02"), (lon, lat)) < 1500


@pytest.mark.parametrize("point", [(2.3522, 48.8566), (-73.98, 40.75), (139.69, 35.68), (151.2, -33.87)])
def test_outside_china_nothing_moves(point: tuple[float, float]) -> None:
    assert crs.from_wgs84(*point, "gcj02") == point
    assert crs.to_wgs84(*point, "gcj02") == point


def test_cgcs2000_is_taken_as_wgs84() -> None:
    assert crs.to_wgs84(118.8, 32.0, "cgcs2000") == (118.8, 32.0)
    assert crs.from_wgs84(118.8, 32.0, "wgs84") == (118.8, 32.0)


def test_an_unknown_system_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(ValueError, match="unknown"):
        crs.to_wgs84(118.8, 32.0, "epsg3857")
    with pytest.raises(ValueError, match="unknown"):
        crs.from_wgs84(118.8, 32.0, "")


@pytest.mark.parametrize("system", ["gcj02", "bd09", "wgs84"])
def test_many_points_at_once_are_the_same_points(system: str) -> None:
    points = np.array([[116.4, 39.9], [118.8, 32.06], [121.47, 31.23], [2.35, 48.85]])

    many = crs.to_wgs84_many(points, system)

    for row, (lon, lat) in zip(many, points, strict=True):
        assert tuple(row) == pytest.approx(crs.to_wgs84(lon, lat, system), abs=1e-9)
