"""The tree, its map, its posts and its imports."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.doors import Door
from tests.town import Town, middle, square
from wangge.grids import actions
from wangge.grids.models import Area, Draft, Level, Place
from wangge.grids.rules import placing

#: Who works in the tree sees it; administrators of accounts and of the journal have other work.
SEES = ("resident", "captain", "officer", "leader", "staff", "secretary", "dispatcher", "handler", "sysadmin")
BLIND = ("secadmin", "audit", "stranger")
OTHERS = ("officer", "leader", "staff", "secretary", "dispatcher", "streetleader", "district", *BLIND)
NOWHERE = 10**9


def grid(town: Town) -> Mapping[str, Any]:
    return {"area_id": town.grid.pk}


def nowhere(town: Town) -> Mapping[str, Any]:
    return {"area_id": NOWHERE}


def level(town: Town) -> Mapping[str, Any]:
    return {"level_id": Level.objects.get(template="nanjing", rank=4).pk}


def level_form(town: Town) -> Mapping[str, Any]:
    return {f"{level(town)['level_id']}-name": "网格", f"{level(town)['level_id']}-is_on": "on"}


def held_post(town: Town) -> Mapping[str, Any]:
    post = town.post("next_officer")
    return {"area_id": town.next_grid.pk, "post_id": post.pk}


def other_post(town: Town) -> Mapping[str, Any]:
    """A post, but asked for under another area."""
    return {"area_id": town.grid.pk, "post_id": town.post("next_officer").pk}


def document(town: Town) -> dict[str, Any]:
    code = Area.objects.get(pk=town.grid.pk).grid_code
    one = {"type": "Feature", "properties": {"code": code}, "geometry": square("grid")}
    return {"type": "FeatureCollection", "features": [one]}


def boundary_file(town: Town) -> Mapping[str, Any]:
    content = json.dumps(document(town)).encode()
    return {"file": SimpleUploadedFile("b.geojson", content), "crs": "wgs84", "match": "code"}


def draft(town: Town) -> Mapping[str, Any]:
    content = {"document": document(town), "crs": "wgs84", "by_name": False, "source": "b.geojson"}
    made = actions.hold("boundaries", content, by=town.hat("sysadmin"), at=timezone.now())
    return {"draft_id": made.pk}


def draft_of_another(town: Town) -> Mapping[str, Any]:
    found = draft(town)
    Draft.objects.filter(pk=found["draft_id"]).update(post_id=NOWHERE)
    return found


def estate(town: Town) -> Place:
    point = {"type": "Point", "coordinates": list(middle("grid"))}
    feature = {"properties": {"code": "E1", "kind": "estate", "name": "柳荫里"}, "geometry": point}
    rows, _ = placing.from_features([feature], "wgs84")
    actions.import_places(rows, by=town.hat("sysadmin"), at=timezone.now())
    return Place.objects.get(code="E1")


def place(town: Town) -> Mapping[str, Any]:
    return {"place_id": estate(town).pk}


def no_place(town: Town) -> Mapping[str, Any]:
    return {"place_id": NOWHERE}


def alias(town: Town) -> Mapping[str, Any]:
    by = town.hat("sysadmin")
    made = actions.add_alias("老厂", kind="nickname", place=estate(town), by=by, at=timezone.now())
    return {"alias_id": made.pk}


KEEPS = ("sysadmin", "staff", "secretary")
KEEPS_NOT = ("officer", "leader", "resident", "dispatcher", "handler", *BLIND)
DOORS = [
    Door(name="grids:places", right=SEES, wrong=BLIND, to=grid, elsewhere=nowhere),
    Door(name="grids:add_place", right=KEEPS, wrong=KEEPS_NOT, to=grid, elsewhere=nowhere),
    Door(
        name="grids:place",
        right=KEEPS,
        wrong=(*KEEPS_NOT, "other_staff"),
        hidden_from=("other_staff",),
        to=place,
        elsewhere=no_place,
    ),
    Door(
        name="grids:add_alias",
        right=KEEPS,
        wrong=KEEPS_NOT,
        hidden_from=("other_staff",),
        to=place,
        post=lambda town: {"name": "机械厂", "kind": "nickname"},
        elsewhere=no_place,
    ),
    Door(
        name="grids:remove_alias",
        right=KEEPS,
        wrong=KEEPS_NOT,
        hidden_from=("other_staff",),
        to=alias,
        post=lambda town: {},
        elsewhere=lambda town: {"alias_id": NOWHERE},
    ),
    Door(
        name="grids:retire_place",
        right=KEEPS,
        wrong=KEEPS_NOT,
        hidden_from=("other_staff",),
        to=place,
        post=lambda town: {},
        elsewhere=no_place,
    ),
    Door(name="grids:who", public=True),
    Door(
        name="grids:board",
        right=("sysadmin", "officer", "leader", "staff", "secretary", "dispatcher"),
        wrong=("resident", "captain", "handler", *BLIND),
        to=grid,
        elsewhere=nowhere,
    ),
    Door(
        name="grids:hotline",
        right=KEEPS,
        wrong=KEEPS_NOT,
        hidden_from=("other_staff",),
        to=grid,
        post=lambda town: {"hotline": "025-85550123"},
        elsewhere=nowhere,
    ),
    Door(name="grids:draw", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(name="grids:sizes", right=SEES, wrong=BLIND, to=grid, elsewhere=nowhere),
    Door(name="grids:tree", right=SEES, wrong=BLIND),
    Door(name="grids:find", right=SEES, wrong=BLIND),
    Door(name="grids:area", right=SEES, wrong=BLIND, to=grid, elsewhere=nowhere),
    Door(name="grids:shapes", right=SEES, wrong=BLIND, to=grid, elsewhere=nowhere),
    Door(name="grids:ground", public=True),
    Door(name="grids:tile", public=True, to=lambda town: {"x": 27142, "y": 13332}),
    Door(name="grids:where", public=True, answers=frozenset({422})),
    Door(name="grids:levels", right=("sysadmin",), wrong=OTHERS),
    Door(
        name="grids:change_level",
        right=("sysadmin",),
        wrong=OTHERS,
        to=level,
        post=level_form,
        elsewhere=lambda town: {"level_id": NOWHERE},
    ),
    Door(name="grids:imports", right=("sysadmin",), wrong=OTHERS),
    Door(name="grids:boundaries", right=("sysadmin",), wrong=OTHERS, post=boundary_file),
    Door(
        name="grids:preview_boundaries",
        right=("sysadmin",),
        wrong=OTHERS,
        to=draft,
        elsewhere=draft_of_another,
    ),
    Door(name="grids:change_area", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(name="grids:new_area", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(
        name="grids:use_template",
        right=("sysadmin",),
        wrong=OTHERS,
        to=lambda town: {"area_id": town.district.pk},
        post=lambda town: {"template": "nanjing"},
        elsewhere=nowhere,
    ),
    Door(name="grids:posts", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(name="grids:appoint", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(name="grids:end_post", right=("sysadmin",), wrong=OTHERS, to=held_post, elsewhere=other_post),
]
