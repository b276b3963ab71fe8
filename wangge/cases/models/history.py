"""Append-only history: chained facts in `Step`, destroyable words in `StepText`, the daily seal over all."""

from typing import Self

from django.db import models

from wangge.cases.models.case import Case
from wangge.cases.rules.chain import Facts
from wangge.kernel.ids import uuid7


class StepQuerySet(models.QuerySet["Step"]):
    def in_order(self) -> Self:
        return self.order_by("case_id", "seq")


class Step(models.Model):
    """What was done: never updated, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    order_id = models.UUIDField(null=True, blank=True)
    source = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True, blank=True)
    post_id = models.BigIntegerField(null=True, blank=True)
    #: The desk or unit, as the public reads it.
    seat = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=24, blank=True)
    has_said = models.BooleanField(default=False)
    digest = models.BinaryField(max_length=32, default=b"")
    previous = models.BinaryField(max_length=32, default=b"")
    hash = models.BinaryField(max_length=32)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="step_seq_once")]
        indexes = [models.Index(fields=["at"], name="step_at")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    @property
    def facts(self) -> Facts:
        """What of it is chained."""
        return Facts(
            case_id=str(self.case_id),
            seq=self.seq,
            verb=self.verb,
            order_id=str(self.order_id or ""),
            source=self.source,
            target=self.target,
            at=self.at,
            person_id=self.person_id,
            post_id=self.post_id,
            reason=self.reason,
            digest=bytes(self.digest),
        )


class StepText(models.Model):
    """The words of a step, {"said", "note", ...} under the case's data key; gone once the case
    is forgotten.
    """

    step = models.OneToOneField(Step, models.PROTECT, primary_key=True, related_name="text")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.step_id)


class ChainSeal(models.Model):
    """One day's Merkle root over the hashes of all its steps, under a key outside the database (06 R-74)."""

    day = models.DateField(unique=True)
    steps = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.day)


class Reckoning(models.Model):
    """One row: by which working calendar the stored due times were reckoned."""

    calendar = models.CharField(max_length=36, blank=True)

    def __str__(self) -> str:
        return self.calendar
