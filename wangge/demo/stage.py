"""What stories need: the cast, the grids, the words people use, chance, and what time it is in the end."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.cases import queries
from wangge.cases.models import Case
from wangge.demo import pictures
from wangge.demo.people import Cast
from wangge.files import actions as files
from wangge.files import links
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Place
from wangge.matters import queries as catalogue

DATA = Path(__file__).resolve().parent / "data"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Tale = Iterator[datetime]


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid where something can happen."""

    area: Area
    polygon: BaseGeometry
    places: tuple[str, ...]


@dataclass
class Stage:
    """What stories need: the cast, the grids, the words people use, chance, and what time it
    is in the end.
    """

    cast: Cast
    cells: list[Cell]
    words: dict[str, list[str]]
    rng: random.Random
    now: datetime
    scenes: int = 0
    #: The grid of the demo's own officer.
    home: Cell | None = None
    #: Why stories came to no end.
    broken: list[str] = field(default_factory=list)

    def photo(self, by: Acting, at: datetime, *, is_after: bool) -> StoredFile:
        self.scenes += 1
        ready = pictures.scene(self.scenes % pictures.SCENES, is_after=is_after)
        return files.hold(ready, holder=links.new_holder(), by=by, at=at)

    def point(self, cell: Cell) -> tuple[float, float]:
        """A point inside the grid, away from its border."""
        west, south, east, north = cell.polygon.bounds
        for _ in range(60):
            x, y = self.rng.uniform(west, east), self.rng.uniform(south, north)
            if cell.polygon.contains(shapely.Point(x, y)):
                return round(x, 6), round(y, 6)
        centre = cell.polygon.representative_point()
        return round(centre.x, 6), round(centre.y, 6)

    def desk(self, case: Case) -> Acting:
        """Who sits at the desk that holds the case."""
        rank = queries.rank_of(case.desk_id)
        roles = {
            4: (Role.LEADER, Role.OFFICER),
            3: (Role.STAFF,),
            1: (Role.STREET_DISPATCHER,),
            0: (Role.DISTRICT_DISPATCHER,),
        }
        for role in roles.get(rank, (Role.DISTRICT_DISPATCHER,)):
            hat = self.cast.hats.get((case.desk_id, role))
            if hat is not None:
                return hat
        raise LookupError(f"nobody at {case.desk_id}")

    def above(self, case: Case, role: Role) -> Acting | None:
        """The hat of a role in an area above the case."""
        for seat in queries.chain(case.area_path):
            hat = self.cast.hats.get((seat.area_id, role))
            if hat is not None:
                return hat
        return None


def stage(cast: Cast, *, now: datetime) -> Stage:
    """Everything loaded once."""
    places: dict[int, list[str]] = {}
    kinds = ("estate", "building", "gate", "road", "lane", "market", "school", "park", "square")
    for area_id, name, address in (
        Place.objects.current().filter(kind__in=kinds, area__rank=4).values_list("area_id", "name", "address")
    ):
        places.setdefault(area_id or 0, []).append(name or address)
    cells = [
        Cell(area, shapely.geometry.shape(area.geometry or {}), tuple(places.get(area.pk, ())))
        for area in Area.objects.filter(rank=4, geometry__isnull=False)
        .exclude(grid_type="reserved")
        .order_by("path")
    ]
    words: dict[str, list[str]] = {}
    with (DATA / "messages.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            words.setdefault(row["matter_code"].split(";")[0], []).append(row["message"])
    for code, entry in catalogue.catalogue().matters.items():
        words.setdefault(code, []).extend(entry.phrases)
    own = cast.users["officer"].area_id if "officer" in cast.users else None
    home = next((cell for cell in cells if cell.area.pk == own), None)
    return Stage(cast, cells, words, cast.rng, now, home=home)
