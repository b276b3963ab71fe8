"""What went wrong at a door is written down once and counted; somebody puts it right."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from wangge.channels.models import DoorState, Trouble
from wangge.channels.rules.doors import Door
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed


@transaction.atomic
def note(door: Door, key: str, *, text: str, todo: str, at: datetime, link: str = "") -> None:
    """Something failed; the same again raises its count. Neither text nor key quotes what was sent."""
    again = Trouble.objects.open().filter(door=door, key=key[:80])
    if again.update(count=F("count") + 1, last_at=at, text=text[:200]):
        return
    row = Trouble(
        door=door, key=key[:80], text=text[:200], todo=todo[:200], link=link, first_at=at, last_at=at
    )
    Trouble.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def mend(door: Door, key: str, *, at: datetime) -> None:
    """It works again by itself."""
    Trouble.objects.open().filter(door=door, key=key[:80]).update(cleared_at=at)


@transaction.atomic
def clear(trouble: Trouble, *, by: Acting, at: datetime) -> None:
    """The administrator put it right."""
    _editor(by)
    Trouble.objects.open().filter(pk=trouble.pk).update(cleared_at=at)
    journal.record(by=by, verb="channels.clear", subject=f"trouble:{trouble.pk}", at=at)


@transaction.atomic
def open_door(door: Door, *, is_open: bool, by: Acting, at: datetime) -> None:
    """Open a door to the public, or shut it."""
    _editor(by)
    DoorState.objects.update_or_create(door=door, defaults={"is_open": is_open, "changed_at": at})
    verb = "channels.open_door" if is_open else "channels.shut_door"
    journal.record(by=by, verb=verb, subject=f"door:{door}", note=Door(door).label, at=at)


def _editor(by: Acting) -> None:
    if not by.may(Permit.CHANNELS_EDIT):
        raise NotAllowed("接入与对外由系统管理员设置。")
