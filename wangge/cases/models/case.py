"""The incident, where it stands now, and the only definition of who may see it and do something about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wangge.cases.rules import words
from wangge.cases.rules.desks import COMPLAINT_RANK
from wangge.cases.rules.flows import OPEN, WORK_VERBS, OrderState, Outcome, Source, State
from wangge.grids import access
from wangge.grids.access import DESK_ROLES, Acting, Permit, Role
from wangge.grids.models import Area, Post
from wangge.kernel.conditions import holds
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.matters.models import Matter
from wangge.matters.rules import Track, Urgency, Visibility
from wangge.people.models import Person, Unit

#: Acts of a desk: they reach what lies on this desk or on one below it.
_AT_DESK = frozenset(
    {
        Permit.CASE_ACCEPT,
        Permit.CASE_DISPATCH,
        Permit.CASE_CLOSE,
        Permit.CASE_PUSH,
        Permit.CASE_SELF_HANDLE,
        Permit.CASE_SUSPEND,
        Permit.CASE_ARBITRATE,
        Permit.CASE_SUPERVISE,
        Permit.CASE_REMIND,
        Permit.LATE_SEE,
    }
)
_AFTER = (State.CLOSED, State.ARCHIVED)
#: Seen by whoever reaches it; the rest of the cases by few.
_FOR_ALL = ~Q(visibility=Visibility.CONFIDENTIAL)
_OPEN_STATES = sorted(str(state) for state in {*OPEN, State.DRAFT})


class CaseQuerySet(models.QuerySet["Case"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """The cases that may be seen, dispatched… under this hat: the only definition of that."""
        if not acting.may(permit):
            return self.none()
        return self.filter(_within(acting, permit))

    def telling(self, acting: Acting, permits: Mapping[str, Permit]) -> Self:
        """Each case with what `open_to` would say of it, a column for each of the permits named."""
        asked = {
            name: models.Case(models.When(_within(acting, permit), then=True), default=False)
            for name, permit in permits.items()
            if acting.may(permit)
        }
        return self.annotate(**asked)

    def open(self) -> Self:
        """Work goes on. Reads the partial index of open cases, so closed ones cost nothing."""
        return self.filter(is_open=True)

    def to_verify(self, acting: Acting) -> Self:
        """Waiting for verification, and nothing of the work was done by this person under any hat."""
        mine = _exists("cases.Step", person_id=acting.person_id, verb__in=WORK_VERBS)
        waiting = self.open_to(acting, Permit.CASE_VERIFY).filter(is_open=True, state=State.VERIFYING)
        return waiting.filter(~mine, verified_at__isnull=True)


class Scope(StrEnum):
    """The different filters behind the permits: what `open_to` is made of."""

    EVERYTHING = "everything"
    OWN_APPEAL = "own_appeal"
    OWN_ORDER = "own_order"
    LEAD_ORDER = "lead_order"
    DESKS = "desks"
    DESKS_BELOW = "desks_below"
    THIS_DESK = "this_desk"
    ENDED = "ended"
    TO_VERIFY = "to_verify"
    VERIFIED = "verified"
    HERE = "here"
    GLASS = "glass"


def scope_of(acting: Acting, permit: Permit) -> Scope:
    """By which filter a permit reaches from this post; two permits of one scope reach the same cases."""
    if acting.role == Role.CLOCK:
        return Scope.EVERYTHING
    if acting.role == Role.APPELLANT:
        return Scope.OWN_APPEAL
    if acting.unit_id is not None:
        return Scope.LEAD_ORDER if permit == Permit.CONTACT_REVEAL else Scope.OWN_ORDER
    if permit == Permit.GLASS_BREAK:
        return Scope.GLASS
    if permit in _AT_DESK:
        # The level above the desk arbitrates; above the highest there is nobody.
        is_above = permit == Permit.CASE_ARBITRATE and bool(acting.area_rank)
        return Scope.DESKS_BELOW if is_above else Scope.DESKS
    return _scope_by_area(acting, permit)


def _scope_by_area(acting: Acting, permit: Permit) -> Scope:
    if acting.role == Role.REVISIT or permit == Permit.CASE_REVISIT:
        return Scope.ENDED
    if permit == Permit.CONTACT_REVEAL:
        return Scope.THIS_DESK
    if permit == Permit.CASE_VERIFY:
        return Scope.TO_VERIFY
    return Scope.VERIFIED if acting.role == Role.VERIFIER else Scope.HERE


def _within(acting: Acting, permit: Permit) -> Q | Exists:
    scope = scope_of(acting, permit)
    if scope == Scope.EVERYTHING:
        return Q()
    if scope == Scope.OWN_APPEAL:
        return _exists("cases.Appeal", pk=acting.appeal_id)
    if acting.unit_id is not None:
        return Q(_has_order(acting, lead_only=scope == Scope.LEAD_ORDER)) & Q(~_accused(acting))
    if scope == Scope.GLASS:
        return _reach(acting, scope) & _behind_glass()
    return _reach(acting, scope) & _visible(acting)


def judged(acting: Acting, permit: Permit, case: "Case") -> bool | None:
    """What `open_to` would say of a case that was just read; None where its own columns do not decide."""
    scope = scope_of(acting, permit)
    if not acting.may(permit):
        return False
    if scope == Scope.EVERYTHING:
        return True
    if scope in (Scope.OWN_APPEAL, Scope.GLASS) or acting.unit_id is not None:
        return None
    is_reached = holds(_reach(acting, scope), case)
    return is_reached and (holds(_FOR_ALL, case) or None)


def _exists(model: str, *given: Q, **conditions: Any) -> Exists:
    from django.apps import apps

    rows = apps.get_model(model)._default_manager.filter(*given, case=OuterRef("pk"), **conditions)
    return Exists(rows)


def _accused(acting: Acting) -> Exists:
    """A complaint that names this person, or a unit he has a post in."""
    return _exists("cases.CaseAccused", names(acting))


def names(acting: Acting) -> Q:
    """The rows of `CaseAccused` that mean this person, whatever hat he wears."""
    units = Post.objects.filter(person_id=acting.person_id or 0, unit__isnull=False)
    return Q(person_id=acting.person_id or 0) | Q(unit_id__in=units.values("unit_id"))


def _has_order(acting: Acting, *, lead_only: bool) -> Exists:
    conditions: dict[str, Any] = {
        "unit_id": acting.unit_id,
        "state__in": [state for state in OrderState if state != OrderState.WITHDRAWN],
    }
    if lead_only:
        conditions["kind"] = "lead"
    return _exists("cases.WorkOrder", **conditions)


def _reach(acting: Acting, scope: Scope) -> Q:
    """Where a scope lies from this post; a case with no known area stands at its desk."""
    at_desk = access.below(acting.area_path, field="desk_path")
    here = access.below(acting.area_path)
    return {
        Scope.DESKS: at_desk,
        Scope.DESKS_BELOW: at_desk & ~Q(desk_id=acting.area_id),
        Scope.THIS_DESK: Q(desk_id=acting.area_id),
        Scope.ENDED: here & Q(state__in=_AFTER),
        Scope.TO_VERIFY: here & (Q(state=State.VERIFYING) | Q(is_sampled=True)),
        Scope.VERIFIED: here & Q(state__in=[State.VERIFYING, *_AFTER]),
        Scope.HERE: here,
        Scope.GLASS: here,
    }[scope]


def _visible(acting: Acting) -> Q:
    """Confidential cases: the desk that holds them, a helper named on them, the revisit clerk; never the
    accused.
    """
    seen = _exists("cases.CaseHelper", person_id=acting.person_id)
    sits = Q(desk_id=acting.area_id) if _sits_above_grid(acting) else Q(pk__in=[])
    if acting.role == Role.REVISIT:
        sits |= Q(state__in=_AFTER)
    return _FOR_ALL | ((sits | seen) & ~_accused(acting))


def _behind_glass() -> Q:
    """A complaint about people is no emergency, and whoever it names might be who breaks the glass. What
    nobody has filed yet may be one, unless it speaks of danger.
    """
    known = Q(matter__isnull=False) | ~Q(visibility=Visibility.CONFIDENTIAL) | Q(urgency=Urgency.EMERGENCY)
    return known & ~Q(matter_id__in=list(COMPLAINT_RANK)) & Q(~_exists("cases.CaseAccused"))


def _sits_above_grid(acting: Acting) -> bool:
    rank = acting.area_rank
    return rank is not None and rank < 4 and acting.role in DESK_ROLES[max(rank, 0)]


class Case(models.Model):
    """One incident, with one or more appeals, or none when an officer found it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField("编号", max_length=11)
    state = models.CharField("状态", max_length=12, choices=State, default=State.REPORTED)
    #: Derived by `words.status` whenever a step is recorded; lists and tabs read it.
    status = models.CharField(max_length=12, default="reported")
    is_open = models.BooleanField(default=True)

    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    matter_version = models.PositiveIntegerField(default=0)
    model_code = models.CharField(max_length=12, blank=True)
    model_version = models.PositiveIntegerField(default=0)
    visibility = models.CharField("可见范围", max_length=12, choices=Visibility, default=Visibility.INTERNAL)
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency, default=Urgency.NORMAL)
    track = models.CharField("处置轨道", max_length=20, choices=Track, default=Track.ADMIN)
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.WEB)

    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    #: Of the deepest known area; of the desk where no area is known. Never empty.
    area_path = PathField(max_length=120)
    desk = models.ForeignKey(Area, models.PROTECT, related_name="+")
    desk_path = PathField(max_length=120)
    #: Who took it on the grid's desk.
    holder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    #: Written place without the flat; the whole of it is among the sealed words.
    place = models.CharField("地点", max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    given_lon = models.FloatField(null=True, blank=True)
    given_lat = models.FloatField(null=True, blank=True)
    given_crs = models.CharField(max_length=8, blank=True)

    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField("上报时间")
    accepted_at = models.DateTimeField(null=True, blank=True)
    #: The running limit: start, limit, pauses, extension (`worktime.Clock` as JSON).
    clock = models.JSONField(null=True, blank=True)
    due_at = models.DateTimeField("办理时限", null=True, blank=True)
    #: Until when somebody must act next: what every work list is ordered by. Never null.
    act_by = models.DateTimeField()
    #: From when the intake's limit counts: the report, moved on by the wait for the appellant.
    intake_from = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()  # the present desk and state since
    next_alarm_at = models.DateTimeField(null=True, blank=True)
    lateness = models.PositiveSmallIntegerField(default=0)
    intake_reminded = models.BooleanField(default=False)
    review_on = models.DateTimeField("复查日期", null=True, blank=True)
    first_contact_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=24, choices=Outcome, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    assist_count = models.PositiveSmallIntegerField(default=0)
    appeal_count = models.PositiveSmallIntegerField(default=0)
    contact_left = models.BooleanField(default=False)
    is_revisited = models.BooleanField(default=False)
    is_supervised = models.BooleanField(default=False)
    supervise_by = models.DateTimeField("督办期限", null=True, blank=True)
    #: Self-handled, and drawn to be looked at on the spot by somebody else; until that was done.
    is_sampled = models.BooleanField(default=False)
    rework_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    #: Another matter or place that began with this one; it closes first (domain/04 section 1).
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    step_count = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=b"")
    #: The data key of the case's words, wrapped by the key ring; NULL once the words are forgotten.
    wrapped_key = models.BinaryField(max_length=80, null=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()
    #: The state an action found, before the flow moved it; not stored.
    came_from: str = ""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_in_hand_has_matter",
                condition=~Q(state__in=[State.IN_HAND, State.VERIFYING]) | Q(matter__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_has_outcome",
                condition=~Q(state__in=[State.CLOSED, State.ARCHIVED]) | ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="case_open_by_state",
                condition=Q(is_open=True, state__in=_OPEN_STATES)
                | (Q(is_open=False) & ~Q(state__in=_OPEN_STATES)),
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="case_number"),
            models.Index(fields=["desk_path", "act_by"], name="case_desk_open", condition=Q(is_open=True)),
            models.Index(fields=["area_path", "act_by"], name="case_area_open", condition=Q(is_open=True)),
            models.Index(fields=["act_by"], name="case_act_by_open", condition=Q(is_open=True)),
            models.Index(
                fields=["next_alarm_at"], name="case_alarm", condition=Q(next_alarm_at__isnull=False)
            ),
            models.Index(
                fields=["area_path", "closed_at"], name="case_area_closed", condition=Q(is_open=False)
            ),
            # Until it is archived, 30 days: whom a revisit clerk still asks.
            models.Index(
                fields=["area_path", "closed_at"], name="case_closed_lately", condition=Q(state=State.CLOSED)
            ),
            models.Index(fields=["desk_path"], name="case_supervised", condition=Q(is_supervised=True)),
            # What retention has still to look at: closed and not yet forgotten, the oldest first.
            models.Index(
                fields=["closed_at"],
                name="case_kept",
                condition=Q(is_open=False, forgotten_at__isnull=True),
            ),
            models.Index(fields=["area_path"], name="case_sampled", condition=Q(is_sampled=True)),
            models.Index(fields=["reported_at"], name="case_reported_at"),
            # The newest of a matter, whose units are offered for the next.
            models.Index(fields=["matter", "-id"], name="case_matter_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_confidential(self) -> bool:
        return self.visibility == Visibility.CONFIDENTIAL

    @property
    def title(self) -> str:
        """Its matter's name; a confidential one shows its category alone. Needs `matter__category` joined."""
        matter = self.matter
        return words.title(
            matter_name=matter.name if matter else "",
            category_name=matter.category.name if matter else "",
            is_confidential=self.is_confidential,
        )

    @property
    def reading(self) -> words.Status:
        """The status people read."""
        return words.STATUS[self.status]
