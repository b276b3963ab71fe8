"""Every write of this room: a remark on the system taken in, and dealt with."""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.grids.access import Acting
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.portal.models import Feedback

#: Remarks without an account in a minute, of the whole installation: a wall against machines, not people.
_MINUTE, _A_MINUTE = timedelta(minutes=1), 20
#: Contacts that nobody asked for any more go after this.
CONTACT_KEPT = timedelta(days=180)


@transaction.atomic
def give_feedback(text: str, *, page: str, contact: str = "", by: Acting, at: datetime) -> Feedback:
    """Take in a remark; of the public, as many in a minute as people would write."""
    text = text.strip()
    if not text:
        raise Refused("请写下您的意见。", field="text")
    role = by.role if by.person_id else ""
    if not role and Feedback.objects.filter(role="", at__gt=at - _MINUTE).count() >= _A_MINUTE:
        raise Refused("现在提意见的人有点多，请过一分钟再试。")
    return Feedback.objects.create(
        text=text[:500], page=page[:200], contact=contact.strip()[:60], role=role, at=at
    )


@transaction.atomic
def settle_feedback(feedback: Feedback, *, by: Acting, at: datetime) -> Feedback:
    """The administrator has dealt with it: its contact is destroyed."""
    found = Feedback.objects.open_to(by).select_for_update().filter(pk=feedback.pk).first()
    if found is None:
        raise NotAllowed("意见由系统管理员处理。")
    found.done_at, found.contact = at, ""
    found.save(update_fields=["done_at", "contact"])
    return found


@transaction.atomic
def forget_contacts(*, at: datetime) -> int:
    """Destroy contacts that lie longer than half a year; returns how many."""
    return Feedback.objects.filter(at__lt=at - CONTACT_KEPT).exclude(contact="").update(contact="")
