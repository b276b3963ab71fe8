"""Reading what was done, step by step, after it was committed: tell subscribers, note what other systems must
be told, keep the public facts. What is read twice happens once; a process that dies begins where it stood.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.cases.models import Case, Step
from wangge.channels.actions import public
from wangge.channels.models import Delivery, Mark, OutsideOrder, PublicItem, Reply, Subscription
from wangge.channels.queries import following as queries
from wangge.channels.rules import webhooks
from wangge.channels.rules.following import BATCH, NOTHING, earlier
from wangge.channels.rules.hotline import ANSWERS
from wangge.grids.access import is_below
from wangge.jobs import actions as jobs
from wangge.matters.rules import Visibility

DELIVER = "channels.deliver"
PUSH = "channels.push"
_NAME = "steps"


@transaction.atomic
def begin(*, at: datetime) -> UUID:
    """From where to read on: a little behind what was read, once in ten minutes far behind it."""
    mark, _ = Mark.objects.get_or_create(name=_NAME, defaults={"read_to": NOTHING, "swept_at": at})
    if abs(at - mark.swept_at) < webhooks.SWEEP_EVERY:
        return earlier(mark.read_to, webhooks.BEHIND)
    Mark.objects.filter(name=_NAME).update(swept_at=at)
    return earlier(mark.read_to, webhooks.FAR_BEHIND)


@transaction.atomic
def read_batch(position: UUID, *, at: datetime) -> UUID | None:
    """Read the next steps after a position; where to go on, or None at the end."""
    mark = Mark.objects.select_for_update().get(name=_NAME)
    steps = list(Step.objects.filter(pk__gt=position).order_by("pk")[:BATCH])
    if not steps:
        return None
    wanted = {step.case_id for step in steps}
    joined = Case.objects.filter(pk__in=wanted).select_related("matter")
    cases = {case.pk: case for case in joined}
    _tell(steps, cases, at=at)
    _answer(steps, at=at)
    public.forget_asked({step.case_id for step in steps if step.verb == "forget_words"}, at=at)
    refresh(list(cases.values()), at=at)
    last = steps[-1].pk
    if last > mark.read_to:
        Mark.objects.filter(name=_NAME).update(read_to=last)
    return last if len(steps) == BATCH else None


def _tell(steps: Sequence[Step], cases: dict[UUID, Case], *, at: datetime) -> None:
    """A delivery for each subscriber and step that it wants; nothing of a confidential case."""
    subscriptions = list(Subscription.objects.filter(is_active=True))
    if not subscriptions:
        return
    ids = [step.pk for step in steps]
    there = set(Delivery.objects.filter(step_id__in=ids).values_list("subscription_id", "step_id"))
    fresh = [
        Delivery(
            subscription=one,
            step_id=step.pk,
            verb=step.verb,
            number=cases[step.case_id].number,
            payload=queries.payload(step, cases[step.case_id]),
            created_at=at,
            moved_at=at,
        )
        for step in steps
        for one in subscriptions
        if (one.pk, step.pk) not in there and _wants(one, step, cases[step.case_id])
    ]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    jobs.add_many(DELIVER, [{"delivery": str(delivery.pk)} for delivery in fresh], at=at)


def _wants(one: Subscription, step: Step, case: Case) -> bool:
    if case.visibility == Visibility.CONFIDENTIAL or (one.after is not None and step.pk <= one.after):
        return False
    if one.area_path and not is_below(case.area_path, one.area_path):
        return False
    return webhooks.wants(step.verb, case.matter_id or "", verbs=one.verbs, matters=one.matters)


def _answer(steps: Sequence[Step], *, at: datetime) -> None:
    """What another system must be told of its orders; each of several appeals of one case for itself."""
    told = [step for step in steps if step.verb in ANSWERS]
    if not told:
        return
    orders = OutsideOrder.objects.filter(appeal__case__in={step.case_id for step in told})
    orders = orders.select_related("system", "appeal")
    by_case: dict[UUID, list[OutsideOrder]] = {}
    for order in orders:
        by_case.setdefault(order.appeal.case_id, []).append(order)
    there = set(Reply.objects.filter(step_id__in=[s.pk for s in told]).values_list("order_id", "step_id"))
    fresh = [
        Reply(
            order=order,
            system=order.system,
            back=ANSWERS[step.verb],
            step_id=step.pk,
            at=step.at,
            moved_at=at,
        )
        for step in told
        for order in by_case.get(step.case_id, [])
        if (order.pk, step.pk) not in there
    ]
    Reply.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    pushed = [{"reply": str(reply.pk)} for reply in fresh if reply.system.push_url]
    jobs.add_many(PUSH, pushed, at=at)


@transaction.atomic
def refresh(cases: Sequence[Case], *, at: datetime) -> None:
    """The public facts of these cases as they stand now; what is public no longer is gone."""
    facts = {case.pk: queries.facts(case) for case in cases}
    there = {item.pk: item for item in PublicItem.objects.filter(pk__in=facts)}
    gone = [pk for pk in there if facts[pk] is None]
    public.forget_photos(gone, at=at)
    PublicItem.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for pk, fact in facts.items():
        if fact is None:
            continue
        item = there.get(pk)
        if item is None:
            fresh.append(PublicItem(pk=pk, **fact))
        elif any(getattr(item, name) != value for name, value in fact.items()):
            for name, value in fact.items():
                setattr(item, name, value)
            changed.append(item)
    PublicItem.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    PublicItem.objects.bulk_update(changed, queries.FACTS, batch_size=200)
