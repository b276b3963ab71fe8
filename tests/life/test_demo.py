"""The invented district's branches have three months of Party life behind them, not all of it held."""

import pytest

from tests.life.scene import Scene
from tests.town import MONDAY_9_00
from wangge.assessment.models import Review
from wangge.demo import life
from wangge.gatherings.models import Gathering, Slot
from wangge.life.models import Birthday
from wangge.promises.models import Promise
from wangge.sheets.models import Run


@pytest.mark.django_db
def test_three_months_are_filled_through_the_actions(scene: Scene) -> None:
    scene.town.stock()
    for number in range(6):
        scene.town.network.enrol(f"岑{'甲乙丙丁戊己'[number]}")

    life.settle("small", now=MONDAY_9_00, tell=lambda *told: None)

    held = Gathering.objects.filter(state="held", unit=scene.unit)
    assert {g.starts_at.month for g in held} == {9, 10, 11}
    assert all(g.here_n <= g.should_n for g in held)
    assert Slot.objects.filter(unit=scene.unit, met_on__isnull=False).exists()
    assert Slot.objects.unmet_by(MONDAY_9_00.date()).filter(flagged_at__isnull=False).exists()
    assert Promise.objects.filter(unit=scene.unit).count() >= 4
    assert Birthday.objects.exists()
    assert Review.objects.filter(unit=scene.unit, state="submitted").exists()


@pytest.mark.django_db
def test_a_year_comes_in_by_the_ledger(scene: Scene) -> None:
    scene.town.stock()
    for number in range(6):
        scene.town.network.enrol(f"岑{'甲乙丙丁戊己'[number]}")

    life.settle("district", now=MONDAY_9_00, tell=lambda *told: None)

    run = Run.objects.get(importer="ledger")
    held = Gathering.objects.filter(state="held", unit=scene.unit)
    assert (run.failed, run.state) == (0, "done")
    assert len({g.starts_at.month for g in held}) == 12
    assert {g.should_n for g in held if g.quorum == "committee"} == {1}
    assert Slot.objects.filter(unit=scene.unit, met_on__isnull=False).count() > 60


@pytest.mark.django_db
def test_a_district_without_branches_is_left_as_it_is() -> None:
    life.settle("small", now=MONDAY_9_00, tell=lambda *told: None)

    assert not Gathering.objects.exists()
