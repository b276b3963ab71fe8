"""Editing and adding handling models; each edit is a new version."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.matters.actions import _common
from wangge.matters.models import HandlingModel
from wangge.matters.queries import catalogue, memory
from wangge.matters.rules import SEATS, Mark, ModelEntry
from wangge.matters.rules.drafts import OWN, objections_to_model_words
from wangge.matters.rules.steps import faults


@transaction.atomic
def edit_model(
    model: HandlingModel, *, draft: ModelEntry, reason: str, expected: int, by: Acting, at: datetime
) -> HandlingModel:
    """Give a handling model new content; running cases keep the version they began with."""
    _common.need(by)
    stored = HandlingModel.objects.select_for_update().get(pk=model.pk)
    _common.check_version(stored.version, expected)
    words = _common.why(reason)
    _check(draft, code=stored.code)
    before = memory.data_of_model(stored)
    _fill(stored, draft)
    if memory.data_of_model(stored) == before:
        raise Refused("没有改动。")
    stored.version += 1
    stored.save(force_update=True)
    _common.model_edition(stored, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "edit_model", f"model:{stored.code}", f"第 {stored.version} 版：{words}", at)
    return stored


@transaction.atomic
def add_model(*, draft: ModelEntry, reason: str, by: Acting, at: datetime) -> HandlingModel:
    """Add a handling model of the installation's own; its code begins with `X-`."""
    _common.need(by)
    words = _common.why(reason)
    if not draft.code.startswith(OWN) or len(draft.code) < 4:
        raise Refused(f"自设模型的编号要以 {OWN} 开头，例如 X-H01。", field="code")
    if HandlingModel.objects.filter(code=draft.code).exists():
        raise Refused(f"编号 {draft.code} 已经有了。", field="code")
    _check(draft, code=draft.code)
    model = HandlingModel(code=draft.code, mark=Mark.LOCAL)
    _fill(model, draft)
    model.save(force_insert=True)
    _common.model_edition(model, by=by, at=at, reason=words).save(force_insert=True)
    _common.changed()
    _common.note(by, "add_model", f"model:{model.code}", words, at)
    return model


def _check(draft: ModelEntry, *, code: str) -> None:
    for objection in objections_to_model_words(draft):
        raise Refused(objection.sentence, field=objection.field)
    if not draft.name.strip():
        raise Refused("请写名称。", field="name")
    now = catalogue()
    others = {matter: m.code for matter, m in now.model_of.items() if m.code != code}
    taken = others if draft.is_active else {}
    roles = (*SEATS, *now.departments)
    for fault in faults(draft, now.matters, roles, taken):
        raise Refused(fault, field="matter_codes" if fault.startswith("事项") else "steps")
    if not draft.steps:
        raise Refused("至少写一步。", field="steps")


def _fill(model: HandlingModel, draft: ModelEntry) -> None:
    model.name = draft.name.strip()
    model.matter_codes = list(draft.matter_codes)
    model.only_when = dict(draft.only_when)
    model.trigger = draft.trigger
    model.steps = [_plain(asdict(step)) for step in draft.steps]
    model.done_when = [_plain(asdict(done)) for done in draft.done_when]
    model.aftercare = [_plain(asdict(care)) for care in draft.aftercare]
    model.evidence = list(draft.evidence)
    model.escalation = draft.escalation
    model.remark = draft.remark
    model.is_active = draft.is_active


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Lists instead of tuples, and a whole number without its point, as the shipped file writes them."""
    return {key: _listed(value) for key, value in row.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
