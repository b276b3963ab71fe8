"""A contact is masked until somebody who may see it asks, with a reason, and that is written down."""

from datetime import datetime

from django.db import transaction

from wangge.cases.actions._core import record, take
from wangge.cases.models import Appeal
from wangge.cases.rules.spot import Contact
from wangge.grids.access import Acting
from wangge.journal import actions as journal
from wangge.kernel.refusal import Refused

REASONS = {
    "first_contact": "首次联系来件人",
    "on_site": "上门前约时间",
    "revisit": "回访",
    "correct": "核对信息",
}


@transaction.atomic
def reveal(appeal: Appeal, *, reason: str, by: Acting, at: datetime, ip: str = "") -> Contact:
    """Show name and phone of one appeal to who may see them; a step of the case and a line of the journal."""
    if reason not in REASONS:
        raise Refused("请选择查看的原因。", field="reason")
    case = take(appeal.case, "reveal", by=by)
    record(case, "reveal", by=by, at=at, reason=reason)
    journal.record(
        by=by, verb="reveal_contact", subject=f"appeal:{appeal.number}", note=REASONS[reason], at=at, ip=ip
    )
    return Contact(name=appeal.contact_name, phone=appeal.contact_phone)
