"""Standards and stars: the branch answers for itself, the line above reviews, nobody beside it sees."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.assessment.review import noticed, opened, standard, submitted
from tests.doors import Door, From
from tests.life.scene import Scene
from tests.town import Town
from wangge.assessment import actions
from wangge.assessment.models import Item

READERS = ("branchsec", "secretary", "streetleader", "orgdept", "districtleader")
REVIEWS = ("secretary", "streetleader", "orgdept")
OTHERS = ("officer", "handler", "resident", "member", "sysadmin", "audit")
NO_UUID = "0190b0c0-0000-7000-8000-000000000000"


def no(name: str, value: object = 10**9) -> From:
    return lambda town: {name: value}


def scene(town: Town) -> Scene:
    actions.seed()
    return Scene(town)


def the_standard(town: Town) -> Mapping[str, Any]:
    actions.seed()
    return {"standard_id": standard("six").pk}


def draft(town: Town) -> Mapping[str, Any]:
    actions.seed()
    made = actions.new_version(standard(), by=town.hat("orgdept"), at=timezone.now())
    return {"standard_id": made.pk}


def item(town: Town) -> Mapping[str, Any]:
    found = Item.objects.filter(section__standard=draft(town)["standard_id"]).order_by("pk").first()
    assert found is not None
    return {"item_id": found.pk}


def reviewed(town: Town) -> Mapping[str, Any]:
    """The standard of a review that waits to be published."""
    review = submitted(scene(town))
    if review.state == "submitted":
        actions.judge(review, {}, by=town.hat("secretary"), at=timezone.now())
    return {"standard_id": review.standard_id}


def review(town: Town) -> Mapping[str, Any]:
    return {"review_id": opened(scene(town)).pk}


def waiting(town: Town) -> Mapping[str, Any]:
    return {"review_id": submitted(scene(town)).pk}


def appeal(town: Town) -> Mapping[str, Any]:
    about = scene(town)
    found = noticed(about, at=timezone.now())
    made = found.appeals.first() or actions.appeal(
        found, item=None, words_="不同意", by=about.by, at=timezone.now()
    )
    return {"appeal_id": made.pk}


DOORS = [
    Door(name="assessment:home", right=READERS, wrong=OTHERS),
    Door(
        name="assessment:standard",
        right=READERS,
        wrong=OTHERS,
        to=the_standard,
        elsewhere=no("standard_id"),
    ),
    Door(
        name="assessment:begin",
        right=("branchsec", *REVIEWS),
        wrong=(*OTHERS, "districtleader"),
        to=the_standard,
        elsewhere=no("standard_id"),
        post=lambda town: {},
    ),
    Door(
        name="assessment:publish",
        right=("secretary",),
        wrong=(*OTHERS, "branchsec", "districtleader"),
        to=reviewed,
        elsewhere=no("standard_id"),
        post=lambda town: {},
    ),
    Door(
        name="assessment:new_version",
        right=("orgdept",),
        wrong=(*OTHERS, "branchsec", "secretary"),
        to=the_standard,
        elsewhere=no("standard_id"),
        post=lambda town: {},
    ),
    Door(
        name="assessment:put_in_force",
        right=("orgdept",),
        wrong=(*OTHERS, "branchsec", "secretary"),
        to=draft,
        elsewhere=no("standard_id"),
    ),
    Door(
        name="assessment:item",
        right=("orgdept",),
        wrong=(*OTHERS, "branchsec", "secretary"),
        to=item,
        elsewhere=no("item_id"),
    ),
    Door(
        name="assessment:review",
        right=READERS,
        wrong=OTHERS,
        hidden_from=("other_branchsec",),
        to=review,
        elsewhere=no("review_id", NO_UUID),
    ),
    Door(
        name="assessment:check",
        right=("branchsec", "secretary"),
        wrong=(*OTHERS, "districtleader"),
        hidden_from=("other_branchsec",),
        to=review,
        elsewhere=no("review_id", NO_UUID),
    ),
    Door(
        name="assessment:judge",
        right=REVIEWS,
        wrong=(*OTHERS, "branchsec", "districtleader"),
        to=waiting,
        elsewhere=no("review_id", NO_UUID),
    ),
    Door(
        name="assessment:deed",
        right=("branchsec", "secretary"),
        wrong=(*OTHERS, "districtleader"),
        hidden_from=("other_branchsec",),
        to=lambda town: {**review(town), "verb": "submit"},
        elsewhere=lambda town: {"review_id": NO_UUID, "verb": "submit"},
    ),
    Door(
        name="assessment:answer",
        right=REVIEWS,
        wrong=(*OTHERS, "branchsec", "districtleader"),
        to=appeal,
        elsewhere=no("appeal_id"),
    ),
]
