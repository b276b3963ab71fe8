"""The accounts that are connected: set up, their tokens kept and dropped, who signs in by them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from wangge.channels.models import Binding, Gate
from wangge.channels.models.weixin import digest
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean
from wangge.people.models import Account

#: Whoever fetches a token has so long; then somebody else may.
_LEASE = timedelta(seconds=15)
_GRAIN = timedelta(minutes=1)


@transaction.atomic
def save_gate(gate: Gate, *, by: Acting, at: datetime) -> Gate:
    """A new account, or changed settings; whatever was fetched with the old ones is dropped."""
    if not by.may(Permit.CHANNELS_EDIT):
        raise NotAllowed("微信接入由系统管理员设置。")
    is_new = gate.pk is None
    gate.name = clean(gate.name)
    if is_new:
        gate.created_at = at
    if Gate.objects.filter(code=gate.code).exclude(pk=gate.pk).exists():
        raise Refused("这个代码已经有了，请换一个。", field="code")
    gate.access, gate.access_until, gate.access_lease = "", None, None
    gate.ticket, gate.ticket_until = "", None
    gate.save()
    verb = "channels.add_gate" if is_new else "channels.change_gate"
    journal.record(by=by, verb=verb, subject=f"gate:{gate.pk}", note=gate.name, at=at)
    return gate


@transaction.atomic
def lease_access(gate: Gate, *, at: datetime) -> bool:
    """Whether this caller is the one that fetches the next token."""
    free = Q(access_lease__isnull=True) | Q(access_lease__lte=at)
    return bool(Gate.objects.filter(free, pk=gate.pk).update(access_lease=at + _LEASE))


@transaction.atomic
def keep_access(gate: Gate, *, token: str, until: datetime) -> None:
    """The new token, for all processes."""
    Gate.objects.filter(pk=gate.pk).update(access=token, access_until=until, access_lease=None)


@transaction.atomic
def give_up_access(gate: Gate) -> None:
    """It could not be fetched: somebody else may try."""
    Gate.objects.filter(pk=gate.pk).update(access_lease=None)


@transaction.atomic
def drop_access(gate: Gate, *, token: str) -> None:
    """WeChat does not take this one any more; a newer one stays."""
    found = Gate.objects.select_for_update().get(pk=gate.pk)
    if found.access == token:
        Gate.objects.filter(pk=gate.pk).update(access="", access_until=None)


@transaction.atomic
def keep_ticket(gate: Gate, *, ticket: str, until: datetime) -> None:
    """What pages are signed with."""
    Gate.objects.filter(pk=gate.pk).update(ticket=ticket, ticket_until=until)


@transaction.atomic
def hear(gate: Gate, *, at: datetime) -> None:
    """Something arrived; written down once a minute at most."""
    if gate.heard_at is None or at - gate.heard_at > _GRAIN:
        Gate.objects.filter(pk=gate.pk).update(heard_at=at)


# --- signing in ---


@transaction.atomic
def bind(account: Account, gate: Gate, *, identity: str, at: datetime) -> None:
    """Its owner ties his account to his WeChat; one each way."""
    index = digest(gate, "person", identity)
    other = Binding.objects.filter(gate=gate, index=index).exclude(account=account)
    if other.exists():
        raise Refused("这个微信已经绑定了别的账号，请先在那边解除。")
    Binding.objects.update_or_create(gate=gate, account=account, defaults={"index": index, "bound_at": at})
    _record(account, "bind", gate, at=at)


@transaction.atomic
def unbind(account: Account, gate: Gate, *, at: datetime) -> None:
    """Its owner unties it."""
    if Binding.objects.filter(account=account, gate=gate).delete()[0]:
        _record(account, "unbind", gate, at=at)


def _record(account: Account, verb: str, gate: Gate, *, at: datetime) -> None:
    journal.record(
        by=account.oneself,
        verb=f"channels.weixin_{verb}",
        subject=f"account:{account.pk}",
        note=gate.name,
        at=at,
    )
