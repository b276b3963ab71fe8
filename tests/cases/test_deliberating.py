"""What is talked over first has a clock of its own; a hazard and a secret are never talked over."""

import pytest
from django.urls import reverse

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize(
    "changed", [{"urgency": "high"}, {"urgency": "emergency"}, {"visibility": "confidential"}]
)
def test_a_hazard_and_a_secret_are_dispatched_and_never_talked_over(
    town: Town, story: Story, changed: dict[str, str]
) -> None:
    case = story.accepted(matter="ENV-13")
    button = reverse("cases:deed", args=[case.pk, "deliberate"])
    before = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()
    Case.objects.filter(pk=case.pk).update(**changed)

    with pytest.raises(Refused, match="不共议"):
        actions.deliberate(case, by=town.dispatcher, at=MONDAY_9_00 + HOUR)
    page = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()

    assert button in before
    assert button not in page
