"""kill -9 in the middle of deliveries from WeChat: what was accepted is answered once, by whoever comes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from tests.channels.fake_weixin import AES_KEY, TOKEN, a_fake
from tests.channels.test_killed import ROOT, apart, run
from wangge.channels.rules import weixin_crypto
from wangge.channels.rules.weixin_crypto import Keys

__all__ = ["apart"]
KEYS = Keys(TOKEN, AES_KEY, "wx-ours")
PEOPLE = 40
pytestmark = [pytest.mark.both, pytest.mark.slow]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def counted(env: dict[str, str], *command: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(run(env, "-m", "tests.channels.killed_weixin", *command))
    return found


def deliver(address: str, who: int) -> bool:
    """One delivery of one person; whether it was answered."""
    stamp = str(int(time.time()))
    plain = (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>o{who}</FromUserName><CreateTime>1</CreateTime>"
        f"<MsgType>text</MsgType><Content>你好</Content><MsgId>m{who}</MsgId></xml>"
    )
    sealed = weixin_crypto.encrypt(plain.encode(), KEYS)
    sign = weixin_crypto.signature(TOKEN, stamp, "n", sealed)
    url = f"{address}/weixin/in/killed/?timestamp={stamp}&nonce=n&msg_signature={sign}"
    body = f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
    asked = urllib.request.Request(url, body, {"Content-Type": "text/xml"}, method="POST")  # noqa: S310
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=20) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, HTTPException):
        return False


def start(env: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    server = [
        sys.executable,
        "-m",
        "granian",
        "wangge.config.wsgi:application",
        "--interface=wsgi",
        "--no-ws",
    ]
    more = ["--host=127.0.0.1", f"--port={port}", "--workers=1", "--blocking-threads=2", "--log-level=error"]
    return subprocess.Popen([*server, *more], cwd=ROOT, env=env, start_new_session=True)


def wait(address: str) -> None:
    until = time.monotonic() + 90
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        try:
            if opener.open(f"{address}/healthz", timeout=5).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come")


def test_a_server_killed_in_the_middle_of_deliveries_loses_nothing_it_accepted(
    apart: dict[str, str],
) -> None:
    with a_fake() as fake:
        env = apart | {"WANGGE_OUT": f"127.0.0.0/8:{fake.port}", "WANGGE_HOSTS": "127.0.0.1"}
        run(env, "manage.py", "migrate", "--verbosity", "0")
        counted(env, "prepare", fake.url)
        port = free_port()
        address, server = f"http://127.0.0.1:{port}", start(env, port)
        try:
            wait(address)
            answered: list[int] = []
            with ThreadPoolExecutor(4) as many:
                done = threading.Event()

                def one(who: int) -> None:
                    if deliver(address, who):
                        answered.append(who)
                    if len(answered) >= PEOPLE // 4 and not done.is_set():
                        done.set()
                        os.killpg(server.pid, signal.SIGKILL)  # others are being taken in now

                list(many.map(one, range(PEOPLE)))
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        torn = counted(env, "count")
        assert len(answered) < PEOPLE, "it was over before it was killed: give it more people"
        assert torn["taken"] >= len(answered)

        server = start(env, port)  # WeChat delivers again what nobody answered
        try:
            wait(address)
            assert all(deliver(address, who) for who in range(PEOPLE))
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        counted(env, "wake")
        run(env, "manage.py", "work", "--once")
        run(env, "manage.py", "work", "--once")

        whole = counted(env, "count")
        assert whole["open"] == 0
        assert whole["taken"] == whole["senders"] == whole["heard"] == PEOPLE
