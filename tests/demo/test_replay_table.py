"""The table of a replay: read, refused, its hours invented; and where a replay may not go."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.demo.events import written
from tests.town import Town
from wangge.cases.models import Case
from wangge.demo.replay import ground, life, table
from wangge.demo.replay.table import Event
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI


@pytest.fixture
def events(tmp_path: Path) -> list[Event]:
    return table.read(written(tmp_path / "events.csv.gz"))


def test_a_table_is_read_with_what_it_does_not_know_left_empty(events: list[Event]) -> None:
    assert [event.street for event in events][:5] == ["柳湾街道"] * 3 + ["石桥街道", ""]
    assert (events[4].community, events[4].unit) == ("", "")
    assert [event.is_late for event in events] == [False, False, True, False, False, False, True]
    assert events[0].kinds == ("路灯", "公用部件", "市政设施")


def test_a_table_with_other_columns_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="dispose_unit"):
        table.read(written(tmp_path / "events.csv.gz", without="dispose_unit"))


def test_the_events_of_a_day_are_spread_over_it_in_their_order(events: list[Event]) -> None:
    moments = life.hours(events)

    assert moments == sorted(moments)
    assert [moment.date() for moment in moments] == [event.day for event in events]
    assert all(8 <= moment.astimezone(SHANGHAI).hour < 20 for moment in moments)
    assert moments[1] - moments[0] == timedelta(hours=6)


@pytest.mark.parametrize(
    ("name", "department"),
    [
        ("清岚交通运输局", "transport"),
        ("市交警支队清岚大队", "traffic_police"),
        ("柳湾街道综合执法队", "comprehensive_enforcement"),
        ("柳荫社区（柳湾街道办事处）", "residents_committee"),
        ("清岚自来水有限公司", "water_supply"),
        ("财务组", ""),
    ],
)
def test_a_units_name_tells_its_department(name: str, department: str) -> None:
    assert ground.department_of(name, table.department_words()) == department


@pytest.mark.django_db
def test_a_database_with_areas_is_left_alone(town: Town, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--fresh"):
        call_command("replay", str(written(tmp_path / "events.csv.gz")), quiet=True)

    assert Case.objects.count() == 0


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    file = written(tmp_path / "events.csv.gz")

    with pytest.raises(CommandError, match="不是空的"):
        call_command("replay", str(file), fresh=tmp_path, quiet=True)
