"""The forms of a list that goes out: what for, in which layout; and a layout itself."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.channels.models import Layout
from wangge.channels.rules import layouts as rules
from wangge.people.register import NO_PERSON
from wangge.sheets.forms import ExportForm


class ListForm(ExportForm):
    """What for, and in which layout."""

    layout = forms.ChoiceField(label="版式", required=False)

    def __init__(self, *args: Any, layouts: Sequence[Layout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部列"), *((str(one.pk), one.name) for one in layouts)]
        self.fields["layout"].choices = choices  # type: ignore[attr-defined]


class LayoutForm(forms.Form):
    """A department's own columns."""

    register = NO_PERSON
    name = forms.CharField(label="版式名称", max_length=40, help_text="例如：区城管局周报。")
    columns = forms.CharField(
        label="要哪些列",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="一行一列，从左到右：我们的列 = 对方要的标题。不要的整行删去，次序可以换。",
    )
    is_shared = forms.BooleanField(label="本席位的同事也能用", required=False)

    def __init__(self, *args: Any, table: str, **kwargs: Any) -> None:
        self.table = table
        kwargs.setdefault("initial", {"columns": rules.written(table, rules.TABLES[table][1])})
        super().__init__(*args, **kwargs)

    def clean_columns(self) -> list[tuple[str, str]]:
        try:
            return rules.own(self.table, self.cleaned_data["columns"])
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
