"""The saved replies a desk is offered: its own and those of the desks above."""

from django.db.models import Q

from wangge.cases.models import SavedReply
from wangge.grids import queries as grids
from wangge.grids.access import Acting


def replies_for(acting: Acting, verb: str = "") -> list[SavedReply]:
    """Replies of the areas at and above the hat's own; for one verb also those that fit every verb."""
    areas = [node.id for node in grids.chain(acting.area_path)]
    fitting = Q(verb="") | Q(verb=verb) if verb else Q()
    return list(SavedReply.objects.filter(fitting, area_id__in=areas).order_by("verb", "name"))


def own_replies(acting: Acting) -> list[SavedReply]:
    """The replies this desk may change."""
    return list(SavedReply.objects.filter(area_id=acting.area_id or 0).order_by("verb", "name"))
