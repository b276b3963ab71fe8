"""Calling WeChat and WeCom: tokens, messages, photos, who somebody is, and what is wrong with an account.

Only where the operator allows it (`outgoing`), outside any transaction, never quoting what was sent.
"""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from wangge.channels import outgoing
from wangge.channels.actions import weixin_gates as gates
from wangge.channels.models import Gate
from wangge.channels.models.weixin import GateKind
from wangge.channels.outgoing import Unreachable
from wangge.channels.rules import weixin_words
from wangge.channels.rules.weixin_crypto import Broken, key_bytes

#: Where each kind's calls go unless the operator names another address.
APIS = {
    GateKind.OFFICIAL: "https://api.weixin.qq.com",
    GateKind.WEBSITE: "https://api.weixin.qq.com",
    GateKind.WECOM: "https://qyapi.weixin.qq.com",
    GateKind.ROBOT: "https://qyapi.weixin.qq.com",
}
_MOST_PHOTO = 10 * 1024 * 1024
#: A token is not used in its last minutes, and never for longer than this.
_EARLY, _LONGEST = 300, 7200
#: How long one waits for the token that somebody else is fetching.
_PATIENCE, _NAP = 8.0, 0.1
_JSON = {"Content-Type": "application/json; charset=utf-8"}


class Refusal(Exception):
    """WeChat says no; with its code."""

    def __init__(self, code: int, told: str = "") -> None:
        self.code = code
        self.what, self.todo = weixin_words.error(code, told)
        super().__init__(self.what)

    @property
    def is_hopeless(self) -> bool:
        """Whether trying again is no use."""
        return self.code in weixin_words.HOPELESS


def access_token(gate: Gate, *, at: datetime) -> str:
    """The token that all processes share; one of them fetches the next, the others wait for it."""
    until = time.monotonic() + _PATIENCE
    while True:
        gate.refresh_from_db(fields=["access", "access_until"])
        if gate.access and gate.access_until is not None and gate.access_until > at:
            return str(gate.access)
        if gates.lease_access(gate, at=at):
            return _fetch_token(gate, at=at)
        if time.monotonic() > until:
            raise Unreachable("另一个进程正在换令牌，请稍后再试。")
        time.sleep(_NAP)


def _fetch_token(gate: Gate, *, at: datetime) -> str:
    try:
        told = _asked_for_token(gate)
        token, seconds = told.get("access_token"), told.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise Unreachable("对方的答复里没有令牌，接口地址可能不是微信的。")
    except (Refusal, Unreachable):
        gates.give_up_access(gate)
        raise
    lasts = max(60, min(seconds, _LONGEST) - _EARLY)
    gates.keep_access(gate, token=token, until=at + timedelta(seconds=lasts))
    return token


def _asked_for_token(gate: Gate) -> dict[str, Any]:
    if gate.kind == GateKind.WECOM:
        asked = {"corpid": gate.app_id, "corpsecret": str(gate.secret)}
        return _call(gate, "/cgi-bin/gettoken", asked)
    body = {"grant_type": "client_credential", "appid": gate.app_id, "secret": str(gate.secret)}
    return _call(gate, "/cgi-bin/stable_token", {}, body=body)


def with_token(
    gate: Gate, path: str, asked: dict[str, str], *, at: datetime, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """One call; a token that is not taken any more is changed for another, once."""
    token = access_token(gate, at=at)
    try:
        return _call(gate, path, {"access_token": token, **asked}, body=body)
    except Refusal as refusal:
        if refusal.code not in weixin_words.STALE:
            raise
        gates.drop_access(gate, token=token)
    return _call(gate, path, {"access_token": access_token(gate, at=at), **asked}, body=body)


def _call(
    gate: Gate, path: str, asked: dict[str, str], *, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    url = f"{gate.api.rstrip('/')}{path}" + (f"?{urlencode(asked)}" if asked else "")
    content = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
    told = outgoing.call(
        url, method="POST" if body is not None else "GET", body=content, headers=_JSON if content else {}
    )
    return _read(told.status, told.body)


def _read(status: int, body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unreachable(f"答复不是微信的格式（状态 {status}），接口地址可能填错了。")
    code = found.get("errcode", 0)
    if code:
        raise Refusal(code if isinstance(code, int) else -1, str(found.get("errmsg", ""))[:200])
    if status != 200:
        raise Unreachable(f"对方答复状态 {status}。")
    return found


# --- what is sent, fetched and asked ---


def send_text(gate: Gate, *, to: str, text: str, address: str, at: datetime) -> None:
    """One message to one person; a robot answers at the address that came with the message."""
    if gate.kind == GateKind.ROBOT:
        if not address or urlsplit(address).hostname != urlsplit(gate.api).hostname:
            raise Refusal(45015)
        content = json.dumps({"msgtype": "markdown", "markdown": {"content": text}}, ensure_ascii=False)
        told = outgoing.call(address, method="POST", body=content.encode(), headers=_JSON)
        _read(told.status, told.body)
        return
    body: dict[str, Any] = {"touser": to, "msgtype": "text", "text": {"content": text}}
    if gate.kind == GateKind.WECOM:
        body["agentid"] = int(gate.agent_id) if gate.agent_id.isdecimal() else gate.agent_id
        told_of = with_token(gate, "/cgi-bin/message/send", {}, at=at, body=body)
        if told_of.get("invaliduser"):
            raise Refusal(81013)
        return
    with_token(gate, "/cgi-bin/message/custom/send", {}, at=at, body=body)


def photo(gate: Gate, media: str, *, at: datetime) -> bytes:
    """A picture somebody sent; JSON instead of a picture is a refusal."""
    token = access_token(gate, at=at)
    asked = urlencode({"access_token": token, "media_id": media})
    told = outgoing.call(f"{gate.api.rstrip('/')}/cgi-bin/media/get?{asked}", most=_MOST_PHOTO)
    if told.body[:1] == b"{" or "json" in told.kind:
        _read(told.status, told.body)
    if told.status != 200:
        raise Unreachable(f"对方答复状态 {told.status}。")
    return told.body


def page_ticket(gate: Gate, *, at: datetime) -> str:
    """What pages are signed with, kept until it ends."""
    gate.refresh_from_db(fields=["ticket", "ticket_until"])
    if gate.ticket and gate.ticket_until is not None and gate.ticket_until > at:
        return str(gate.ticket)
    if gate.kind == GateKind.WECOM:
        told = with_token(gate, "/cgi-bin/get_jsapi_ticket", {}, at=at)
    else:
        told = with_token(gate, "/cgi-bin/ticket/getticket", {"type": "jsapi"}, at=at)
    ticket, seconds = told.get("ticket"), told.get("expires_in")
    if not isinstance(ticket, str) or not ticket or not isinstance(seconds, int):
        raise Unreachable("对方的答复里没有票据。")
    until = at + timedelta(seconds=max(60, min(seconds, _LONGEST) - _EARLY))
    gates.keep_ticket(gate, ticket=ticket, until=until)
    return ticket


def identity(gate: Gate, code: str, *, at: datetime) -> str:
    """Who came back with this code."""
    if gate.kind == GateKind.WECOM:
        told = with_token(gate, "/cgi-bin/auth/getuserinfo", {"code": code}, at=at)
        found = told.get("userid") or told.get("UserId")
    else:
        asked = {"appid": gate.app_id, "secret": str(gate.secret), "code": code}
        told = _call(gate, "/sns/oauth2/access_token", asked | {"grant_type": "authorization_code"})
        found = told.get("openid")
    if not isinstance(found, str) or not found:
        raise Unreachable("微信没有说是谁；企业微信要求是本企业的成员。")
    return found


def way_in(gate: Gate, *, back: str, state: str, inside: bool) -> str:
    """Where a browser goes to say who it is; `inside`: it is WeChat's or WeCom's own."""
    back = quote(back, safe="")
    common = f"appid={quote(gate.app_id)}&redirect_uri={back}&response_type=code"
    if gate.kind == GateKind.WEBSITE:
        return (
            f"https://open.weixin.qq.com/connect/qrconnect?{common}&scope=snsapi_login&state={state}"
            "#wechat_redirect"
        )
    if gate.kind == GateKind.WECOM and not inside:
        return (
            f"https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&appid={quote(gate.app_id)}"
            f"&agentid={quote(gate.agent_id)}&redirect_uri={back}&state={state}"
        )
    agent = f"&agentid={quote(gate.agent_id)}" if gate.kind == GateKind.WECOM else ""
    return (
        f"https://open.weixin.qq.com/connect/oauth2/authorize?{common}&scope=snsapi_base&state={state}{agent}"
        "#wechat_redirect"
    )


# --- what is wrong ---


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_well: bool
    words: str = ""
    todo: str = ""


def examine(gate: Gate, *, at: datetime) -> list[Finding]:
    """Look at everything that can be looked at from here; stop where the next needs the last."""
    found = [_keys(gate)] if gate.takes else []
    if gate.kind == GateKind.ROBOT:
        return found
    reach, clock = _reached(gate, at=at)
    found.append(reach)
    if not reach.is_well:
        return found
    if clock is not None:
        found.append(clock)
    found.append(_token(gate, at=at))
    if found[-1].is_well and gate.kind != GateKind.WEBSITE:
        found.append(_ticket(gate, at=at))
    return found


def _keys(gate: Gate) -> Finding:
    what = "Token 和 EncodingAESKey"
    if not str(gate.token):
        return Finding(what, False, "没有填 Token。", "在设置里填上，要和平台上的一样。")
    try:
        key_bytes(str(gate.aes_key))
    except Broken as broken:
        return Finding(what, False, *weixin_words.FAULTS[broken.fault])
    return Finding(what, True, "格式对。是不是和平台上的一样，要在平台上点“提交”验证。")


def _reached(gate: Gate, *, at: datetime) -> tuple[Finding, Finding | None]:
    what = "连得上微信"
    try:
        told = outgoing.call(f"{gate.api.rstrip('/')}/cgi-bin/get_api_domain_ip?access_token=none")
    except Unreachable as problem:
        return Finding(what, False, str(problem), "请运维人员检查出口网络和 WANGGE_OUT。"), None
    try:
        _read(told.status, told.body)
    except Unreachable as problem:
        return Finding(what, False, str(problem), "核对接口地址。"), None
    except Refusal:
        pass  # it speaks as WeChat does; the token was none
    return Finding(what, True, "接口地址通。"), _clock(told.date, at=at)


def _clock(date: str, *, at: datetime) -> Finding | None:
    try:
        apart = int(abs((parsedate_to_datetime(date) - at).total_seconds()))
    except (ValueError, TypeError):
        return None
    if apart > 120:
        words = f"本机的时间和微信差 {apart // 60} 分钟。"
        return Finding("服务器时间", False, words, "请运维人员校准时间（NTP），否则消息会被当成旧的拒收。")
    return Finding("服务器时间", True, f"和微信相差 {apart} 秒。")


def _token(gate: Gate, *, at: datetime) -> Finding:
    what = "取令牌（AppID 和 Secret）"
    try:
        if gate.kind == GateKind.WEBSITE:
            _call(gate, "/sns/oauth2/access_token", {"appid": gate.app_id, "secret": str(gate.secret)})
        else:
            gates.drop_access(gate, token=str(gate.access))
            access_token(gate, at=at)
    except Refusal as refusal:
        if gate.kind == GateKind.WEBSITE and refusal.code in (40029, 41008):
            return Finding(what, True, "AppID 和 Secret 对。")
        return Finding(what, False, refusal.what, refusal.todo)
    except Unreachable as problem:
        return Finding(what, False, str(problem), "过一会儿再试；一直这样请运维人员检查网络。")
    return Finding(what, True, "取到了。")


def _ticket(gate: Gate, *, at: datetime) -> Finding:
    what = "网页定位和拍照（JS-SDK）"
    try:
        page_ticket(gate, at=at)
    except Refusal as refusal:
        return Finding(what, False, refusal.what, refusal.todo)
    except Unreachable as problem:
        return Finding(what, False, str(problem), "过一会儿再试。")
    return Finding(what, True, "取到了票据。还要在平台上把本系统的域名加到“JS 接口安全域名”。")
