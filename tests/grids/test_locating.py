"""Locating over plain polygons: against brute force, at borders, in gaps, outside."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wangge.grids.rules.locating import BORDER, How, Locator, Shape
from wangge.grids.rules.plane import over

WEST, SOUTH, SIDE = 118.5, 31.8, 0.04


def tiles(seed: int, count: int) -> list[Shape]:
    """A district divided by a Voronoi diagram, and the district above them."""
    box = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
    points = np.random.default_rng(seed).uniform((WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE), (count, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=box).geoms
    return [
        Shape(1, "1/", box),
        *(Shape(n, f"1/{n}/", cell.intersection(box)) for n, cell in enumerate(cells, 2)),
    ]


CITY = tiles(7, 60)
LOCATOR = Locator(CITY)
PLANE = over([shape.polygon for shape in CITY])
FLAT = {shape.area_id: PLANE.flat(shape.polygon) for shape in CITY[1:]}


@given(st.floats(0, 1), st.floats(0, 1))
def test_every_point_lies_where_a_plain_search_says(east: float, north: float) -> None:
    lon, lat = WEST + SIDE * east, SOUTH + SIDE * north
    here = shapely.Point(*PLANE.xy(lon, lat))

    spot = LOCATOR.locate(lon, lat)

    distances = {area_id: polygon.distance(here) for area_id, polygon in FLAT.items()}
    assert spot.area_id is not None
    assert distances[spot.area_id] == pytest.approx(0, abs=1e-6)
    near = {area_id for area_id, distance in distances.items() if distance < BORDER - 0.1}
    may_be = {area_id for area_id, distance in distances.items() if distance < BORDER + 0.1}
    told = set(spot.candidates) or {spot.area_id}
    assert near <= told <= may_be
    assert (spot.how is How.BORDER) == (len(told) > 1)


@given(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))
def test_outside_is_said_with_the_nearest_area_and_how_far(east: float, north: float) -> None:
    lon, lat = WEST + SIDE * east, SOUTH + SIDE * north
    here = shapely.Point(*PLANE.xy(lon, lat))

    spot = LOCATOR.locate(lon, lat)

    distance = min(polygon.distance(here) for polygon in FLAT.values())
    if distance > 1e-6:
        assert (spot.area_id, spot.how) == (None, How.OUTSIDE)
        assert spot.nearest_id is not None
        assert FLAT[spot.nearest_id].distance(here) == pytest.approx(distance)
        assert spot.distance == pytest.approx(distance)


@given(st.lists(st.tuples(st.floats(-0.1, 1.1), st.floats(-0.1, 1.1)), min_size=1, max_size=40))
def test_many_points_at_once_are_the_same_points(parts: list[tuple[float, float]]) -> None:
    points = [(WEST + SIDE * east, SOUTH + SIDE * north) for east, north in parts]

    spots = LOCATOR.locate_many([p[0] for p in points], [p[1] for p in points])

    assert spots == [LOCATOR.locate(*point) for point in points]


def test_a_point_in_what_no_child_covers_belongs_to_the_area_above() -> None:
    whole = shapely.box(118.5, 31.8, 118.54, 31.84)
    part = shapely.box(118.5, 31.8, 118.51, 31.84)
    locator = Locator([Shape(1, "1/", whole), Shape(2, "1/2/", part)])

    assert locator.locate(118.53, 31.82).area_id == 1
    assert locator.locate(118.505, 31.82).area_id == 2


def test_a_sliver_between_two_neighbours_turns_nobody_away() -> None:
    left = shapely.box(118.5, 31.8, 118.51, 31.81)
    right = shapely.box(118.51003, 31.8, 118.52, 31.81)  # three metres between them
    locator = Locator([Shape(1, "1/", left), Shape(2, "2/", right)])

    spot = locator.locate(118.510012, 31.805)

    assert (spot.area_id, spot.how, spot.candidates) == (1, How.BORDER, (1, 2))


def test_a_step_outside_the_last_area_is_outside() -> None:
    locator = Locator([Shape(1, "1/", shapely.box(118.5, 31.8, 118.51, 31.81))])

    spot = locator.locate(118.51002, 31.805)

    assert (spot.how, spot.nearest_id) == (How.OUTSIDE, 1)
    assert 1 < spot.distance < 3


def test_polygons_that_overlap_give_a_border_and_not_a_guess() -> None:
    one = shapely.box(118.5, 31.8, 118.52, 31.82)
    other = shapely.box(118.51, 31.8, 118.53, 31.82)
    locator = Locator([Shape(1, "1/1/", one), Shape(2, "1/2/", other)])

    spot = locator.locate(118.515, 31.81)

    assert (spot.how, set(spot.candidates)) == (How.BORDER, {1, 2})


def test_without_any_area_everything_is_outside() -> None:
    assert Locator([]).locate(118.5, 31.8).how is How.OUTSIDE
    assert Locator([]).locate_many([118.5], [31.8])[0].how is How.OUTSIDE


def test_what_is_not_a_number_is_outside() -> None:
    assert LOCATOR.locate(math.nan, 31.8).how is How.OUTSIDE
