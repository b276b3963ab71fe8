"""Opening a masked value is an act: it says why, and leaves a row that its subject may see."""

from datetime import datetime

from django.db import transaction

from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import access
from wangge.people.access import Hat
from wangge.people.models import Person, Reveal
from wangge.people.rules import REVEALED, RevealReason


@transaction.atomic
def reveal_phone(person: Person, *, reason: str, by: Hat, at: datetime) -> str:
    """The phone of somebody who acts in the system, in full, for a reason from the list."""
    access.need(by, access.PEOPLE_EDIT)
    note_reveal(subject=f"person:{person.pk}", what="phone", reason=reason, by=by, at=at)
    phone: str = person.phone
    return phone


@transaction.atomic
def note_reveal(*, subject: str, what: str, reason: str, by: Hat, at: datetime, ip: str = "") -> Reveal:
    """Record that a masked value was opened. Rooms above call it after they checked that the hat may.

    `subject`: `person:12`, `appeal:<number>`; `what`: a key of `REVEALED`; `reason`: one of `RevealReason`.
    """
    if by.person_id is None:
        raise NotAllowed("只有登录的工作人员能查看完整信息。")
    if reason not in RevealReason.values:
        raise Refused("请选择查看的理由。", field="reason")
    found = Reveal.objects.create(
        person_id=by.person_id,
        post_id=by.post_id,
        hat=by.name[:80],
        subject=subject,
        what=what,
        reason=reason,
        at=at,
    )
    note = f"{REVEALED.get(what, what)}，{RevealReason(reason).label}"
    journal.record(by=by, verb="people.reveal", subject=subject, note=note, at=at, ip=ip)
    return found


@transaction.atomic
def note_look(*, subject: str, by: Hat, at: datetime, ip: str = "") -> None:
    """Somebody opened a page with personal columns, masked as they are (domain/06 R-70)."""
    journal.record(by=by, verb="people.look", subject=subject, at=at, ip=ip)
