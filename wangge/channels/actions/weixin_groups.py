"""Groups: opened for one grid, bound to a chat by a host, looked after, handed over, counted, closed."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from wangge.cases.models import Appeal
from wangge.channels.models import Gate, Group, GroupCase, Host
from wangge.channels.models.weixin import digest
from wangge.grids.access import Acting, Permit, Role, is_below
from wangge.grids.models import Area, Post
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI, clean

#: Who may look after a group of residents.
HOST_ROLES = frozenset({Role.OFFICER, Role.LEADER, Role.STAFF, Role.SECRETARY})
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_COUNT = (
    "INSERT INTO channels_groupcount (group_id, day, about, outcome, n) VALUES (%s, %s, %s, %s, 1)"
    " ON CONFLICT (group_id, day, about, outcome) DO UPDATE SET n = channels_groupcount.n + 1"
)


@transaction.atomic
def open_group(*, name: str, area: Area, hosts: Iterable[Post], by: Acting, at: datetime) -> Group:
    """A group of one grid with its hosts; the code that binds a robot's chat comes with it."""
    _reach(by, area.path)
    name = clean(name)
    if not name:
        raise Refused("请写群名。", field="name")
    if Group.objects.current().filter(area=area, name=name).exists():
        raise Refused("这个网格已经有同名的群。", field="name")
    group = Group.objects.create(
        name=name[:40], area=area, area_path=area.path, bind_code=_code(), created_at=at
    )
    for post in hosts:
        _appoint(group, post, at=at)
    journal.record(by=by, verb="channels.open_group", subject=f"group:{group.pk}", note=group.name, at=at)
    return group


@transaction.atomic
def renew_code(group: Group, *, by: Acting, at: datetime) -> Group:
    """Another binding code; the chat bound before stays until the new one is said."""
    group = _locked(group, by)
    group.bind_code = _code()
    group.save(update_fields=["bind_code"])
    journal.record(by=by, verb="channels.group_code", subject=f"group:{group.pk}", at=at)
    return group


@transaction.atomic
def bind(code: str, *, gate: Gate, chat: str, at: datetime) -> Group | None:
    """The code was said in a chat: from now on that chat is this group. Nothing where it fits no group."""
    group = Group.objects.select_for_update().current().filter(bind_code=code.upper()).first()
    if group is None or not code:
        return None
    index = digest(gate, "chat", chat)
    Group.objects.current().filter(gate=gate, chat_index=index).exclude(pk=group.pk).update(
        gate=None, chat_index=None
    )
    group.gate, group.chat_index, group.bind_code = gate, index, ""
    group.save(update_fields=["gate", "chat_index", "bind_code"])
    return group


@transaction.atomic
def add_host(group: Group, post: Post, *, by: Acting, at: datetime) -> None:
    """Somebody more looks after it."""
    group = _locked(group, by)
    _appoint(group, post, at=at)
    journal.record(
        by=by, verb="channels.add_host", subject=f"group:{group.pk}", note=f"post:{post.pk}", at=at
    )


@transaction.atomic
def hand_over(host: Host, to: Post | None, *, by: Acting, at: datetime) -> None:
    """A host ends, another takes over; a group that stands is never without one."""
    group = _locked(host.group, by)
    if to is not None and to.pk == host.post_id:
        raise Refused("这就是现在的主持人，请选别人。", field="post")
    if to is not None:
        _appoint(group, to, at=at)
    if not group.hosts.filter(until__isnull=True).exclude(pk=host.pk).exists():
        raise Refused("群里至少要有一位主持人，请先选接手的人。", field="post")
    Host.objects.filter(pk=host.pk, until__isnull=True).update(until=at)
    note = f"post:{host.post_id} → post:{to.pk}" if to else f"post:{host.post_id}"
    journal.record(by=by, verb="channels.hand_over_group", subject=f"group:{group.pk}", note=note, at=at)


@transaction.atomic
def close(group: Group, *, by: Acting, at: datetime) -> None:
    """The group is not looked after any more: nothing of it is answered."""
    group = _locked(group, by)
    Host.objects.filter(group=group, until__isnull=True).update(until=at)
    Group.objects.filter(pk=group.pk).update(closed_at=at, bind_code="")
    journal.record(by=by, verb="channels.close_group", subject=f"group:{group.pk}", note=group.name, at=at)


@transaction.atomic
def count(group: Group, about: str, outcome: str, *, at: datetime) -> None:
    """One more of this in the group on the day."""
    day = at.astimezone(SHANGHAI).date()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT, [group.pk, connection.ops.adapt_datefield_value(day), about[:12], outcome[:12]]
        )


@transaction.atomic
def link(group: Group, appeal: Appeal, *, at: datetime) -> None:
    """An appeal came from the group: it is counted there, and told there when it is solved."""
    GroupCase.objects.bulk_create(
        [GroupCase(case_id=appeal.case_id, group=group, at=at)], ignore_conflicts=True
    )


# --- inside ---


def _code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(6))


def _appoint(group: Group, post: Post, *, at: datetime) -> None:
    if Role(post.role) not in HOST_ROLES or not Post.objects.held(at).filter(pk=post.pk).exists():
        raise Refused("主持人要是在任的网格员、网格长或者社区工作者。", field="post")
    path = post.area.path if post.area else "-"
    if not is_below(group.area_path, path):  # somebody of this grid or of what stands above it
        raise Refused("主持人要是这个网格或者所在社区的。", field="post")
    Host.objects.bulk_create([Host(group=group, post=post, since=at)], ignore_conflicts=True)


def _reach(by: Acting, path: str) -> None:
    if not by.may(Permit.TALK_SEE) or not by.area_path or not is_below(path, by.area_path):
        raise NotAllowed("这个网格不在您的范围内。")


def _locked(group: Group, by: Acting) -> Group:
    found = Group.objects.open_to(by, Permit.TALK_SEE).current()
    locked = found.select_for_update(of=("self",)).filter(pk=group.pk).first()
    if locked is None:
        raise NotAllowed("这个群不在您的范围内。")
    return locked
