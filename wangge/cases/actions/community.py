"""What a community decides of its own: its desks with their duties, and how it found a unit's work."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases.actions._core import Said, record, take
from wangge.cases.models import Case, CommunityBench, UnitReview
from wangge.cases.rules import benches
from wangge.cases.rules.benches import Bench
from wangge.cases.rules.flows import OrderState
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters.models import Category
from wangge.people.models import Unit

_FEW_STARS = 2


@transaction.atomic
def set_benches(lists: Mapping[str, Sequence[str]], *, by: Acting, at: datetime) -> None:
    """Switch the desks of the own community on and off, and say what is whose; none is one desk for all."""
    if not by.may(Permit.BENCH_EDIT) or by.area_id is None or by.area_rank != benches.COMMUNITY_RANK:
        raise NotAllowed("只有社区书记能改本社区的席位。")
    refusal = benches.refusal(lists)
    if refusal:
        raise Refused(refusal)
    known = set(Category.objects.values_list("code", flat=True))
    strange = {category for categories in lists.values() for category in categories} - known
    if strange or set(lists) - set(Bench.values):
        raise Refused("没有这个席位或者这类事项，请重新选择。")
    CommunityBench.objects.filter(area=by.area_id).delete()
    CommunityBench.objects.bulk_create(
        CommunityBench(area_id=by.area_id, bench=bench, categories=sorted(categories))
        for bench, categories in lists.items()
    )
    names = "、".join(Bench(bench).label for bench in lists) or "合为一个席位"
    journal.record(by=by, verb="set_benches", subject=f"area:{by.area_id}", note=names, at=at)


@transaction.atomic
def rate_unit(case: Case, *, unit: Unit, stars: int, by: Acting, at: datetime, note: str = "") -> Case:
    """The community says how it found a unit's work on a case of its own ground; once a unit and case."""
    case = take(case, "rate_unit", by=by)
    if not 1 <= stars <= 5:
        raise Refused("请选一到五星。", field="stars")
    if stars <= _FEW_STARS and not note.strip():
        raise Refused("给一星、两星，请写一句为什么。", field="note")
    handed_in = (OrderState.SUBMITTED, OrderState.DONE)
    if not case.orders.filter(unit=unit, state__in=handed_in).exists():
        raise Refused("这个单位没有办过这件事。", field="unit")
    if case.reviews.filter(unit=unit).exists():
        raise Refused(f"已经评过{unit.name}在这件事上的办理。", field="unit")
    UnitReview.objects.create(
        case=case, unit=unit, area_id=by.area_id or 0, area_path=by.area_path, stars=stars, at=at
    )
    told = {"rated_unit": unit.name, "stars": stars}
    return record(case, "rate_unit", by=by, at=at, words_of=Said(note=note), extra=told)
