"""The forms of this room: a file to import, and what an export is for."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused
from wangge.sheets import reading, staging
from wangge.sheets.registry import Importer


class UploadForm(forms.Form):
    """A workbook or CSV file. A valid form has a `draft`: read, checked, its rows on disk."""

    file = forms.FileField(
        label="选择文件",
        error_messages={"required": "请选择一个文件。", "empty": "这个文件里没有内容。"},
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.csv"}),
    )
    draft: staging.Draft

    def __init__(self, *args: Any, importer: Importer, by: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer, self.by, self.at = importer, by, at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "file" in cleaned:
            try:
                table = reading.read(cleaned["file"])
                self.draft = staging.prepare(self.importer, table, by=self.by, at=self.at)
            except Refused as refusal:
                self.add_error("file", ValidationError(refusal.message))
        return cleaned


class ExportForm(forms.Form):
    """What an export is for (R-17). Without `can_unmask` there is nothing to untick."""

    register = "export"
    purpose = forms.CharField(
        label="用途",
        min_length=4,
        max_length=200,
        help_text="会写进导出的文件和日志，例如：街道周例会汇报。",
        error_messages={"required": "请写明导出的用途。", "min_length": "请把用途写清楚一些。"},
    )
    is_masked = forms.BooleanField(
        label="遮住姓名和手机号",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, can_unmask: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_unmask:
            del self.fields["is_masked"]

    @property
    def masking(self) -> bool:
        """Whether personal columns shall be masked; only for a valid form."""
        return bool(self.cleaned_data.get("is_masked", True))
