"""Taking a case in: what it is, where, how urgent, and whom it complains of."""

from django import forms

from wangge.cases.forms.deeds import AreaChoice, Words, matter_choices
from wangge.grids import queries as grids
from wangge.grids.models import Area
from wangge.matters.models import Matter
from wangge.matters.rules import Urgency
from wangge.people.models import Person, Unit


class Accept(Words):
    matter = forms.ModelChoiceField(Matter.objects.filter(is_active=True), label="事项", required=False)
    area = AreaChoice(Area.objects.none(), label="区域", required=False, help_text="事发地所在的网格或社区。")
    urgency = forms.ChoiceField(
        label="紧急程度",
        required=False,
        choices=[("", "按事项"), *Urgency.choices],
        help_text="有人有危险、老人孩子受影响时上调一级。",
    )
    accused = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="被反映的人",
        required=False,
        help_text="反映工作人员的事要选：他和他手下的人看不到这件事，也接不到工单。",
    )
    accused_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="被反映的单位",
        required=False,
        help_text="反映单位的事要选：这个单位的人看不到这件事，也接不到工单。",
    )
    first = ("matter", "area", "urgency", "accused", "accused_units")
    suggested = "accept"

    def prepare(self) -> None:
        field = self.rows("matter")
        field.choices = [("", "请选择"), *matter_choices()]
        self.initial.setdefault("matter", self.case.matter_id)
        self.initial.setdefault("area", self.case.area_id)
        areas = self.rows("area")
        below = Area.objects.current().below(self.by.area_path).filter(rank__gte=3).order_by("path")
        areas.queryset = below
        if self.case.is_confidential:
            self.rows("accused").queryset = grids.persons_within(self.by).order_by("name")
            self.rows("accused_units").queryset = grids.units_within(self.by).order_by("name")
        else:
            del self.fields["accused"], self.fields["accused_units"]
        field.required, areas.required = True, self.case.area_id is None
        field.error_messages["required"] = "请选择是哪一类事项。"
        areas.error_messages["required"] = "还不知道在哪里：请选定网格，或者请来件人补充地点。"
