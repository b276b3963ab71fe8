"""One call for one telling: outside any transaction, its end written down by an action. What is told twice
after a crash carries the same id, so that the other side can tell.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from wangge.channels import outgoing, weixin
from wangge.channels.actions import following, hotline, troubles, webhooks
from wangge.channels.actions import weixin_outbox as outbox
from wangge.channels.models import Delivery, Outgoing, Reply
from wangge.channels.models.weixin import OutgoingState
from wangge.channels.outgoing import Unreachable
from wangge.channels.queries import hotline as queries
from wangge.channels.rules import webhooks as rules
from wangge.channels.rules.doors import Door
from wangge.channels.rules.webhooks import DeliveryState
from wangge.jobs import actions as jobs
from wangge.kernel.words import SHANGHAI

_JSON = "application/json; charset=utf-8"


def deliver(delivery_id: str, *, at: datetime) -> None:
    """Tell a subscriber of one event, unless it is resting after a failure."""
    found = Delivery.objects.select_related("subscription").filter(
        pk=UUID(delivery_id), state=DeliveryState.WAITING
    )
    delivery = found.first()
    if delivery is None or not delivery.subscription.is_active:
        return
    subscription = delivery.subscription
    if subscription.rest_until is not None and subscription.rest_until > at and delivery.attempts == 0:
        webhooks.put_off(delivery, until=subscription.rest_until, at=at)
        return
    content = rules.body({"id": str(delivery.pk), **delivery.payload})
    status, error = _post(
        subscription.url, str(subscription.secret), content, str(delivery.pk), delivery.verb
    )
    if not error:
        webhooks.note_done(delivery, status=status or 200, at=at)
        troubles.mend(Door.WEBHOOK, f"subscription:{subscription.pk}", at=at)
        return
    is_dead = webhooks.note_failed(delivery, status=status, error=error, at=at)
    troubles.note(
        Door.WEBHOOK,
        f"subscription:{subscription.pk}",
        text=f"推送到“{subscription.name}”失败：{error}",
        todo="请对方检查接收地址；好了以后在订阅页把没送到的重新推送。"
        if is_dead
        else "系统会自动再试；一直不通请检查对方。",
        link=f"/connections/subscriptions/{subscription.pk}/",
        at=at,
    )


def push(reply_id: str, *, at: datetime) -> None:
    """Tell another system one answer to its order."""
    found = Reply.objects.select_related("system", "order").filter(pk=UUID(reply_id), state="due")
    reply = found.first()
    if reply is None or not reply.system.push_url:
        return
    answers = queries.answers([reply])
    system = reply.system
    if not answers:
        return
    _, error = _post(
        system.push_url, str(system.push_secret), rules.body(_told(answers[0])), str(reply.pk), reply.back
    )
    wait = rules.wait_after(reply.attempts + 1)
    hotline.note_pushed(reply, error=error, is_last=wait is None, at=at)
    if not error:
        troubles.mend(Door.PUSH, f"system:{system.pk}", at=at)
        return
    if wait is not None:
        jobs.add(following.PUSH, {"reply": reply_id}, at=at, run_at=at + wait)
    troubles.note(
        Door.PUSH,
        f"system:{system.pk}",
        text=f"向“{system.name}”回传失败：{error}",
        todo="系统会自动再试；急用时可以在“外部工单”里改为生成回传文件。",
        link="/outside/",
        at=at,
    )


def send_weixin(outgoing_id: str, *, at: datetime) -> None:
    """One message to somebody at WeChat or WeCom."""
    found = Outgoing.objects.select_related("gate", "sender").filter(
        pk=UUID(outgoing_id), state=OutgoingState.DUE
    )
    row = found.first()
    if row is None or not row.gate.is_active:
        return
    gate, key = row.gate, f"gate:{row.gate_id}:send"
    try:
        weixin.send_text(gate, to=str(row.sender.openid), text=str(row.text), address=str(row.address), at=at)
    except weixin.Refusal as refusal:
        what, todo, is_hopeless = refusal.what, refusal.todo, refusal.is_hopeless
    except Unreachable as problem:
        what, todo, is_hopeless = str(problem), "系统会自动再试；一直不通请检查出口网络。", False
    else:
        outbox.note_sent(row, at=at)
        troubles.mend(Door.WEIXIN, key, at=at)
        return
    is_dead = outbox.note_failed(row, error=what, is_hopeless=is_hopeless, at=at)
    if is_dead:
        todo = f"{todo}没发出去的在设置页里，可以重发。"
    text = f"“{gate.name}”发消息失败：{what}"
    link = f"/connections/weixin/{gate.pk}/"
    troubles.note(Door.WEIXIN, key, text=text, todo=todo, link=link, at=at)


def _told(answer: queries.Answer) -> dict[str, Any]:
    return {
        "number": answer.number,
        "action": str(answer.reply.back),
        "action_name": answer.back,
        "outcome": answer.outcome,
        "said": answer.said,
        "unit": answer.unit,
        "at": answer.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }


def _post(url: str, secret: str, content: bytes, key: str, event: str) -> tuple[int | None, str]:
    """The status, and what was wrong; empty when it was taken."""
    headers = {
        "Content-Type": _JSON,
        "X-Wangge-Event": event,
        "X-Wangge-Delivery": key,
        "X-Wangge-Signature": rules.signature(secret, content, at=timezone.now()),
    }
    try:
        told = outgoing.call(url, method="POST", body=content, headers=headers)
    except Unreachable as problem:
        return None, str(problem)
    if rules.is_taken(told.status):
        return told.status, ""
    return told.status, f"对方答复 {told.status}"
