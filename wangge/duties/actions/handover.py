"""Handing over a grid: written by who gives, signed by him, then by who takes; then it stands."""

from datetime import datetime

from django.db import transaction

from wangge.duties.models import Handover
from wangge.duties.queries import handover as queries
from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area, Post
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices import actions as notices
from wangge.people.models import Person


@transaction.atomic
def write_handover(
    area: Area, *, taker: Person, keys: str, notes: str, helpers: str, by: Acting, at: datetime
) -> Handover:
    """Begin the page of what is handed over; the giver can correct it until he signs."""
    if not by.may(Permit.HAND_OVER) or by.person_id is None:
        raise NotAllowed("您的岗位不能办交接。")
    if not is_below(area.path, by.area_path):
        raise NotAllowed("这个网格不在您的范围内。")
    if taker.pk == by.person_id:
        raise Refused("接手人要是另一个人。", field="taker")
    if not Post.objects.held(at).filter(person=taker).exists():
        raise Refused("接手人现在没有岗位，请先任命。", field="taker")
    known = Handover.objects.filter(area=area, giver=by.person_id, giver_signed_at__isnull=True).first()
    made = known or Handover(area=area, giver_id=by.person_id, made_at=at)
    made.taker, made.keys, made.notes, made.helpers = taker, keys.strip(), notes.strip(), helpers.strip()
    made.save()
    return made


@transaction.atomic
def sign_handover(handover: Handover, *, by: Acting, at: datetime) -> Handover:
    """First the giver, then the taker; with the second name it is done."""
    fresh = Handover.objects.select_related("area").select_for_update(of=("self",)).get(pk=handover.pk)
    if by.person_id not in (fresh.giver_id, fresh.taker_id):
        raise NotAllowed("只有移交人和接手人能签。")
    if by.person_id == fresh.giver_id:
        if fresh.giver_signed_at:
            raise Refused("您已经签过了。")
        fresh.giver_signed_at = at
        held = queries.keys(fresh.area.path, at=at)
        fresh.case_numbers, fresh.promise_keys, fresh.visit_keys = held.cases, held.promises, held.visits
        told = fresh.taker_id
    else:
        if fresh.giver_signed_at is None:
            raise Refused("请等移交人先签。")
        if fresh.taker_signed_at:
            raise Refused("您已经签过了。")
        fresh.taker_signed_at = at
        told = fresh.giver_id
    fresh.save(
        update_fields=["giver_signed_at", "taker_signed_at", "case_numbers", "promise_keys", "visit_keys"]
    )
    notices.tell(
        text=f"{fresh.area.name}交接：{fresh.state}",
        link=f"/duties/handover/{fresh.pk}/",
        at=at,
        persons=[told],
        kind="handover",
    )
    journal.record(
        by=by, verb="duties.sign_handover", subject=f"area:{fresh.area_id}", note=fresh.state, at=at
    )
    return fresh
