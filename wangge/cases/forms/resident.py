"""Forms of a resident on a phone: report, look up, answer, add. Only what the purpose needs is
asked (06 R-11).
"""

from typing import Any

from django import forms

from wangge.cases.models.appeal import Satisfaction
from wangge.files.forms import PhotosField, PhotosMixin
from wangge.grids.crs import Crs
from wangge.matters import queries as catalogue
from wangge.people import rules as people

#: The row of the processing register that each of these forms belongs to (06 R-01).
PURPOSE = "case"


class ReportForm(PhotosMixin, forms.Form):
    """What happened, where, photos; a contact only if the sender likes."""

    register = "case_report"
    text = forms.CharField(
        label="说说发生了什么",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写一写发生了什么，一两句话也可以。",
            "max_length": "最多 2000 个字，现在有 %(show_value)d 个字，请删短一些。",
        },
    )
    photos = PhotosField(label="照片", required=False)
    place = forms.CharField(
        label="地点",
        max_length=200,
        required=False,
        error_messages={"max_length": "地点最多 200 个字。"},
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    crs = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=Crs.choices, initial=Crs.WGS84)
    within = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    #: The answer to 您说的是…?: `p12` a place, `a34` an area.
    chosen = forms.CharField(required=False, max_length=24)
    matter = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    phone = forms.CharField(label="手机号", max_length=20, required=False)
    consent = forms.BooleanField(
        label="我同意为办理这件事使用我填写的内容",
        error_messages={
            "required": "提交前请看一看下面的告知，同意后打勾。不同意也可以打社区电话，由工作人员代您登记。"
        },
    )
    request_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not people.is_phone(phone):
            raise forms.ValidationError("这个手机号不对，请核对；不留也照样办。")
        return phone

    def clean_matter(self) -> str:
        """A suggestion that is gone is dropped: the desk looks at it anyway."""
        code = str(self.cleaned_data["matter"])
        return code if code in catalogue.catalogue().matters else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("lon") is None) != (given.get("lat") is None):
            given["lon"] = given["lat"] = None
        return given


class LookUpForm(forms.Form):
    """Number and the last four digits of the phone that was left."""

    register = "case_lookup"
    number = forms.CharField(
        label="受理编号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="11 位数字，写在受理回执上。",
        error_messages={"required": "请填写受理编号。"},
    )
    tail = forms.CharField(
        label="手机号后四位",
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="当时留的手机号。没有留的，请用回执上的二维码或链接打开。",
        error_messages={"required": "请填写手机号后四位。"},
    )


class RateForm(forms.Form):
    """Solved or not, as easy one way as the other; the rest is optional."""

    register = "case_answer"
    solved = forms.TypedChoiceField(
        choices=[("1", "已解决"), ("0", "没解决")],
        coerce=lambda value: value == "1",
        error_messages={"required": "请选“已解决”或者“没解决”。"},
    )
    satisfaction = forms.TypedChoiceField(
        label="办得怎么样",
        required=False,
        choices=[*Satisfaction.choices],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label="想说的话", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AddForm(PhotosMixin, forms.Form):
    """More photos, or what the desk asked for."""

    register = "case_report"
    text = forms.CharField(
        label="补充的情况", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = PhotosField(label="照片", required=False)
