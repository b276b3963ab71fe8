"""What WeChat delivers, read and answered by its published rules: against its own printed examples, against
another implementation in both directions, and against anything at all.
"""

import base64
import json
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as WorkCrypto
from wechatpy.utils import WeChatSigner

from wangge.channels.rules import weixin, weixin_crypto, weixin_words
from wangge.channels.rules.saying import HELLO
from wangge.channels.rules.weixin import Kind
from wangge.channels.rules.weixin_crypto import Broken, Fault, Keys

DATA = Path(__file__).with_name("data") / "weixin"
WECOM = Keys("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
OFFICIAL = Keys("spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2")
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
THEN = datetime.fromtimestamp(1409735669, tz=UTC)
IDS = st.text(string.ascii_letters + string.digits + "_-@.", min_size=1, max_size=40)
WORDS = st.text(min_size=0, max_size=300)
AES_KEYS = st.binary(min_size=32, max_size=32).map(lambda raw: base64.b64encode(raw).decode().rstrip("="))


def fault_of(read: Callable[[], Any]) -> Fault | None:
    """Why it was refused; nothing where it was taken."""
    try:
        read()
    except Broken as broken:
        return broken.fault
    return None


def example_of(name: str) -> bytes:
    return (DATA / name).read_bytes()


class TestPrintedExamples:
    """The vendors' own."""

    def test_the_address_of_a_wecom_application_is_verified(self) -> None:
        sign = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"

        weixin_crypto.check(sign, WECOM.token, "1409659589", "263014780", ECHO)

        assert weixin_crypto.decrypt(ECHO, WECOM) == b"1616140317555161061"

    def test_a_message_of_wecom_is_opened(self) -> None:
        sealed = weixin.xml_fields(example_of("wecom_message.xml"))["Encrypt"]
        sign = "477715d11cdb4164915debcba66cb864d751f3e6"

        weixin_crypto.check(sign, WECOM.token, "1409659813", "1372623149", sealed)
        found = weixin.message(weixin.xml_fields(weixin_crypto.decrypt(sealed, WECOM)))

        assert (found.kind, found.text, found.sender) == (Kind.TEXT, "hello", "mycreate")
        assert found.key == "4561255354251345929"

    def test_a_message_of_an_official_account_is_opened(self) -> None:
        sealed = weixin.xml_fields(example_of("official_message.xml"))["Encrypt"]
        sign = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"

        weixin_crypto.check(sign, OFFICIAL.token, "1409735669", "1320562132", sealed)
        found = weixin.message(weixin.xml_fields(weixin_crypto.decrypt(sealed, OFFICIAL)))

        assert (found.kind, found.text) == (Kind.TEXT, "abcdteT")

    def test_a_page_is_signed_as_the_documentation_prints_it(self) -> None:
        ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
        url = "http://mp.weixin.qq.com?params=value"

        for address in (url, f"{url}#what-follows"):
            assert (
                weixin_crypto.page_signature(
                    ticket=ticket, nonce="Wm3WZYTPz0wzccnW", timestamp=1414587457, url=address
                )
                == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
            )

    @pytest.mark.parametrize("kind", list(Kind), ids=str)
    def test_each_kind_of_message_is_known(self, kind: Kind) -> None:
        found = weixin.message(weixin.xml_fields(example_of(f"plain_{kind}.xml")))

        assert found.kind == kind
        assert found.sender in ("fromUser", "FromUser")

    def test_what_belongs_to_each_kind_is_read(self) -> None:
        def read(name: str) -> weixin.Message:
            return weixin.message(weixin.xml_fields(example_of(f"plain_{name}.xml")))

        assert read("voice").text == "腾讯微信团队"
        assert read("image").media == "media_id"
        assert (read("location").lon, read("location").lat) == (113.358803, 23.134521)
        assert read("follow").text == "123123"
        assert read("scan").text == "SCENE_VALUE"
        assert read("click").text == "EVENTKEY"

    def test_a_robot_reads_what_was_said_to_it_in_a_group(self) -> None:
        found = weixin.robot_message(json.loads(example_of("robot_group.json")))

        assert (found.kind, found.text, found.chat) == (Kind.TEXT, "hello robot", "CHATID")


class TestAgainstAnother:
    """wechatpy, which nothing of the product uses."""

    @settings(max_examples=50, deadline=None)
    @given(content=WORDS, token=IDS, aes_key=AES_KEYS, app=IDS, nonce=IDS)
    def test_what_it_encrypts_we_open(
        self, content: str, token: str, aes_key: str, app: str, nonce: str
    ) -> None:
        sent = WeChatCrypto(token, aes_key, app).encrypt_message(content, nonce, "1409735669")
        fields, keys = weixin.xml_fields(sent.encode()), Keys(token, aes_key, app)

        weixin_crypto.check(fields["MsgSignature"], token, "1409735669", nonce, fields["Encrypt"])

        assert weixin_crypto.decrypt(fields["Encrypt"], keys).decode() == content

    @given(content=WORDS, token=IDS, aes_key=AES_KEYS, app=IDS, nonce=IDS)
    def test_what_we_encrypt_it_opens(
        self, content: str, token: str, aes_key: str, app: str, nonce: str
    ) -> None:
        keys, stamp = Keys(token, aes_key, app), "1409735669"
        sealed = weixin_crypto.encrypt(content.encode(), keys)
        sign = weixin_crypto.signature(token, stamp, nonce, sealed)
        body = weixin.envelope_xml(sealed, sign=sign, stamp=stamp, nonce=nonce).decode()

        for other in (WeChatCrypto(token, aes_key, app), WorkCrypto(token, aes_key, app)):
            opened = other.decrypt_message(body, sign, stamp, nonce)
            assert (opened if isinstance(opened, str) else opened.decode()) == content

    @given(st.lists(IDS, min_size=3, max_size=4))
    def test_it_signs_as_we_do(self, parts: list[str]) -> None:
        signer = WeChatSigner()
        signer.add_data(*parts)

        assert signer.signature == weixin_crypto.signature(*parts)


class TestRefusals:
    """What is not taken."""

    @pytest.mark.parametrize("off", [-timedelta(minutes=11), timedelta(minutes=11), timedelta(days=400)])
    def test_a_delivery_of_another_time(self, off: timedelta) -> None:
        with pytest.raises(Broken) as broken:
            weixin_crypto.check_time("1409735669", at=THEN + off)

        assert broken.value.fault == Fault.CLOCK

    @pytest.mark.parametrize("stamp", ["", "now", "-5", "１４０９", "9" * 40, "1e9"])
    def test_a_time_that_is_none(self, stamp: str) -> None:
        with pytest.raises(Broken):
            weixin_crypto.check_time(stamp, at=THEN)

    def test_a_message_for_another_account(self) -> None:
        sealed = weixin_crypto.encrypt(b"<xml/>", Keys("t", OFFICIAL.aes_key, "wx-another"))

        with pytest.raises(Broken) as broken:
            weixin_crypto.decrypt(sealed, OFFICIAL)

        assert broken.value.fault == Fault.RECEIVER

    @given(st.binary(max_size=200))
    def test_any_cipher_text_is_opened_or_refused(self, raw: bytes) -> None:
        fault = fault_of(lambda: weixin_crypto.decrypt(base64.b64encode(raw).decode(), OFFICIAL))

        assert fault in (Fault.CIPHER, Fault.RECEIVER)

    @given(st.text(max_size=60))
    def test_any_key_is_known_or_refused(self, key: str) -> None:
        assert fault_of(lambda: weixin_crypto.key_bytes(key)) in (Fault.KEY, None)

    @pytest.mark.parametrize(
        "body",
        [
            b'<!DOCTYPE a [<!ENTITY b "c">]><xml><Content>&b;</Content></xml>',
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><xml><C>&b;</C></xml>',
            b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml>&b;</xml>',
            b"<xml>" + b"<a/>" * 5000 + b"</xml>",
            b"<xml><Content>" + "😀".encode() * 20_000 + b"</Content></xml>",
            '<?xml version="1.0" encoding="gb2312"?><xml><Content>灯</Content></xml>'.encode(),
            b'<?xml version="1.0" encoding="no-such"?><xml/>',
            b"<xml><Content>\xff\xfe</Content></xml>",
            b"",
            b"x" * (10 * 1024 * 1024),
        ],
        ids=[
            "entity",
            "file",
            "bomb",
            "many",
            "long",
            "charset",
            "unknown",
            "bytes",
            "empty",
            "10 MB",
        ],
    )
    def test_xml_that_would_harm_or_says_nothing(self, body: bytes) -> None:
        assert fault_of(lambda: weixin.xml_fields(body)) == Fault.CONTENT

    @given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
    @example(b"[" * 50_000)
    @example(b'{"from": {"userid": "a"}, "msgtype": ["text"], "text": 5}')
    def test_any_bytes_are_a_message_or_refused(self, raw: bytes) -> None:
        for read in (
            lambda: weixin.message(weixin.xml_fields(raw)),
            lambda: weixin.robot_message(weixin.json_fields(raw)),
        ):
            assert fault_of(read) in (Fault.CONTENT, None)

    @given(
        st.fixed_dictionaries(
            {"from": st.fixed_dictionaries({"userid": IDS})},
            optional={
                name: st.none()
                | st.booleans()
                | st.integers()
                | st.text(max_size=20)
                | st.lists(st.none())
                | st.fixed_dictionaries({"content": st.text(max_size=20) | st.none()})
                for name in ("msgid", "chatid", "chattype", "msgtype", "text", "mixed", "voice", "event")
            },
        )
    )
    def test_any_object_of_a_robot_is_a_message(self, fields: dict[str, object]) -> None:
        assert weixin.robot_message(fields).kind in Kind


class TestAnswers:
    """What is said back."""

    @given(text=st.text(max_size=1500), to=IDS, sender=IDS)
    @example(text="]]> & <b>灯</b> 😀", to="a", sender="b")
    def test_any_words_come_back_whole(self, text: str, to: str, sender: str) -> None:
        clean = "".join(c for c in text if c.isprintable())

        found = ElementTree.fromstring(weixin.reply_xml(clean, to=to, sender=sender, stamp=1))  # noqa: S314

        assert (found.findtext("Content") or "") == clean
        assert found.findtext("ToUserName") == to

    @given(st.text(max_size=2000), st.integers(10, 300))
    def test_no_answer_is_longer_than_may_be(self, text: str, most: int) -> None:
        safe = text.encode(errors="ignore").decode()

        assert len(weixin.cut(safe, most).encode()) <= most

    def test_bubbles_read_as_one_text(self) -> None:
        told = weixin_words.plain([HELLO.data()])

        assert told.startswith("您好，我是党小栖。")
        assert "（可以回：我要报事／查进度／居住证怎么办理）" in told

    def test_the_address_that_wechat_saw_is_told(self) -> None:
        what, todo = weixin_words.error(
            40164, "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist"
        )

        assert "白名单" in what
        assert "203.0.113.9" in todo

    def test_an_unknown_code_is_named(self) -> None:
        assert "98765" in weixin_words.error(98765)[0]

    @pytest.mark.parametrize(
        "text", ["@党小栖 路灯坏了", "@党小栖\u2005路灯坏了", "@a @b 路灯坏了", "路灯坏了"]
    )
    def test_who_was_called_is_not_part_of_what_was_said(self, text: str) -> None:
        assert weixin.addressed(text) == "路灯坏了"
