"""Filters of the catalogue, the editor of a matter, and that of a default number."""

from collections.abc import Iterable
from typing import Any

from django import forms

from wangge.matters.forms.fields import DepartmentsField, LinesField
from wangge.matters.models import Matter
from wangge.matters.queries import catalogue
from wangge.matters.rules import Evidence, Level, MatterEntry, Track, Urgency, Visibility
from wangge.matters.rules.drafts import MatterDraft, NumberDraft
from wangge.worktime.rules import LimitUnit


class Filter(forms.Form):
    """A filter form: every field may be empty, nothing typed is an error."""

    def value(self, name: str) -> str:
        """What was chosen, or an empty string where it is not one of the choices."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() or self.cleaned_data else ""


def _any(label: str, choices: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", f"全部{label}"), *choices])


class MatterFilter(Filter):
    """Filters of the catalogue; they live in the address."""

    category = _any("大类", ())
    level = _any("层级", Level.choices)
    urgency = _any("紧急程度", Urgency.choices)
    track = _any("轨道", Track.choices)
    visibility = _any("可见范围", Visibility.choices)
    q = forms.CharField(label="按编码、名称、居民的话找", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "全部大类"), *catalogue().categories.items()]  # type: ignore[attr-defined]

    def keep(self, matters: Iterable[MatterEntry]) -> list[MatterEntry]:
        """The matters that fit, in the order of the catalogue."""
        names = ("category", "level", "urgency", "track", "visibility")
        wanted = {name: chosen for name in names if (chosen := self.value(name))}
        words = self.value("q").lower().split()
        return [
            m
            for m in matters
            if all(getattr(m, name) == chosen for name, chosen in wanted.items())
            and all(word in f"{m.code} {m.name} {' '.join(m.phrases)}".lower() for word in words)
        ]


class ReasonForm(forms.Form):
    """Why something is changed, and which version was opened."""

    reason = forms.CharField(label="为什么改", max_length=200, help_text="写进版本记录和操作日志。")
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MatterForm(ReasonForm):
    """All that can be said about a matter."""

    register = "no_person"
    name = forms.CharField(label="名称", max_length=40)
    category = forms.ChoiceField(label="大类")
    lead_dept = forms.ChoiceField(label="主办部门")
    assist_depts = DepartmentsField(
        label="协办部门", required=False, help_text="按先后写部门名称，用空格隔开，例如：综合执法 环卫"
    )
    level = forms.ChoiceField(label="处置层级", choices=Level.choices)
    urgency = forms.ChoiceField(label="紧急程度", choices=Urgency.choices)
    limit_value = forms.FloatField(label="时限", min_value=0, max_value=10000)
    limit_unit = forms.ChoiceField(label="时限单位", choices=LimitUnit.choices)
    track = forms.ChoiceField(label="处置轨道", choices=Track.choices)
    visibility = forms.ChoiceField(
        label="可见范围", choices=Visibility.choices, help_text="调低可见范围会单独记入操作日志。"
    )
    evidence = forms.MultipleChoiceField(
        label="办结证据", choices=Evidence.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    phrases = LinesField(label="居民怎么说", required=False, help_text="一行一句，用来从来件文字认出事项。")
    gb_event = forms.CharField(label="国标事件号", max_length=30, required=False)
    source_note = forms.CharField(label="依据说明", max_length=300, required=False)
    is_active = forms.BooleanField(label="启用", required=False)
    field_order = ["name", "category", "lead_dept", "assist_depts", "level", "urgency"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = list(catalogue().categories.items())  # type: ignore[attr-defined]
        departments = [(d.code, d.name) for d in catalogue().departments.values()]
        self.fields["lead_dept"].choices = sorted(departments, key=lambda row: row[1])  # type: ignore[attr-defined]

    def draft(self) -> MatterDraft:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return MatterDraft(
            name=given["name"],
            category=given["category"],
            lead_dept=given["lead_dept"],
            assist_depts=given["assist_depts"],
            level=Level(given["level"]),
            urgency=Urgency(given["urgency"]),
            limit_value=given["limit_value"],
            limit_unit=LimitUnit(given["limit_unit"]),
            track=Track(given["track"]),
            visibility=Visibility(given["visibility"]),
            evidence=tuple(given["evidence"]),
            phrases=given["phrases"],
            gb_event=given["gb_event"],
            source_note=given["source_note"],
            is_active=given["is_active"],
        )


def draft_of(matter: Matter) -> MatterDraft:
    """A matter's present content as a draft."""
    return MatterDraft(
        name=matter.name,
        category=matter.category_id,
        lead_dept=matter.lead_dept_id,
        assist_depts=tuple(matter.assist_depts),
        level=Level(matter.level),
        urgency=Urgency(matter.urgency),
        limit_value=matter.limit_value,
        limit_unit=LimitUnit(matter.limit_unit),
        track=Track(matter.track),
        visibility=Visibility(matter.visibility),
        evidence=tuple(matter.evidence),
        phrases=tuple(matter.phrases),
        gb_event=matter.gb_event,
        source_note=matter.source_note,
        is_active=matter.is_active,
    )


def matter_initial(matter: Matter) -> dict[str, Any]:
    """What the editor shows at first."""
    draft = draft_of(matter)
    values = {name: getattr(draft, name) for name in draft.__slots__}
    return values | {"limit_value": f"{matter.limit_value:g}", "expected": matter.version}


class NewMatterForm(MatterForm):
    """A matter of the installation's own."""

    code = forms.CharField(label="编码", max_length=12, help_text="以 X- 开头，例如 X-ENV-01；以后不能改。")
    slug = forms.SlugField(label="英文名", max_length=60, help_text="小写字母和下划线，例如 river_rubbish。")
    field_order = ["code", "slug", *MatterForm.field_order]


class NumberForm(forms.Form):
    """A default number from a day on."""

    value = forms.FloatField(label="数值", min_value=0)
    effective_from = forms.DateField(
        label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source_note = forms.CharField(label="依据", max_length=300, help_text="例如文件名和条款。")

    def draft(self) -> NumberDraft:
        """What was typed, as the action takes it."""
        return NumberDraft(**self.cleaned_data)
