"""The wording model may be off, slow, broken or lying: the resident gets the entry's answer all the same.

Asked is a real server on this machine that does each of these.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.town import Town
from wangge.channels import wording
from wangge.channels.models import Line
from wangge.channels.rules import wording as rules
from wangge.channels.rules.hearing import Answer
from wangge.channels.wording import Endpoint

ANSWER = Answer(
    entry=1,
    question="居住证怎么办理",
    text="在本地住满半年的，带身份证和住所证明到居住地派出所申领；证件每年签注一次。",
    source="《居住证暂行条例》",
    dated="2026-11-01",
    owner="派出所",
)
GOOD = "住满半年就可以，带身份证和住所证明到居住地派出所申领，证件每年签注一次。"


class Model(BaseHTTPRequestHandler):
    """A server that answers as the test wants it to."""

    behaviour: ClassVar[Any] = None
    asked: ClassVar[list[dict[str, Any]]] = []
    keys: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Model.asked.append(json.loads(body))
        Model.keys.append(self.headers.get("Authorization", ""))
        Model.behaviour(self)

    def say(self, words: Any, status: int = 200) -> None:
        self.send(json.dumps({"choices": [{"message": {"content": words}}]}).encode(), status)

    def send(self, raw: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def a_model(behaviour: Any) -> Iterator[Endpoint]:
    """The server, behaving so."""
    Model.behaviour = staticmethod(behaviour)
    Model.asked, Model.keys = [], []
    wording.forget_failures()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1/chat/completions", "k-1", "m", 0.6)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        wording.forget_failures()


def drip(model: Model) -> None:
    """One byte after the other, for longer than anybody waits."""
    model.send_response(200)
    model.end_headers()
    for _ in range(60):
        model.wfile.write(b" ")
        model.wfile.flush()
        time.sleep(0.1)


def elsewhere(model: Model) -> None:
    """Sends the caller, with its key, to another address."""
    model.send(b"", 302, Location=f"http://{model.headers['Host']}/other")


def test_good_words_are_said() -> None:
    with a_model(lambda model: model.say(GOOD)) as endpoint:
        assert wording.worded("居住证咋办", ANSWER, to=endpoint) == GOOD
    assert Model.keys == ["Bearer k-1"]


BAD: dict[str, Any] = {
    "an error": lambda model: model.send(b"oops", 500),
    "no json": lambda model: model.send(b"<html>busy</html>"),
    "another shape": lambda model: model.send(b'{"choices": []}'),
    "no text": lambda model: model.say(None),
    "nothing": lambda model: model.say("   "),
    "far too much": lambda model: model.send(b"x" * 200_000),
    "a redirect": elsewhere,
    "cut off": lambda model: model.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"),
    "not even HTTP": lambda model: model.wfile.write(b"\x00\xff\x00"),
    "a refusal": lambda model: model.say("抱歉，作为人工智能我不能回答。"),
    "an invented figure": lambda model: model.say(
        "住满3年，带身份证和住所证明到居住地派出所申领，证件每年签注一次。"
    ),
    "an invented telephone": lambda model: model.say(GOOD + "电话 025-12345678。"),
    "an invented office": lambda model: model.say(
        "住满半年，带身份证和住所证明到市行政审批局申领，每年签注一次。"
    ),
    "a link": lambda model: model.say(GOOD + "详见 https://x.example.cn"),
    "markup": lambda model: model.say(GOOD + "<script>alert(1)</script>"),
    "the opposite": lambda model: model.say(
        "住满半年的，不用带身份证和住所证明，到居住地派出所申领；每年签注一次。"
    ),
    "something else": lambda model: model.say("今天天气很好，适合出门散步晒太阳，记得多喝水。"),
    "a letter": lambda model: model.say(GOOD * 20),
}


@pytest.mark.parametrize("behaviour", BAD.values(), ids=BAD.keys())
def test_whatever_else_it_does_its_words_are_not_said(behaviour: Any) -> None:
    with a_model(behaviour) as endpoint:
        assert wording.worded("居住证咋办", ANSWER, to=endpoint) == ""


@pytest.mark.parametrize("behaviour", [lambda model: time.sleep(6), drip], ids=["silent", "dripping"])
def test_nobody_waits_longer_than_the_limit(behaviour: Any) -> None:
    with a_model(behaviour) as endpoint:
        began = time.monotonic()
        assert wording.worded("居住证咋办", ANSWER, to=endpoint) == ""
        assert time.monotonic() - began < 5  # the model takes six, the limit is 0.6


def test_after_three_failures_it_is_left_alone() -> None:
    with a_model(lambda model: model.send(b"", 503)) as endpoint:
        for _ in range(6):
            wording.worded("居住证咋办", ANSWER, to=endpoint)
    assert len(Model.asked) == 3


def test_nothing_personal_leaves_the_process() -> None:
    words = "我叫王建国，住锦绣里3栋2单元501，身份证320102199001011234，电话13912345678，居住证怎么办"
    with a_model(lambda model: model.say(GOOD)) as endpoint:
        wording.worded(words, ANSWER, to=endpoint)

    sent = json.dumps(Model.asked, ensure_ascii=False)
    assert "居住证怎么办" in sent
    for piece in ("王建国", "501", "3201021990", "13912345678", "3栋"):
        assert piece not in sent


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_without_a_proper_address_it_is_off(url: str) -> None:
    assert wording.worded("居住证咋办", ANSWER, to=Endpoint(url)) == ""


def test_a_server_that_is_not_there_costs_nothing() -> None:
    assert wording.worded("居住证咋办", ANSWER, to=Endpoint("http://127.0.0.1:9/v1", seconds=0.5)) == ""
    wording.forget_failures()


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_an_answer(raw: bytes) -> None:
    assert isinstance(rules.reply(raw), str)


@given(st.text(max_size=200))
def test_no_words_break_the_judging(words: str) -> None:
    assert isinstance(rules.accepted(words, question="居住证咋办", answer=ANSWER), str)


@pytest.mark.parametrize(
    "behaviour", [BAD["an error"], BAD["an invented telephone"]], ids=["broken", "lying"]
)
def test_the_page_answers_with_the_entry_and_its_source(
    behaviour: Any, ready: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_model(behaviour) as endpoint:
        monkeypatch.setenv("WANGGE_WORDING_URL", endpoint.url)
        client.post("/chat/", {"text": "居住证怎么办理", "client_id": "first-message"})

    assert Model.asked
    content = Line.objects.order_by("-number").first().content  # type: ignore[union-attr]
    assert content["source"] == "《居住证暂行条例》"
    assert content["dated"] == "2026-11-01"
    assert "住满半年" in content["text"]
    assert "025" not in content["text"]
