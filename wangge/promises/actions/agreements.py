"""Pairings and alliances: agreed on with their heads, each of which is a promise; ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit, out_of_reach
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day, words
from wangge.people.models import Unit
from wangge.promises.actions._common import note
from wangge.promises.actions.promises import Given, make
from wangge.promises.models import Agreement
from wangge.promises.rules import Origin


@dataclass(frozen=True, slots=True)
class Head:
    """One head of an agreement: what is promised under it, by whom, until when."""

    title: str
    keeper: str
    due_on: date


@transaction.atomic
def agree_on(
    unit: Unit,
    area: Area,
    *,
    kind: str,
    title: str,
    partner: str,
    since: date,
    until: date,
    heads: Sequence[Head],
    offers: str = "",
    needs: str = "",
    by: Acting,
    at: datetime,
) -> Agreement:
    """Two organisations agree on something; without a dated head it would only be a signing ceremony."""
    need_unit(by, unit, area, Permit.PROMISE_EDIT)
    if until < since:
        raise Refused("结束日期不能早于开始日期。", field="until")
    if not heads:
        raise Refused("至少写一条有日期的承诺。", field="heads")
    if any(not since <= head.due_on <= until for head in heads):
        raise Refused("每条承诺的日期要在协议期内。", field="heads")
    made = Agreement.objects.create(
        unit=unit,
        area=area,
        area_path=area.path,
        kind=kind,
        title=words(title, field="title", most=60, name="名称", may_be_empty=False),
        partner=words(partner, field="partner", most=80, name="共建单位", may_be_empty=False),
        offers=words(offers, field="offers", most=200, name="对方能提供的", may_be_empty=True),
        needs=words(needs, field="needs", most=200, name="我们需要的", may_be_empty=True),
        since=since,
        until=until,
    )
    for head in heads:
        given = Given(
            title=head.title,
            keeper=head.keeper,
            due_on=head.due_on,
            origin=Origin.PAIRING,
            origin_ref=f"agreement:{made.pk}",
            agreement=made,
        )
        make(unit, area, given, by=by, at=at)
    note(by, "agree_on", f"agreement:{made.pk}", f"{made.get_kind_display()} {len(heads)} 条", at)
    return made


def _mine(agreement: Agreement, by: Acting) -> Agreement:
    found = Agreement.objects.open_to(by, Permit.PROMISE_EDIT).select_for_update(of=("self",))
    fresh = found.filter(pk=agreement.pk).first()
    if fresh is None:
        raise out_of_reach()
    return fresh


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: Acting, at: datetime) -> Agreement:
    """End it before its day; its promises stay and are kept or taken back one by one."""
    fresh = _mine(agreement, by)
    if fresh.ended_on is not None:
        raise Refused("这份协议已经结束。")
    fresh.ended_on = local_day(at)
    fresh.save(update_fields=["ended_on"])
    note(by, "end_agreement", f"agreement:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def note_partner(agreement: Agreement, *, words_: str, by: Acting, at: datetime) -> Agreement:
    """What the partner says to it."""
    fresh = _mine(agreement, by)
    fresh.partner_words = words(words_, field="partner_words", most=200, name="对方的话", may_be_empty=True)
    fresh.save(update_fields=["partner_words"])
    note(by, "note_partner", f"agreement:{fresh.pk}", "", at)
    return fresh
