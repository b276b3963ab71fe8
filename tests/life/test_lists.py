"""What lists of Party life cost: as many questions for many rows as for few."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.life.scene import Scene
from wangge.gatherings import actions as gatherings
from wangge.life import actions
from wangge.promises import actions as promises
from wangge.promises.actions.agreements import Head

pytestmark = [pytest.mark.django_db, pytest.mark.both]
#: The list, and who opens it.
LISTS = {
    "/life/": "branchsec",
    "/life/unheld/": "orgdept",
    "/life/birthdays/": "branchsec",
    "/life/birthdays/?all": "orgdept",
    "/life/promises/": "branchsec",
    "/life/promises/?all": "orgdept",
    "/life/agreements/": "branchsec",
    "/life/projects/": "branchsec",
    "/life/learning/": "branchsec",
    "/life/me/": "member",
    "/assessment/": "orgdept",
}


def grow(scene: Scene, turn: int) -> None:
    """One more of everything, the oldest already over."""
    now, today = timezone.now(), timezone.localdate()
    scene.town.network.enrol(f"岑{turn}", joined_on=date(today.year - 20, 7, 1))
    actions.list_birthdays(year=today.year, at=now)
    scene.promise(due_on=today + timedelta(days=turn), at=now)
    scene.project(at=now)
    promises.agree_on(
        scene.unit,
        scene.org.area,
        kind="pairing",
        title=f"结对 {turn}",
        partner=f"单位 {turn}",
        since=today,
        until=today + timedelta(days=100),
        heads=[Head("义诊", "医院", today + timedelta(days=60))],
        by=scene.by,
        at=now,
    )
    gatherings.release_article(
        scene.unit, scene.org.area, title=f"文章 {turn}", body="正文", question="", by=scene.by, at=now
    )
    opens, closes = now + timedelta(hours=1), now + timedelta(days=3)
    made = gatherings.make_poll(
        scene.unit,
        scene.org.area,
        title=f"评选 {turn}",
        opens_at=opens,
        closes_at=closes,
        by=scene.by,
        at=now,
    )
    gatherings.nominate(made, name="花墙小队", words_="种了花", by=scene.by, at=now)
    scene.held(starts_at=now - timedelta(hours=turn + 1), at=now, decisions=[("修灯", None)])


def costs(scene: Scene) -> dict[str, int]:
    found = {}
    for address, who in LISTS.items():
        client = scene.town.client(who)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        found[address] = len(asked)
    return found


def test_no_list_of_party_life_costs_more_for_more_rows(scene: Scene) -> None:
    scene.town.post("member")
    last_month = timezone.localdate().replace(day=1) - timedelta(days=70)
    actions.adopt_for([scene.org], since=last_month, by=scene.by, at=timezone.now() - timedelta(days=70))
    for turn in range(2):
        grow(scene, turn)
    few = costs(scene)

    for turn in range(2, 6):
        grow(scene, turn)

    assert costs(scene) == few
    assert max(few.values()) <= 40
