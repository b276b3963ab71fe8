"""Subscriptions and their deliveries: made, told, given up, sent again."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from wangge.cases.models import Step
from wangge.channels.actions.following import DELIVER
from wangge.channels.models import Delivery, Subscription, Trouble
from wangge.channels.rules import webhooks as rules
from wangge.channels.rules.webhooks import DeliveryState
from wangge.grids.access import Acting, Permit
from wangge.jobs import actions as jobs
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean

DONE_KEPT, DEAD_KEPT = timedelta(days=30), timedelta(days=90)
_AT_ONCE = 500


@transaction.atomic
def save_subscription(subscription: Subscription, *, by: Acting, at: datetime) -> Subscription:
    """A new subscriber, told of what is done from now on; or changed settings of one."""
    _editor(by)
    is_new = subscription.pk is None
    subscription.name = clean(subscription.name)
    subscription.area_path = subscription.area.path if subscription.area else ""
    if is_new:
        subscription.secret = subscription.secret or secrets.token_urlsafe(32)
        subscription.created_at = at
        subscription.after = Step.objects.order_by("-pk").values_list("pk", flat=True).first()
    subscription.rest_until = None
    subscription.save()
    verb = "channels.subscribe" if is_new else "channels.change_subscription"
    subject = f"subscription:{subscription.pk}"
    journal.record(by=by, verb=verb, subject=subject, note=subscription.name, at=at)
    return subscription


@transaction.atomic
def renew_secret(subscription: Subscription, *, by: Acting, at: datetime) -> str:
    """Another secret; whoever checks with the old one refuses from now on."""
    _editor(by)
    subscription.secret = secrets.token_urlsafe(32)
    subscription.save(update_fields=["secret"])
    journal.record(by=by, verb="channels.renew_secret", subject=f"subscription:{subscription.pk}", at=at)
    return str(subscription.secret)


@transaction.atomic
def end(subscription: Subscription, *, by: Acting, at: datetime) -> None:
    """Nobody is told any more; what waited goes with it."""
    _editor(by)
    journal.record(
        by=by,
        verb="channels.unsubscribe",
        subject=f"subscription:{subscription.pk}",
        note=subscription.name,
        at=at,
    )
    subscription.delete()


@transaction.atomic
def note_done(delivery: Delivery, *, status: int, at: datetime) -> None:
    """It arrived."""
    _waiting(delivery).update(
        state=DeliveryState.DONE, status=status, last_error="", attempts=F("attempts") + 1, moved_at=at
    )
    Subscription.objects.filter(pk=delivery.subscription_id).exclude(failures=0, rest_until=None).update(
        failures=0, rest_until=None
    )


@transaction.atomic
def note_failed(delivery: Delivery, *, status: int | None, error: str, at: datetime) -> bool:
    """It did not arrive; tried again later, or dead after the last attempt. Whether it is dead."""
    attempts = delivery.attempts + 1
    wait = rules.wait_after(attempts)
    state = DeliveryState.WAITING if wait else DeliveryState.DEAD
    changed = _waiting(delivery).update(
        state=state, status=status, last_error=error[:200], attempts=attempts, moved_at=at
    )
    if not changed:
        return False
    rest = at + (wait or timedelta(seconds=rules.WAITS[0]))
    Subscription.objects.filter(pk=delivery.subscription_id).update(
        failures=F("failures") + 1, rest_until=rest
    )
    if wait:
        _queue([delivery.pk], at=at, run_at=at + wait)
    return wait is None


@transaction.atomic
def put_off(delivery: Delivery, *, until: datetime, at: datetime) -> None:
    """Its subscriber failed a moment ago: this one is not tried before that one."""
    _queue([delivery.pk], at=at, run_at=until)


@transaction.atomic
def send_again(delivery: Delivery, *, by: Acting, at: datetime) -> None:
    """A dead one is sent again, from its first attempt and under its old id."""
    _editor(by)
    if not _revive(
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).values_list("pk", flat=True), at
    ):
        raise Refused("这一条已经不在“没送到”里。")
    Subscription.objects.filter(pk=delivery.subscription_id).update(rest_until=None)
    journal.record(by=by, verb="channels.send_again", subject=f"delivery:{delivery.pk}", at=at)


@transaction.atomic
def send_all_again(subscription: Subscription, *, by: Acting, at: datetime) -> int:
    """All dead ones of a subscriber, the oldest first, at most a few hundred at once."""
    _editor(by)
    dead = Delivery.objects.filter(subscription=subscription, state=DeliveryState.DEAD)
    count = _revive(dead.order_by("created_at", "pk").values_list("pk", flat=True)[:_AT_ONCE], at)
    Subscription.objects.filter(pk=subscription.pk).update(rest_until=None)
    note = f"{count} 条"
    journal.record(
        by=by, verb="channels.send_again", subject=f"subscription:{subscription.pk}", note=note, at=at
    )
    return count


def _revive(pks: object, at: datetime) -> int:
    found = list(pks)  # type: ignore[call-overload]
    changed = Delivery.objects.filter(pk__in=found, state=DeliveryState.DEAD).update(
        state=DeliveryState.WAITING, attempts=0, moved_at=at
    )
    _queue(found, at=at, run_at=at)
    return changed


@transaction.atomic
def drop(delivery: Delivery, *, by: Acting, at: datetime) -> None:
    """A dead one is not wanted any more."""
    _editor(by)
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(
        state=DeliveryState.DROPPED, moved_at=at
    )
    journal.record(by=by, verb="channels.drop_delivery", subject=f"delivery:{delivery.pk}", at=at)


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Let go of what arrived a month ago, of what nobody sent again, and of troubles long put right."""
    done = Delivery.objects.filter(state=DeliveryState.DONE, moved_at__lt=at - DONE_KEPT)
    dead = Delivery.objects.filter(
        state__in=[DeliveryState.DEAD, DeliveryState.DROPPED], moved_at__lt=at - DEAD_KEPT
    )
    old = Trouble.objects.filter(cleared_at__lt=at - DEAD_KEPT)
    return sum(found.delete()[0] for found in (done, dead, old))


def _queue(pks: list[object], *, at: datetime, run_at: datetime) -> None:
    jobs.add_many(DELIVER, [{"delivery": str(pk)} for pk in pks], at=at, run_at=run_at)


def _waiting(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)


def _editor(by: Acting) -> None:
    if not by.may(Permit.CHANNELS_EDIT):
        raise NotAllowed("推送订阅由系统管理员设置。")
