"""Reads about persons, accounts, tokens and reveals."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from wangge.kernel import kept
from wangge.kernel.refusal import Refused
from wangge.people import rules
from wangge.people.digests import phone_index, token_digest
from wangge.people.models import Account, ApiToken, Person, Reveal, SecondFactor


def by_phone(phone: str) -> list[Person]:
    """Whoever acts in the system under exactly this phone; there is no other search by phone."""
    try:
        normal = rules.normal_phone(phone)
    except Refused:
        return []
    return list(Person.objects.filter(phone_index=phone_index(normal)).order_by("pk"))


def account_of(username: str) -> Account | None:
    """The account of a user name, however it was typed."""
    return Account.objects.select_related("person").filter(username=username.strip().lower()).first()


def token(raw: str, *, at: datetime) -> ApiToken | None:
    """The valid token with these words, its account and person joined; `token.post_id` is the hat."""
    return kept.first(_token, digest=token_digest(raw), at=at)


def _token(_: None, *, digest: bytes, at: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.valid(at).select_related("account__person").filter(digest=digest)


def has_second_factor(account: Account) -> bool:
    """Whether a code app has been set up and confirmed."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def password_is_old(account: Account, *, at: datetime) -> bool:
    """An administrator's password that is due to be changed."""
    return account.password_set_at is None or at - account.password_set_at >= rules.PASSWORD_LASTS


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who opened many masked values within an hour."""

    person_id: int
    name: str
    count: int


def many_reveals(*, at: datetime, least: int = rules.REVEALS_ALARM) -> list[Looker]:
    """Who revealed at least this many values within the last hour (domain/06 R-17)."""
    recent = Reveal.objects.filter(at__gt=at - timedelta(hours=1), at__lte=at)
    rows = recent.values("person_id", "person__name").annotate(count=Count("pk")).filter(count__gte=least)
    return [Looker(r["person_id"], r["person__name"], r["count"]) for r in rows.order_by("-count")]


def reveals() -> QuerySet[Reveal]:
    """The reveal log, newest first."""
    return Reveal.objects.select_related("person").order_by("-at", "-pk")


def reveals_of(subject: str) -> QuerySet[Reveal]:
    """Who looked at one subject's values: what its own person may see."""
    return reveals().filter(subject=subject)
