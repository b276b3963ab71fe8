"""The rows of a sender: his number, his words under the case's key, his contact if he left one."""

import os
from datetime import datetime

from wangge.cases.models import Appeal, Case
from wangge.cases.rules.spot import Contact
from wangge.cases.sealed import CaseKey, phone_index, seal_json, tail_index
from wangge.grids.access import Acting
from wangge.kernel import ids
from wangge.people import rules as people


def number() -> str:
    """One counter for cases and appeals, so that no number ever means two things."""
    return ids.make_number(ids.next_count("case"))


def new_appeal(
    case: Case,
    key: CaseKey,
    text: str,
    place: str,
    contact: Contact,
    *,
    by: Acting,
    at: datetime,
    consent_version: str,
) -> Appeal:
    phone = people.normal_phone(contact.phone) if contact.phone else ""
    return Appeal(
        case=case,
        number=number(),
        source=case.source,
        received_at=at,
        account_id=by.person_id if by.role in ("resident", "captain") else None,
        words=seal_json(key, {"text": text, "place": place}),
        salt=os.urandom(16),
        contact_name=contact.name,
        contact_phone=phone,
        phone_index=phone_index(phone) if phone else None,
        tail_index=tail_index(phone[-4:]) if phone else None,
        consent_version=consent_version,
        consent_at=at if consent_version else None,
    )
