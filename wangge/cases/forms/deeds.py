"""The forms of the moves: each gives its action what it needs, with suggested words for the appellant."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms

from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import custom, rulings
from wangge.cases.rules.flows import DeclineReason, PushReason, SuspendCause
from wangge.cases.rules.words import DECLINE_CHANNEL, SAID
from wangge.files.forms import PhotosField, PhotosMixin
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.grids.models import Area, UnitArea
from wangge.kernel.words import SHANGHAI
from wangge.matters import queries as catalogue
from wangge.matters.models import Matter
from wangge.matters.rules import MatterEntry, Route
from wangge.people.models import Unit


class AreaChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Areas named as who works here names them: `桂苑社区·第三网格`."""

    def label_from_instance(self, obj: Any) -> str:
        node = grids.area(obj.pk)
        return node.label if node else str(obj)


class Words(forms.Form):
    """Every deed: what the appellant reads, and what stays inside. They never look alike, and never mix."""

    register = "case_work"
    said = forms.CharField(
        label="对来件人说",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-kind": "said"}),
        help_text="来件人会在进度页看到这段话。不写承办人姓名和电话。",
    )
    note = forms.CharField(
        label="内部备注",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-kind": "note"}),
        help_text="只有办理这件事的人看得到。",
    )
    #: Fields after which said and note follow.
    first: tuple[str, ...] = ()
    #: `said` or `note` left out of this deed.
    without: tuple[str, ...] = ()
    suggested: str = ""

    def __init__(
        self,
        *args: Any,
        case: Case,
        by: Acting,
        at: datetime,
        order: WorkOrder | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.by, self.at, self.work_order = case, by, at, order
        for name in self.without:
            self.fields.pop(name, None)
        if "said" in self.fields and self.suggested:
            self.initial.setdefault("said", self.suggestion())
        if not case.appeal_count and "said" in self.fields:
            self.fields["said"].help_text = "这件事没有来件人；写下的话留在办理经过里。"
        self.order_fields([*self.first, *(n for n in self.fields if n not in (*self.first, "said", "note"))])
        self.prepare()

    def suggestion(self) -> str:
        """Suggested words, complete or with a gap to fill."""
        unit = self.work_order.unit.name if self.work_order else self.by.seat
        return SAID[self.suggested].format_map({"unit": unit, "units": "有关单位", "cause": "", "date": ""})

    def rows(self, name: str) -> Any:
        """A field whose choices are rows; only its queryset and its choices are touched."""
        return self.fields[name]

    def prepare(self) -> None:
        """Narrow the choices to what this hat may choose."""


def matter_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All active matters by category, for a select that can be typed into."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in catalogue.catalogue().matters.values():
        if entry.is_active:
            found.setdefault(entry.category_name, []).append((entry.code, entry.name))
    return list(found.items())


class AskInfo(Words):
    suggested = "ask_info"


class Decline(Words):
    reason = forms.ChoiceField(label="原因", choices=DeclineReason.choices)
    first = ("reason",)

    def prepare(self) -> None:
        self.fields["said"].required = True
        self.fields["said"].help_text = "写明为什么不受理、可以去哪里。参考：" + "／".join(
            DECLINE_CHANNEL.values()
        )


class NoteOnly(Words):
    without = ("said",)

    def prepare(self) -> None:
        self.fields["note"].required = True


class NoteMaybe(Words):
    without = ("said",)


class WordsOnly(Words):
    pass


class Nothing(Words):
    """A deed that needs no word, only a yes."""

    without = ("said", "note")


class Push(Words):
    reason = forms.ChoiceField(label="为什么上报", choices=PushReason.choices, widget=forms.RadioSelect)
    first = ("reason",)
    suggested = "push_up"

    def prepare(self) -> None:
        self.fields["note"].required = True
        self.fields["note"].label = "用一句话说明"


class PushDown(Words):
    area = forms.ModelChoiceField(Area.objects.none(), label="下交给")
    first = ("area",)
    without = ("said",)

    def prepare(self) -> None:
        field = self.rows("area")
        chain = Area.objects.up_from(self.case.area_path)
        field.queryset = chain.filter(rank__gt=self.case.desk.rank).order_by("rank")
        self.fields["note"].required = True


class Dispatch(Words):
    lead = forms.ModelChoiceField(Unit.objects.none(), label="主办单位", required=False)
    assists = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="协办单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    task = forms.CharField(
        label="办理要求",
        required=False,
        max_length=200,
        help_text="单位会在工单上看到，例如“处理东门外路边违停”。",
    )
    first = ("lead", "assists", "task")
    suggested = "dispatch"

    def prepare(self) -> None:
        units = sendable(self.by)
        for name in ("lead", "assists"):
            field = self.rows(name)
            field.queryset = units
        if self.case.lead_unit_id:
            del self.fields["lead"]
            self.fields["assists"].required = True
            return
        self.fields["lead"].required = True
        self.fields["lead"].error_messages["required"] = "请选择主办单位。"
        self.precedents = rulings.precedents(self.case)
        entry = catalogue.catalogue().matters.get(self.case.matter_id or "")
        if entry is not None:
            route = catalogue.route_for(entry, self.case.area_path)
            lead = route.lead.id if route.lead else None
            if lead is None:
                lead, route = self._by_custom(entry, route, units)
            self.route = route
            if lead:
                self.initial.setdefault("lead", lead)
            self.initial.setdefault("assists", [unit.id for unit in route.assists])

    def _by_custom(self, entry: MatterEntry, route: Route, units: Any) -> tuple[int | None, Route]:
        """Where no route leads anywhere: the unit that had such cases before, and a sentence about it."""
        names = dict(units.values_list("pk", "name"))
        guess = custom.unit_before(entry, self.case.area_path, among=names)
        if guess is None or not guess.cases:
            return None, route
        why = f"没有对应的派单规则；以往同类事项有 {guess.cases} 件由{names[guess.unit]}办理，请核对。"
        return guess.unit, replace(route, why=(*route.why, why))


def sendable(by: Acting) -> Any:
    """The units that the desk of this post may send work to."""
    served = UnitArea.objects.filter(access.below(by.area_path, field="area__path"))
    units = Unit.objects.filter(is_active=True, department__is_emergency_service=False)
    return units.filter(pk__in=served.values("unit_id")).order_by("department__name", "name")


class Instead(Words):
    """Another unit in place of this one."""

    instead = forms.ModelChoiceField(Unit.objects.none(), label="改派给", required=False)
    first = ("instead",)
    without = ("said",)

    def prepare(self) -> None:
        field = self.rows("instead")
        field.queryset = sendable(self.by).exclude(pk=self.work_order.unit_id if self.work_order else 0)
        self.fields["instead"].required = bool(self.work_order and self.work_order.is_lead)
        named = field.queryset.filter(name=self.work_order.proper_unit).first() if self.work_order else None
        if named is not None:
            self.initial.setdefault("instead", named.pk)
        self.precedents = rulings.precedents(self.case)


class Arbitrate(Instead):
    def prepare(self) -> None:
        super().prepare()
        self.fields["instead"].required = False
        self.fields["instead"].help_text = "不选就是裁定由原单位办理。"
        self.fields["note"].required = True
        self.fields["note"].label = "裁定理由"


class SelfHandle(PhotosMixin, Words):
    matter = forms.ModelChoiceField(Matter.objects.filter(is_active=True), label="事项", required=False)
    before = PhotosField(label="办理前照片", required=False)
    photos = PhotosField(label="办理后照片", required=False)
    first = ("matter", "before", "photos")
    suggested = "self_handle"

    def prepare(self) -> None:
        self.fields["said"].required = True
        if self.case.matter_id:
            del self.fields["matter"]
        else:
            field = self.rows("matter")
            field.choices = [("", "请选择"), *matter_choices()]
            self.fields["matter"].required = True


class Conclude(Words):
    is_solved = forms.TypedChoiceField(
        label="共议结果",
        choices=[("1", "大家商量好、已经解决"), ("0", "要交给单位办")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    minutes = forms.CharField(label="共议纪要", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    first = ("is_solved", "minutes")
    without = ("note",)


class Suspend(Words):
    cause = forms.ChoiceField(label="原因", choices=SuspendCause.choices)
    review_on = forms.DateField(
        label="复查日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="最晚 30 天以内。"
    )
    first = ("cause", "review_on")

    def prepare(self) -> None:
        self.fields["said"].required = True

    def clean_review_on(self) -> datetime:
        """Nine in the morning of that day."""
        return datetime.combine(self.cleaned_data["review_on"], time(9), tzinfo=SHANGHAI)


class Log(PhotosMixin, Words):
    photos = PhotosField(label="照片", required=False)
    first = ("note", "photos")


class FirstContact(Words):
    reached = forms.TypedChoiceField(
        label="联系上了吗",
        choices=[("1", "联系上了"), ("0", "没有联系上")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    first = ("reached",)
    without = ("said",)


class Verify(PhotosMixin, Words):
    photos = PhotosField(label="核查照片", required=False)
    first = ("photos",)
    suggested = "verify"

    def prepare(self) -> None:
        self.fields["note"].required = True
        self.fields["note"].label = "现场看到的情况"


class Rework(PhotosMixin, Words):
    order = forms.ModelChoiceField(WorkOrder.objects.none(), label="哪个单位返工")
    photos = PhotosField(label="现场照片", required=False)
    first = ("order", "photos")
    suggested = "rework"

    def prepare(self) -> None:
        field = self.rows("order")
        field.queryset = self.case.orders.filter(state="submitted").select_related("unit")
        self.initial.setdefault("order", field.queryset.first())
        self.fields["note"].required = True
        self.fields["note"].label = "哪里没办好"


class SendBack(Words):
    clause = forms.CharField(label="退回依据", max_length=300, help_text="职责清单的哪一条。")
    proper_unit = forms.CharField(
        label="应办单位",
        max_length=80,
        help_text="写单位全称。一件事每个单位只能退回一次；第二次退回就由上一级裁定，裁定后不能再退。",
    )
    first = ("clause", "proper_unit")
    without = ("said", "note")


class Submit(PhotosMixin, Words):
    before = PhotosField(label="办理前照片", required=False)
    photos = PhotosField(label="办理后照片", required=False, help_text="和办理前同一个角度。")
    documents = PhotosField(label="文书（通知、协议、报告）", required=False, documents=True)
    first = ("before", "photos", "documents")
    suggested = "submit"

    def prepare(self) -> None:
        self.fields["said"].required = True
        self.fields["note"].label = "办理记录"


class Merge(Words):
    number = forms.CharField(label="并入哪一件（编号）", max_length=20)
    first = ("number",)
    without = ("said",)

    def clean_number(self) -> Case:
        from wangge.cases.queries.lookup import by_number

        found = by_number(self.cleaned_data["number"], self.by)
        if found is None:
            raise forms.ValidationError("没有找到这个编号的事项，请核对。")
        return found
