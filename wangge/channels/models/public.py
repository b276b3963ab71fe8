"""What is public of a case, kept as a table of its own: facts, and the sentence that somebody released.

Whatever shows something to the public reads this table and nothing else (domain/06 R-55).
"""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wangge.cases.models import Case
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.matters.models import Matter
from wangge.matters.rules import Visibility
from wangge.people.models import Person


class PublicItemQuerySet(models.QuerySet["PublicItem"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Those whose case may be reached under this hat: who writes and releases its sentence."""
        cases = Case.objects.open_to(acting, permit)
        return self.filter(Exists(cases.filter(pk=OuterRef("pk"))))

    def shown(self) -> Self:
        """Asked once more when it is shown: a case that became confidential a moment ago is gone."""
        return self.filter(case__visibility=Visibility.PUBLIC, matter__visibility=Visibility.PUBLIC)


class PublicItem(models.Model):
    """公开条目. Its month, never its day; its community, never its grid; no words of a sender."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    number = models.CharField("编号", max_length=11)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    month = models.DateField("月份")
    closed_month = models.DateField("办结月份", null=True, blank=True)
    is_open = models.BooleanField("在办")
    outcome = models.CharField("办理结果", max_length=24, blank=True)
    days = models.PositiveIntegerField("用了几天", null=True, blank=True)
    #: Written and released by staff; empty until then.
    sentence = models.CharField("对外说明", max_length=200, blank=True)
    #: The nearest road or public place, named by whoever released it.
    place = models.CharField("公共地点", max_length=60, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PublicItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-month", "number"], name="public_item_month"),
            models.Index(fields=["number"], name="public_item_number"),
            models.Index(fields=["area_path", "-month", "number"], name="public_item_area"),
            models.Index(
                fields=["area_path", "-released_at"],
                condition=Q(released_at__isnull=False),
                name="public_item_released",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PublicPhotoQuerySet(models.QuerySet["PublicPhoto"]):
    def shown(self) -> Self:
        """Looked at and let go, of an item that is released and still public at this moment."""
        items = PublicItem.objects.shown().filter(released_at__isnull=False)
        return self.filter(Exists(items.filter(pk=OuterRef("item"))), confirmed_at__isnull=False)


class PublicPhoto(models.Model):
    """The painted copy of one photo of a case; the photo itself never leaves the house (domain/06 R-56)."""

    #: Random, not ordered by time: the public address of a picture tells nothing.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(PublicItem, models.CASCADE, related_name="photos")
    source = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    marks = models.PositiveSmallIntegerField("涂盖几处")
    painted_at = models.DateTimeField("涂盖时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PublicPhotoQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "source"], name="public_photo_once")]

    def __str__(self) -> str:
        return str(self.pk)
