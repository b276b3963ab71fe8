"""Accounts: opened with a slip, entered by its one-time code, given a password, locked, closed."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from wangge.journal import actions as journal
from wangge.journal.models import THE_CLOCK, Actor
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import access, rules
from wangge.people.access import Hat
from wangge.people.digests import code_hash
from wangge.people.models import Account, PasswordHistory, Person
from wangge.people.rules import LockReason

_WRONG = "用户名或一次性码不对，或者码已经用过、过期了。"


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed and handed over; the code exists in these words once and is stored nowhere."""

    account: Account
    code: str
    until: datetime

    @property
    def written(self) -> str:
        return rules.written_code(self.code)


@transaction.atomic
def open_account(person: Person, *, username: str, by: Hat, at: datetime) -> Slip:
    """Open an account; the slip's one-time code lets its person in and set a password, for 72 hours."""
    access.need(by, access.PEOPLE_EDIT)
    account = Account(username=rules.normal_username(username), person_id=person.pk, opened_at=at)
    account.set_unusable_password()
    _refuse_second_account(person)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"用户名 {account.username} 已经有人用了。", field="username") from None
    _record(by, "open_account", account, at=at)
    return _new_code(account, at=at)


@transaction.atomic
def issue_code(account: Account, *, by: Hat, at: datetime) -> Slip:
    """A new slip, handed over in person: the old password and code end, and so does every session.

    The first slip may come from whoever opens accounts; taking over an account in use needs the security
    administrator, or a hat with `code_issue` whose reach the room above has checked.
    """
    account = _locked(account)
    is_first = not account.has_signed_in and account.locked_at is None
    access.need(by, access.KEYS_EDIT, access.CODE_ISSUE, *([access.PEOPLE_EDIT] if is_first else []))
    _refuse_oneself(account, by)
    if account.closed_at:
        raise Refused("这个账号已经关闭，请先重新开通。")
    account.set_unusable_password()
    account.is_active, account.locked_at, account.lock_reason = True, None, ""
    account.session_epoch += 1
    slip = _new_code(account, at=at)
    _record(by, "issue_code", account, at=at)
    return slip


def _new_code(account: Account, *, at: datetime) -> Slip:
    code = "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH))
    account.code_hash = code_hash(account.pk, code)
    account.code_until = at + rules.CODE_LASTS
    account.must_change_password = True
    account.proof_tries, account.proof_barred_until = 0, None
    account.save()
    return Slip(account, code, account.code_until)


@transaction.atomic
def sign_in_by_code(username: str, code: str, *, at: datetime) -> Account | Refused:
    """Whose slip this is. The code is spent by setting a password, not by this look.

    The refusal is returned, not raised, so that the wrong try stays counted: five bar it for 15 minutes.
    """
    found = Account.objects.select_for_update().filter(username=username.strip().lower())
    account = found.first()
    if account is None or not account.is_active or account.code_until is None:
        return Refused(_WRONG, field="code")
    if fault := rules.barred(account.proof_barred_until, at=at):
        return Refused(fault, field="code")
    good = compare_digest(account.code_hash, code_hash(account.pk, rules.normal_code(code)))
    _note_try(account, good=good, at=at)
    if not good:
        return Refused(_WRONG, field="code")
    if at >= account.code_until:
        return Refused("这个一次性码已经过期，请到发放的人那里换一张。", field="code")
    return account


def _note_try(account: Account, *, good: bool, at: datetime) -> None:
    """Count a wrong code; the fifth in a row bars the account's codes for 15 minutes. On a locked row."""
    account.proof_tries = 0 if good else account.proof_tries + 1
    account.proof_barred_until = None
    if account.proof_tries >= rules.PROOF_TRIES:
        account.proof_tries = 0
        account.proof_barred_until = at + rules.PROOF_BAR
    account.save(update_fields=["proof_tries", "proof_barred_until"])


@transaction.atomic
def set_password(account: Account, *, password: str, at: datetime) -> Account:
    """Its person sets a password that the policy allows; the slip is spent and other sessions end."""
    account = _locked(account)
    if not account.is_active:
        raise Refused("这个账号现在不能登录。")
    name = account.person.name if account.person else ""
    _check_password(account, password, name=name)
    if account.has_usable_password():
        PasswordHistory.objects.create(account=account, password=account.password, set_at=at)
        keep = account.old_passwords.order_by("-set_at", "-pk").values("pk")[: rules.PASSWORD_HISTORY]
        account.old_passwords.exclude(pk__in=list(keep.values_list("pk", flat=True))).delete()
    account.set_password(password)
    account.must_change_password = False
    account.password_set_at = at
    account.code_hash, account.code_until = "", None
    account.session_epoch += 1
    account.save()
    _record(account.oneself, "set_password", account, at=at)
    return account


@transaction.atomic
def prove(account: Account, *, password: str, at: datetime) -> Refused | None:
    """Somebody signed in gives his password again, before he opens a masked value.

    The refusal is returned, not raised, so that the wrong try stays counted: five bar it for 15 minutes.
    """
    account = _locked(account)
    if fault := rules.barred(account.proof_barred_until, at=at):
        return Refused(fault, field="password")
    good = account.check_password(password)
    _note_try(account, good=good, at=at)
    return None if good else Refused("密码不对。", field="password")


@transaction.atomic
def change_password(account: Account, *, old: str, password: str, at: datetime) -> Account:
    """The same for somebody signed in, who proves himself by the present password."""
    if not account.check_password(old):
        raise Refused("现在的密码不对。", field="old")
    return set_password(account, password=password, at=at)


def _check_password(account: Account, password: str, *, name: str) -> None:
    if fault := rules.password_fault(password, username=account.username, name=name):
        raise Refused(fault, field="password")
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise Refused("这个密码太常见，容易被猜中。", field="password") from None
    history = account.old_passwords.order_by("-set_at", "-pk")[: rules.PASSWORD_HISTORY - 1]
    for hashed in [account.password, *(old.password for old in history)]:
        if hashers.is_password_usable(hashed) and hashers.check_password(password, hashed):
            raise Refused(f"不能用最近 {rules.PASSWORD_HISTORY} 次用过的密码。", field="password")


@transaction.atomic
def lock_account(account: Account, *, by: Hat, at: datetime) -> Account:
    """Shut an account that something is wrong with; a new slip opens it again."""
    access.need(by, access.KEYS_EDIT)
    _refuse_oneself(account, by)
    account = _locked(account)
    if not account.is_active:
        raise Refused("这个账号已经不能登录。")
    _shut(account, LockReason.SECURITY, at=at)
    _record(by, "lock_account", account, at=at)
    return account


@transaction.atomic
def lock_dormant(*, at: datetime) -> int:
    """Shut every account that nobody has used for 90 days (domain/06 R-72); returns how many."""
    last = Coalesce(F("last_login"), F("opened_at"))
    found = Account.objects.filter(is_active=True, person__isnull=False).annotate(last=last)
    long_ago = at - rules.DORMANT_AFTER
    unused = found.filter(last__lte=long_ago).exclude(tokens__last_used_date__gt=long_ago.date())
    dormant = list(unused.select_for_update(of=("self",)))
    for account in dormant:
        _shut(account, LockReason.DORMANT, at=at)
        _record(THE_CLOCK, "lock_account", account, at=at, note="90 天未使用")
    return len(dormant)


def _shut(account: Account, reason: LockReason, *, at: datetime) -> None:
    account.is_active, account.locked_at, account.lock_reason = False, at, reason
    account.code_hash, account.code_until = "", None
    account.session_epoch += 1
    account.save()


@transaction.atomic
def close_account(account: Account, *, by: Hat, at: datetime, note: str = "") -> Account:
    """Close an account for good, the day its person's last post ends; sessions and tokens end with it."""
    access.need(by, access.PEOPLE_EDIT, access.KEYS_EDIT, access.CASE_CLOCK)
    account = _locked(account)
    if account.closed_at:
        return account
    account.is_active, account.closed_at = False, at
    account.locked_at, account.lock_reason = None, ""
    account.code_hash, account.code_until = "", None
    account.set_unusable_password()
    account.session_epoch += 1
    account.save()
    account.tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    _record(by, "close_account", account, at=at, note=note)
    return account


@transaction.atomic
def reopen_account(account: Account, *, by: Hat, at: datetime) -> Slip:
    """Somebody comes back: the same user name, a new slip."""
    access.need(by, access.PEOPLE_EDIT)
    account = _locked(account)
    if not account.closed_at:
        raise Refused("这个账号没有关闭。")
    account.is_active, account.closed_at, account.opened_at = True, None, at
    account.last_login = account.password_set_at = None
    slip = _new_code(account, at=at)
    _record(by, "reopen_account", account, at=at)
    return slip


@transaction.atomic
def end_sessions(account: Account, *, by: Hat, at: datetime) -> Account:
    """The security administrator signs an account out everywhere."""
    access.need(by, access.KEYS_EDIT)
    account = _bump(account)
    _record(by, "end_sessions", account, at=at)
    return account


@transaction.atomic
def sign_out_everywhere(account: Account, *, at: datetime) -> Account:
    """Somebody ends all his own sessions; the caller renews the one he does it in, if it shall stay."""
    account = _bump(account)
    _record(account.oneself, "end_sessions", account, at=at)
    return account


def _bump(account: Account) -> Account:
    account = _locked(account)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    return account


@transaction.atomic
def record_sign_in(account: Account, *, at: datetime, ip: str, how: str = "password") -> None:
    """Write a successful sign-in to the journal; `how` is a key of `rules.SIGNED_IN`."""
    _record(account.oneself, "sign_in", account, at=at, note=rules.SIGNED_IN.get(how, how), ip=ip)


@transaction.atomic
def record_sign_out(account: Account, *, at: datetime, ip: str) -> None:
    """Write a sign-out to the journal."""
    _record(account.oneself, "sign_out", account, at=at, ip=ip)


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)


def _refuse_second_account(person: Person) -> None:
    if Account.objects.filter(person=person).exists():
        raise Refused(f"{person.name}已经有账号了。")


def _refuse_oneself(account: Account, by: Hat) -> None:
    if by.person_id is not None and by.person_id == account.person_id:
        raise NotAllowed("不能给自己重置或锁定账号，请由另一位管理员办理。")


def _record(by: Actor, verb: str, account: Account, *, at: datetime, note: str = "", ip: str = "") -> None:
    subject = f"person:{account.person_id}" if account.person_id else f"account:{account.pk}"
    journal.record(by=by, verb=f"people.{verb}", subject=subject, note=note, at=at, ip=ip)
