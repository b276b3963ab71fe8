"""A review of the town's branch, taken as far as a test needs it."""

from datetime import datetime
from decimal import Decimal

from tests.life.scene import Scene
from tests.town import MONDAY_9_00
from wangge.assessment import actions, queries
from wangge.assessment.models import Review, Standard
from wangge.assessment.rules import How, SectionKind


def standard(code: str = "star") -> Standard:
    return Standard.objects.get(code=code, state="in_force")


def opened(scene: Scene, code: str = "star", *, at: datetime = MONDAY_9_00, year: int = 2026) -> Review:
    by = scene.town.secretary
    actions.open_reviews(standard(code), [scene.org], year=year, by=by, at=at)
    return Review.objects.select_related("standard").get(standard__code=code, unit=scene.unit, year=year)


def whole(review: Review) -> dict[int, tuple[Decimal | None, str]]:
    """Everything answered with all its points, no veto."""
    return {
        mark.pk: (Decimal(0) if mark.item.section.kind == SectionKind.VETO else mark.item.points, "有记录")
        for mark in queries.marks_of(review)
        if mark.item.how != How.COMPUTED
    }


def submitted(scene: Scene, *, at: datetime = MONDAY_9_00) -> Review:
    review = opened(scene, at=at)
    if review.state != "checking":
        return review
    actions.check(review, whole(review), by=scene.by, at=at)
    return actions.submit(review, by=scene.by, at=at)


def noticed(scene: Scene, *, at: datetime = MONDAY_9_00) -> Review:
    review = submitted(scene, at=at)
    if review.state != "submitted":
        return review
    actions.judge(review, whole(review), by=scene.town.secretary, at=at)
    (done,) = actions.publish([review], by=scene.town.secretary, at=at)
    return done
