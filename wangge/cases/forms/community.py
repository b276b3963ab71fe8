"""Forms of a community: its desks with their lists of duties, and how it found a unit's work."""

from typing import Any

from django import forms

from wangge.cases.forms.deeds import Words
from wangge.cases.rules import benches
from wangge.cases.rules.benches import BEGINNING, Bench
from wangge.cases.rules.flows import OrderState
from wangge.matters import queries as catalogue
from wangge.people.models import Unit

_STARS = [(5, "五星　办得好"), (4, "四星"), (3, "三星　一般"), (2, "两星"), (1, "一星　没办好")]


_BOX = {"class": "form-check-input"}


class RateUnit(Words):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="哪个单位", empty_label=None, widget=forms.RadioSelect
    )
    stars = forms.TypedChoiceField(label="办得怎么样", choices=_STARS, coerce=int, widget=forms.RadioSelect)
    first = ("unit", "stars")
    without = ("said",)

    def prepare(self) -> None:
        field = self.rows("unit")
        handed_in = self.case.orders.filter(state__in=(OrderState.SUBMITTED, OrderState.DONE))
        rated = self.case.reviews.values("unit")
        found = Unit.objects.filter(pk__in=handed_in.values("unit")).exclude(pk__in=rated).order_by("name")
        field.queryset = found
        self.initial.setdefault("unit", found.first())
        self.fields["note"].label = "说一句"
        self.fields["note"].help_text = "给一星、两星时写明为什么。只在内部看得到，来件人看不到。"


class BenchForm(forms.Form):
    """Which desks there are, and which categories are whose."""

    register = "no_person"

    def __init__(self, *args: Any, on: dict[str, tuple[str, ...]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = list(catalogue.catalogue().categories.items())
        for bench in Bench:
            begun = on.get(bench) if on else BEGINNING[bench]
            self.fields[f"{bench}_on"] = forms.BooleanField(
                label=bench.label, required=False, initial=bench in on, widget=forms.CheckboxInput(_BOX)
            )
            self.fields[bench.value] = forms.MultipleChoiceField(
                label=f"{bench.label}的职责清单",
                required=False,
                choices=categories,
                initial=list(begun or ()),
                widget=forms.CheckboxSelectMultiple(_BOX),
            )

    def lists(self) -> dict[str, list[str]]:
        """The desks that are switched on."""
        given = self.cleaned_data
        return {bench.value: given[bench.value] for bench in Bench if given.get(f"{bench}_on")}

    def clean(self) -> dict[str, Any]:
        if not self.errors and (refusal := benches.refusal(self.lists())):
            raise forms.ValidationError(refusal)
        return self.cleaned_data

    def rows(self) -> list[tuple[Any, Any]]:
        """Each desk: its switch and its list."""
        return [(self[f"{bench}_on"], self[bench.value]) for bench in Bench]
