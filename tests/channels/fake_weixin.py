"""A small server that speaks as WeChat and WeCom do, well or badly, and whoever writes to us from there."""

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from django.test import Client
from django.utils import timezone
from PIL import Image

from wangge.channels.models import Gate
from wangge.channels.rules import weixin, weixin_crypto
from wangge.channels.rules.weixin_crypto import Keys

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TOKEN = "a-token-of-ours"
_SHOT = io.BytesIO()
Image.new("RGB", (64, 48), (120, 90, 60)).save(_SHOT, "JPEG")
PICTURE = _SHOT.getvalue()


@dataclass
class FakeWeixin:
    """What it answers, and what it was asked."""

    port: int = 0
    #: Path (its end) to an errcode, or to raw bytes that are answered instead.
    wrong: dict[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    #: Tokens it takes; the last one is given out.
    tokens: list[str] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def told(self, path: str) -> list[Any]:
        """The bodies that were sent to a path."""
        return [body for where, _, body in self.asked if where.endswith(path)]

    def answer(self, path: str, query: dict[str, str], body: Any) -> bytes:
        time.sleep(self.delay)
        with self.lock:
            self.asked.append((path, query, body))
            for end, instead in self.wrong.items():
                if path.endswith(end):
                    return instead if isinstance(instead, bytes) else _wrong(instead)
            return self._well(path, query)

    def _well(self, path: str, query: dict[str, str]) -> bytes:
        if path.endswith(("stable_token", "gettoken")):
            self.tokens.append(f"token-{len(self.tokens) + 1}")
            return _json(access_token=self.tokens[-1], expires_in=7200)
        if path.endswith("oauth2/access_token"):
            code = query.get("code", "")
            return _json(openid=f"o-{code}") if code else _wrong(41008)
        if query.get("access_token") not in self.tokens[-1:]:
            return _wrong(40001)
        if path.endswith("media/get"):
            return PICTURE
        if path.endswith("ticket"):
            return _json(ticket="a-ticket", expires_in=7200)
        return _json(**({"userid": f"u-{query['code']}"} if path.endswith("userinfo") else {}))


def _json(**told: Any) -> bytes:
    return json.dumps({"errcode": 0, "errmsg": "ok", **told}).encode()


def _wrong(code: int) -> bytes:
    return json.dumps({"errcode": code, "errmsg": "invalid ip 203.0.113.9, not in whitelist"}).encode()


@contextmanager
def a_fake(port: int = 0) -> Iterator[FakeWeixin]:
    """The server, until the test is over; at a free port unless one is named."""
    fake = FakeWeixin()

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = fake.answer(parts.path, query, json.loads(raw) if raw else None)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = reply  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Phone:
    """Somebody at WeChat who writes to an account of ours; what comes back is opened again."""

    gate: Gate
    openid: str = "oResidentOfTheGrid-1"
    client: Client = field(default_factory=Client)
    said: int = 0
    status: int = 0

    @property
    def keys(self) -> Keys:
        return Keys(str(self.gate.token), str(self.gate.aes_key), self.gate.app_id)

    def sends(self, kind: str = "text", *, at: datetime | None = None, key: str = "", **fields: str) -> str:
        """One delivery; the text of the answer, empty where there is none yet."""
        self.said += 1
        given = {
            "ToUserName": "gh_ours",
            "FromUserName": self.openid,
            "CreateTime": "1",
            "MsgType": kind,
            **({} if kind == "event" else {"MsgId": key or f"{self.openid}-{self.said}"}),
            **({"CreateTime": str(self.said)} if kind == "event" else {}),
            **fields,
        }
        plain = "<xml>" + "".join(f"<{n}>{escape(v)}</{n}>" for n, v in given.items()) + "</xml>"
        return self.delivers(plain.encode(), at=at)

    def says(self, text: str, **about: Any) -> str:
        """Words."""
        return self.sends("text", Content=text, **about)

    def delivers(self, plain: bytes, *, at: datetime | None = None, sign: str = "") -> str:
        """These very bytes, encrypted and signed."""
        stamp, nonce = str(int((at or timezone.now()).timestamp())), "a-nonce"
        sealed = weixin_crypto.encrypt(plain, self.keys)
        sign = sign or weixin_crypto.signature(self.keys.token, stamp, nonce, sealed)
        body = f"<xml><ToUserName>gh_ours</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
        url = f"/weixin/in/{self.gate.code}/?timestamp={stamp}&nonce={nonce}&msg_signature={sign}"
        answer = self.client.post(url, body.encode(), content_type="text/xml")
        self.status = answer.status_code
        if answer.status_code != 200 or answer.content == b"success":
            return ""
        fields = weixin.xml_fields(answer.content)
        weixin_crypto.check(
            fields["MsgSignature"], self.keys.token, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"]
        )
        return weixin.xml_fields(weixin_crypto.decrypt(fields["Encrypt"], self.keys))["Content"]


@dataclass
class InGroup:
    """Somebody in a group who calls the robot."""

    gate: Gate
    chat: str = "chat-of-the-grid"
    user: str = "uNeighbour-1"
    client: Client = field(default_factory=Client)
    said: int = 0

    def says(self, text: str, *, user: str = "") -> str:
        """What the robot answers in the group."""
        self.said += 1
        given = {
            "msgid": f"{self.chat}-{self.user}-{self.said}",
            "aibotid": "BOT",
            "chatid": self.chat,
            "chattype": "group",
            "from": {"userid": user or self.user},
            "response_url": f"{self.gate.api}/cgi-bin/aibot/response?response_code=C",
            "msgtype": "text",
            "text": {"content": f"@党小栖 {text}"},
        }
        keys = Keys(str(self.gate.token), str(self.gate.aes_key))
        stamp, nonce = str(int(timezone.now().timestamp())), "a-nonce"
        sealed = weixin_crypto.encrypt(json.dumps(given).encode(), keys)
        sign = weixin_crypto.signature(keys.token, stamp, nonce, sealed)
        url = f"/weixin/in/{self.gate.code}/?timestamp={stamp}&nonce={nonce}&msg_signature={sign}"
        answer = self.client.post(url, json.dumps({"encrypt": sealed}), content_type="application/json")
        assert answer.status_code == 200
        if answer.content == b"success":
            return ""
        opened = json.loads(weixin_crypto.decrypt(answer.json()["encrypt"], keys))
        return str(opened["stream"]["content"])
