"""Forms about rule books."""

from typing import Any

from django import forms

from wangge.party.actions.books import Text
from wangge.party.forms.fields import AreaField, day, line, words
from wangge.party.rules.books import APPLIED, Mechanism


class BookForm(forms.Form):
    """What a version says; the area and the mechanism are chosen with the first one only."""

    register = "no_person"
    title = line("名称", 60)
    text = words("正文", 8000, rows=12, help_text="写这里的规矩；不写个人的事")
    binds = line("对谁适用", 100, help_text="例如：本社区各网格党支部、网格长和网格员")
    since = day("施行日期")
    applied = forms.MultipleChoiceField(
        label="在系统里怎么落实",
        required=False,
        choices=[(key, one.name) for key, one in APPLIED.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, tops: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tops is None:
            return
        self.fields["mechanism"] = forms.ChoiceField(label="机制", choices=Mechanism.choices)
        self.fields["area"] = AreaField(tops, low=3, high=0)
        self.order_fields(["mechanism", "area", "title"])

    def given(self) -> Text:
        """The version as a value."""
        data = self.cleaned_data
        return Text(data["title"], data["text"], data["binds"], data["since"], data["applied"])
