"""Where posts and accounts meet: staff enrolled and dismissed, slips given nearby, units that serve areas."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from wangge.grids.access import THE_CLOCK, Acting, Permit, Role
from wangge.grids.actions._common import changed, need
from wangge.grids.actions.posts import appoint, end_post
from wangge.grids.models import Area, Post
from wangge.grids.queries import persons as nearby
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions as people
from wangge.people import queries, rules
from wangge.people.actions import Slip
from wangge.people.models import Account, Department, Person, Unit


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who was enrolled, and what of it is new."""

    post: Post
    account: Account
    is_new_person: bool
    #: The slip of an account opened now; nothing where he had one.
    slip: Slip | None


@transaction.atomic
def enrol(
    *,
    name: str,
    role: Role,
    area: Area | None = None,
    unit: Unit | None = None,
    phone: str = "",
    username: str = "",
    employment_type: str = "",
    by: Acting,
    at: datetime,
) -> Enrolled:
    """A person, his account and his post in one go; who is known by user name, or name and phone, is found.

    Without a user name he gets `u` and his number. His slip is printed later, by whoever hands it over.
    """
    person = _known(name=name, phone=phone, username=username)
    is_new_person = person is None
    if person is None:
        person = people.make_person(name=name, phone=phone, by=by, at=at)
    account = Account.objects.filter(person=person).first()
    slip = None
    if account is None:
        slip = people.open_account(person, username=username or f"u{person.pk:04}", by=by, at=at)
    elif account.closed_at:
        slip = people.reopen_account(account, by=by, at=at)
    post = appoint(
        person, role, area=area, unit=unit, since=at, employment_type=employment_type, by=by, at=at
    )
    owned = slip.account if slip else Account.objects.get(person=person)
    return Enrolled(post, owned, is_new_person, slip)


def _known(*, name: str, phone: str, username: str) -> Person | None:
    name = " ".join(name.split())
    if username:
        account = queries.account_of(rules.normal_username(username))
        if account is not None:
            if account.person is None or account.person.name != name:
                raise Refused(f"用户名 {account.username} 已经有人用了。", field="username")
            return account.person
    found = [person for person in queries.by_phone(phone) if person.name == name] if phone else []
    return found[0] if len(found) == 1 else None


@transaction.atomic
def dismiss(post: Post, *, by: Acting, at: datetime) -> Post:
    """End a post now; with the last one the account is closed the same day, and its sessions end."""
    ended = end_post(post, by=by, at=at)
    account = _spent(at).filter(person=ended.person_id).first()
    if account is not None:
        people.close_account(account, by=by, at=at, note="最后一个岗位结束")
    return ended


@transaction.atomic
def close_spent_accounts(*, at: datetime) -> int:
    """Close the accounts of everybody whose last post has run out (domain/06 R-71); returns how many."""
    spent = list(_spent(at))
    for account in spent:
        people.close_account(account, by=THE_CLOCK, at=at, note="最后一个岗位结束")
    return len(spent)


def _spent(at: datetime) -> QuerySet[Account]:
    posts = Post.objects.filter(person=OuterRef("person"))
    running = posts.filter(Q(until__isnull=True) | Q(until__gt=at))
    return Account.objects.filter(Exists(posts), ~Exists(running), closed_at__isnull=True)


@transaction.atomic
def forget_departed(*, at: datetime, size: int = 200) -> int:
    """Take the names of up to `size` persons whose last post ended three years ago; returns how many."""
    posts = Post.objects.filter(person=OuterRef("pk"))
    recent = posts.filter(Q(until__isnull=True) | Q(until__gt=at - rules.PERSONS_KEPT))
    departed = Person.objects.filter(Exists(posts), ~Exists(recent)).exclude(name=rules.DEPARTED)
    found = list(departed.filter(Q(account__isnull=True) | Q(account__closed_at__isnull=False))[:size])
    for person in found:
        people.forget_person(person, at=at)
    return len(found)


@transaction.atomic
def hand_slip(account: Account, *, by: Acting, at: datetime) -> Slip:
    """A new slip handed over in person by the community, to those who work or live below it only."""
    if not nearby.persons_nearby(by, at=at).filter(pk=account.person_id or 0).exists():
        raise NotAllowed("只能给本辖区的网格员、网格长、楼道长、居民重置。")
    return people.issue_code(account, by=by, at=at)


@transaction.atomic
def change_unit(
    unit: Unit, *, name: str, department: Department, is_active: bool, by: Acting, at: datetime
) -> Unit:
    """Correct a unit within reach or take it out of use; routing learns of it at once."""
    need(by, Permit.PEOPLE_EDIT, *unit.serves.values_list("area__path", flat=True))
    unit = people.change_unit(unit, name=name, department=department, is_active=is_active, by=by, at=at)
    changed("units")
    return unit
