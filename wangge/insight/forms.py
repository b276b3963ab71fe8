"""What people type in the room, checked."""

from datetime import date
from typing import Any

from django import forms

from wangge.cases.rules.flows import Outcome, Source
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.grids.models import Area, UnitArea
from wangge.grids.rules.tree import Node
from wangge.insight.models import Bulletin
from wangge.insight.queries import analysis, geo, lab
from wangge.insight.rules import asking
from wangge.insight.rules.asking import Question
from wangge.insight.rules.emergency import MOST_DAYS, Kind, Need
from wangge.insight.rules.follow import Ground
from wangge.insight.rules.measures import MEASURES
from wangge.matters import queries as catalogue
from wangge.matters.queries.memory import unit_ref
from wangge.matters.rules import Urgency
from wangge.people.models import Unit
from wangge.people.register import NO_PERSON
from wangge.worktime.rules import Limit, LimitUnit


class BindForm(forms.Form):
    """The code that makes a browser a wall."""

    code = forms.CharField(label="绑定码", max_length=20)


class ScreenForm(forms.Form):
    """A new wall."""

    title = forms.CharField(label="放在哪里", max_length=40)
    area = forms.ModelChoiceField(label="显示哪个区域", queryset=Area.objects.none())

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Area.objects.current().filter(rank__in=[0, 1, 3]).order_by("rank", "stat_code", "pk")
        if acting.area_path:
            rows = rows.filter(access.below(acting.area_path, field="path"))
        field: Any = self.fields["area"]
        field.queryset = rows


_LIMIT_UNITS = [(u.value, str(u.label)) for u in LimitUnit if u != LimitUnit.IMMEDIATE]
_UNKNOWN = (asking.NONE, "待归类")
_OUTCOMES = [("", "不限"), *Outcome.choices, (asking.NONE, "尚无结果")]


class _Lists(forms.Form):
    """Choices read from memory; unknown values are passed over: a link kept from last year still opens."""

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = acting
        known = catalogue.catalogue()
        active = [(m.code, m.title) for m in known.matters.values() if m.is_active]
        lists: dict[str, list[tuple[str, str]]] = {
            "category": [("", "全部大类"), *known.categories.items(), _UNKNOWN],
            "matter": [("", "全部事项"), *active, _UNKNOWN],
            "unit": [("", "全部单位"), ("0", "属地自办"), *_units(acting)],
            "area": [("", "本区域"), *_areas(acting, str(self.data.get("area", "")))],
        }
        for name, choices in lists.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = choices

    def given(self, name: str) -> Any:
        """A value that makes sense, or nothing."""
        return self.cleaned_data.get(name) or ""


def _units(acting: Acting) -> list[tuple[str, str]]:
    served = UnitArea.objects.filter(access.below(acting.area_path, field="area__path"))
    rows = Unit.objects.filter(pk__in=served.values("unit_id")).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _areas(acting: Acting, given: str) -> list[tuple[str, str]]:
    top = grids.area(acting.area_id)
    nodes = [n for n in grids.the_tree().nodes.values() if n.is_current and n.rank in (1, 2, 3)]
    if top is not None:
        nodes = [n for n in nodes if access.is_below(n.path, top.path) and n.id != top.id]
    asked = grids.area(int(given)) if given.isdecimal() and len(given) < 19 else None
    if asked and asked not in nodes and (top is None or access.is_below(asked.path, top.path)):
        nodes.append(asked)
    return [(str(n.id), n.label) for n in sorted(nodes, key=lambda n: (n.rank, n.key))]


class QuestionForm(_Lists):
    """A question about cases."""

    area = forms.ChoiceField(label="区域", required=False)
    category = forms.ChoiceField(label="大类", required=False)
    matter = forms.ChoiceField(label="事项", required=False)
    unit = forms.ChoiceField(label="主办单位", required=False)
    source = forms.ChoiceField(label="来源", required=False, choices=[("", "全部来源"), *Source.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=asking.STATES)
    late = forms.ChoiceField(label="时限", required=False, choices=asking.LATE)
    urgency = forms.ChoiceField(label="紧急程度", required=False, choices=[("", "不限"), *Urgency.choices])
    outcome = forms.ChoiceField(label="办理结果", required=False, choices=_OUTCOMES)
    by = forms.ChoiceField(label="日期按", required=False, choices=asking.BY)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    group = forms.ChoiceField(label="汇总", required=False, choices=asking.GROUPS)
    measure = forms.ChoiceField(
        label="指标",
        required=False,
        choices=[("", "不限"), *((m.code, m.name) for m in MEASURES.values())],
        widget=forms.HiddenInput,
    )
    side = forms.ChoiceField(
        label="计入",
        required=False,
        choices=[("", ""), ("top", "计入"), ("rest", "没计入"), ("all", "全部")],
        widget=forms.HiddenInput,
    )
    spot = forms.IntegerField(label="热点", required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="来件里的话、地点或编号", required=False, max_length=60)

    def question(self) -> Question:
        """What is asked."""
        self.is_valid()
        area, unit = self.given("area"), self.given("unit")
        return Question(
            area=int(area) if area else self.acting.area_id,
            category=self.given("category"),
            matter=self.given("matter"),
            unit=int(unit) if unit else None,
            source=self.given("source"),
            state=self.given("state"),
            late=self.given("late"),
            urgency=self.given("urgency"),
            outcome=self.given("outcome"),
            by=self.given("by") or "reported",
            since=self.cleaned_data.get("since"),
            until=self.cleaned_data.get("until"),
            measure=self.given("measure"),
            side=self.given("side"),
            spot=self.cleaned_data.get("spot"),
            q=self.given("q").strip(),
            group=self.given("group"),
        )


class AnalysisForm(_Lists):
    """A measure, by what, over which months, and one more thing at most."""

    measure = forms.ChoiceField(
        label="指标", required=False, choices=[(m.code, m.name) for m in MEASURES.values()]
    )
    rows = forms.ChoiceField(label="按什么分", required=False, choices=analysis.ROWS)
    area = forms.ChoiceField(label="区域", required=False)
    since = forms.CharField(label="从", required=False, widget=forms.TextInput(attrs={"type": "month"}))
    until = forms.CharField(label="到", required=False, widget=forms.TextInput(attrs={"type": "month"}))
    matter = forms.ChoiceField(label="只看事项", required=False)
    source = forms.ChoiceField(label="只看来源", required=False, choices=[("", "全部来源"), *Source.choices])
    unit = forms.ChoiceField(label="只看单位", required=False)

    def asked(self, today: date) -> analysis.Asked:
        """What is asked; this month and the months before it where nothing is said."""
        self.is_valid()
        month = today.replace(day=1)
        until = min(_month(self.given("until")) or month, month)
        rows = self.given("rows") or "area"
        back = -11 if rows == "month" else 0
        since = min(_month(self.given("since")) or analysis.shift(until, back), until)
        unit = self.given("unit")
        return analysis.Asked(
            measure=MEASURES[self.given("measure") or "on_time"],
            rows=rows,
            since=max(since, analysis.shift(until, -35)),
            until=until,
            matter=self.given("matter") if rows not in ("matter", "category") else "",
            source=self.given("source") if rows != "source" else "",
            unit=int(unit) if unit and rows != "unit" else None,
        )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text.strip()[:7]}-01")
    except ValueError:
        return None


class LabForm(_Lists):
    """What is tried in the model lab: a matter, and one thing at least that would be other than it is."""

    matter = forms.ChoiceField(label="事项")
    area = forms.ChoiceField(label="区域", required=False)
    limit = forms.DecimalField(
        label="换成时限", required=False, min_value=0, max_value=1000, decimal_places=1
    )
    limit_unit = forms.ChoiceField(label="时限单位", required=False, choices=_LIMIT_UNITS)
    unit = forms.ChoiceField(label="换成派给", required=False)
    model = forms.ChoiceField(label="换成办理模型", required=False)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, acting=acting, **kwargs)
        known = catalogue.catalogue()
        model: Any = self.fields["model"]
        model.choices = [("", "照现在的"), *((m.code, m.name) for m in known.models.values() if m.is_active)]
        for name, first in (("matter", "请选择"), ("unit", "照现在的")):
            field: Any = self.fields[name]
            field.choices = [("", first), *(row for row in field.choices if row[0] not in ("", "0", "none"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("limit") is None and not data.get("unit") and not data.get("model") and not self.errors:
            self.add_error("limit", "写一个时限、选一个单位或办理模型，至少换一样。")
        return data

    def trial(self, node: Node) -> lab.Trial:
        """What is asked, of an area."""
        given = self.cleaned_data
        limit, unit = given.get("limit"), self.given("unit")
        row = Unit.objects.select_related("department").filter(pk=int(unit)).first() if unit else None
        return lab.Trial(
            matter=catalogue.catalogue().matters[given["matter"]],
            node=node,
            limit=None
            if limit is None
            else Limit(float(limit), LimitUnit(given["limit_unit"] or "working_day")),
            lead=unit_ref(row) if row else None,
            model=self.given("model"),
        )


class EmergencyForm(forms.Form):
    """What for, where, how long."""

    register = NO_PERSON
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *Kind.choices])
    area = forms.ChoiceField(label="区域", required=False)
    days = forms.IntegerField(label="天数", min_value=1, max_value=MOST_DAYS, initial=3)
    words = forms.CharField(label="情况说明", max_length=200, widget=forms.Textarea)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.choices = [("", "本区域"), *_areas(acting, "")]


class DoorForm(forms.Form):
    """Where somebody was asked, and what help of the closed list."""

    register = "help_door"
    area = forms.ChoiceField(label="网格")
    door = forms.CharField(label="门牌", max_length=40)
    needs = forms.MultipleChoiceField(
        label="需要什么帮助", required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        top = grids.area(acting.area_id)
        nodes = geo.leaves_of(top) if top and top.rank < geo.GRID else [top] if top else []
        field: Any = self.fields["area"]
        field.choices = [(str(node.id), node.label) for node in nodes]


class SaveForm(forms.Form):
    """A name for a question."""

    title = forms.CharField(label="名称", max_length=40)
    is_shared = forms.BooleanField(label="本区域和下级的席位也能用", required=False)
    schedule = forms.ChoiceField(label="定期跑，结果发消息", required=False, choices=asking.Schedule.choices)


class PurposeForm(forms.Form):
    """Why a table leaves the house."""

    purpose = forms.CharField(label="导出用途", max_length=120)


class NoteForm(forms.Form):
    """A sentence of the staff."""

    note = forms.CharField(label="督办要求", max_length=300, widget=forms.Textarea)


class ExclusionForm(forms.Form):
    """Which case, on what ground, and why."""

    number = forms.CharField(label="事项编号", max_length=20)
    ground = forms.ChoiceField(label="理由类别", choices=[("", "请选择"), *Ground.choices])
    reason = forms.CharField(
        label="说明", max_length=300, widget=forms.Textarea, help_text="写事实和依据，不写来件人是谁。"
    )


class DecideForm(forms.Form):
    """The second name's word."""

    is_approved = forms.ChoiceField(
        label="决定",
        choices=[("yes", "同意剔除"), ("no", "不同意")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="依据", max_length=300, widget=forms.Textarea)


class WriteForm(forms.Form):
    """Which bulletin."""

    area = forms.ChoiceField(label="区域", required=False)
    kind = forms.ChoiceField(label="周报或月报", choices=Bulletin.Kind.choices)
    day = forms.DateField(label="含哪一天", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.choices = [("", "本区域"), *_areas(acting, "")]


class TextForm(forms.Form):
    """A bulletin's words, gone over."""

    register = NO_PERSON
    text = forms.CharField(label="正文", max_length=6000, widget=forms.Textarea)
