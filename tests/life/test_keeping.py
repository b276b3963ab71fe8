"""What is kept long enough goes; what the cases show of members becomes deeds, confirmed by somebody else."""

from datetime import date, datetime, timedelta

import pytest

from tests.cases.story import Story
from tests.life.scene import Scene
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Case, Removal
from wangge.gatherings.models import Attendance, Gathering
from wangge.grids.access import Acting
from wangge.life import actions
from wangge.life.models import Birthday
from wangge.matters.models import Matter
from wangge.party import actions as party
from wangge.party import jobs
from wangge.party.models import Deed, Member, PointEntry, Transfer
from wangge.party.rules.members import NAMELESS, Status
from wangge.party.rules.points import DeedKind
from wangge.promises import actions as promises
from wangge.promises.models import Promise

pytestmark = [pytest.mark.django_db, pytest.mark.both]

YEAR = timedelta(days=365)
TUESDAY = MONDAY_9_00 + timedelta(days=1)


def kept(at: datetime) -> dict[str, int]:
    """Run the night's retention until nothing is left; what its report says."""
    while actions.apply_retention(at=at):
        pass
    return dict(Removal.objects.values_list("what", "count"))


def test_three_years_after_leaving_a_member_has_no_name(scene: Scene) -> None:
    birthday = scene.birthday()
    member = party.change_member(birthday.member, skills="修车", by=scene.by, at=MONDAY_9_00)
    party.step(member, to=Status.WITHDREW, since=date(2026, 11, 16), by=scene.by, at=MONDAY_9_00)

    early = kept(MONDAY_9_00 + 3 * YEAR - timedelta(days=1))
    report = kept(MONDAY_9_00 + 3 * YEAR)
    row = Member.objects.get(pk=member.pk)

    assert "members" not in early
    assert report["members"] == 1
    assert (row.name, row.phone, row.skills, row.joined_on, row.person) == (NAMELESS, "", "", None, None)
    assert not Birthday.objects.filter(member=row).exists()


def test_old_minutes_keep_their_numbers_and_lose_their_names(scene: Scene) -> None:
    member = scene.town.network.enrol("岑到会")
    held = scene.held(present=[member])

    kept(MONDAY_9_00 + 5 * YEAR)
    row = Gathering.objects.get(pk=held.pk)

    assert (row.said, row.chair, row.here_n) == ("（已过保存期）", "", 1)
    assert not Attendance.objects.filter(gathering=held).exists()


def test_an_old_promise_keeps_what_came_of_it(scene: Scene) -> None:
    promise = promises.prove(scene.promise(), proof="灯修好了", by=scene.by, at=MONDAY_9_00)
    promises.confirm(promise, answer="", by=scene.town.hat("orgdept"), at=TUESDAY)

    kept(TUESDAY + 3 * YEAR)
    row = Promise.objects.get(pk=promise.pk)

    assert row.state == "kept"
    assert "灯修好了" not in (row.proof, row.keeper)


def test_the_night_ends_letters_that_ran_out(town: Town) -> None:
    member = town.network.enrol("岑转出")
    found = party.request_transfer(
        member, to=town.network.far_branch, reason="搬家", by=town.network.by, at=MONDAY_9_00
    )
    party.send(found, by=town.network.by, at=MONDAY_9_00)

    jobs.expire_transfers(at=MONDAY_9_00 + timedelta(days=91))

    assert Transfer.objects.get(pk=found.pk).state == "expired"


def hazard(town: Town, finder: Acting, *, checked_by: Acting | None, matter: str = "FIR-01") -> Case:
    """A blocked fire lane (or what else) that somebody found, solved and perhaps seen by another."""
    town.stock()
    for who in ("officer", "staff", "dispatcher", "district"):
        town.hat(who)  # somebody sits at every desk
    case = Story(town).closed(matter=matter)
    Case.objects.filter(pk=case.pk).update(
        reported_by=finder.person_id, checked_by=checked_by.person_id if checked_by else None
    )
    return case


def test_a_verified_hazard_of_a_member_is_a_deed_once(town: Town) -> None:
    party.join_points(is_in=True, by=town.member, at=MONDAY_9_00 - YEAR)
    case = hazard(town, town.member, checked_by=town.verifier)

    noted = [actions.note_deeds(at=TUESDAY) for _ in range(2)]
    deed = Deed.objects.get(member__person=town.member.person_id)

    assert noted == [1, 0]
    assert (deed.kind, deed.state, deed.ref) == (DeedKind.HAZARD, "confirmed", f"hazard:{case.number}")
    assert PointEntry.objects.get(deed=deed).points == 2


@pytest.mark.parametrize(
    ("matter", "doer", "kind"),
    [
        ("FAC-01", "reported_by", DeedKind.HAZARD),
        ("GOV-08", "reported_by", DeedKind.SUGGESTION),
        ("WEL-10", "holder", DeedKind.WISH),
    ],
)
def test_other_cases_are_deeds_too(town: Town, matter: str, doer: str, kind: str) -> None:
    party.join_points(is_in=True, by=town.member, at=MONDAY_9_00 - YEAR)
    case = hazard(town, town.officer, checked_by=town.verifier)
    matters = Matter.objects.filter(code=matter)
    Case.objects.filter(pk=case.pk).update(matter=matters.get(), **{doer: town.person("member")})

    actions.note_deeds(at=TUESDAY)

    assert Deed.objects.get(member__person=town.member.person_id).kind == kind


def test_a_dark_lamp_that_was_reported_is_no_deed(town: Town) -> None:
    party.join_points(is_in=True, by=town.member, at=MONDAY_9_00 - YEAR)
    hazard(town, town.member, checked_by=town.verifier, matter="FAC-03")

    assert actions.note_deeds(at=TUESDAY) == 0


def test_no_deed_without_joining_and_none_one_confirms_oneself(town: Town) -> None:
    hazard(town, town.member, checked_by=town.verifier)

    without = actions.note_deeds(at=TUESDAY)
    party.join_points(is_in=True, by=town.member, at=MONDAY_9_00 - YEAR)
    Case.objects.update(checked_by=town.person("member"))
    alone = actions.note_deeds(at=TUESDAY)

    assert (without, alone) == (0, 0)


def test_a_kept_birthday_deed_counts(scene: Scene) -> None:
    birthday = scene.birthday()
    Member.objects.filter(pk=birthday.member_id).update(points_joined_on=date(2026, 1, 1))
    made = actions.promise_deed(
        birthday, title="教三位老人用手机", due_on=date(2026, 11, 30), by=scene.by, at=MONDAY_9_00
    )
    promise = promises.prove(made, proof="三位都会了", by=scene.by, at=MONDAY_9_00)
    promises.confirm(promise, answer="", by=scene.town.hat("orgdept"), at=TUESDAY)

    actions.note_deeds(at=TUESDAY)

    assert Deed.objects.get(member=birthday.member_id).kind == DeedKind.DEED
