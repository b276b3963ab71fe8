"""Every write about areas, levels, boundaries, places, posts and the areas that units serve."""

from wangge.grids.actions.areas import add_area, change_area, import_areas, retire, set_hotline
from wangge.grids.actions.boundaries import draw_boundary, import_boundaries, set_geometry
from wangge.grids.actions.drafts import drop, hold, sweep_drafts
from wangge.grids.actions.levels import change_level, seed_levels, use_template
from wangge.grids.actions.places import (
    PlacesImported,
    add_alias,
    import_places,
    keep_place,
    place_again,
    remove_alias,
    retire_place,
)
from wangge.grids.actions.posts import appoint, end_post, lend_post, serve, stop_serving, take_back
from wangge.grids.actions.staff import (
    Enrolled,
    change_unit,
    close_spent_accounts,
    dismiss,
    enrol,
    forget_departed,
    hand_slip,
)
from wangge.grids.actions.succession import Part, merge, split

__all__ = [
    "Enrolled",
    "Part",
    "PlacesImported",
    "add_alias",
    "add_area",
    "appoint",
    "change_area",
    "change_level",
    "change_unit",
    "close_spent_accounts",
    "dismiss",
    "draw_boundary",
    "drop",
    "end_post",
    "enrol",
    "forget_departed",
    "hand_slip",
    "hold",
    "import_areas",
    "import_boundaries",
    "import_places",
    "keep_place",
    "lend_post",
    "merge",
    "place_again",
    "remove_alias",
    "retire",
    "retire_place",
    "seed_levels",
    "serve",
    "set_geometry",
    "set_hotline",
    "split",
    "stop_serving",
    "sweep_drafts",
    "take_back",
    "use_template",
]
