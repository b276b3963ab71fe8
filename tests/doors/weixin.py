"""Doors of the settings of WeChat, of groups and of pasted chat; deliveries open with their own signature."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.doors import Door, nothing
from tests.doors.portal import EVERYBODY, SENT_ON
from tests.doors.talks import stock
from tests.town import LONG_AGO, Town
from wangge.channels.actions import weixin_gates, weixin_groups
from wangge.channels.models import Gate, Group, Outgoing, Sender

DESKS = ("staff", "secretary", "dispatcher", "district")
NOT_DESKS = ("officer", "handler", "verifier", "captain", "resident", "sysadmin", "audit", "stranger")
NO_ADMINS = ("secadmin", "audit", "dispatcher", "districtleader", "officer", "stranger")
NO_AREA = "A register of the whole installation."
OWN = "Each sees what lies in reach of the own desk; a page without rows is empty, not closed."


def a_gate(town: Town) -> Gate:
    found = Gate.objects.filter(code="door-test").first()
    made = Gate(
        name="公众号",
        kind="official",
        code="door-test",
        token="t",
        aes_key="a" * 43,
        api="http://127.0.0.1:9",
    )
    return found or weixin_gates.save_gate(made, by=town.sysadmin, at=LONG_AGO)


def by_wecom(town: Town) -> Mapping[str, Any]:
    """By which the staff may sign in."""
    if not Gate.objects.filter(code="door-wecom").exists():
        made = Gate(name="企业微信", kind="wecom", code="door-wecom", api="http://127.0.0.1:9", signs_in=True)
        weixin_gates.save_gate(made, by=town.sysadmin, at=LONG_AGO)
    return {"code": "door-wecom"}


def gate(town: Town) -> Mapping[str, Any]:
    return {"gate_id": a_gate(town).pk}


def no_gate(town: Town) -> Mapping[str, Any]:
    return {"gate_id": 999_999}


def dead(town: Town) -> Mapping[str, Any]:
    at, there = timezone.now(), a_gate(town)
    sender, _ = Sender.objects.get_or_create(gate=there, index=b"0" * 16, defaults={"last_at": at})
    key = f"dead-{Outgoing.objects.count()}"
    made = Outgoing.objects.create(
        gate=there, sender=sender, key=key, text="x", state="dead", created_at=at, moved_at=at
    )
    return {"outgoing_id": made.pk}


def no_message(town: Town) -> Mapping[str, Any]:
    return {"outgoing_id": "00000000-0000-0000-0000-000000000001"}


def a_group(town: Town) -> Mapping[str, Any]:
    town.stock()
    at = timezone.now()
    name = f"柳荫一网格邻里群{Group.objects.count()}"
    hosts = [town.post("officer"), town.post("staff")]
    made = weixin_groups.open_group(name=name, area=town.grid, hosts=hosts, by=town.hat("dispatcher"), at=at)
    return {"group_id": made.pk}


def a_far_group(town: Town) -> Mapping[str, Any]:
    return {"group_id": 999_999}


GROUP: dict[str, Any] = {
    "right": ("staff", "dispatcher"),
    "wrong": NOT_DESKS,
    "hidden_from": ("other_staff", "other_dispatcher"),
    "to": a_group,
    "elsewhere": a_far_group,
}
ADMIN: dict[str, Any] = {"right": ("sysadmin",), "wrong": NO_ADMINS, "why": NO_AREA}

DOORS = [
    Door(
        name="channels:weixin_in",
        public=True,
        to=lambda town: {"code": a_gate(town).code},
        answers=frozenset({400}),
        why="Nobody is let in but who signs with the account's own token.",
    ),
    Door(name="channels:weixin_sign", public=True, answers=frozenset({204})),
    Door(name="channels:weixin_add", **ADMIN),
    Door(name="channels:weixin_gate", **ADMIN, to=gate, elsewhere=no_gate),
    Door(
        name="channels:weixin_test",
        **ADMIN,
        to=gate,
        elsewhere=no_gate,
        post=nothing,
        answers=frozenset({200}),
    ),
    Door(name="channels:weixin_again", **ADMIN, to=dead, elsewhere=no_message, post=nothing),
    Door(name="channels:weixin_drop", **ADMIN, to=dead, elsewhere=no_message, post=nothing),
    Door(name="channels:groups", right=DESKS, wrong=NOT_DESKS, to=stock, why=OWN),
    Door(name="channels:group_add", right=DESKS, wrong=NOT_DESKS, why=OWN),
    Door(name="channels:group", **GROUP),
    Door(
        name="channels:group_hosts",
        **GROUP,
        post=lambda town: {"post": town.post("leader").pk},
    ),
    Door(name="channels:group_code", **GROUP, post=nothing),
    Door(name="channels:group_close", **GROUP),
    Door(
        name="channels:pasted",
        right=("staff", "secretary", "dispatcher", "leader"),
        wrong=("officer", "handler", "verifier", "captain", "resident", "sysadmin", "audit", "stranger"),
        why=OWN,
    ),
    Door(
        name="channels:pasted_done",
        right=("staff", "secretary", "dispatcher", "leader"),
        wrong=("officer", "handler", "verifier", "captain", "resident", "sysadmin", "audit", "stranger"),
        why=OWN,
    ),
    Door(name="portal:weixin_start", public=True, to=by_wecom, answers=SENT_ON),
    Door(name="portal:weixin_back", public=True, to=by_wecom, answers=frozenset({422})),
    Door(
        name="portal:weixin_tie",
        public=True,
        to=lambda town: {**by_wecom(town), "token": "no-token"},
        answers=frozenset({404}),
    ),
    Door(name="portal:weixin_mine", right=("officer", "sysadmin"), why=EVERYBODY),
    Door(
        name="portal:weixin_tie_here",
        right=("officer", "sysadmin"),
        to=by_wecom,
        post=nothing,
        why=EVERYBODY,
    ),
    Door(
        name="portal:weixin_untie",
        right=("officer", "sysadmin"),
        to=by_wecom,
        post=nothing,
        why=EVERYBODY,
    ),
]
