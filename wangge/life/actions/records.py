"""A meeting is written down with who came, in one go; a promise is proved, with photos."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wangge.files import actions as files
from wangge.files.forms import Chosen
from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Call, Minutes
from wangge.gatherings.models import Gathering
from wangge.gatherings.rules.meeting import Presence
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.life import rules
from wangge.life.rules import OnRoll
from wangge.party.models import PartyOrg
from wangge.promises import actions as promises
from wangge.promises.models import Promise


@dataclass(frozen=True, slots=True)
class Came:
    """Who should have come, who did, who had leave, and the photos that were taken."""

    roll: Collection[OnRoll]
    present: Collection[int]
    leave: Collection[int] = ()
    photos: Chosen | None = None


@transaction.atomic
def write_down(
    gathering: Gathering,
    minutes: Minutes,
    came: Came,
    *,
    by: Acting,
    at: datetime,
) -> Gathering:
    """Who came, who had leave, what was said and decided: the line of the agenda is met."""
    there = dict.fromkeys(came.present, str(Presence.PRESENT)) | dict.fromkeys(
        came.leave, str(Presence.LEAVE)
    )
    strangers = set(there) - {one.number for one in came.roll}
    if strangers:
        raise Refused("勾选的人里有不在名册上的，请刷新再选。", field="present")
    if there:
        gatherings.take_attendance(gathering, there, by=by, at=at)
    whole = Minutes(
        said=minutes.said,
        chair=minutes.chair,
        should=[one.number for one in came.roll],
        entitled=rules.entitled(came.roll, gathering.quorum),
        decisions=minutes.decisions,
    )
    held = gatherings.hold(gathering, whole, by=by, at=at)
    photos = came.photos
    if photos is not None and photos.ids:
        files.claim(photos.holder, photos.ids, owner=f"gathering:{held.pk}", by=by, at=at)
    return held


@transaction.atomic
def prove(promise: Promise, *, proof: str, photos: Chosen | None = None, by: Acting, at: datetime) -> Promise:
    """A promise is done: what was done, with photos of it where somebody took some."""
    proved = promises.prove(promise, proof=proof, by=by, at=at)
    if photos is not None and photos.ids:
        files.claim(photos.holder, photos.ids, owner=f"promise:{proved.pk}", by=by, at=at)
    return proved


@transaction.atomic
def record(
    org: PartyOrg,
    wanted: Call,
    minutes: Minutes,
    came: Came,
    *,
    by: Acting,
    at: datetime,
) -> Gathering:
    """Call it and write it down at once."""
    if org.unit is None:
        raise Refused("这个党组织还没有单位，不能记录会议。")
    made = gatherings.call(org.unit, org.area, wanted, by=by, at=at)
    return write_down(made, minutes, came, by=by, at=at)
