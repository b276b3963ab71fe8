"""Who may be named: helpers and verifiers of a confidential case, the people of a unit."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from wangge.cases.models import Case
from wangge.cases.rules.flows import WORK_VERBS
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Role
from wangge.grids.models import Post
from wangge.people.models import Person


def candidates(case: Case, by: Acting, *, checking: bool, at: datetime) -> QuerySet[Person]:
    """Whom a desk may name on a confidential case, with their posts joined: verifiers first where it is to be
    checked; nobody who is complained of, nobody who did the work he would check.
    """
    held = Post.objects.held(at).filter(person=OuterRef("pk"))
    verifies = Exists(held.filter(role=Role.VERIFIER))
    named = case.accused.all()
    answering = Post.objects.filter(unit_id__in=named.filter(unit__isnull=False).values("unit_id"))
    decides = held.filter(role__in=ARBITERS, area__path__in=access.paths_up(case.desk_path)[1:])
    near = Q(pk__in=grids.persons_within(by).values("pk")) & Exists(held.filter(_staff(by)))
    persons = Person.objects.filter(near | Exists(decides))
    persons = persons.exclude(Q(pk__in=named.values("person_id")) | Q(pk__in=answering.values("person_id")))
    if checking:
        worked = case.steps.filter(verb__in=WORK_VERBS, person_id__isnull=False)
        persons = persons.exclude(pk__in=list(worked.values_list("person_id", flat=True)))
        persons = persons.filter(Exists(held.filter(role__in=CHECKERS)))
    return grids.with_posts(persons.alias(verifies=verifies).order_by("-verifies", "name", "pk"), at=at)


#: Who settles a dispute, if the desk lets him see it.
ARBITERS = tuple(role for role in Role if access.Permit.CASE_ARBITRATE in access.PERMITS[role])
#: Whose role carries the verification at all.
CHECKERS = tuple(role for role in Role if access.Permit.CASE_VERIFY in access.PERMITS[role])


def _staff(by: Acting) -> Q:
    """Residents and captains are no staff."""
    here = access.below(by.area_path, field="area__path") if by.area_path else Q()
    return ~Q(role__in=[Role.RESIDENT, Role.CAPTAIN]) & (here | Q(unit__isnull=False))


def handlers(by: Acting, *, at: datetime) -> QuerySet[Person]:
    """The people who handle the orders of this hat's unit."""
    posts = Post.objects.held(at).filter(unit_id=by.unit_id or 0, role=Role.HANDLER)
    return Person.objects.filter(pk__in=posts.values("person_id")).order_by("pk")


def post_words(post: Post) -> str:
    """What somebody does and where: `核查员・柳湾街道`."""
    where = post.area or post.unit
    return f"{post.get_role_display()}・{where.name}" if where else post.get_role_display()
