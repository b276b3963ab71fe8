"""Somebody meets the same trouble: an appeal without words on a case that is there already."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _appeal, _core
from wangge.cases.actions._core import Said
from wangge.cases.actions.intake import NOBODY
from wangge.cases.models import Appeal
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.cases.sealed import CaseKey
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Refused


@transaction.atomic
def me_too(
    case_id: UUID, *, contact: Contact = NOBODY, consent_version: str = "", by: Acting, at: datetime
) -> Appeal:
    """A number and a secret of his own, the same answer as everybody, and his own say in the end."""
    if not by.may(Permit.CASE_REPORT):
        raise NotAllowed("您的岗位不能上报。")
    waiting = queries.joinable(at=at).select_for_update(of=("self",))
    case = waiting.filter(pk=case_id).first()
    if case is None:
        raise Refused("这件事刚刚办结或者转走了，请您另外报一件。")
    appeal = _appeal.new_appeal(
        case, CaseKey.of(case), "", "", contact, by=by, at=at, consent_version=consent_version
    )
    appeal.source, appeal.is_me_too, appeal.joined_at = Source.WEB, True, at
    if appeal.phone_index and Appeal.objects.filter(case=case, phone_index=appeal.phone_index).exists():
        raise Refused("这个手机号已经登记过这件事，办好会告诉您。", field="phone")
    appeal.save(force_insert=True)
    case.came_from = case.state
    case.appeal_count += 1
    case.contact_left = case.contact_left or appeal.phone_index is not None
    _core.record(case, "me_too", by=by, at=at, words_of=Said())
    return appeal
