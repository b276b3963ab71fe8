"""Forms of the emergency look and of its review."""

from django import forms

from wangge.cases.rules.glass import Verdict, Why
from wangge.people.register import NO_PERSON


class GlassForm(forms.Form):
    """Which case, which emergency, and what is going on."""

    register = NO_PERSON
    number = forms.CharField(
        label="受理编号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="11 位数字，由来电人、同事或救援人员提供。",
    )
    why = forms.ChoiceField(label="什么紧急情况", choices=Why.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="现在是什么情况、要做什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="审计管理员复核时会看。不写来件人的姓名和电话。",
    )


class JudgeForm(forms.Form):
    """The verdict of one look."""

    register = NO_PERSON
    verdict = forms.ChoiceField(label="结论", choices=Verdict.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不应当查看的，写清为什么。",
    )
