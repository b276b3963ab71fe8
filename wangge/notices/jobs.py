"""What happens by itself: the next link of an alarm, text messages, old notices, alarms on mass reveals."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.jobs import registry
from wangge.notices import actions, gateway, rules
from wangge.notices.gateway import GatewayFailed
from wangge.notices.models import Notice, Ring
from wangge.people import queries as people


@registry.periodic("notices.expire", every=timedelta(days=1), is_atomic=False)
def expire(*, at: datetime) -> None:
    """Daily, batch by batch."""
    while actions.expire(at=at):
        pass


@registry.periodic("notices.watch_reveals", every=timedelta(minutes=10))
def watch_reveals(*, at: datetime) -> None:
    """One alarm for each person and hour with 200 reveals, to security and audit (domain/06 R-17)."""
    for looker in people.many_reveals(at=at):
        key = f"reveals:{looker.person_id}:{at:%Y-%m-%dT%H}"
        if Notice.objects.filter(kind="reveals", key=key).exists():
            continue
        guards = Post.objects.held(at).filter(role__in=[Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
        actions.tell(
            text=f"{looker.name}一小时内查看了 {looker.count} 次完整联系方式，请核实。",
            link=f"/office/reveals/?person={looker.person_id}",
            at=at,
            kind="reveals",
            key=key,
            persons=guards.values_list("person_id", flat=True),
        )


@registry.handler("notices.ring_next")
def ring_next(payload: dict[str, Any], *, at: datetime) -> None:
    """Five minutes later: silence, or the next of the chain."""
    actions.ring_next(UUID(payload["alarm"]), at=at)


@registry.handler("notices.sms", is_atomic=False, attempts=3)
def send_sms(payload: dict[str, Any], *, at: datetime) -> None:
    """Hand a text message to the gateway; how it went is written down, and a failure is tried again."""
    ring = Ring.objects.select_related("person", "alarm__area").filter(pk=payload["ring"]).first()
    if ring is None or not ring.is_ringing or ring.sms == "sent":
        return
    if not ring.person.phone:
        actions.note_sms(ring, error="没有登记手机号", at=at)
        return
    text = rules.sms_text(ring.alarm.area.name, "")
    try:
        gateway.send(key=str(ring.pk), phone=ring.person.phone, text=text)
    except GatewayFailed as failed:
        actions.note_sms(ring, error=str(failed), at=at)
        raise
    actions.note_sms(ring, error="", at=at)
