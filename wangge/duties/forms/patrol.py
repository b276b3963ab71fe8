"""Forms of patrol plans and shop fronts."""

from typing import Any

from django import forms

from wangge.duties.rules.patrol import Duty, Kind
from wangge.grids.models import Area, Place, PlaceKind

_WALKED = [
    kind
    for kind in PlaceKind.values
    if kind not in (PlaceKind.BUILDING, PlaceKind.STAIRWELL, PlaceKind.GATE, PlaceKind.WATER)
]


class PlanForm(forms.Form):
    """A plan: where, for what, how often."""

    register = "no_person"
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类型", choices=Kind.choices)
    every_days = forms.IntegerField(label="几天一次", min_value=1, max_value=90, initial=7)
    looks_for = forms.CharField(label="看什么", max_length=300, required=False)
    places = forms.ModelMultipleChoiceField(
        label="看哪些地点", queryset=Place.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.current().below(path).filter(kind__in=_WALKED).order_by("kind", "name")
        self.fields["places"] = forms.ModelMultipleChoiceField(
            label="看哪些地点",
            queryset=Place.objects.filter(pk__in=list(places.values_list("pk", flat=True)[:200])).order_by(
                "kind", "name"
            ),
            widget=forms.CheckboxSelectMultiple,
        )


class FrontForm(forms.Form):
    """A shop front and its three duties."""

    register = "no_person"
    area = forms.ModelChoiceField(label="网格", queryset=Area.objects.none())
    name = forms.CharField(label="店招", max_length=60, help_text="招牌上的名字，不写店主")
    place = forms.CharField(label="门牌", max_length=80)
    duties = forms.MultipleChoiceField(
        label="门前三包", choices=Duty.choices, widget=forms.CheckboxSelectMultiple, initial=Duty.values
    )
    signed_on = forms.DateField(
        label="签责任书的日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grids = Area.objects.current().below(path).filter(rank__gte=3).exclude(kind="party")
        self.fields["area"] = forms.ModelChoiceField(
            label="网格", queryset=grids.order_by("path"), empty_label=None
        )


class FindForm(forms.Form):
    """What was found, at which stop."""

    register = "case_report"
    what = forms.CharField(label="发现了什么", max_length=500, required=False)
    matter = forms.CharField(max_length=12, required=False)
    place = forms.ModelChoiceField(queryset=Place.objects.none(), required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ModelChoiceField(queryset=places, required=False)
