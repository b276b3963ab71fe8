"""The doors of senders: report, and see how far it is. By the secret, or by a token's hat."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from wangge.cases import actions, limits
from wangge.cases import queries as cases
from wangge.cases.actions.intake import Once
from wangge.cases.api import answers
from wangge.cases.api.auth import SENDER, ApiRequest, Sender, door_of
from wangge.cases.api.schemas import Report
from wangge.cases.limits import Kind
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import doors, lookup, page
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact, Spot
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.kernel import ids, sealing
from wangge.kernel.refusal import Refused, Unreadable
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters
from wangge.people import rules as people

JSON = dict[str, Any]
#: What somebody without a token may say he is.
_OPEN_SOURCES = frozenset({Source.WEB, Source.WECHAT, Source.API})
_PUBLIC = access.door("public")


def as_json(body: JSON, *, status: int = 200) -> HttpResponse:
    """An answer as it is: the tests hold its shape to the schema, nothing looks again on the way out."""
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type="application/json; charset=utf-8")


# --- report ---


def report(request: ApiRequest, body: Report) -> HttpResponse:
    """Take in one report; sent again with the same id and body it answers the same."""
    at, who = timezone.now(), request.auth
    contact = _readable(body)
    digest = sealing.mac(body.model_dump_json(), purpose="receipt", length=32)
    door, key = door_of(who), body.client_request_id
    is_limited = settings.PUBLIC_LIMIT and who is SENDER and bool(contact.phone)
    if is_limited and (earlier := doors.answered(door, key, digest)):
        return _taken(request, earlier, status=200)
    spot = _spot(body)
    told = _answer(body, spot)
    once = Once(door, key, digest, told)
    try:
        # A repeat at the same instant is rolled back with its count: it costs the telephone nothing.
        with transaction.atomic() if is_limited else nullcontext():
            if is_limited:
                limits.allow(Kind.PHONE, contact.phone, at=at)
            appeal = _take_in(body, contact, spot, once, who, at=at)
    except IntegrityError:
        earlier = doors.answered(door, key, digest)
        if earlier is None:
            raise
        return _taken(request, earlier, status=200)
    return _taken(request, told(appeal), status=201)


def _take_in(
    body: Report, contact: Contact, spot: Spot, once: Once, who: Acting | Sender, *, at: datetime
) -> Appeal:
    return actions.report(
        text=body.text,
        spot=spot,
        by=who if isinstance(who, Acting) else _PUBLIC,
        at=at,
        source=_source(body.source, who),
        matter=body.matter or "",
        contact=contact,
        once=once,
    )


def _readable(body: Report) -> Contact:
    """What the schema cannot check: is there such a matter, can somebody be called under that number."""
    faults: list[tuple[str, str]] = []
    entry = catalogue.catalogue().matters.get(body.matter) if body.matter else None
    if body.matter and (entry is None or not entry.is_active):
        faults.append(("matter", "没有这个事项编码；不知道就不要填。"))
    name = (body.contact and body.contact.name) or ""
    phone = (body.contact and body.contact.phone) or ""
    try:
        phone = people.normal_phone(phone) if phone else ""
    except Refused as refusal:
        faults.append(("contact.phone", refusal.message))
    if faults:
        raise Unreadable(faults)
    return Contact(name, phone)


def _spot(body: Report) -> Spot:
    try:
        return cases.spot(
            lon=body.lon, lat=body.lat, given_crs=body.crs, place=body.place or "", text=body.text
        )
    except Refused as refusal:
        if not refusal.field:
            raise
        raise Unreadable([(refusal.field, refusal.message)]) from None


def _source(given: str | None, who: Acting | Sender) -> Source:
    """Where it came from. Only a token may say that it was heard on the telephone or found on patrol."""
    source = Source(given) if given in Source.values else Source.API
    return source if isinstance(who, Acting) or source in _OPEN_SOURCES else Source.API


def _answer(body: Report, spot: Spot) -> Callable[[Appeal], JSON]:
    """What the sender is told, without the secret: it is stored nowhere."""
    alarm = matters.emergency(body.text)
    entry = catalogue.catalogue().matters.get(body.matter or "")

    def told(appeal: Appeal) -> JSON:
        return {
            "number": appeal.number,
            "status": appeal.case.status,
            "located": spot.located,
            "area": answers.chain(grids.area(spot.area_id)),
            "matter": {"code": entry.code, "name": entry.name} if entry else None,
            "due_at": answers.moment(appeal.case.due_at),
            "emergency": {"call": list(alarm.call), "text": alarm.text} if alarm else None,
        }

    return told


def _taken(request: HttpRequest, told: JSON, *, status: int) -> HttpResponse:
    """The answer with its secret: the first one's, whatever has become of it since."""
    secret = ids.secret_of(told["number"], 1)
    path = f"/c/{told['number']}/?secret={secret}"
    return as_json(told | {"secret": secret, "url": request.build_absolute_uri(path)}, status=status)


# --- progress ---


def progress(request: ApiRequest, number: str, secret: str) -> HttpResponse:
    """How far it is, by the secret or for a token."""
    at, who = timezone.now(), request.auth
    if isinstance(who, Acting):
        case = seen(number, who, joined=page.course)
        normal = ids.normal_number(number) or case.number
        return as_json(answers.for_token(case, who, number=normal, at=at))
    appeal = own(number, secret, at=at)
    whole = page.load(Case.objects.filter(pk=appeal.case_id)).get()
    return as_json(answers.progress(appeal, whole, at=at))


def own(number: str, secret: str, *, at: datetime) -> Appeal:
    """The appeal of a number for who holds its secret. Unknown and wrong are one 404; guessing is limited."""
    guessed = ids.normal_number(number) or number
    limits.check(Kind.SECRET, guessed, at=at)
    appeal = lookup.by_secret(number, secret)
    if appeal is not None:
        return appeal
    if secret:
        limits.allow(Kind.SECRET, guessed, at=at)
    raise Http404


def seen(number: str, acting: Acting, *, joined: lookup.Joined = lookup.alone) -> Case:
    """The case of a number within the reach of a token's hat, joined as asked."""
    found = lookup.by_number(number, acting, joined=joined)
    if found is None:
        raise Http404
    return found
