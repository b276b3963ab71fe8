"""One unit's share of a case: one unit, one round, with a flow and a clock of its own."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wangge.cases.models.case import Case, names
from wangge.cases.rules.flows import OPEN_ORDER, OrderState
from wangge.grids.access import Acting, Permit, Role
from wangge.kernel.ids import uuid7
from wangge.people.models import Person, Unit


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A unit's own orders; for desks the orders of the cases they may do this to."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            mine = self.filter(~_names(acting), unit_id=acting.unit_id).exclude(state=OrderState.WITHDRAWN)
            if acting.role == Role.HANDLER:
                return mine.filter(Q(handler__isnull=True) | Q(handler_id=acting.person_id))
            return mine
        return self.filter(Exists(Case.objects.open_to(acting, permit).filter(pk=OuterRef("case"))))

    def open(self) -> Self:
        """Work goes on."""
        return self.filter(state__in=sorted(OPEN_ORDER))


def _names(acting: Acting) -> Exists:
    """A complaint that names this person or his unit: he never learns of it, however its order came to his
    unit.
    """
    from django.apps import apps

    accused = apps.get_model("cases.CaseAccused")._default_manager
    return Exists(accused.filter(names(acting), case=OuterRef("case")))


class WorkOrder(models.Model):
    """工单."""

    class Kind(models.TextChoices):
        LEAD = "lead", "主办"
        ASSIST = "assist", "协办"

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="orders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField("主办/协办", max_length=6, choices=Kind)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    state = models.CharField("状态", max_length=12, choices=OrderState, default=OrderState.SENT)
    #: What this unit is asked to do, in the desk's words; blanked when the case is forgotten.
    task = models.CharField("办理要求", max_length=200, blank=True)
    handler = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_bound = models.BooleanField(default=False)  # arbitrated: may not be sent back
    sent_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    proper_unit = models.CharField("应办单位", max_length=80, blank=True)
    ack_reminded = models.BooleanField(default=False)
    #: Until when the level above decides whose it is; set while it is disputed.
    arbitrate_by = models.DateTimeField("裁定时限", null=True, blank=True)
    arbitration_reminded = models.BooleanField(default=False)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        indexes = [
            # Not partial: SQLite cannot tell that a list of parameters lies within such an index.
            models.Index(fields=["unit", "state", "sent_at"], name="order_unit_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="order_one_open_lead",
                condition=Q(kind="lead", state__in=sorted(OPEN_ORDER)),
            ),
            models.CheckConstraint(
                name="order_handled_was_acknowledged",
                condition=~Q(state__in=["acknowledged", "submitted", "done"])
                | Q(acknowledged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}・{self.get_kind_display()}"

    @property
    def is_lead(self) -> bool:
        return self.kind == WorkOrder.Kind.LEAD

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and (self.submitted_at or at) > self.due_at
