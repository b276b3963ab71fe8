"""What somebody asked about his own data, and what the days of retention have removed."""

from django.db import models
from django.db.models import Q

from wangge.cases.models.appeal import Appeal
from wangge.cases.models.case import Case
from wangge.cases.rules.rights import Kept, Wish


class DataRequest(models.Model):
    """One wish about one appeal; what was said stands in its own case, a confidential one."""

    #: The case of the request itself: it has the clock.
    case = models.OneToOneField(Case, models.PROTECT, related_name="data_request")
    #: The appeal it is about.
    about = models.ForeignKey(Appeal, models.PROTECT, related_name="requests")
    wish = models.CharField("请求", max_length=10, choices=Wish)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    #: Whether it was done as asked; NULL as long as nobody has decided.
    is_granted = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about", "wish"], name="one_open_wish", condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_wish_display()} {self.about}"


class Removal(models.Model):
    """What the retention job removed on one day: a number, never whose."""

    day = models.DateField()
    what = models.CharField(max_length=10, choices=Kept)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "what"], name="removal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_what_display()} {self.count}"
