"""Which persons and units an administrator reaches: those of his area and below, and those without any."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from wangge.grids.access import SLIPS_NEARBY, Acting, below
from wangge.grids.models import Post, UnitArea
from wangge.people.models import Person, Unit


def persons_within(acting: Acting) -> QuerySet[Person]:
    """Persons with a post, running or ended, at or below the hat's area, and persons without any post."""
    if not acting.area_path:
        return Person.objects.all()
    posts = Post.objects.filter(person=OuterRef("pk"))
    here = posts.filter(below(acting.area_path, field="area__path") | _serving(acting, "unit"))
    return Person.objects.filter(Exists(here) | ~Exists(posts))


def units_within(acting: Acting) -> QuerySet[Unit]:
    """Units that serve an area at or below the hat's, and units that serve none yet."""
    if not acting.area_path:
        return Unit.objects.all()
    serves = UnitArea.objects.filter(unit=OuterRef("pk"))
    return Unit.objects.filter(
        Exists(serves.filter(below(acting.area_path, field="area__path"))) | ~Exists(serves)
    )


def persons_nearby(acting: Acting, *, at: datetime) -> QuerySet[Person]:
    """Whom a community may hand a slip: all their posts lie at or below it, and are of the kinds named."""
    posts = Post.objects.held(at).filter(person=OuterRef("pk"))
    here = below(acting.area_path, field="area__path") & Q(role__in=[role.value for role in SLIPS_NEARBY])
    elsewhere = posts.exclude(here)
    return (
        Person.objects.filter(Exists(posts), ~Exists(elsewhere))
        if acting.area_path
        else Person.objects.none()
    )


def with_posts(persons: QuerySet[Person], *, at: datetime) -> QuerySet[Person]:
    """The same persons with account and running posts joined: `person.posts_now`; two more questions."""
    held = Post.objects.held(at).select_related("area", "unit").order_by("pk")
    return persons.select_related("account").prefetch_related(Prefetch("posts", held, to_attr="posts_now"))


def _serving(acting: Acting, unit: str) -> Q:
    served = UnitArea.objects.filter(below(acting.area_path, field="area__path")).values("unit")
    return Q(**{f"{unit}__in": served})
