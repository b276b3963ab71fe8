"""Behind the glass: which case a number means in an emergency, what is shown of it, what waits for review."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from wangge.cases.models import Case, Glass
from wangge.cases.sealed import FORGOTTEN, CaseKey, open_json
from wangge.grids.access import Acting, Permit
from wangge.kernel import ids


@dataclass(frozen=True, slots=True)
class Sender:
    """One sender as somebody in an emergency needs him."""

    number: str
    text: str
    place: str
    name: str
    phone: str


def find(text: str, acting: Acting) -> Case | None:
    """The case of a number within reach of the glass; complaints about people are never behind it."""
    number = ids.normal_number(text)
    if number is None:
        return None
    reach = Case.objects.open_to(acting, Permit.GLASS_BREAK)
    return reach.filter(number=number).first() or reach.filter(appeals__number=number).first()


def sees_anyway(case: Case, acting: Acting) -> bool:
    """Whether this hat sees the case and its contact without breaking anything."""
    return all(
        Case.objects.open_to(acting, permit).filter(pk=case.pk).exists()
        for permit in (Permit.CASE_SEE, Permit.CONTACT_REVEAL)
    )


def senders(case: Case) -> list[Sender]:
    """What each sender said, where, and how to reach him."""
    key = CaseKey.of(case)
    found = []
    for appeal in case.appeals.order_by("received_at"):
        told = open_json(key, appeal.words)
        gone = appeal.forgotten_at is not None
        found.append(
            Sender(
                appeal.number,
                FORGOTTEN if gone else str(told.get("text", "")),
                "" if gone else str(told.get("place", "")),
                appeal.contact_name,
                appeal.contact_phone,
            )
        )
    return found


def mine(acting: Acting, *, at: datetime) -> QuerySet[Glass]:
    """One's own looks of the last days, the open ones first."""
    found = Glass.objects.open_to(acting, Permit.GLASS_BREAK).filter(at__gte=at - timedelta(days=30))
    return found.select_related("case").order_by("-at")[:20]


def to_review(acting: Acting, *, judged: bool) -> QuerySet[Glass]:
    """What waits for a verdict, the oldest first; or what has one, the newest first."""
    found = Glass.objects.open_to(acting, Permit.JOURNAL_READ).select_related(
        "case__matter__category", "person", "judged_by"
    )
    return found.exclude(verdict="").order_by("-at") if judged else found.unjudged().order_by("at")
