"""The nightly retention of Party life: what each room lets go of, counted in one report."""

from datetime import datetime

from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases.rules.rights import Kept
from wangge.gatherings import actions as gatherings
from wangge.life.models import Birthday
from wangge.party import actions as party
from wangge.promises import actions as promises


@transaction.atomic
def apply_retention(*, at: datetime) -> int:
    """One batch of everything; returns how many, nothing when all is done."""
    members = party.forget_members(at=at)
    Birthday.objects.filter(member__forgotten_at__isnull=False).delete()
    records = party.forget_records(at=at) + gatherings.forget_old(at=at) + promises.forget_old(at=at)
    cases.note_removed(Kept.MEMBERS, members, at=at)
    cases.note_removed(Kept.LIFE, records, at=at)
    return members + records
