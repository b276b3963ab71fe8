"""Forms of the administrator's calendar page; what they clean is what the actions take."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.kernel.refusal import Refused
from wangge.worktime.rules import DayKind, DayRow, Period, parse_days, parse_periods

_LARGEST = 256 * 1024


class DayForm(forms.Form):
    """What one day is."""

    register = "no_person"
    date = forms.DateField(label="日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    kind = forms.TypedChoiceField(label="这一天", choices=DayKind.choices, coerce=DayKind)
    name = forms.CharField(label="名称", max_length=40, required=False)


class PeriodsForm(forms.Form):
    """The working hours, as `08:00-12:00、14:00-18:00`."""

    periods = forms.CharField(label="上班时间", max_length=120, help_text="例如 08:00-12:00、14:00-18:00")
    effective_from = forms.DateField(
        label="从哪天起", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean_periods(self) -> tuple[Period, ...]:
        try:
            return parse_periods(self.cleaned_data["periods"])
        except Refused as refused:
            raise ValidationError(refused.message) from refused


class ImportForm(forms.Form):
    """A CSV of announced days; `cleaned_data["file"]` is the list of its rows."""

    file = forms.FileField(label="放假安排（CSV）", help_text="列：年份、日期、名称、是否放假")

    def clean_file(self) -> list[DayRow]:
        upload: Any = self.cleaned_data["file"]
        if upload.size > _LARGEST:
            raise ValidationError("文件太大，放假安排不会超过 256 KB")
        content: bytes = upload.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                rows, faults = parse_days(content.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
        else:
            raise ValidationError("看不懂文件的文字编码，请另存为 UTF-8 的 CSV")
        if faults:
            raise ValidationError([ValidationError(fault) for fault in faults])
        if not rows:
            raise ValidationError("表里没有一天可以导入")
        return rows
