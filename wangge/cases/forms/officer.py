"""What a grid's people fill in on the spot: a finding with photos first, solved there or handed on."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms

from wangge.cases import queries
from wangge.cases.actions.finding import Passed, Solved
from wangge.cases.forms.deeds import AreaChoice, matter_choices
from wangge.cases.queries import officer
from wangge.cases.rules.flows import PushReason
from wangge.cases.rules.spot import Spot
from wangge.cases.rules.words import SAID
from wangge.files import queries as files
from wangge.files.forms import PhotosField, PhotosMixin
from wangge.files.models import StoredFile
from wangge.grids import access
from wangge.grids.access import Acting, Role
from wangge.grids.crs import Crs
from wangge.grids.models import Area
from wangge.matters import queries as catalogue
from wangge.matters.models import Matter

DONE, ON = "done", "on"


def form_mark() -> str:
    """Changes with whatever a form that is filled in without signal offers to choose from."""
    offered = [matter_choices(), list(PushReason.choices), sorted(FindingForm.base_fields)]
    return hashlib.sha256(json.dumps(offered, default=str).encode()).hexdigest()[:12]


class FindingForm(PhotosMixin, forms.Form):
    """Photos, words, place, what it is; then how it goes on. A captain reports and no more."""

    register = "case_report"
    before = PhotosField(label="现场照片", required=False)
    text = forms.CharField(
        label="发现了什么",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "请写一句发现了什么。",
            "max_length": "最多 2000 个字，现在有 %(show_value)d 个字，请删短一些。",
        },
    )
    area = AreaChoice(Area.objects.none(), label="网格", empty_label=None)
    place = forms.CharField(label="地点", max_length=200, required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    crs = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=Crs.choices, initial=Crs.WGS84)
    matter = forms.CharField(required=False, max_length=12)
    other = forms.ChoiceField(label="自己选事项", required=False)
    how = forms.ChoiceField(
        choices=[(DONE, "已当场办结"), (ON, "上报")],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": "请选“已当场办结”或者“上报”。"},
    )
    photos = PhotosField(label="办好后的照片", required=False)
    said = forms.CharField(
        label="办成了什么样",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.ChoiceField(
        label="网格为什么办不了",
        required=False,
        choices=[("", "按事项目录交给该办的一级"), *PushReason.choices],
    )
    note = forms.CharField(label="用一句话说明", required=False, max_length=300)
    request_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, by: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        areas: Any = self.fields["area"]
        own = officer.own_areas(by)
        areas.queryset = Area.objects.filter(pk__in=[node.id for node in own]).order_by("path")
        self.initial.setdefault("area", own[0].id if own else None)
        self.initial.setdefault("said", SAID["self_handle"])
        other: Any = self.fields["other"]
        other.choices = [("", "不确定，请上面来定"), *matter_choices()]
        if by.role == Role.CAPTAIN:
            for name in ("how", "photos", "said", "reason", "note"):
                del self.fields[name]
        else:
            self.fields["how"].required = True

    def clean_matter(self) -> str:
        """A suggestion that is gone is dropped: a desk looks at it anyway."""
        code = str(self.cleaned_data["matter"])
        return code if code in catalogue.catalogue().matters else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("lon") is None) != (given.get("lat") is None):
            given["lon"] = given["lat"] = None
        given["matter"] = given.get("other") or given.get("matter", "")
        if given.get("how") == DONE:
            self._check_done(given)
        elif given.get("reason") and not given.get("note", "").strip():
            self.add_error("note", "请用一句话说明为什么网格办不了。")
        return given

    def _check_done(self, given: dict[str, Any]) -> None:
        if not given["matter"]:
            self.add_error("other", "当场办结的事，请选一下是哪一类事项。")
        if not given.get("said", "").strip():
            self.add_error("said", "请写一句办成了什么样。")

    def spot(self) -> Spot:
        """The point if there is one; else what the words name inside the grid; else the grid itself."""
        given = self.cleaned_data
        if given["lon"] is not None:
            return queries.spot(
                lon=given["lon"], lat=given["lat"], given_crs=given["crs"] or "wgs84", place=given["place"]
            )
        area: Area = given["area"]
        if given["place"]:
            named = queries.spot(place=given["place"], within=area.path)
            if named.is_known and access.is_below(named.chain[0].path, area.path):
                return named
        return queries.area_spot(area.pk, place=given["place"])

    def held(self, name: str) -> list[StoredFile]:
        """The photos that this form holds under a field."""
        chosen = self.cleaned_data.get(name)
        return files.held(chosen.holder, chosen.ids) if chosen else []

    def became(self, after: Sequence[StoredFile]) -> Solved | Passed | None:
        """What became of it on the spot, as the action takes it."""
        given = self.cleaned_data
        if given["how"] == DONE:
            return Solved(Matter.objects.get(pk=given["matter"]), given["said"], after)
        return Passed(PushReason(given["reason"]), given["note"]) if given.get("reason") else None


class ListForm(forms.Form):
    """What the list of cases is narrowed to; all of it stands in the URL."""

    q = forms.CharField(label="找事项", required=False, max_length=60, widget=forms.SearchInput)
    mine = forms.BooleanField(label="只看我的", required=False)
    late = forms.ChoiceField(
        label="时限", required=False, choices=[("", "时限不限"), ("over", "已超期"), ("soon", "2 小时内到期")]
    )
