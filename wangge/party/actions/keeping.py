"""What was kept long enough goes: those who left, old deeds with points, cards, contacts, report-ins."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from wangge.kernel.words import local_day
from wangge.party.models import (
    Contact,
    Deed,
    Member,
    Office,
    PledgeCard,
    PledgeRemark,
    PointAppeal,
    PointEntry,
    ReportBack,
    ReportIn,
    RoleNote,
    Transfer,
)
from wangge.party.rules.members import KEEP_CARDS, KEEP_CONTACTS, KEEP_DEEDS, KEEP_MEMBERS, NAMELESS


@transaction.atomic
def forget_members(*, at: datetime, batch: int = 200) -> int:
    """Of those who left three years ago nothing stays but a row without a name, so that numbers of meetings
    and elections long past still add up; returns how many.
    """
    over = Member.objects.filter(left_on__lte=local_day(at) - KEEP_MEMBERS, forgotten_at__isnull=True)
    ids = list(
        over.select_for_update(of=("self",)).order_by("left_on", "pk").values_list("pk", flat=True)[:batch]
    )
    _forget_deeds(Q(member__in=ids))
    _forget_cards(Q(member__in=ids))
    Contact.objects.filter(member__in=ids).delete()
    RoleNote.objects.filter(member__in=ids).delete()
    _forget_reports(Q(member__in=ids))
    Transfer.objects.filter(member__in=ids).update(outside="", reason="", words="")
    Office.objects.filter(member__in=ids).update(birth_year=None, education="", trained_on=None)
    Member.objects.filter(pk__in=ids).update(
        name=NAMELESS,
        phone="",
        phone_index=None,
        joined_on=None,
        home_branch="",
        host_branch="",
        last_contact_on=None,
        skills="",
        free_time="",
        is_excluded=False,
        excluded_note="",
        person=None,
        points_joined_on=None,
        board_joined_on=None,
        forgotten_at=at,
    )
    return len(ids)


@transaction.atomic
def forget_records(*, at: datetime, batch: int = 500) -> int:
    """Of those who are still here: deeds and ended report-ins after three years, withdrawn cards, remarks and
    ended contacts after one; returns how many.
    """
    today = local_day(at)
    deeds = list(Deed.objects.filter(on__lte=today - KEEP_DEEDS).values_list("pk", flat=True)[:batch])
    _forget_deeds(Q(pk__in=deeds))
    gone = Q(withdrawn_at__lte=at - KEEP_CARDS) | Q(public_until__lte=today - KEEP_CARDS)
    cards = list(PledgeCard.objects.filter(gone).values_list("pk", flat=True)[:batch])
    _forget_cards(Q(pk__in=cards))
    remarks = list(PledgeRemark.objects.filter(at__lte=at - KEEP_CARDS).values_list("pk", flat=True)[:batch])
    PledgeRemark.objects.filter(pk__in=remarks).delete()
    ended = Contact.objects.filter(until__lte=today - KEEP_CONTACTS)
    contacts = list(ended.values_list("pk", flat=True)[:batch])
    Contact.objects.filter(pk__in=contacts).delete()
    over = ReportIn.objects.filter(ended_on__lte=today - KEEP_MEMBERS).exclude(home_branch="")
    reports = list(over.values_list("pk", flat=True)[:batch])
    _forget_reports(Q(pk__in=reports))
    return len(deeds) + len(cards) + len(remarks) + len(contacts) + len(reports)


def _forget_deeds(which: Q) -> None:
    deeds = Deed.objects.filter(which).values("pk")
    PointAppeal.objects.filter(deed__in=deeds).delete()
    PointEntry.objects.filter(deed__in=deeds, corrects__isnull=False).delete()
    PointEntry.objects.filter(deed__in=deeds).delete()
    Deed.objects.filter(which).delete()


def _forget_cards(which: Q) -> None:
    PledgeRemark.objects.filter(card__in=PledgeCard.objects.filter(which).values("pk")).delete()
    PledgeCard.objects.filter(which).delete()


def _forget_reports(which: Q) -> None:
    reports = ReportIn.objects.filter(which)
    ReportBack.objects.filter(report_in__in=reports.values("pk")).delete()
    reports.update(home_branch="", skills="", free_time="", service="", words="")
