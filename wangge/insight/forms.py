"""What people type in the room, checked."""

from typing import Any

from django import forms

from wangge.grids import access
from wangge.grids.access import Acting
from wangge.grids.models import Area


class BindForm(forms.Form):
    """The code that makes a browser a wall."""

    code = forms.CharField(label="绑定码", max_length=20)


class ScreenForm(forms.Form):
    """A new wall."""

    title = forms.CharField(label="放在哪里", max_length=40)
    area = forms.ModelChoiceField(label="显示哪个区域", queryset=Area.objects.none())

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Area.objects.current().filter(rank__in=[0, 1, 3]).order_by("rank", "stat_code", "pk")
        if acting.area_path:
            rows = rows.filter(access.below(acting.area_path, field="path"))
        field: Any = self.fields["area"]
        field.queryset = rows
