"""Forms of the whistle and the summons."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from wangge.cases.models import Case
from wangge.duties.rules.whistle import Kind
from wangge.grids.access import Acting, Permit, below, paths_up
from wangge.grids.models import UnitArea
from wangge.matters.rules import Visibility
from wangge.notices.forms import MomentField
from wangge.people.models import Unit

_CASES = 60


def callable_units(by: Acting) -> QuerySet[Unit]:
    """The units that serve the hat's area, from the district down to its own communities."""
    reach = Q(area__path__in=paths_up(by.area_path)) | below(by.area_path, field="area__path")
    served = UnitArea.objects.filter(reach)
    units = Unit.objects.filter(pk__in=served.values("unit"), is_active=True)
    return units.exclude(department__is_emergency_service=True).order_by("department__name", "name")


class CasesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Open cases by what and where."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}（{obj.place or '未写地点'}）"


def open_cases(by: Acting) -> QuerySet[Case]:
    """The open cases of this desk that may be spoken of among units."""
    seen = Case.objects.open_to(by, Permit.CASE_SEE).open()
    spoken = seen.exclude(visibility=Visibility.CONFIDENTIAL)
    ids = list(spoken.order_by("act_by").values_list("pk", flat=True)[:_CASES])
    return Case.objects.filter(pk__in=ids).select_related("matter__category").order_by("act_by")


class WhistleForm(forms.Form):
    """Whom the street calls, where, when and why."""

    register = "case_work"
    kind = forms.ChoiceField(label="类型", choices=Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="为什么吹哨",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="街道自己办过什么、卡在哪里",
    )
    meet_at = MomentField(label="到场时间")
    place = forms.CharField(label="到场地点", max_length=200)
    units = forms.ModelMultipleChoiceField(
        label="请谁来", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    about = CasesField(
        label="关联的事", queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, by: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes = forms.CheckboxSelectMultiple
        self.fields["units"] = forms.ModelMultipleChoiceField(
            label="请谁来", queryset=callable_units(by), widget=boxes
        )
        self.fields["about"] = CasesField(
            label="关联的事", queryset=open_cases(by), widget=boxes, required=False
        )


class SummonForm(forms.Form):
    """Whom a desk invites, to what."""

    register = "case_work"
    topic = forms.CharField(label="商量什么", max_length=200)
    meet_at = MomentField(label="时间")
    place = forms.CharField(label="地点", max_length=200)
    units = forms.ModelMultipleChoiceField(
        label="约请谁", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"] = forms.ModelMultipleChoiceField(
            label="约请谁", queryset=callable_units(by), widget=forms.CheckboxSelectMultiple
        )


class WordsForm(forms.Form):
    """A verb and its words, at one of the buttons of a page."""

    register = "case_work"
    do = forms.CharField(max_length=20)
    call = forms.UUIDField(required=False)
    text = forms.CharField(max_length=2000, required=False)
    stars = forms.IntegerField(required=False, min_value=1, max_value=5)


def tasks_of(data: Any) -> dict[str, str]:
    """Who does what, from the boxes beside the units."""
    return {name[5:]: str(data[name]) for name in data if name.startswith("task-")}


def came_of(data: Any) -> dict[str, bool]:
    """Who came, from the boxes beside the units."""
    return {str(pk): True for pk in data.getlist("came")}


__all__ = ["SummonForm", "WhistleForm", "WordsForm", "came_of", "tasks_of"]
