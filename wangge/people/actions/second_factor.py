"""The code app of an account: set up, confirmed, asked for, taken away."""

from datetime import datetime

from django.db import transaction

from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import access, rules, totp
from wangge.people.access import Hat
from wangge.people.actions.accounts import _locked, _note_try
from wangge.people.models import Account, SecondFactor

ISSUER = "网格"


@transaction.atomic
def begin_second_factor(account: Account) -> SecondFactor:
    """The secret to scan; the same one until its first code has been typed in, never again afterwards."""
    factor, _ = SecondFactor.objects.get_or_create(account=account, defaults={"secret": totp.new_secret()})
    if factor.confirmed_at:
        raise Refused("验证器已经绑定。换手机请找安全管理员重置。")
    return factor


@transaction.atomic
def confirm_second_factor(account: Account, *, code: str, at: datetime) -> Refused | None:
    """The first code from the app: from now on it is asked for. Answers as `check_second_factor` does."""
    return _try(account, code, first=True, at=at)


@transaction.atomic
def check_second_factor(account: Account, *, code: str, at: datetime) -> Refused | None:
    """A code from the app, each taken once.

    The refusal is returned, not raised, so that the wrong try stays counted: five bar it for 15 minutes.
    """
    return _try(account, code, first=False, at=at)


def _try(account: Account, code: str, *, first: bool, at: datetime) -> Refused | None:
    account = _locked(account)
    if fault := rules.barred(account.proof_barred_until, at=at):
        return Refused(fault, field="code")
    factor = SecondFactor.objects.filter(account=account, confirmed_at__isnull=first).first()
    given = code.replace(" ", "")
    step = totp.matching_step(factor.secret, given, at=at, after=factor.last_step) if factor else None
    _note_try(account, good=step is not None, at=at)
    if factor is None or step is None:
        return Refused("验证码不对，请看手机上最新的 6 位数字。", field="code")
    factor.last_step = step
    if first:
        factor.confirmed_at = at
        _record(account, "set_second_factor", at=at)
    factor.save(update_fields=["last_step", "confirmed_at"])
    return None


@transaction.atomic
def reset_second_factor(account: Account, *, by: Hat, at: datetime) -> None:
    """The phone is lost: the security administrator takes the app away; the next sign-in sets up another."""
    access.need(by, access.KEYS_EDIT)
    if by.person_id is not None and by.person_id == account.person_id:
        raise NotAllowed("不能重置自己的验证器，请由另一位安全管理员办理。")
    account = _locked(account)
    SecondFactor.objects.filter(account=account).delete()
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    journal.record(
        by=by, verb="people.reset_second_factor", subject=f"person:{account.person_id}", note="", at=at
    )


def _record(account: Account, verb: str, *, at: datetime) -> None:
    journal.record(by=account.oneself, verb=f"people.{verb}", subject=f"person:{account.person_id}", at=at)
