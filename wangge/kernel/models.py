"""Named counters (on PostgreSQL sequences of the same names stand beside them, migration 0001), and how often
doors were used.
"""

from django.db import models


class Counter(models.Model):
    """One row a counter."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class DoorCount(models.Model):
    """How often a door was used from one source in one slot of time; a keyed digest, not an address."""

    source = models.BinaryField(max_length=16)
    slot = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "slot"], name="door_uses_once")]

    def __str__(self) -> str:
        return f"{self.slot:%H:%M} {self.count}"
