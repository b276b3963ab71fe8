"""Editing and adding matters and default numbers; each edit is a new version."""

from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters.actions import _common
from wangge.matters.models import Category, Matter, Setting
from wangge.matters.queries import catalogue, memory
from wangge.matters.rules import Mark, Visibility
from wangge.matters.rules.drafts import OWN, MatterDraft, NumberDraft, objections_to_matter, refusal_of_words
from wangge.people.models import Department


@transaction.atomic
def edit_matter(
    matter: Matter, *, draft: MatterDraft, reason: str, expected: int, by: Acting, at: datetime
) -> Matter:
    """Give a matter new content; running cases keep their version, and lowering visibility is journalled."""
    _common.need(by)
    stored = Matter.objects.select_for_update().get(pk=matter.pk)
    _common.check_version(stored.version, expected)
    words = _common.why(reason)
    _check(draft, code=stored.code, slug=stored.slug)
    before = memory.data_of_matter(stored)
    was_visible = Visibility(stored.visibility)
    _fill(stored, draft)
    if memory.data_of_matter(stored) == before:
        raise Refused("没有改动。")
    stored.version += 1
    stored.save(force_update=True)
    _common.matter_edition(stored, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "edit_matter", f"matter:{stored.code}", f"第 {stored.version} 版：{words}", at)
    if Visibility(stored.visibility) < was_visible:
        change = f"{was_visible.label} → {stored.get_visibility_display()}：{words}"
        _common.note(by, "lower_visibility", f"matter:{stored.code}", change, at)
    return stored


@transaction.atomic
def add_matter(*, code: str, slug: str, draft: MatterDraft, reason: str, by: Acting, at: datetime) -> Matter:
    """Add a matter of the installation's own; its code begins with `X-`."""
    _common.need(by)
    words = _common.why(reason)
    wanted = code.strip().upper()
    if not wanted.startswith(OWN) or len(wanted) < 4:
        raise Refused(f"自设事项的编码要以 {OWN} 开头，例如 X-ENV-01。", field="code")
    if Matter.objects.filter(code=wanted).exists():
        raise Refused(f"编码 {wanted} 已经有了。", field="code")
    if Matter.objects.filter(slug=slug).exists():
        raise Refused("这个英文名已经有了。", field="slug")
    _check(draft, code=wanted, slug=slug)
    matter = Matter(code=wanted, slug=slug, mark=Mark.LOCAL)
    _fill(matter, draft)
    matter.save(force_insert=True)
    _common.matter_edition(matter, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "add_matter", f"matter:{matter.code}", words, at)
    return matter


def _check(draft: MatterDraft, *, code: str, slug: str) -> None:
    known = set(Department.objects.values_list("code", flat=True))
    if draft.lead_dept not in known:
        raise Refused("没有这个部门。", field="lead_dept")
    if not set(draft.assist_depts) <= known:
        raise Refused("协办里有不认识的部门。", field="assist_depts")
    if not Category.objects.filter(code=draft.category).exists():
        raise Refused("没有这个大类。", field="category")
    model = catalogue().model_of.get(code)
    for objection in objections_to_matter(draft, code=code, slug=slug, model=model):
        raise Refused(objection.sentence, field=objection.field)


def _fill(matter: Matter, draft: MatterDraft) -> None:
    matter.name = draft.name.strip()
    matter.category_id = draft.category
    matter.lead_dept_id = draft.lead_dept
    matter.assist_depts = list(draft.assist_depts)
    matter.level = draft.level.value
    matter.urgency = draft.urgency.value
    matter.limit_value = draft.limit_value
    matter.limit_unit = draft.limit_unit.value
    matter.track = draft.track.value
    matter.visibility = draft.visibility.value
    matter.evidence = list(draft.evidence)
    matter.gb_event = draft.gb_event
    matter.phrases = list(draft.phrases)
    matter.source_note = draft.source_note
    matter.is_active = draft.is_active


@transaction.atomic
def change_number(key: str, *, draft: NumberDraft, by: Acting, at: datetime) -> Setting:
    """Set a default number from a day on; what was in force before stays as history."""
    _common.need(by)
    latest = Setting.objects.select_for_update().filter(key=key).order_by("-effective_from").first()
    if latest is None:
        raise Refused("没有这个数值。")
    if latest.mark == Mark.OUR_DECISION:
        raise Refused("这一项是本系统的规矩，不能改。", field="value")
    if draft.value < 0:
        raise Refused("数值不能小于 0。", field="value")
    if draft.effective_from < _today(at):
        raise Refused("起用日期不能早于今天。", field="effective_from")
    for objection in refusal_of_words("source_note", draft.source_note):
        raise Refused(objection.sentence, field=objection.field)
    row, _ = Setting.objects.update_or_create(
        key=key,
        effective_from=draft.effective_from,
        defaults={
            "name": latest.name,
            "value": draft.value,
            "unit": latest.unit,
            "mark": Mark.LOCAL,
            "source_note": draft.source_note,
            "by_name": by.name[:60],
        },
    )
    _common.changed()
    change = f"{latest.name}：{latest.value:g} → {draft.value:g}，{draft.effective_from} 起"
    _common.note(by, "change_number", f"setting:{key}", change, at)
    return row


def _today(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
