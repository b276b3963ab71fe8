"""Questions that somebody keeps, for himself or for those below."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.kernel.fields import PathField
from wangge.people.models import Person


class SavedQuestionQuerySet(models.QuerySet["SavedQuestion"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """One's own, and those shared at one's own area or above it."""
        if not acting.may(permit):
            return self.none()
        shared = Q(is_shared=True, area_path__in=access.paths_up(acting.area_path))
        return self.filter(shared | Q(person_id=acting.person_id or 0))


class SavedQuestion(models.Model):
    """A question about cases with a name; its answer is always within what the asker may see."""

    name = models.CharField("名称", max_length=40)
    asked = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    area_path = PathField(max_length=120, blank=True)
    is_shared = models.BooleanField("给下级也用", default=False)
    saved_at = models.DateTimeField()

    objects = SavedQuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="question_name_once")]

    def __str__(self) -> str:
        return self.name
