"""One tap for somebody who meets the same: a phone only if he likes."""

from typing import Any

from django import forms

from wangge.people import rules as people


class MeTooForm(forms.Form):
    register = "case_report"
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text="选填，只用来告诉您结果。不留也行：请保存受理编号和二维码。",
    )
    consent = forms.BooleanField(label="我同意为办理这件事使用我填写的手机号", required=False)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not people.is_phone(phone):
            raise forms.ValidationError("这个手机号不对，请核对；不留也照样办。")
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("phone") and not given.get("consent"):
            self.add_error("consent", "留手机号的，请看一看告知，同意后打勾；不想留就把手机号删掉。")
        return given
