"""Adding, changing and retiring routing rules; each change is a new version."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from wangge.grids.access import Acting
from wangge.grids.models import Area
from wangge.kernel.refusal import Refused
from wangge.matters.actions import _common
from wangge.matters.models import Category, Matter, RoutingAssist, RoutingRule
from wangge.matters.rules import may_get_order
from wangge.matters.rules.drafts import RuleDraft, refusal_of_words
from wangge.people.models import Unit


@transaction.atomic
def add_rule(*, draft: RuleDraft, reason: str, by: Acting, at: datetime) -> RoutingRule:
    """Send a matter or a category, in an area or everywhere, to a unit of choice."""
    words = _common.why(reason)
    _check(draft, by=by, besides=None)
    rule = RoutingRule(
        matter_id=draft.matter or None,
        category_id=draft.category or None,
        area_id=draft.area,
        lead_unit_id=draft.lead_unit,
        note=draft.note,
    )
    rule.save(force_insert=True)
    _assists(rule, draft.assist_units)
    _common.rule_edition(rule, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "add_rule", f"rule:{rule.pk}", f"{rule}：{words}", at)
    return rule


@transaction.atomic
def edit_rule(
    rule: RoutingRule, *, draft: RuleDraft, reason: str, expected: int, by: Acting, at: datetime
) -> RoutingRule:
    """Change where a rule leads or whom it speaks about."""
    stored = _take(rule, expected, by=by)
    words = _common.why(reason)
    _check(draft, by=by, besides=stored.pk)
    stored.matter_id = draft.matter or None
    stored.category_id = draft.category or None
    stored.area_id = draft.area
    stored.lead_unit_id = draft.lead_unit
    stored.note = draft.note
    stored.version += 1
    stored.save(force_update=True)
    stored.assists.all().delete()
    _assists(stored, draft.assist_units)
    _common.rule_edition(stored, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "edit_rule", f"rule:{stored.pk}", f"第 {stored.version} 版：{words}", at)
    return stored


@transaction.atomic
def retire_rule(rule: RoutingRule, *, reason: str, expected: int, by: Acting, at: datetime) -> RoutingRule:
    """Let a rule end; the next less specific one, or the catalogue, takes over."""
    stored = _take(rule, expected, by=by)
    words = _common.why(reason)
    if not stored.is_active:
        raise Refused("这条规则已经停用了。")
    stored.is_active = False
    stored.version += 1
    stored.save(update_fields=["is_active", "version"])
    _common.rule_edition(stored, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "retire_rule", f"rule:{stored.pk}", words, at)
    return stored


@transaction.atomic
def close_gap(
    matters: Sequence[Matter], *, area: Area, unit: Unit, by: Acting, at: datetime
) -> list[RoutingRule]:
    """Give matters that have no route in an area to a unit that holds them together meanwhile."""
    return [
        add_rule(
            draft=RuleDraft(matter.code, "", area.pk, unit.pk, note="暂由此单位统筹，待有主办单位后改回"),
            reason="补上没有去处的事项",
            by=by,
            at=at,
        )
        for matter in matters
    ]


def _take(rule: RoutingRule, expected: int, *, by: Acting) -> RoutingRule:
    """The rule, locked, unchanged since it was opened, and within reach."""
    _common.need(by)
    stored = RoutingRule.objects.select_for_update(of=("self",)).select_related("area").get(pk=rule.pk)
    _common.check_version(stored.version, expected)
    _common.need_area(by, stored.area)
    return stored


def _check(draft: RuleDraft, *, by: Acting, besides: int | None) -> None:
    _common.need(by)
    if bool(draft.matter) == bool(draft.category):
        raise Refused("请选一个事项，或者选一个大类。", field="matter")
    area = Area.objects.current().filter(pk=draft.area).first() if draft.area else None
    if draft.area and area is None:
        raise Refused("没有这个区域，或者它已停用。", field="area")
    _common.need_area(by, area)
    for objection in refusal_of_words("note", draft.note):
        raise Refused(objection.sentence, field=objection.field)
    _check_units(draft)
    about = {"matter": draft.matter} if draft.matter else {"category": draft.category}
    where = Q(area=draft.area) if draft.area else Q(area__isnull=True)
    same = RoutingRule.objects.filter(where, is_active=True, **about)
    others = same if besides is None else same.exclude(pk=besides)
    if others.exists():
        raise Refused("同一事项（大类）在同一区域已经有一条规则，请改那一条。", field="area")


def _check_units(draft: RuleDraft) -> None:
    if draft.lead_unit in draft.assist_units:
        raise Refused("主办单位不能同时协办。", field="assist_units")
    wanted = (draft.lead_unit, *draft.assist_units)
    units = {u.pk: u for u in Unit.objects.filter(pk__in=wanted, is_active=True).select_related("department")}
    matter = Matter.objects.filter(code=draft.matter).first() if draft.matter else None
    if draft.matter and matter is None:
        raise Refused("没有这个事项。", field="matter")
    if draft.category and not Category.objects.filter(code=draft.category).exists():
        raise Refused("没有这个大类。", field="category")
    for place, pk in enumerate(wanted):
        field = "assist_units" if place else "lead_unit"
        if pk not in units:
            raise Refused("没有这个单位，或者它已停用。", field=field)
        department = units[pk].department
        called = department.is_emergency_service
        track = matter.track if matter else ""
        if called or not may_get_order(None, department.code, track):
            raise Refused(f"{units[pk].name}只打电话、不派工单。", field=field)


def _assists(rule: RoutingRule, units: Sequence[int]) -> None:
    rows = [RoutingAssist(rule=rule, unit_id=pk, place=place) for place, pk in enumerate(units)]
    RoutingAssist.objects.bulk_create(rows)
