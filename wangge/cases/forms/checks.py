"""What a revisit clerk writes down after a call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from wangge.cases.models.appeal import Satisfaction
from wangge.kernel.words import moment

#: Tries count only at different hours of the day (domain/04 section 5).
APART = timedelta(hours=2)


def _answer(value: str) -> bool | None:
    """Yes, no, or he does not remember."""
    return {"1": True, "0": False}.get(value)


class RevisitForm(forms.Form):
    """The three questions, and what the appellant said."""

    register = "case_answer"
    contacted = forms.TypedChoiceField(
        label="一、办理单位联系过您吗？",
        choices=[("1", "联系过"), ("0", "没有联系"), ("-", "记不清")],
        coerce=_answer,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    solved = forms.TypedChoiceField(
        label="二、您反映的事解决了吗？",
        choices=[("1", "解决了"), ("0", "没解决")],
        coerce=_answer,
        widget=forms.RadioSelect,
    )
    satisfaction = forms.TypedChoiceField(
        label="三、您对办理满意吗？",
        choices=[(str(value), label) for value, label in Satisfaction.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label="来件人还说了什么",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="按他说的记。没解决的，写清哪里没解决，席位会照着重新办理。",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("solved") is False and not given.get("remark", "").strip():
            self.add_error("remark", "请写清哪里没解决。")
        return given


class UnreachedForm(forms.Form):
    """Nobody answered: one more try, if it is not the same hour again."""

    def __init__(self, *args: Any, tries: Sequence[datetime], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tries, self.at = tries, at

    def clean(self) -> dict[str, Any]:
        if self.tries and self.at - self.tries[-1] < APART:
            when = moment(self.tries[-1], now=self.at)
            raise forms.ValidationError(f"{when} 刚打过。请换个时段再打，隔两小时以上才算一次。")
        return super().clean() or {}
