"""Decisions about phones, user names, passwords and one-time codes, from values alone."""

import re
import unicodedata
from datetime import datetime, timedelta

from django.db.models import TextChoices

from wangge.kernel.refusal import Refused
from wangge.kernel.words import masked_name, masked_phone

__all__ = ["masked_name", "masked_phone"]

#: Letters and figures that nobody confuses on paper (no 0 O 1 I L).
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_LASTS = timedelta(hours=72)
#: Wrong one-time or app codes in a row, and for how long the account is barred then (domain/06 section 9).
PROOF_TRIES = 5
PROOF_BAR = timedelta(minutes=15)
PASSWORD_LENGTH = 10
PASSWORD_HISTORY = 5
#: Administrators change theirs.
PASSWORD_LASTS = timedelta(days=90)
DORMANT_AFTER = timedelta(days=90)
TOKEN_LASTS = timedelta(days=90)
#: How long reveals, ended tokens and closed accounts are kept (the data dictionary says the same).
RECORDS_KEPT = timedelta(days=366)
#: How long a person is kept by name after the last post has ended.
PERSONS_KEPT = timedelta(days=3 * 365 + 1)
#: What stands for somebody whose time is over.
DEPARTED = "已离任人员"
#: Reveals an hour by one person that call for a look (domain/06 R-17).
REVEALS_ALARM = 200

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d)[2-8]\d{7}|0[3-9]\d{2}[2-8]\d{6,7}")
_EXTENSION = re.compile(r"(?:-|#|转|转分机|分机)(\d{1,6})$")
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")


class LockReason(TextChoices):
    """Why an account is locked; locked is not closed."""

    DORMANT = "dormant", "90 天未使用"
    SECURITY = "security", "安全管理员锁定"


class RevealReason(TextChoices):
    """What a masked value is opened for: there is no free text to hide behind (domain/06 R-31, R-70)."""

    FIRST_CONTACT = "first_contact", "首次联系来件人"
    ON_SITE = "on_site", "上门前约时间"
    REVISIT = "revisit", "回访"
    CORRECT = "correct", "核对信息"
    EMERGENCY = "emergency", "紧急情况"
    OWN_WISH = "own_wish", "本人要求"
    WORK = "work", "工作联系"
    ACCOUNT = "account", "开通或重置账号"


#: What a reveal shows, as it stands in the journal and the log.
REVEALED = {"phone": "手机号", "contact": "联系方式", "name": "姓名", "address": "地址"}
#: How somebody signed in, as it stands in the journal.
SIGNED_IN = {
    "password": "密码",
    "code": "登录条",
    "second_factor": "密码和验证码",
    "demo": "演示一键登录",
    "weixin": "微信或企业微信",
}


def normal_phone(text: str) -> str:
    """A mainland mobile or landline number in its one normal form: digits only, area code first.

    Full-width figures, blanks, hyphens, brackets and +86 are understood; an extension stays as `-801`.
    Refused with a sentence where it cannot be such a number.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    extension = ""
    if found := _EXTENSION.search(plain):
        head = re.sub(r"\D", "", plain[: found.start()])
        if _LANDLINE.fullmatch(head):
            plain, extension = head, "-" + found[1]
    digits = re.sub(r"[\s\-()—·]", "", plain)
    digits = re.sub(r"^(\+|00)?86(?=1[3-9]\d{9}$|0)", "", digits)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits + extension
    if re.fullmatch(r"[2-8]\d{6,7}", digits):
        raise Refused("座机号码请带上区号，例如 025-6654 3210。", field="phone")
    raise Refused("这不像一个手机号或座机号，请检查。", field="phone")


def is_phone(text: str) -> bool:
    """Whether somebody can be called under it."""
    try:
        normal_phone(text)
    except Refused:
        return False
    return True


def normal_username(text: str) -> str:
    """The one form of a user name: small letters, figures, `. _ -`, 3 to 40 characters."""
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if not _USERNAME.fullmatch(name):
        raise Refused("用户名用 3 到 40 个小写字母、数字或 . _ - ，以字母开头。", field="username")
    return name


def password_fault(password: str, *, username: str, name: str) -> str:
    """What is wrong with a password, in one sentence, or nothing (domain/06 section 9)."""
    low = password.lower()
    kinds = [r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]"]
    faults = {
        f"密码至少 {PASSWORD_LENGTH} 个字符。": len(password) < PASSWORD_LENGTH,
        "密码最多 128 个字符。": len(password) > 128,
        "密码要包含大写字母、小写字母、数字、符号中的至少三种。": (
            sum(bool(re.search(kind, password)) for kind in kinds) < 3
        ),
        "密码里不能包含用户名。": bool(username) and username.lower() in low,
        "密码里不能包含姓名。": bool(name) and name.lower() in low,
        "密码里重复的字符太多。": len(set(low)) < 5,
    }
    return next((fault for fault, is_there in faults.items() if is_there), "")


def normal_code(text: str) -> str:
    """A one-time code as it was made: capitals, without blanks and hyphens."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())


def written_code(code: str) -> str:
    """ABCD-EFGH, as it stands on the slip."""
    return f"{code[:4]}-{code[4:]}"


def barred(until: datetime | None, *, at: datetime) -> str:
    """The sentence for an account that has had too many wrong codes, or nothing."""
    if until is None or at >= until:
        return ""
    minutes = max(1, -(-int((until - at).total_seconds()) // 60))
    return f"输错次数太多，请 {minutes} 分钟后再试。"


def is_dormant(*, last_used_at: datetime, at: datetime) -> bool:
    """Nobody has signed in for 90 days (domain/06 R-72)."""
    return at - last_used_at >= DORMANT_AFTER
