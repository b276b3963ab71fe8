"""One sender's words from one door, and the receipts of the public doors."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wangge.cases.models.case import Case
from wangge.cases.rules.flows import Source
from wangge.grids.access import Acting, Permit, Role
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField
from wangge.people.models import Person


class Satisfaction(models.IntegerChoices):
    """Five levels of the questionnaire (domain/04 section 5)."""

    VERY = 5, "非常满意"
    SATISFIED = 4, "满意"
    NEUTRAL = 3, "一般"
    UNSATISFIED = 2, "不满意"
    VERY_UNSATISFIED = 1, "非常不满意"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """One's own by its secret or account; for staff those of the cases they may see."""
        if acting.role == Role.APPELLANT:
            return self.filter(pk=acting.appeal_id)
        if acting.role in (Role.RESIDENT, Role.CAPTAIN):
            return self.filter(account_id=acting.person_id) if acting.person_id else self.none()
        return self.filter(Exists(Case.objects.open_to(acting, permit).filter(pk=OuterRef("case"))))


class Appeal(models.Model):
    """来件. Its sender is not a person of the system: number and secret are all that binds him to it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    number = models.CharField("受理编号", max_length=11)
    secret_version = models.PositiveSmallIntegerField(default=1)
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.WEB)
    received_at = models.DateTimeField("来件时间")
    #: The signed-in resident who sent it, so that he finds it again; never a way to list somebody's appeals.
    account = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    #: {"text", "place"} under the case's data key; empty once forgotten.
    words = models.BinaryField(default=b"")
    salt = models.BinaryField(max_length=16, default=b"")
    contact_name = SealedTextField("称呼")
    contact_phone = SealedTextField("联系电话")
    #: Keyed digest of the phone: duplicate check and look-up by number + phone, nothing else.
    phone_index = models.BinaryField(max_length=16, null=True)
    tail_index = models.BinaryField(max_length=16, null=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    is_me_too = models.BooleanField(default=False)
    #: When it came to a case that others had reported before; what was said to them till then is not its own.
    joined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    #: The appellant's own answer: solved or not, and how satisfied.
    solved = models.BooleanField("是否解决", null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField("满意程度", choices=Satisfaction, null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_by = models.CharField(max_length=10, blank=True)  # self, revisit
    remark = models.BinaryField(default=b"")
    unreached_tries = models.PositiveSmallIntegerField(default=0)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="appeal_number"),
            models.Index(fields=["account"], name="appeal_account", condition=Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class Receipt(models.Model):
    """A public door's answer to a client request id, kept 30 days: what is sent twice happens once."""

    door = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    body_digest = models.BinaryField(max_length=32)
    appeal_id = models.UUIDField(null=True)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.door}:{self.key}"
