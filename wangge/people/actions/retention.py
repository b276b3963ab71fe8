"""What is let go when its time is over: reveals, tokens, accounts, sign-ins, names of those long gone."""

from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from wangge.journal import actions as journal
from wangge.journal.models import THE_CLOCK
from wangge.people import rules
from wangge.people.models import Account, ApiToken, Person, Reveal


@transaction.atomic
def forget_records(*, at: datetime, size: int = 1000) -> int:
    """Delete up to `size` each of reveals, ended tokens, closed accounts of a year ago; returns how many."""
    long_ago = at - rules.RECORDS_KEPT
    reveals = Reveal.objects.filter(at__lt=long_ago).order_by("at").values_list("pk", flat=True)[:size]
    gone, _ = Reveal.objects.filter(pk__in=list(reveals)).delete()
    ended = ApiToken.objects.filter(Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago))
    tokens, _ = ApiToken.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:size])).delete()
    closed = list(Account.objects.filter(closed_at__lt=long_ago).values_list("pk", flat=True)[:size])
    Account.objects.filter(pk__in=closed).delete()
    accounts = len(closed)
    if gone or tokens or accounts:
        note = f"到期删除：查看留痕 {gone}，令牌 {tokens}，账号 {accounts}"
        journal.record(by=THE_CLOCK, verb="people.forget", note=note, at=at)
    return gone + tokens + accounts


@transaction.atomic
def forget_sign_ins(*, at: datetime) -> int:
    """Delete sessions that have run out, and the framework's own log of sign-ins of a year ago."""
    long_ago = at - rules.RECORDS_KEPT
    sessions, _ = Session.objects.filter(expire_date__lt=at).delete()
    logs, _ = LogEntry.objects.filter(action_time__lt=long_ago).delete()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        logs += log.objects.filter(attempt_time__lt=long_ago).delete()[0]
    if sessions or logs:
        note = f"到期删除：会话 {sessions}，登录日志 {logs}"
        journal.record(by=THE_CLOCK, verb="people.forget", note=note, at=at)
    return sessions + logs


@transaction.atomic
def forget_person(person: Person, *, at: datetime) -> None:
    """Take name and phone from somebody whose last post ended three years ago; what he did stays, unnamed."""
    person.name, person.phone, person.phone_index = rules.DEPARTED, "", None
    person.save(update_fields=["name", "phone", "phone_index"])
    journal.record(by=THE_CLOCK, verb="people.forget_person", subject=f"person:{person.pk}", at=at)
