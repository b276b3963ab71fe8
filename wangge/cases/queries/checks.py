"""What waits to be looked at by somebody else, and whom a revisit clerk still has to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q

from wangge.cases.models import Appeal, Case, CasePhoto, Step, WorkOrder
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import ground
from wangge.cases.queries.orders import enough
from wangge.cases.queries.page import Shot, shots
from wangge.cases.rules.flows import WORK_VERBS, State
from wangge.cases.sealed import CaseKey, open_json, step_words
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Post
from wangge.grids.rules.tree import Node

PAGE = 20


# --- verification ---


@dataclass(frozen=True, slots=True)
class Check:
    """One case to verify: where, what was done, when it is enough, how it looked before and after."""

    case: Case
    area: str
    enough: str
    #: The first sender's words, or what the officer found.
    complaint: str
    #: What the units told the appellant when they handed in, newest first.
    said: list[tuple[str, str]]
    before: list[Shot]
    after: list[Shot]


def to_verify(acting: Acting, *, area_id: int | None = None) -> CaseQuerySet:
    """What waits for this person, in one area or in all of his reach."""
    waiting = Case.objects.to_verify(acting)
    node = grids.area(area_id)
    return waiting.filter(access.below(node.path)) if node else waiting


def joined(cases: CaseQuerySet) -> CaseQuerySet:
    """The rows as the list shows them: what was handed in first by due time, with words and photos."""
    told = Step.objects.filter(verb__in=("report", "submit", "self_handle"))
    told = told.select_related("text").order_by("-seq")
    photos = CasePhoto.objects.select_related("file").order_by("at")
    rows = cases.select_related("matter__category", "lead_unit").prefetch_related(
        Prefetch("steps", told, to_attr="told"),
        Prefetch("photos", photos),
        Prefetch("appeals", Appeal.objects.order_by("received_at")),
    )
    return rows.order_by("act_by", "pk")


def check(case: Case, *, at: datetime) -> Check:
    """A row that `joined` made, opened for somebody who goes there."""
    key = CaseKey.of(case)
    steps: Sequence[Step] = getattr(case, "told", [])
    texts = [(step, open_json(key, step.text.sealed)) for step in steps if hasattr(step, "text")]
    words = [str(open_json(key, appeal.words).get("text", "")) for appeal in case.appeals.all()]
    words += [str(text.get("note", "")) for step, text in texts if step.verb == "report"]
    node = grids.area(case.area_id)
    pictures = [photo for photo in case.photos.all() if photo.file.is_image]
    after = (CasePhoto.Kind.AFTER, CasePhoto.Kind.CHECK)
    return Check(
        case=case,
        area=node.label if node else "待定位",
        enough=enough(case),
        complaint=next(filter(None, words), ""),
        said=[(s.seat, str(text["said"])) for s, text in texts if s.verb != "report" and text.get("said")],
        before=shots([p for p in pictures if p.kind == CasePhoto.Kind.BEFORE], at=at),
        after=shots([p for p in pictures if p.kind in after], at=at),
    )


def sampled(acting: Acting) -> CaseQuerySet:
    """Self-handled cases that were drawn, for this person to look at; the grids do not check one another."""
    if acting.area_rank is None or acting.area_rank >= 4:
        return Case.objects.none()
    worked = Step.objects.filter(case=OuterRef("pk"), person_id=acting.person_id, verb__in=WORK_VERBS)
    drawn = Case.objects.open_to(acting, Permit.CASE_VERIFY).filter(is_sampled=True, state=State.CLOSED)
    return drawn.filter(~Exists(worked))


def areas_of(cases: CaseQuerySet, acting: Acting) -> list[tuple[Node, int]]:
    """How many of these lie in each area directly below this post's, in the order of the tree."""
    counted = cases.order_by().values_list("area_id").annotate(n=Count("pk"))
    below = grids.the_tree().below(acting.area_id)
    sums = dict.fromkeys((node.id for node in below), 0)
    for area_id, n in counted:
        node = grids.area(area_id)
        for id_ in node.chain_ids if node else ():
            if id_ in sums:
                sums[id_] += n
    return [(node, sums[node.id]) for node in below if sums[node.id]]


# --- revisit ---

WAITING, AGAIN, UNREACHED, ANSWERED = "", "again", "unreached", "answered"
TABS = ((WAITING, "待回访"), (AGAIN, "再打一次"), (UNREACHED, "联系不上"), (ANSWERED, "已答复"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of those who left a contact on what was closed lately: who has been asked, and how."""

    left: int
    by_self: int
    by_phone: int
    unreached: int
    again: int

    @property
    def answered(self) -> int:
        return self.by_self + self.by_phone

    @property
    def asked(self) -> int:
        """Unreached after all tries counts as asked, never as satisfied (domain/04 section 5)."""
        return self.answered + self.unreached

    @property
    def waiting(self) -> int:
        return self.left - self.asked - self.again

    @property
    def counts(self) -> Mapping[str, int]:
        """Of each tab."""
        return {
            WAITING: self.waiting,
            AGAIN: self.again,
            UNREACHED: self.unreached,
            ANSWERED: self.answered,
        }

    @property
    def share(self) -> int:
        """In percent; 0 where nobody left a contact."""
        return round(self.asked * 100 / self.left) if self.left else 0


def _asked(acting: Acting, *, at: datetime) -> Any:
    """The appeals with a contact on what was closed within the days a case can be reopened; never those of a
    unit the clerk belongs to.
    """
    since = at - ground.limits().reopen_within
    cases = Case.objects.open_to(acting, Permit.CASE_REVISIT).filter(state=State.CLOSED, closed_at__gte=since)
    units = Post.objects.filter(person_id=acting.person_id or 0, unit__isnull=False).values("unit_id")
    own = WorkOrder.objects.filter(case=OuterRef("pk"), unit_id__in=units)
    return Appeal.objects.filter(
        case__in=cases.filter(~Exists(own)),
        phone_index__isnull=False,
        withdrawn_at__isnull=True,
        forgotten_at__isnull=True,
    )


def _part(tab: str) -> Q:
    most = ground.limits().revisit_tries
    silent = Q(rated_at__isnull=True)
    return {
        WAITING: silent & Q(unreached_tries=0),
        AGAIN: silent & Q(unreached_tries__gt=0, unreached_tries__lt=most),
        UNREACHED: silent & Q(unreached_tries__gte=most),
        ANSWERED: Q(rated_at__isnull=False),
    }[tab]


def coverage(acting: Acting, *, at: datetime) -> Coverage:
    """One query over what was closed lately."""
    answered = _part(ANSWERED)
    return Coverage(
        **_asked(acting, at=at).aggregate(
            left=Count("pk"),
            by_self=Count("pk", filter=answered & ~Q(rated_by="revisit")),
            by_phone=Count("pk", filter=answered & Q(rated_by="revisit")),
            unreached=Count("pk", filter=_part(UNREACHED)),
            again=Count("pk", filter=_part(AGAIN)),
        )
    )


def to_revisit(acting: Acting, tab: str, *, at: datetime) -> Any:
    """The appeals of a tab as the list shows them: closed first, asked first; answers newest first."""
    tries = Step.objects.filter(case=OuterRef("case"), verb="revisit", reason="unreached")
    rows = _asked(acting, at=at).filter(_part(tab))
    rows = rows.select_related("case__matter__category", "case__lead_unit")
    if tab == ANSWERED:
        return rows.order_by("-rated_at", "pk")
    last = tries.order_by().values("case").annotate(last=Max("at")).values("last")
    return rows.annotate(last_try=last).order_by("case__closed_at", "pk")


def tries_of(appeal: Appeal) -> list[datetime]:
    """When this appellant did not answer the telephone, oldest first."""
    steps = (
        appeal.case.steps.filter(verb="revisit", reason="unreached").select_related("text").order_by("seq")
    )
    told = step_words(appeal.case, steps)
    return [s.at for s in steps if told[s.pk].get("appeal", appeal.number) == appeal.number]
