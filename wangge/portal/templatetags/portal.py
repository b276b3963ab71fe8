"""What the parts need and a template cannot do alone: lateness, controls of a form, addresses of pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wangge.portal import rules

register = template.Library()

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
_CHECK_CLASS = "form-check-input"


@register.simple_tag
def lateness(
    due: datetime | None, soon_at: Any = None, paused: str = "", done_at: Any = None, now: Any = None
) -> rules.Lateness:
    """How a due time stands now; names a template left out come as empty strings."""
    return rules.lateness(
        due or None,
        now=now or timezone.now(),
        soon_at=soon_at or None,
        paused=paused or "",
        done_at=done_at or None,
    )


@dataclass(frozen=True, slots=True)
class FieldParts:
    """What parts/field.html asks: which shape, which label, which ids describe it."""

    kind: str
    label: str
    described: str
    errors: list[str]


def _errors(field: BoundField, label: str) -> list[str]:
    """The field's errors; of one left empty, a sentence with its own name in it."""
    usual = str(forms.Field.default_error_messages["required"])
    choose = isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField | forms.DateField)
    asked = f"请{'选择' if choose else '填写'}{label}。"
    return [asked if str(error) == usual else str(error) for error in field.errors]


@register.simple_tag
def field_parts(field: BoundField, label: str = "", help: str = "") -> FieldParts:
    """`kind` is hidden, group (radios, several ticks), check (one tick) or control."""
    widget = field.field.widget
    if field.is_hidden:
        kind = "hidden"
    elif isinstance(widget, _GROUPS) or widget.use_fieldset:
        kind = "group"
    else:
        kind = "check" if isinstance(widget, forms.CheckboxInput) else "control"
    described = [f"{field.auto_id}_helptext"] if field.help_text or help else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    words = str(label or field.label or "")
    return FieldParts(kind, words, " ".join(described), _errors(field, words))


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, (*_GROUPS, forms.CheckboxInput)):
        return _CHECK_CLASS
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _options(field: BoundField, classes: str) -> SafeString:
    """Radios or ticks, one label each."""
    rows = []
    for option in field.subwidgets:
        option.data["attrs"]["class"] = classes
        rows.append((option.id_for_label, option.tag(), option.choice_label))
    return format_html_join(
        "",
        '<label class="form-check" for="{}">{}<span class="form-check-label">{}</span></label>',
        rows,
    )


@register.simple_tag
def control(
    field: BoundField,
    *,
    rows: Any = "",
    placeholder: str = "",
    bare: Any = False,
    set_mark: Any = False,
    described: str = "",
) -> SafeString:
    """The bare control with the house's classes; what the form set on the widget itself stays."""
    widget = field.field.widget
    marks = ["bare"] if bare else []
    if set_mark and field.value():
        marks.append("is-set")
    classes = " ".join(filter(None, [_class_of(widget), str(widget.attrs.get("class", "")), *marks]))
    if isinstance(widget, _GROUPS):
        return _options(field, classes)
    attrs: dict[str, Any] = {"class": classes}
    if isinstance(widget, forms.Textarea):
        attrs["rows"] = rows or widget.attrs.get("rows", 4)
    if placeholder:
        attrs["placeholder"] = placeholder
    if described:
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, param: str = "") -> str:
    """The same address with another page number."""
    query = context["request"].GET.copy()
    query[param or "page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def page_range(page: "Page[Any]") -> list[int | str]:
    """Page numbers with gaps: 1 2 … 7 8 9 … 40."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
