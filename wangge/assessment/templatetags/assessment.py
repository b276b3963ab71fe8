"""Template words of assessment: how an organisation stands, for its own month page."""

from typing import Any

from django import template

from wangge.assessment import queries
from wangge.grids.access import Acting, Permit

register = template.Library()


@register.inclusion_tag("assessment/_standing.html")
def standing_of(unit_id: int | None, acting: Acting) -> dict[str, Any]:
    """The newest review of each standard of one unit, with its stars and how many gaps it has."""
    if unit_id is None or not acting.may(Permit.ASSESS_SEE):
        return {"reviews": []}
    return {"reviews": queries.newest_of(acting, unit_id)}
