"""Forms about one's own data: who it is, what is asked, and what the desk does about it."""

from typing import Any

from django import forms

from wangge.cases.rules.rights import Wish


class ProveForm(forms.Form):
    """Number and the whole phone that was left with it."""

    register = "case_lookup"
    number = forms.CharField(
        label="受理编号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="11 位数字，写在受理回执上。",
        error_messages={"required": "请填写受理编号。"},
    )
    phone = forms.CharField(
        label="当时留的手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text="没有留手机号的，请用回执上的二维码打开进度页，再点“我的信息”。",
        error_messages={"required": "请填写当时留的手机号。"},
    )


class AskForm(forms.Form):
    """What is wrong and how it should read; a deletion and a withdrawal need no word."""

    register = "case_rights"
    text = forms.CharField(
        label="要更正什么、改成什么",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wish in (Wish.DELETE, Wish.WITHDRAW):
            self.fields["text"].label = "想说的话"
            self.fields["text"].help_text = "不写也可以。"
        elif wish == Wish.EXPLAIN:
            self.fields["text"].label = "想了解什么"


class FulfilForm(forms.Form):
    """The desk's decision; for a correction what it shall read from now on."""

    register = "case_rights"
    is_granted = forms.TypedChoiceField(
        label="怎么办",
        choices=[("1", "照办"), ("0", "不能照办，说明原因")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择照办还是不能照办。"},
    )
    text = forms.CharField(
        label="更正后的话", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = forms.CharField(label="更正后的地点", max_length=200, required=False)
    phone = forms.CharField(label="更正后的手机号", max_length=20, required=False, help_text="不改就空着。")
    said = forms.CharField(
        label="对本人说", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "data-kind": "said"})
    )

    def __init__(self, *args: Any, wish: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wish != Wish.CORRECT:
            for name in ("text", "place", "phone"):
                del self.fields[name]
        self.fields["said"].error_messages["required"] = "请写给本人的答复。"
