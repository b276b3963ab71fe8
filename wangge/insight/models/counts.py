"""The count rows. They follow from the tallies of the cases and can be made anew from them at any time."""

from django.db import models


class DayCount(models.Model):
    """One measure of one area on one day, of the area and all below it."""

    area = models.BigIntegerField()
    day = models.DateField()
    measure = models.CharField(max_length=16)
    n = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "day", "measure"], name="day_count_once")]
        indexes = [models.Index(fields=["day"], name="day_count_day")]

    def __str__(self) -> str:
        return f"{self.area} {self.day} {self.measure} {self.n}"


class MonthCount(models.Model):
    """One measure of a pair in one month; kinds are `rules.folding.Kind`."""

    kind = models.CharField(max_length=2)
    a = models.CharField(max_length=20)
    b = models.CharField(max_length=20, blank=True)
    month = models.DateField()
    measure = models.CharField(max_length=16)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "a", "month", "measure", "b"], name="month_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.a} {self.b} {self.month} {self.measure} {self.n}"


class OpenCount(models.Model):
    """Open work of an area and all below it, by lead unit, state and lateness."""

    area = models.BigIntegerField()
    unit = models.BigIntegerField()
    state = models.CharField(max_length=16)
    lateness = models.PositiveSmallIntegerField()
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "unit", "state", "lateness"], name="open_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.unit} {self.state} {self.lateness} {self.n}"


class Folding(models.Model):
    """One row: when changes were folded last, and when all was counted anew."""

    folded_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.folded_at}"
