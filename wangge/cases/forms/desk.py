"""Forms of the desk: filters of the inbox, and a report typed in by telephone or at the counter."""

from typing import Any

from django import forms
from django.db.models import Q

from wangge.cases.forms.deeds import AreaChoice, matter_choices
from wangge.cases.queries.desk import Filters
from wangge.cases.rules import words
from wangge.cases.rules.flows import Source
from wangge.files.forms import PhotosField, PhotosMixin
from wangge.grids import access
from wangge.grids.access import Acting
from wangge.grids.models import Area, UnitArea
from wangge.matters import queries as catalogue
from wangge.matters.rules import Urgency
from wangge.people import rules as people
from wangge.people.models import Unit


class FilterForm(forms.Form):
    """Unknown values are passed over: a link kept from last month still opens."""

    category = forms.ChoiceField(label="全部类别", required=False)
    area = AreaChoice(Area.objects.none(), label="全部区域", required=False, empty_label="全部区域")
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="全部单位", required=False, empty_label="全部单位"
    )
    source = forms.ChoiceField(label="全部来源", required=False, choices=[("", "全部来源"), *Source.choices])
    urgency = forms.ChoiceField(
        label="紧急程度", required=False, choices=[("", "紧急程度"), *Urgency.choices]
    )
    late = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[
            ("", "只看"),
            ("over", "已超期"),
            ("soon", "2 小时内到期"),
            ("supervised", "督办中"),
            ("mine", "本席位的"),
            ("unplaced", "待定位"),
        ],
    )
    order = forms.ChoiceField(
        label="排序", required=False, choices=[("", "先到期的在前"), ("new", "新来的在前")]
    )
    q = forms.CharField(label="查找", required=False, max_length=100)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = catalogue.catalogue().categories
        self._choices("category", [("", "全部类别"), *categories.items()])
        below = Area.objects.current().below(acting.area_path)
        rank = (acting.area_rank or 0) + 1
        offered = Q(rank__lte=max(rank + 1, 3), rank__gte=rank)
        given = str(self.data.get("area", ""))  # a link from the map may name a deeper one
        offered |= Q(pk=int(given)) if given.isdecimal() else Q()
        self._rows("area", below.filter(offered).order_by("path"))
        served = UnitArea.objects.filter(access.below(acting.area_path, field="area__path"))
        self._rows(
            "unit", Unit.objects.filter(pk__in=served.values("unit_id"), is_active=True).order_by("name")
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _rows(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def filters(self, tab: str) -> Filters:
        """The filters that make sense; the rest is left out."""
        self.full_clean()
        given = self.cleaned_data
        area, unit = given.get("area"), given.get("unit")
        return Filters(
            tab=tab if tab in words.STATUS else "",
            category=given.get("category", ""),
            area=area.pk if area else None,
            unit=unit.pk if unit else None,
            source=given.get("source", ""),
            urgency=given.get("urgency", ""),
            late=given.get("late", ""),
            q=given.get("q", "").strip(),
            order=given.get("order", ""),
        )


class IntakeForm(PhotosMixin, forms.Form):
    """A report taken down for somebody: by telephone, at the counter, from 12345."""

    register = "case_report"
    source = forms.ChoiceField(
        label="来源",
        choices=[(s.value, s.label) for s in (Source.PHONE, Source.WALK_IN, Source.HOTLINE, Source.UPPER)],
        widget=forms.RadioSelect,
        initial=Source.PHONE,
    )
    text = forms.CharField(
        label="来件人的话",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="按来件人说的记，不改意思。",
    )
    place = forms.CharField(
        label="地点", max_length=200, required=False, help_text="小区、楼栋、路口都可以。"
    )
    area = AreaChoice(Area.objects.none(), label="区域", required=False, empty_label="按地点自动判断")
    matter = forms.ChoiceField(label="事项", required=False)
    name = forms.CharField(label="称呼", max_length=40, required=False)
    phone = forms.CharField(
        label="联系电话", max_length=20, required=False, help_text="只用来核实和答复这件事。"
    )
    told = forms.BooleanField(label="已向来件人说明：内容和电话只用于办理和答复这件事")
    photos = PhotosField(label="照片", required=False)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matter: Any = self.fields["matter"]
        matter.choices = [("", "先不选"), *matter_choices()]
        area: Any = self.fields["area"]
        area.queryset = Area.objects.current().below(acting.area_path).filter(rank__gte=3).order_by("path")
        self.fields["told"].error_messages["required"] = "请先向来件人说明，再登记。"

    def clean_phone(self) -> str:
        """Kept as it was typed; a number that cannot be one is refused at the field."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not people.is_phone(phone):
            raise forms.ValidationError("这个电话号码不对，请核对；不留也可以。")
        return phone
