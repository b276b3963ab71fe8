"""Named counters; on PostgreSQL sequences of the same names stand beside them (migration 0001)."""

from django.db import models


class Counter(models.Model):
    """One row a counter."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
