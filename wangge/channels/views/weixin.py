"""The door of WeChat and WeCom: what they deliver is verified, written down, answered within five seconds;
and what a page of ours needs to use the phone's location inside WeChat.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wangge.channels import answering, weixin
from wangge.channels.actions import troubles
from wangge.channels.actions import weixin_gates as gates
from wangge.channels.actions import weixin_groups as groups
from wangge.channels.actions import weixin_inbox as inbox
from wangge.channels.forms.weixin import DeliveryForm
from wangge.channels.models import Gate, Group, Incoming
from wangge.channels.models.weixin import GateKind, IncomingState, Way, digest
from wangge.channels.outgoing import Unreachable
from wangge.channels.queries import weixin as queries
from wangge.channels.rules import weixin as rules
from wangge.channels.rules import weixin_crypto as crypto
from wangge.channels.rules import weixin_words as words
from wangge.channels.rules.doors import Door
from wangge.channels.rules.weixin import Kind, Message
from wangge.channels.rules.weixin_crypto import Broken, Fault, Keys
from wangge.kernel import limits
from wangge.kernel.limits import Allowance

#: Wrong deliveries from one address; right ones are not counted.
_WRONG = Allowance("weixin-wrong", 30, timedelta(minutes=1), "签名不对的请求太多。")
_SIGNING = Allowance("weixin-sign", 60, timedelta(minutes=1), "太频繁了，请稍后再试。")
#: After this the answer goes as a message of its own: WeChat has given up on this delivery, or is about to.
SECONDS = 4.0
_NOTHING = "success"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands around a delivery."""

    timestamp: str
    nonce: str
    sign: str
    plain_sign: str
    echo: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Envelope":
        """From the address."""
        form = DeliveryForm(request.GET)
        if not form.is_valid():
            raise Broken(Fault.SIGNATURE)
        given = form.cleaned_data
        return cls(
            given["timestamp"], given["nonce"], given["msg_signature"], given["signature"], given["echostr"]
        )


def _keys(gate: Gate) -> Keys:
    receiver = "" if gate.kind == GateKind.ROBOT else gate.app_id
    return Keys(str(gate.token), str(gate.aes_key), receiver)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, code: str) -> HttpResponse:
    """One delivery, or the question whether this is the right address."""
    started, at = time.monotonic(), timezone.now()
    gate = Gate.objects.active().select_related("area").filter(code=code).first()
    if gate is None or not gate.takes:
        raise Http404
    address = limits.address_of(request)
    limits.check(_WRONG, address, at=at)
    try:
        if request.method == "GET":
            return HttpResponse(_echo(gate, request, at=at), content_type="text/plain; charset=utf-8")
        return _delivered(gate, request, started=started, at=at)
    except Broken as broken:
        limits.allow(_WRONG, address, at=at)
        _note(gate, broken.fault, at=at)
        return HttpResponse("不能接收", status=400, content_type="text/plain; charset=utf-8")


def _note(gate: Gate, fault: Fault, *, at: datetime) -> None:
    what, todo = words.FAULTS[fault]
    text = f"“{gate.name}”送来的消息没有收：{what}"
    link = f"/connections/weixin/{gate.pk}/"
    troubles.note(Door.WEIXIN, f"gate:{gate.pk}:{fault}", text=text, todo=todo, link=link, at=at)


def _echo(gate: Gate, request: HttpRequest, *, at: datetime) -> bytes:
    """WeChat asks whether we know the token: its own word comes back."""
    around = Envelope.of(request)
    given = around.echo
    if not given:
        raise Broken(Fault.CONTENT)
    if gate.kind == GateKind.OFFICIAL:
        crypto.check(around.plain_sign, str(gate.token), around.timestamp, around.nonce)
        crypto.check_time(around.timestamp, at=at)
        found = given.encode()
    else:
        crypto.check(around.sign, str(gate.token), around.timestamp, around.nonce, given)
        crypto.check_time(around.timestamp, at=at)
        found = crypto.decrypt(given, _keys(gate))
    gates.hear(gate, at=at)
    return found


def _delivered(gate: Gate, request: HttpRequest, *, started: float, at: datetime) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > rules.MOST_BYTES:
        return HttpResponse("太大", status=413, content_type="text/plain; charset=utf-8")
    body = request.read(rules.MOST_BYTES + 1)
    sealed = _sealed(gate, body)
    around = Envelope.of(request)
    message, back = _opened(gate, sealed, around, at=at)
    gates.hear(gate, at=at)
    if message.kind in (Kind.SILENT, Kind.LEAVE):
        if message.kind == Kind.LEAVE:
            inbox.leave(gate, message.sender)
        return HttpResponse(_NOTHING)
    text, row = _answer(gate, message, back=back, at=at)
    if row is not None and (time.monotonic() - started > SECONDS or not inbox.hand_back(row)):
        return HttpResponse(_NOTHING)
    return _passed(gate, message, text, around, at=at) if text else HttpResponse(_NOTHING)


def _sealed(gate: Gate, body: bytes) -> str:
    """What is encrypted."""
    if gate.kind == GateKind.ROBOT:
        sealed = rules.json_fields(body).get("encrypt", "")
    else:
        sealed = rules.xml_fields(body).get("Encrypt", "")
    if not isinstance(sealed, str) or not sealed:
        raise Broken(Fault.PLAIN)
    return sealed


def _opened(gate: Gate, sealed: str, around: Envelope, *, at: datetime) -> tuple[Message, str]:
    """The message inside, and where a robot may answer it later."""
    crypto.check(around.sign, str(gate.token), around.timestamp, around.nonce, sealed)
    crypto.check_time(around.timestamp, at=at)
    plain = crypto.decrypt(sealed, _keys(gate))
    if gate.kind != GateKind.ROBOT:
        return rules.message(rules.xml_fields(plain)), ""
    fields = rules.json_fields(plain)
    back = fields.get("response_url", "")
    return rules.robot_message(fields), back[:500] if isinstance(back, str) else ""


def _answer(gate: Gate, message: Message, *, back: str, at: datetime) -> tuple[str, Incoming | None]:
    """What is said at once, and the row that stands for it; pictures are answered by their job."""
    group = queries.group_of(gate, message.chat)
    if message.chat:
        if message.text.startswith("绑定"):
            return _bound(gate, message, at=at), None
        if group is None:
            return words.NOT_BOUND, None
    if message.text in words.FORGET and not message.chat:
        inbox.leave(gate, message.sender)
        return words.FORGOTTEN, None
    row, is_new = inbox.take_in(gate, message, group=group, extra={"back": back} if back else {}, at=at)
    if is_new and row.kind != Kind.IMAGE:
        row = answering.answer(row, at=at)
    is_ready = row.state == IncomingState.ANSWERED and row.way != Way.LATER
    return (str(row.answer), row) if is_ready else ("", None)


def _bound(gate: Gate, message: Message, *, at: datetime) -> str:
    given = message.text.removeprefix("绑定").strip()[:8]
    group: Group | None = groups.bind(given, gate=gate, chat=message.chat, at=at)
    return words.BOUND.format(area=group.area.name) if group else words.CODE_WRONG


def _passed(gate: Gate, message: Message, text: str, around: Envelope, *, at: datetime) -> HttpResponse:
    """The answer in the response, encrypted as the message was."""
    keys, stamp = _keys(gate), str(int(at.timestamp()))
    nonce = around.nonce or secrets.token_hex(5)
    if gate.kind == GateKind.ROBOT:
        stream = digest(gate, "stream", message.key).hex()
        sealed = crypto.encrypt(rules.robot_reply(text, stream=stream), keys)
        sign = crypto.signature(keys.token, stamp, nonce, sealed)
        body = rules.envelope_json(sealed, sign=sign, stamp=stamp, nonce=nonce)
        return HttpResponse(body, content_type="application/json")
    plain = rules.reply_xml(text, to=message.sender, sender=message.to, stamp=int(stamp))
    sealed = crypto.encrypt(plain, keys)
    sign = crypto.signature(keys.token, stamp, nonce, sealed)
    body = rules.envelope_xml(sealed, sign=sign, stamp=stamp, nonce=nonce)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@never_cache
@require_safe
def page_sign(request: HttpRequest) -> HttpResponse:
    """What a page needs inside WeChat; 204 where there is nothing, and the page goes on without."""
    at, url = timezone.now(), request.GET.get("url", "")[:500]
    gate = queries.page_gate(inside_wecom="wxwork" in request.headers.get("User-Agent", "").lower())
    if gate is None or urlsplit(url).netloc != request.get_host():
        return HttpResponse(status=204)
    limits.allow(_SIGNING, limits.address_of(request), at=at)
    try:
        ticket = weixin.page_ticket(gate, at=at)
    except (weixin.Refusal, Unreachable) as problem:
        key = f"gate:{gate.pk}:page"
        todo = getattr(problem, "todo", "请检查出口网络；页面上的地图和拍照照常能用。")
        link = f"/connections/weixin/{gate.pk}/"
        text = f"“{gate.name}”网页签名失败：{problem}"
        troubles.note(Door.WEIXIN, key, text=text, todo=todo, link=link, at=at)
        return HttpResponse(status=204)
    nonce, stamp = secrets.token_hex(8), int(at.timestamp())
    sign = crypto.page_signature(ticket=ticket, nonce=nonce, timestamp=stamp, url=url)
    return JsonResponse({"appId": gate.app_id, "timestamp": stamp, "nonceStr": nonce, "signature": sign})
