"""What stands around a case: check-list and after-care tasks, photos, helpers, whom it complains of, saved
replies.
"""

from django.db import models
from django.db.models import Q

from wangge.cases.models.appeal import Appeal
from wangge.cases.models.case import Case
from wangge.cases.models.order import WorkOrder
from wangge.files.models import StoredFile
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.matters.models import Matter
from wangge.people.models import Person, Unit


class CaseTask(models.Model):
    """A line of the handling model, copied into the case when it was accepted; after-care when it was
    closed.
    """

    class Kind(models.TextChoices):
        STEP = "step", "处置要点"
        AFTERCARE = "aftercare", "后续照看"

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STEP)
    no = models.PositiveSmallIntegerField()
    #: Codes of departments or of `matters.rules.SEATS`: who ticks it.
    roles = models.JSONField("角色", default=list)
    action = models.CharField("要点", max_length=300)
    limit = models.CharField("时限", max_length=30, blank=True)
    condition = models.CharField("条件", max_length=200, blank=True)
    evidence = models.CharField("证据", max_length=120, blank=True)
    is_required = models.BooleanField("必做", default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_seat = models.CharField(max_length=80, blank=True)
    skip_reason = models.CharField("不做的原因", max_length=120, blank=True)
    failed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "no"], name="task_no_once")]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="task_aftercare_due",
                condition=Q(kind="aftercare", done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.action

    @property
    def is_open(self) -> bool:
        return self.done_at is None


class CasePhoto(models.Model):
    """A photo or document on a case, and what it shows."""

    class Kind(models.TextChoices):
        BEFORE = "before", "办理前"
        AFTER = "after", "办理后"
        CHECK = "check", "核查"
        DOCUMENT = "document", "文书"

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="photos")
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, blank=True, related_name="photos")
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, blank=True, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.BEFORE)
    at = models.DateTimeField()
    seat = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "file", "kind"], name="photo_once_a_case")]
        indexes = [models.Index(fields=["at"], name="photo_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%m-%d %H:%M}"


class CaseHelper(models.Model):
    """Somebody added by name to a confidential case by those who hold it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="helpers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="helper_once")]

    def __str__(self) -> str:
        return str(self.person)


class CaseAccused(models.Model):
    """Whom a complaint names: he, and whoever answers to him there, never learns that it exists."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accused")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accused_is_person_or_unit",
                condition=Q(person__isnull=False, unit__isnull=True)
                | Q(person__isnull=True, unit__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.unit)


class SavedReply(models.Model):
    """A reply a desk uses again and again; offered for a verb."""

    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=20, blank=True)
    name = models.CharField("名称", max_length=40)
    text = models.CharField("内容", max_length=500)

    def __str__(self) -> str:
        return self.name


class Ruling(models.Model):
    """A dispute was settled: who handles this matter there. The desks below are offered it next time."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    #: Of whoever ruled: it holds here and below.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    #: Whose order it was before, where the ruling took it elsewhere.
    instead_of = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["matter", "area_path", "at"], name="ruling_of_matter")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit}"


class CaseWords(models.Model):
    """A case's row in the full-text index; the words themselves stand in the database's own index
    (`search`).
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.case_id)
