"""Fields that several forms share."""

from typing import Any

from django import forms

#: At most so many agreements' heads or decisions in one form.
MOST_LINES = 12


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, chosen from the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    """A day and a time of day."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **more)


def text_field(label: str, most: int, *, rows: int = 3, **more: Any) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a choice its choices."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
