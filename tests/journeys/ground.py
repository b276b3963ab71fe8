"""`python -m tests.journeys.ground`: the town as an installation of its own, made before a server serves it.

The journeys know this installation through the browser alone; what they must know of it is said here as plain
values. `… ground demo` makes the invented district instead, with few cases.
"""

import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from wangge.grids.access import Role


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who signs in by password, since the demo's front page has no card for him."""

    username: str
    name: str
    #: The unit he handles orders for, or the grid he is an officer of.
    place: str


#: Handlers of the two units that the blocked fire lane is sent to.
KEEPER = Hand("keeper", "柳管家", "management")
INSPECTOR = Hand("inspector", "柳执中", "enforcement")
#: Officers of the grid that is split while it has open cases; no other journey sets foot in it.
WESTERN = Hand("western", "塘西平", "other_grid")
EASTERN = Hand("eastern", "塘东安", "other_grid")
#: The secretary also leads this grid: one person, two hats.
SECOND_HAT = "next_grid"
#: The branch of the first grid: its secretary, who leads a grid too, and a member; another branch's
#: secretary, and the department above.
PARTY = ("branchsec", "member", "other_branchsec", "orgdept")
#: Members who do not sign in: twenty years in the Party this year; about to move to the other branch.
TWENTY_YEARS, MOVING = "岑廿年", "岑转远"


def main() -> None:
    """Tables, calendar, catalogue, the town with an account for each card of the front page, the mark."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill() if sys.argv[1:] == ["demo"] else settle()


def fill() -> None:
    """The registers of the demo's small district, and a dozen cases."""
    from django.utils import timezone

    from wangge.demo import fill as demo

    demo.SCALE["small"] = (12, 12)
    demo.fill("small", at=timezone.now(), tell=lambda *_: None)


def settle() -> None:
    from django.db import transaction
    from django.utils import timezone

    from tests.town import LONG_AGO, Town
    from wangge.assessment import actions as assessment
    from wangge.demo.models import DemoMark
    from wangge.demo.people import DEMO_USERS
    from wangge.grids.access import THE_CLOCK, Role
    from wangge.life import actions as life
    from wangge.matters import actions as matters
    from wangge.party import actions as party
    from wangge.worktime import actions as worktime

    now = timezone.now()
    with transaction.atomic():
        town = Town()
        matters.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
        worktime.seed_years([now.year, now.year + 1], by=THE_CLOCK, at=LONG_AGO)
        for who in [*DEMO_USERS, "next_officer", *PARTY]:
            town.account(who)
        assessment.seed()
        town.network.enrol(TWENTY_YEARS, joined_on=date(now.year - 20, 7, 1))
        town.network.enrol(MOVING)
        party.join_points(is_in=True, by=town.member, at=LONG_AGO)
        life.list_birthdays(year=now.year, at=now)
        town.appoint("secretary", Role.LEADER, getattr(town, SECOND_HAT))
        town.appoint("branchsec", Role.LEADER, town.far_grid)
        for hand in (KEEPER, INSPECTOR):
            _employ(hand, Role.HANDLER, unit=getattr(town, hand.place))
        for hand in (WESTERN, EASTERN):
            _employ(hand, Role.OFFICER, area=getattr(town, hand.place))
        DemoMark.objects.create(size="small", seed=1, filled_at=now, is_whole=True)


def _employ(hand: Hand, role: "Role", **where: Any) -> None:
    """Somebody in a post, with an account and the town's password."""
    from django.utils import timezone

    from tests.town import LONG_AGO, PASSWORD
    from wangge.grids import actions as grids
    from wangge.grids.access import Acting, Role
    from wangge.people import actions as people
    from wangge.people.access import OPERATOR

    mayor = Acting(Role.SYSTEM_ADMIN, name="建镇")
    person = people.make_person(name=hand.name, by=OPERATOR, at=LONG_AGO)
    grids.appoint(person, role, since=LONG_AGO, by=mayor, at=LONG_AGO, **where)
    slip = people.open_account(person, username=hand.username, by=OPERATOR, at=timezone.now())
    people.set_password(slip.account, password=PASSWORD, at=timezone.now())


if __name__ == "__main__":
    main()
