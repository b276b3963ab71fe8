"""Template words of the room of areas: a map in one line, and the style sheet and scripts it needs."""

from typing import Any

from django import template

from wangge.grids import queries

register = template.Library()


@register.inclusion_tag("grids/map.html")
def area_map(**options: Any) -> dict[str, Any]:
    """A map (options: see grids/map.html); without `view` it begins at its pin, or over everything."""
    if not options.get("view"):
        options["view"] = _view(str(options.get("pin") or ""))
    return {"version": queries.places_token(), **options}


def _view(pin: str) -> tuple[float, float, int]:
    if pin:
        lon, _, lat = pin.partition(",")
        return float(lon), float(lat), 17
    roots = [node for node in queries.the_tree().below(None) if node.row.lon is not None]
    if roots and roots[0].row.lon is not None and roots[0].row.lat is not None:
        return roots[0].row.lon, roots[0].row.lat, 13
    return 118.2, 31.76, 11


@register.inclusion_tag("grids/map_head.html")
def map_head() -> dict[str, Any]:
    """The style sheets of a page with a map; belongs into head_extra."""
    return {}


@register.inclusion_tag("grids/map_script.html")
def map_script() -> dict[str, Any]:
    """The scripts of a page with a map; belongs into scripts."""
    return {}
