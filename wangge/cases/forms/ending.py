"""How a case ends: the outcome, what it asks for, and the answer."""

from django import forms

from wangge.cases.forms.deeds import Words
from wangge.cases.rules.flows import Outcome

_TWO = "选“经查不属实”前，要有两个人到现场核实过（办理、核查、现场核实都算）。"


class Answer(Words):
    outcome = forms.ChoiceField(
        label="办理结果",
        choices=[
            (o.value, o.label)
            for o in Outcome
            if o not in (Outcome.SOLVED, Outcome.PARTLY, Outcome.WITHDRAWN)
        ],
        widget=forms.RadioSelect,
    )
    first = ("outcome",)
    suggested = "answer"

    def prepare(self) -> None:
        self.fields["outcome"].help_text = _TWO


class Close(Words):
    outcome = forms.ChoiceField(
        label="办理结果",
        choices=[(o.value, o.label) for o in Outcome if o != Outcome.WITHDRAWN],
        widget=forms.RadioSelect,
        help_text="如实写。没有全部解决就选“部分解决”，写明剩下的由谁办。" + _TWO,
    )
    left = forms.CharField(
        label="还剩什么没有解决",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-kind": "said"}),
        help_text="选“部分解决”时要写，来件人会一直看到。",
    )
    left_with = forms.CharField(
        label="剩下的由谁继续办",
        required=False,
        max_length=80,
        help_text="写单位或席位，不写个人姓名。",
    )
    first = ("outcome", "left", "left_with")
    suggested = "close"
