"""The emergency mode: two persons, at most 14 days, help and nothing else, and at the end counts alone."""

from collections import defaultdict
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cases.story import DAY, HOUR
from tests.town import MONDAY_9_00, Town
from wangge.grids import queries as grids
from wangge.insight import actions
from wangge.insight.forms import DoorForm
from wangge.insight.models import Emergency, HelpDoor
from wangge.insight.queries import emergency as queries
from wangge.insight.queries import wall
from wangge.insight.rules.emergency import Mode, Need, shown, tally
from wangge.insight.rules.measures import FEW
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices.models import Notice

AT = MONDAY_9_00
#: What a door is never asked (domain/06 R-26).
NEVER = ("健康", "病", "接触", "行程", "行踪", "体温", "谁不在", "身份证", "姓名", "电话")


def asked(town: Town, *, kind: str = "flood", days: int = 3, place: str = "street") -> Emergency:
    area = getattr(town, place).pk
    return actions.ask_emergency(
        kind=kind, words="河水漫堤", days=days, area_id=area, by=town.dispatcher, at=AT
    )


def running(town: Town, days: int = 3) -> Emergency:
    return actions.decide_emergency(asked(town, days=days), is_agreed=True, by=town.streetleader, at=AT)


def at_door(town: Town, row: Emergency, door: str, *needs: str) -> HelpDoor:
    return actions.ask_door(row, area_id=town.grid.pk, door=door, needs=needs, by=town.officer, at=AT)


def test_a_door_is_asked_for_help_of_a_closed_list_and_for_nothing_else() -> None:
    words = [str(label) for label in Need.labels] + [str(f.label) for f in DoorForm.base_fields.values()]

    assert [word for word in words for never in NEVER if never in word] == []
    assert set(DoorForm.base_fields) == {"area", "door", "needs"}


def test_the_tally_counts_doors_and_needs() -> None:
    found = tally([(["water", "power"], True), (["water", "health"], False), ([], True)])

    assert (found["asked"], found["needing"], found["helped"]) == (3, 2, 1)
    assert [row["n"] for row in found["needs"]] == [2, 0, 1, 0, 0, 0]


def test_no_subtraction_finds_a_number_below_five() -> None:
    """Whoever reads the words and knows the rule is left with two values at least of every small number."""
    left: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
    for asked_, needing, helped in product(range(24), repeat=3):
        if helped <= needing <= asked_:
            need = {"name": "", "n": helped}
            words = shown({"asked": asked_, "needing": needing, "helped": helped, "needs": [need]})
            cells = (needing, helped, asked_ - needing, needing - helped, asked_ - helped)
            left[words["asked"], words["needing"], words["helped"]].append(cells)

    for words_, found in left.items():
        for values in zip(*found, strict=True):
            assert not any(0 < n < FEW for n in values) or len(set(values)) > 1, (words_, values)


@pytest.mark.both
@pytest.mark.django_db
def test_two_persons_switch_it_on_for_fourteen_days_at_most(town: Town) -> None:
    town.hat("resident")
    row = asked(town)

    with pytest.raises(Refused):
        asked(town, days=15)
    with pytest.raises(NotAllowed):
        actions.decide_emergency(row, is_agreed=True, by=town.dispatcher, at=AT)
    with pytest.raises(NotAllowed):  # another street's
        asked(town, place="other_street")
    with pytest.raises(NotAllowed):  # the district's leader alone agrees to what is not on the list
        actions.decide_emergency(asked(town, kind="other"), is_agreed=True, by=town.streetleader, at=AT)
    with pytest.raises(Refused):
        at_door(town, row, "5 栋 301")
    row = actions.decide_emergency(row, is_agreed=True, by=town.streetleader, at=AT)

    assert (row.mode, row.until) == (Mode.ON, AT + 3 * DAY)
    told = " ".join(Notice.objects.filter(kind="insight").values_list("text", flat=True))
    assert "逐户问" in told
    node = grids.area(town.community.pk)
    assert node is not None
    assert [one["area"] for one in wall.wall(node, at=AT + HOUR)["emergencies"]] == [town.street.name]
    assert [one.area for one in queries.for_residents(town.resident, at=AT + HOUR)] == [town.street.name]
    assert queries.for_residents(town.resident, at=AT + 4 * DAY) == []


@pytest.mark.both
@pytest.mark.django_db
def test_at_the_end_the_doors_are_gone_and_anybody_reads_the_counts(town: Town) -> None:
    row = running(town)
    for n in range(6):
        at_door(town, row, f"5 栋 {n}0{n}", "water")
    first = HelpDoor.objects.order_by("pk")[0]
    actions.help_door(first, by=town.officer, at=AT)
    with pytest.raises(NotAllowed):
        actions.help_door(first, by=town.other_dispatcher, at=AT)

    assert actions.end_due(at=AT + 2 * DAY) == 0
    assert actions.end_due(at=AT + 3 * DAY) == 1

    row.refresh_from_db()
    assert (row.mode, HelpDoor.objects.count()) == (Mode.ENDED, 0)
    counts = queries.counted(row)
    assert (counts["asked"], counts["needing"], counts["helped"]) == ("6 户", "6 户", "一部分")
    page = town.client("stranger").get(f"/insight/help/{row.pk}/").content.decode()
    assert "已经全部删除" in page
    assert "<dd>6 户</dd>" in page
    verbs = Entry.objects.filter(verb__contains="emergency").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["insight.ask_emergency", "insight.decide_emergency", "insight.end_emergency"]


@pytest.mark.django_db
def test_a_renewal_is_two_persons_again_and_prolongs_the_same_one(town: Town) -> None:
    row = running(town)
    later = AT + 2 * DAY

    again = actions.ask_emergency(
        kind="flood", words="还没退", days=5, area_id=town.street.pk, by=town.dispatcher, at=later
    )
    again = actions.decide_emergency(again, is_agreed=True, by=town.streetleader, at=later)

    row.refresh_from_db()
    assert (again.mode, row.until) == (Mode.RENEWED, later + timedelta(days=5))


@pytest.mark.django_db
def test_only_those_who_walk_there_see_the_doors(town: Town) -> None:
    row = running(town)
    at_door(town, row, "柳荫五栋", "water")

    pages = {
        who: town.client(who).get(f"/insight/emergencies/{row.pk}/").content.decode()
        for who in ("officer", "streetleader", "dispatcher")
    }

    assert "柳荫五栋" in pages["officer"]
    assert "柳荫五栋" not in pages["streetleader"] + pages["dispatcher"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT door FROM insight_helpdoor")
        assert "柳荫".encode() not in bytes(cursor.fetchall()[0][0])


@pytest.mark.django_db
def test_a_resident_is_told_at_home_and_a_stranger_on_the_front_page(town: Town) -> None:
    row = actions.ask_emergency(
        kind="outage",
        words="停水",
        days=2,
        area_id=town.street.pk,
        by=town.hat("dispatcher"),
        at=timezone.now(),
    )
    actions.decide_emergency(row, is_agreed=True, by=town.hat("streetleader"), at=timezone.now())

    for page in (Client().get("/"), town.client("resident").get("/mine/"), town.client("captain").get("/o/")):
        assert f"/insight/help/{row.pk}/" in page.content.decode()
    assert f"/insight/help/{row.pk}/" not in town.client("officer").get("/o/").content.decode()
