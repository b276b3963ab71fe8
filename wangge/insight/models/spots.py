"""Hot spots as they stand, and what became of them; screens that show the wall."""

from typing import Any, Self

from django.db import models

from wangge.cases.models import Case
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.people.models import Person


class HotSpotQuerySet(models.QuerySet["HotSpot"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Those below the post's area."""
        return self.filter(access.below(acting.area_path)) if acting.may(permit) else self.none()


class HotSpot(models.Model):
    """Several of one matter close together: found by the job, taken up by a person, gone once it cools."""

    matter = models.CharField(max_length=12)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    #: Road or public place near its middle, else the area; never a flat.
    place = models.CharField(max_length=80, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    n = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    found_at = models.DateTimeField()
    #: Turned into a supervised case.
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    is_current = models.BooleanField(default=True)

    objects = HotSpotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path"], name="spot_area", condition=models.Q(is_current=True))]

    def __str__(self) -> str:
        return f"{self.matter} {self.place} {self.n}"


class HotCase(models.Model):
    """A case of a hot spot."""

    spot = models.ForeignKey(HotSpot, models.CASCADE, related_name="members")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["spot", "case"], name="hot_case_once")]

    def __str__(self) -> str:
        return str(self.case_id)


class Screen(models.Model):
    """A wall that shows figures without a session: bound to one browser, read-only, 90 days, revocable."""

    name = models.CharField("名称", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    #: Digest of the code that binds the browser; used once, within half an hour.
    code_digest = models.BinaryField(max_length=32, null=True)
    code_until = models.DateTimeField()
    browser_digest = models.BinaryField(max_length=32, null=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["browser_digest"],
                name="screen_browser",
                condition=models.Q(browser_digest__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def state(self, at: Any) -> str:
        """How it stands, in words."""
        if self.revoked_at is not None:
            return "已收回"
        if at >= self.expires_at:
            return "已到期"
        return "使用中" if self.bound_at else "等待绑定" if at < self.code_until else "绑定码已过期"
