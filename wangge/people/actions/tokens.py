"""Keys for other systems."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from wangge.journal import actions as journal
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.people import access, rules
from wangge.people.access import Hat
from wangge.people.digests import token_digest
from wangge.people.models import Account, ApiToken

PREFIX = "wg_"


@transaction.atomic
def issue_token(
    account: Account,
    *,
    post_id: int,
    name: str,
    by: Hat,
    at: datetime,
    lasts: timedelta = rules.TOKEN_LASTS,
) -> str:
    """A token for one account in one post, told once. The caller has checked that the post is his."""
    access.need(by, access.KEYS_EDIT)
    name = " ".join(name.split())
    if not name:
        raise Refused("请写明令牌给哪个系统用。", field="name")
    if not account.is_active:
        raise Refused("这个账号现在不能登录，不能发令牌。")
    raw = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account=account,
        post_id=post_id,
        name=name[:60],
        digest=token_digest(raw),
        created_at=at,
        expires_at=at + lasts,
    )
    subject = f"person:{account.person_id}"
    journal.record(by=by, verb="people.issue_token", subject=subject, note=f"{token.pk} {token.name}", at=at)
    return raw


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Hat, at: datetime) -> ApiToken:
    """It opens nothing from now on."""
    access.need(by, access.KEYS_EDIT)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        subject = f"person:{token.account.person_id}"
        note = f"{token.pk} {token.name}"
        journal.record(by=by, verb="people.revoke_token", subject=subject, note=note, at=at)
    return token


@transaction.atomic
def touch_token(token: ApiToken, *, at: datetime) -> None:
    """Remember the day of its last use; called where `is_fresh_on` says that this is the first of the day."""
    token.last_used_date = at.astimezone(SHANGHAI).date()
    token.save(update_fields=["last_used_date"])
