"""A case split off another one; opinions asked and written down."""

from django import forms

from wangge.cases.forms.deeds import AreaChoice, Words, matter_choices
from wangge.cases.rules import family
from wangge.cases.rules.flows import Side
from wangge.grids.models import Area
from wangge.matters.models import Matter


class SplitOff(Words):
    """Another matter or place: told anew, without the sender's words."""

    text = forms.CharField(
        label="分出的是什么事",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="用席位自己的话写清这一件，不照抄来件人的原话，不写他的姓名电话。",
        error_messages={"required": "请写一写分出的是什么事。"},
    )
    matter = forms.ModelChoiceField(Matter.objects.filter(is_active=True), label="事项")
    area = AreaChoice(
        Area.objects.none(), label="区域", required=False, help_text="在别处的才选；不选就是同一个地方。"
    )
    first = ("text", "matter", "area")
    without = ("said", "note")

    def prepare(self) -> None:
        field = self.rows("matter")
        field.choices = [("", "请选择"), *matter_choices()]
        field.error_messages["required"] = "请选择是哪一类事项。"
        below = Area.objects.current().below(self.by.area_path).filter(rank__gte=3)
        self.rows("area").queryset = below.order_by("path")


class AskOpinion(Words):
    side = forms.ChoiceField(label="问哪一方", choices=Side.choices, widget=forms.RadioSelect)
    body = forms.CharField(label="具体是谁", max_length=60, help_text="写组织或单位的名称。")
    due = forms.DateField(label="请在哪天前答复", widget=forms.DateInput(attrs={"type": "date"}))
    first = ("side", "body", "due")
    without = ("said",)

    def prepare(self) -> None:
        self.fields["note"].label = "想请对方说什么"


class GiveOpinion(Words):
    side = forms.ChoiceField(label="哪一方的意见", widget=forms.RadioSelect)
    first = ("side",)
    without = ("said",)

    def prepare(self) -> None:
        steps = self.case.steps.filter(verb__in=("ask_opinion", "give_opinion")).order_by("seq")
        asked = family.opinions((s.verb, s.reason, s.at, {}) for s in steps)
        field = self.rows("side")
        field.choices = [(one.side.value, one.side.label) for one in asked]
        if len(asked) == 1:
            self.initial.setdefault("side", asked[0].side)
        self.fields["note"].required = True
        self.fields["note"].label = "意见"
