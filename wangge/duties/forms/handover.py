"""The form of handing over."""

from datetime import datetime
from typing import Any

from django import forms

from wangge.grids.access import paths_up
from wangge.grids.models import Area, Post
from wangge.people.models import Person


class HandoverForm(forms.Form):
    """Who takes over, and what he has to know; no resident's data."""

    register = "staff"
    taker = forms.ModelChoiceField(label="交给谁", queryset=Person.objects.none())
    keys = forms.CharField(
        label="钥匙和物品",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如 消防箱钥匙 2 把、喇叭 1 个",
    )
    helpers = forms.CharField(
        label="谁能帮忙",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写岗位和姓名，不写居民的情况",
    )
    notes = forms.CharField(
        label="要交代的事",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="约好的走访、正在协调的事；不写居民的病情、信仰、家事",
    )

    def __init__(self, *args: Any, area: Area, giver: int, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = paths_up(area.path)[1] if len(paths_up(area.path)) > 1 else area.path
        held = Post.objects.held(at).filter(area__in=Area.objects.below(above)).exclude(role="resident")
        people = Person.objects.filter(pk__in=held.values("person")).exclude(pk=giver).order_by("name", "pk")
        self.fields["taker"] = forms.ModelChoiceField(label="交给谁", queryset=people, empty_label="请选择")
