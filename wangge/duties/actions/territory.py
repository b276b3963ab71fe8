"""Areas split, joined and closed together with the open cases in them: one transaction, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases import actions as cases
from wangge.grids import actions as grids
from wangge.grids.access import Acting
from wangge.grids.actions import Part
from wangge.grids.models import Area, Post
from wangge.notices import actions as notices


@transaction.atomic
def split_area(
    area: Area, parts: Sequence[Part], *, posts_to: Mapping[int, Sequence[int]], by: Acting, at: datetime
) -> list[Area]:
    """Put several areas in the place of one; its open cases go where their points lie, else to the first."""
    made = grids.split(area, parts, posts_to=posts_to, by=by, at=at)
    old = Area.objects.get(pk=area.pk)
    cases.move_to_successors([old], by=by, at=at, onto={old.pk: [new.pk for new in made]})
    _tell(made, f"{old.name}已拆分为{'、'.join(new.name for new in made)}", at=at)
    return made


@transaction.atomic
def merge_areas(areas: Sequence[Area], *, name: str, by: Acting, at: datetime) -> Area:
    """Put one area in the place of several, with everything that was open in them."""
    made = grids.merge(areas, name=name, by=by, at=at)
    old = list(Area.objects.filter(pk__in=[area.pk for area in areas]).order_by("pk"))
    cases.move_to_successors(old, by=by, at=at)
    _tell([made], f"{'、'.join(area.name for area in old)}已合并为{made.name}", at=at)
    return made


@transaction.atomic
def retire_area(area: Area, *, successor: Area, by: Acting, at: datetime) -> Area:
    """Close an area; another one takes over all that hangs on it, its open cases too."""
    old = grids.retire(area, successor=successor, by=by, at=at)
    cases.move_to_successors([old], by=by, at=at)
    _tell([successor], f"{old.name}已停用，由{successor.name}接续", at=at)
    return old


def _tell(areas: Iterable[Area], text: str, *, at: datetime) -> None:
    """Whoever holds a post there now reads it once."""
    areas = list(areas)
    persons = Post.objects.held(at).filter(area__in=areas).values_list("person_id", flat=True)
    notices.tell(text=text, link=f"/areas/{areas[0].pk}/", at=at, kind="territory", persons=set(persons))
