"""What is kept in memory: seen at once by whoever changes it, by others when committed, else never."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, SOUTH, STEP, WEST, District
from wangge.grids import actions, queries
from wangge.grids.access import Role
from wangge.grids.models import Area, Post, Version
from wangge.grids.queries import memory
from wangge.grids.rules.importing import AreaRow
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people.access import OPERATOR

both = pytest.mark.both


@both
@pytest.mark.django_db
def test_locating_asks_the_database_nothing(district: District) -> None:
    queries.locate(WEST, SOUTH)
    path = district.grid.path

    with CaptureQueriesContext(connection) as asked:
        for step in range(200):
            queries.locate(WEST + STEP * step / 100, SOUTH + 0.005)
            queries.chain(path)
            queries.unit_for("sanitation", path)

    assert len(asked) <= 4


@both
@pytest.mark.django_db
def test_a_change_that_is_rolled_back_was_never_seen(district: District) -> None:
    class Undo(Exception):
        pass

    try:
        with transaction.atomic():
            grid = actions.add_area(district.community, name="第五网格", rank=4, by=ADMIN, at=NOON)
            assert queries.area(grid.pk) is not None
            raise Undo
    except Undo:
        pass

    assert queries.area(grid.pk) is None
    assert queries.area(district.grid.pk) is not None


@both
@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_a_change_only_when_it_is_committed() -> None:
    actions.seed_levels()
    seen: list[bool] = []

    def look() -> None:
        seen.append(bool(queries.the_tree().below(None)))
        connection.close()

    with transaction.atomic():
        actions.import_areas([AreaRow(1, "990101", "清岚区")], by=ADMIN, at=NOON)
        assert queries.the_tree().below(None)
        if connection.vendor == "postgresql":  # SQLite in memory is one connection
            _run(look)
    assert [node.name for node in queries.the_tree().below(None)] == ["清岚区"]

    assert seen in ([], [False])


def _run(look: object) -> None:
    thread = threading.Thread(target=look)  # type: ignore[arg-type]
    thread.start()
    thread.join()


@both
@pytest.mark.django_db
def test_another_process_is_noticed_by_its_token(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    queries.the_tree()
    Area.objects.filter(pk=district.grid.pk).update(name="别处改名")
    Version.objects.filter(name="areas").update(token="another")
    monkeypatch.setattr(memory, "LOOK_EVERY", 0.0)
    connection.run_on_commit.clear()

    node = queries.area(district.grid.pk)

    assert node is not None
    assert node.name == "别处改名"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_add_a_grid_at_once_get_two_codes() -> None:
    community = builders.district().community
    barrier = threading.Barrier(2)
    codes: list[str] = []

    def add(name: str) -> None:
        barrier.wait()
        codes.append(actions.add_area(community, name=name, rank=4, by=ADMIN, at=NOON).grid_code)
        connection.close()

    threads = [threading.Thread(target=add, args=[name]) for name in ("甲网格", "乙网格")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == ["990101001001005", "990101001001006"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_appoint_one_person_at_once_make_no_double_administrator() -> None:
    root = builders.district().root
    person = people.make_person(name="安宁", phone="", by=OPERATOR, at=NOON)
    barrier = threading.Barrier(2)
    refused: list[str] = []

    def appoint(role: Role) -> None:
        barrier.wait()
        try:
            actions.appoint(person, role, area=root, since=NOON, by=ADMIN, at=NOON)
        except Refused as refusal:
            refused.append(refusal.message)
        connection.close()

    threads = [threading.Thread(target=appoint, args=[r]) for r in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Post.objects.filter(person=person).count() == 1
