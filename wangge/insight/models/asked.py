"""Questions that somebody keeps, for himself or for those below."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Post
from wangge.insight.rules.asking import Schedule
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
    #: Asked by itself under the post it was kept with, as long as that is held.
    schedule = models.CharField("定期", max_length=8, choices=Schedule, blank=True, default=Schedule.NEVER)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    ran_on = models.DateField(null=True)

    objects = SavedQuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="question_name_once")]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What a question asked by itself came to: how many, over which days."""

    question = models.ForeignKey(SavedQuestion, models.CASCADE, related_name="answers")
    at = models.DateTimeField()
    asked = models.JSONField(default=dict)
    n = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["question", "at"], name="answer_question")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.n}"
