"""The working calendar as data: days that differ from Monday to Friday, known years, hours of a day."""

from django.db import models
from django.db.models import TextChoices

from wangge.worktime.rules import DayKind


class Source(TextChoices):
    """Where a day came from. What somebody set by hand is never overwritten by the other two."""

    SEED = "seed", "系统自带"
    IMPORT = "import", "导入"
    HAND = "hand", "手工设置"


class CalendarDay(models.Model):
    """One day that was announced or set; every other day follows its weekday."""

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("类型", max_length=12, choices=DayKind)
    name = models.CharField("名称", max_length=40, default="")
    #: The year whose announcement names the day; a New Year's holiday can begin in December.
    year = models.PositiveSmallIntegerField("所属年度")
    source = models.CharField("来源", max_length=6, choices=Source)

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"


class CalendarYear(models.Model):
    """A year whose holidays have been announced and entered. Without a row, the year is only guessed."""

    year = models.PositiveSmallIntegerField("年度", primary_key=True)
    source = models.CharField("来源", max_length=6, choices=Source)
    entered_at = models.DateTimeField("录入时间")

    def __str__(self) -> str:
        return str(self.year)


class WorkPeriods(models.Model):
    """The working hours in force from a day on: pairs of minutes after midnight."""

    effective_from = models.DateField("生效日期", primary_key=True)
    periods = models.JSONField("上班时间")

    def __str__(self) -> str:
        return f"{self.effective_from} {self.periods}"


class CalendarVersion(models.Model):
    """One row whose token is new after every change, so that each process notices."""

    token = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.token
