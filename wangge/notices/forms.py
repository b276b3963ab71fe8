"""Forms of the duty roster."""

from datetime import datetime
from typing import Any

from django import forms

from wangge.grids.access import Acting
from wangge.grids.models import Area, Post
from wangge.kernel.words import SHANGHAI
from wangge.people.models import Person


class MomentField(forms.DateTimeField):
    """A day and a time of Shanghai."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return found.replace(tzinfo=SHANGHAI) if found is not None else None


class ShiftForm(forms.Form):
    """Who is on duty at a desk, who steps in, from when to when."""

    register = "staff"
    person = forms.ModelChoiceField(label="值班人", queryset=Person.objects.none())
    substitute = forms.ModelChoiceField(label="替班人", queryset=Person.objects.none(), required=False)
    starts_at = MomentField(label="开始")
    ends_at = MomentField(label="结束")

    def __init__(self, *args: Any, area: Area, by: Acting, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = on_roster(area, at=at)
        self.fields["person"] = forms.ModelChoiceField(label="值班人", queryset=people)
        self.fields["substitute"] = forms.ModelChoiceField(
            label="替班人", queryset=people, required=False, empty_label="没有"
        )


def on_roster(area: Area, *, at: datetime) -> Any:
    """Who may be put on duty at a desk: whoever holds a post there or below, residents and captains apart."""
    held = Post.objects.held(at).exclude(role__in=["resident", "captain"])
    here = held.filter(area__in=Area.objects.current().below(area.path))
    return Person.objects.filter(pk__in=here.values("person")).order_by("name", "pk")
