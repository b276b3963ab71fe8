"""Forms of splitting, joining and closing areas."""

from typing import Any

from django import forms

from wangge.grids.models import Area


class SplitForm(forms.Form):
    """The lines along which an area is cut."""

    register = "no_person"
    lines = forms.JSONField(
        label="切开的线",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=200_000,
        error_messages={
            "required": "请在地图上画一条切开网格的线。",
            "invalid": "没有读懂画的线，请重新画。",
        },
    )

    def clean_lines(self) -> list[Any]:
        lines = self.cleaned_data["lines"]
        if not isinstance(lines, list) or not 1 <= len(lines) <= 9:
            raise forms.ValidationError("画一到九条线。")
        return lines


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Areas with their households."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.households} 户）" if obj.households is not None else obj.name


class MergeForm(forms.Form):
    """Which grids become one, and its name."""

    register = "no_person"
    areas = AreasField(label="合并哪些", queryset=Area.objects.none(), widget=forms.CheckboxSelectMultiple)
    name = forms.CharField(label="新网格的名称", max_length=60)

    def __init__(self, *args: Any, parent: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Area.objects.current().filter(parent=parent).exclude(kind="party").order_by("grid_code", "pk")
        self.fields["areas"] = AreasField(
            label="合并哪些", queryset=below, widget=forms.CheckboxSelectMultiple, help_text="要相邻的"
        )


class RetireForm(forms.Form):
    """Which area takes over."""

    register = "no_person"
    successor = forms.ModelChoiceField(label="由谁接续", queryset=Area.objects.none(), empty_label=None)

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beside = Area.objects.current().filter(parent=area.parent_id, rank=area.rank).exclude(kind="party")
        self.fields["successor"] = forms.ModelChoiceField(
            label="由谁接续",
            queryset=beside.exclude(pk=area.pk).order_by("grid_code", "pk"),
            widget=forms.RadioSelect,
            empty_label=None,
        )


class PartForm(forms.Form):
    """The name of one of the areas that a split makes, and its households."""

    register = "no_person"
    name = forms.CharField(label="名称", max_length=60)
    households = forms.IntegerField(label="户数", required=False, min_value=0, max_value=100_000)
