"""How form controls become HTML: as Django does it, but without a template for each choice of a list."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Django's, whose template of one list with a hundred units took a third of the time of a desk's page."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The HTML of one control."""
        if template_name == _SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    """A `<select>`, as django/forms/widgets/select.html writes it."""
    options = "".join(_groups(widget))
    name, attrs = conditional_escape(widget["name"]), _attrs(widget["attrs"])
    return mark_safe(f'<select name="{name}"{attrs}>{options}\n</select>')  # noqa: S308  (every part is escaped)


def _groups(widget: Mapping[str, Any]) -> Iterator[str]:
    for label, options, _ in widget["optgroups"]:
        if label:
            yield f'\n  <optgroup label="{conditional_escape(label)}">'
        for option in options:
            value, text = conditional_escape(str(option["value"])), conditional_escape(option["label"])
            yield f'\n  <option value="{value}"{_attrs(option["attrs"])}>{text}</option>'
        if label:
            yield "\n  </optgroup>"


def _attrs(attrs: Mapping[str, Any]) -> str:
    """False leaves an attribute out, true leaves out its value."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in attrs.items()
        if value is not False
    )
