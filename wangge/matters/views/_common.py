"""What the pages of this room share: who may look, who may edit, refusals at fields, versions told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest

from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters.forms.fields import role_name
from wangge.matters.models import HandlingModelVersion, MatterVersion, RoutingRuleVersion
from wangge.matters.rules.diffs import Change, Namer, history


def seeing(request: HttpRequest) -> Acting:
    """The hat, if it may look at the catalogue; otherwise there is nothing here."""
    acting: Acting | None = getattr(request, "acting", None)
    if not acting or not acting.may(Permit.MATTERS_SEE):
        raise Http404
    return acting


def editing(request: HttpRequest) -> Acting:
    """The hat, if it may edit the catalogue."""
    acting = seeing(request)
    if not acting.may(Permit.MATTERS_EDIT):
        raise NotAllowed("您现在的岗位可以查看事项目录，不能修改。")
    return acting


def at_field(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal where it belongs: at its field, or over the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


@dataclass(frozen=True, slots=True)
class Told:
    """One version as the page tells it."""

    number: int
    at: datetime
    who: str
    why: str
    changes: list[Change]


Version = MatterVersion | HandlingModelVersion | RoutingRuleVersion


def told(
    versions: Iterable[Version], lines: Callable[[dict[str, Any], Namer], dict[str, list[str]]]
) -> list[Told]:
    """The versions newest first, each with what it changed."""
    rows = list(versions)
    changed = history([row.data for row in rows], lambda data: lines(data, role_name))
    pairs = zip(rows, changed, strict=True)
    return [Told(v.number, v.at, v.by_name, v.reason, changes) for v, changes in pairs][::-1]
