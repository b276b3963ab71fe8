"""The phone's door for what was done without signal: the JSON moves on the session of whoever is signed in.

Each comes in an envelope: under which post, on what form and when it was written, and the photos that went
ahead (`files:hold`). Sent twice it happens once; what the rules refuse is told with the reason, and nothing
of it is kept.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from wangge.cases import actions
from wangge.cases.api import answers, staff
from wangge.cases.api.auth import door_of
from wangge.cases.api.deeds import CASE_DEEDS, ORDER_DEEDS, Deed
from wangge.cases.api.moves import Move
from wangge.cases.api.senders import as_json
from wangge.cases.forms.officer import FindingForm, form_mark
from wangge.cases.models import Case
from wangge.cases.queries import officer
from wangge.cases.rules.flows import Source
from wangge.files import links
from wangge.files import queries as files
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.middleware import posts_of
from wangge.kernel import sealing
from wangge.kernel.problems import of_refusal, problem
from wangge.kernel.refusal import NotAllowed, Refused, Unreadable
from wangge.kernel.words import SHANGHAI
from wangge.people import session

JSON = dict[str, Any]
#: The five acts but the report, and the photos each takes beside its words.
CASE_ACTS: Mapping[str, tuple[str, ...]] = {"self_handle": ("before", "photos"), "verify": ("photos",)}
ORDER_ACTS: Mapping[str, tuple[str, ...]] = {"acknowledge": (), "submit": ("before", "photos", "documents")}
_SIGNED_OUT = "请先登录，登录后接着发送；没发出去的内容还在手机上。"
_GONE = "这件事现在不归您的岗位看，可能已经转走或者并案。"
_OLD_FORM = "您填写以后，这张表改过了。请看一遍，改好再发。"
_MOST = 64 * 1024
_SENTENCES = {
    "missing": "必须填写。",
    "string_too_short": "必须填写。",
    "string_pattern_mismatch": "必须填写。",
    "string_too_long": "太长了，请删短一些。",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """An envelope, opened."""

    body: JSON
    #: Held photos by field, each with the secret it is held under.
    photos: dict[str, list[tuple[str, UUID]]] = field(default_factory=dict)
    form: str = ""
    written_at: datetime | None = None
    post: int = 0

    def held(self, name: str) -> list[StoredFile]:
        """The photos of a field. Refused when one of them is gone: nothing is lost silently."""
        wanted = self.photos.get(name, [])
        by_holder: dict[str, list[UUID]] = {}
        for holder, file_id in wanted:
            by_holder.setdefault(holder, []).append(file_id)
        found = {f.pk: f for holder, ids in by_holder.items() for f in files.held(holder, ids)}
        if len(found) < len({file_id for _, file_id in wanted}):
            refusal = Refused("有照片在服务器上已经过期，会重新上传。", field="photos")
            refusal.more["photos"] = "gone"
            raise refusal
        return list({file_id: found[file_id] for _, file_id in wanted}.values())


# --- the envelope ---


def _open(request: HttpRequest) -> Sent:
    if len(request.body) > _MOST:
        raise Unreadable([("body", "内容太长了。")])
    try:
        given = json.loads(request.body)
        photos = {
            str(name): [(str(holder), UUID(str(file_id))) for holder, file_id in pairs][:9]
            for name, pairs in dict(given.get("photos") or {}).items()
        }
        post, body = int(given.get("post") or 0), dict(given["body"])
        written = parse_datetime(str(given.get("written_at") or ""))
    except (ValueError, TypeError, KeyError, AttributeError, UnicodeDecodeError):
        raise Unreadable([("body", "内容没有传完整，请重新发送。")]) from None
    return Sent(body, photos, str(given.get("form") or ""), written, post)


def _hat(request: HttpRequest, sent: Sent) -> Acting:
    """The post it was written under, if the person still holds it."""
    for post in posts_of(request):
        if post.pk == sent.post:
            return post.acting()
    raise NotAllowed("写下时的那个岗位，您现在已经不在任了，请联系社区。")


def _on_the_phone(view: Callable[..., JSON]) -> Any:
    """Answers in JSON whatever becomes of it: signed out, refused, changed meanwhile."""

    @never_cache
    @require_POST
    @wraps(view)
    def door(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return problem(401, _SIGNED_OUT)
        sent: Sent | None = None
        try:
            sent = _open(request)
            return as_json(view(sent, _hat(request, sent), at=timezone.now(), **arguments))
        except Http404:
            return problem(404, _GONE)
        except ValidationError as error:
            return _of(Unreadable(_faults(error)), sent)
        except Refused as refusal:
            return _of(refusal, sent)

    return door


def _of(refusal: Refused, sent: Sent | None) -> HttpResponse:
    """A refusal; where the state or the form was another when it was written, it is to be looked at again."""
    if refusal.field == "expect":
        refusal.more["review"] = "state"
    elif isinstance(refusal, Unreadable) and sent and sent.form and sent.form != form_mark():
        return problem(409, _OLD_FORM, errors=refusal.faults, more={"review": "form"})
    return of_refusal(refusal)


def _faults(error: ValidationError) -> list[tuple[str, str]]:
    return [
        (".".join(str(part) for part in one["loc"]), _SENTENCES.get(one["type"], "内容有误，请核对。"))
        for one in error.errors()
    ]


# --- who is there ---


@never_cache
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """There is signal, and somebody signed in: whose phone it is, the server's time, what sending needs."""
    if not request.user.is_authenticated or request.user.pk is None:
        return problem(401, _SIGNED_OUT)
    return as_json(
        {
            "me": session.mark(request.user.pk),
            "now": answers.moment(timezone.now()),
            "form": form_mark(),
            "token": get_token(request),
            "holder": links.new_holder(),
        }
    )


# --- the five acts ---


def take_report(sent: Sent, acting: Acting, *, at: datetime) -> JSON:
    """A finding, with what became of it on the spot; a captain's report."""
    key = str(sent.body.get("client_request_id", ""))
    if not 8 <= len(key) <= 64:
        raise Unreadable([("client_request_id", "编号不对，请重新填写一次。")])
    if acting.role not in {*officer.WALKERS, Role.CAPTAIN}:
        raise NotAllowed("您的岗位不能上报。")
    values = {name: [str(value)] for name, value in sent.body.items() if value is not None}
    digest = sealing.mac(json.dumps(sent.body, sort_keys=True), purpose="receipt", length=32)

    def do() -> JSON:
        form = FindingForm(MultiValueDict(values), by=acting)
        if not form.is_valid():
            faults = [(name, str(words)) for name, many in form.errors.items() for words in many]
            raise Unreadable(faults)
        return _report(form, sent, acting, at=at)

    return actions.once(door_of(acting), key, digest, at=at, deed=do)


def _report(form: FindingForm, sent: Sent, acting: Acting, *, at: datetime) -> JSON:
    given = form.cleaned_data
    first = {"text": given["text"], "spot": form.spot(), "matter": given["matter"], "by": acting, "at": at}
    if acting.role == Role.CAPTAIN:
        appeal = actions.report(photos=sent.held("before"), source=Source.CAPTAIN, **first)
        where = reverse("cases:progress", args=[appeal.number])
        return {"number": appeal.number, "url": where, "said": "已收到，能随时查办到哪一步。"}
    became = form.became(sent.held("photos"))
    if became is not None:
        became = replace(became, note=f"{became.note}\n{_written(sent)}".strip())
    case = actions.find(photos=sent.held("before"), became=became, **first)
    is_seen = Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk=case.pk).exists()
    where = reverse("cases:case", args=[case.pk]) if is_seen else ""
    return {"number": case.number, "url": where, "said": officer.found_words(case, acting)}


send_report = _on_the_phone(take_report)


@_on_the_phone
def send_case(sent: Sent, acting: Acting, *, number: str, verb: str, at: datetime) -> JSON:
    """当场办结, 核查."""
    deed, body = _move(CASE_DEEDS, CASE_ACTS, verb, sent)
    beside = _photos(sent, CASE_ACTS[verb])
    done = staff.case_move(acting, number, verb, deed, body, at=at, beside=beside)
    return {"number": done["number"], "said": f"现在是“{done['status']}”。"}


@_on_the_phone
def send_order(sent: Sent, acting: Acting, *, order_id: UUID, verb: str, at: datetime) -> JSON:
    """签收, 提交结果."""
    deed, body = _move(ORDER_DEEDS, ORDER_ACTS, verb, sent)
    beside = _photos(sent, ORDER_ACTS[verb])
    done = staff.order_move(acting, order_id, verb, deed, body, at=at, beside=beside)
    return {"number": done["number"], "said": f"现在是“{done['status']}”。"}


def _move(
    deeds: Mapping[str, Deed], acts: Mapping[str, Sequence[str]], verb: str, sent: Sent
) -> tuple[Deed, Move]:
    if verb not in acts:
        raise Http404
    body = deeds[verb].body.model_validate(sent.body)
    words = _written(sent)
    if words and "note" in type(body).model_fields:
        note = str(getattr(body, "note", ""))
        body = body.model_copy(update={"note": f"{note}\n{words}".strip()})
    return deeds[verb], body


def _written(sent: Sent) -> str:
    """When it was written, for the note. Nothing in it hangs on now: a repeat must read the same."""
    if sent.written_at is None or sent.written_at.tzinfo is None:
        return ""
    there = sent.written_at.astimezone(SHANGHAI)
    return f"（没有信号时填写，手机记的时间是 {there:%m-%d %H:%M}，以收到的时间为准）"


def _photos(sent: Sent, names: Sequence[str]) -> staff.Beside:
    return lambda: {name: sent.held(name) for name in names if sent.photos.get(name)}
