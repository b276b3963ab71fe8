"""The town itself: everybody stands where the table says, can sign in, and lies in his square."""

import pytest

from tests.town import PEOPLE, Town, middle
from wangge.grids import queries as grids
from wangge.grids.access import ADMIN_ROLES, UNIT_ROLES, is_below

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_every_role_of_the_table_can_be_held(town: Town) -> None:
    hats = {who: town.hat(who) for who, person in PEOPLE.items() if person.role}

    assert {who: hat.role for who, hat in hats.items()} == {w: p.role for w, p in PEOPLE.items() if p.role}
    assert all(hat.unit_id if hat.role in UNIT_ROLES else hat.area_id for hat in hats.values())
    assert len({hat.person_id for hat in hats.values() if hat.role in ADMIN_ROLES}) == 3


def test_the_areas_lie_under_one_another(town: Town) -> None:
    assert is_below(town.grid.path, town.community.path)
    assert is_below(town.community.path, town.street.path)
    assert not is_below(town.far_grid.path, town.street.path)
    assert is_below(town.far_grid.path, town.district.path)


def test_a_point_in_a_square_is_located_in_its_grid(town: Town) -> None:
    found = grids.locate(*middle("next_grid"))

    assert found.area is not None
    assert found.area.id == town.next_grid.pk


def test_somebody_signed_in_is_known(town: Town) -> None:
    client = town.client("officer")

    assert client.session["_auth_user_id"] == str(town.account("officer").pk)
