"""Every write about areas, levels, boundaries, places, posts and the areas that units serve."""

from wangge.grids.actions.areas import add_area, change_area, import_areas, retire
from wangge.grids.actions.boundaries import import_boundaries, set_geometry
from wangge.grids.actions.drafts import drop, hold, sweep_drafts
from wangge.grids.actions.levels import change_level, seed_levels, use_template
from wangge.grids.actions.places import PlacesImported, add_alias, import_places, place_again, remove_alias
from wangge.grids.actions.posts import appoint, end_post, serve, stop_serving
from wangge.grids.actions.staff import (
    Enrolled,
    change_unit,
    close_spent_accounts,
    dismiss,
    enrol,
    forget_departed,
    hand_slip,
)

__all__ = [
    "Enrolled",
    "PlacesImported",
    "add_alias",
    "add_area",
    "appoint",
    "change_area",
    "change_level",
    "change_unit",
    "close_spent_accounts",
    "dismiss",
    "drop",
    "end_post",
    "enrol",
    "forget_departed",
    "hand_slip",
    "hold",
    "import_areas",
    "import_boundaries",
    "import_places",
    "place_again",
    "remove_alias",
    "retire",
    "seed_levels",
    "serve",
    "set_geometry",
    "stop_serving",
    "sweep_drafts",
    "use_template",
]
