"""A contact is masked until somebody who may see it asks, with a reason, and that is written down."""

from datetime import datetime

from django.db import transaction

from wangge.cases.actions._core import record, take
from wangge.cases.models import Appeal
from wangge.cases.rules.spot import Contact
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people.rules import RevealReason

#: Of the house's reasons for opening a masked value those that a case gives.
REASONS = {
    reason.value: reason.label
    for reason in (
        RevealReason.FIRST_CONTACT,
        RevealReason.ON_SITE,
        RevealReason.REVISIT,
        RevealReason.CORRECT,
        RevealReason.EMERGENCY,
        RevealReason.OWN_WISH,
    )
}


@transaction.atomic
def reveal(appeal: Appeal, *, reason: str, by: Acting, at: datetime, ip: str = "") -> Contact:
    """Show name and phone of one appeal to who may see them; a step of the case, a line of the reveal log and
    one of the journal.
    """
    if reason not in REASONS:
        raise Refused("请选择查看的原因。", field="reason")
    case = take(appeal.case, "reveal", by=by)
    record(case, "reveal", by=by, at=at, reason=reason)
    people.note_reveal(subject=f"appeal:{appeal.number}", what="contact", reason=reason, by=by, at=at, ip=ip)
    return Contact(name=appeal.contact_name, phone=appeal.contact_phone)
