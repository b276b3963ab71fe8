"""The editor of a handling model: its own fields, and rows of steps, of done-when and of after-care."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.http import QueryDict

from wangge.matters.forms.fields import CodesField, LinesField, RolesField
from wangge.matters.forms.matters import ReasonForm
from wangge.matters.rules import AfterCare, Done, Evidence, ModelEntry, Step, StepLimit, StepUnit
from wangge.worktime.rules import LimitUnit

#: Empty rows under the filled ones, so that an editor works without script.
SPARE_ROWS = 2
MOST_ROWS = 60
_SMALL = {"rows": 2}


class ConditionsField(LinesField):
    """`BLD-04：气象预警生效期间`, one a line. Gives matter code to condition."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{code}：{words}" for code, words in value.items())
        return super().prepare_value(value)

    def clean(self, value: Any) -> dict[str, str]:
        found = {}
        for line in super().clean(value):
            code, mark, words = line.replace(":", "：").partition("：")
            if not mark or not words.strip():
                raise ValidationError("每行写“事项编码：条件”。")
            found[code.strip()] = words.strip()
        return found


class ModelForm(ReasonForm):
    """What a handling model says besides its rows."""

    register = "no_person"
    name = forms.CharField(label="名称", max_length=60)
    matter_codes = CodesField(label="适用事项", help_text="事项编码，用空格隔开，例如：FIR-02 FIR-03")
    only_when = ConditionsField(
        label="仅在此条件下适用",
        required=False,
        help_text="每行写“事项编码：条件”；平时这件事项走另一个模型。",
    )
    trigger = forms.CharField(label="触发条件", max_length=200)
    evidence = LinesField(label="留存证据", required=False, help_text="一行一样。")
    escalation = forms.CharField(label="升级情形", max_length=300, required=False)
    remark = forms.CharField(label="注意", max_length=300, required=False)
    is_active = forms.BooleanField(label="启用", required=False)


class NewModelForm(ModelForm):
    """A model of the installation's own."""

    code = forms.CharField(label="编号", max_length=12, help_text="以 X- 开头，例如 X-H01；以后不能改。")
    field_order = ["code", "name"]


class StepForm(forms.Form):
    """One step. The number orders the rows."""

    no = forms.IntegerField(label="次序", min_value=1, max_value=99)
    roles = RolesField(label="谁来做")
    action = forms.CharField(label="做什么", max_length=200, widget=forms.Textarea(attrs=_SMALL))
    limit_value = forms.FloatField(label="多久内", min_value=0, max_value=1000)
    limit_unit = forms.ChoiceField(label="单位", choices=StepUnit.CHOICES, initial=LimitUnit.WORKING_DAY)
    only_for = CodesField(label="只用于事项", required=False)
    condition = forms.CharField(label="在什么情况下才做", max_length=100, required=False)
    evidence = CodesField(label="证据", what="证据编码", known=tuple(Evidence), required=False)
    optional = forms.BooleanField(label="可跳过", required=False)

    def step(self) -> Step:
        """The row as a value."""
        given = self.cleaned_data
        return Step(
            no=given["no"],
            roles=given["roles"],
            action=given["action"],
            limit=StepLimit(given["limit_value"], given["limit_unit"]),
            only_for=given["only_for"],
            condition=given["condition"],
            evidence=given["evidence"],
            optional=given["optional"],
        )


class DoneForm(forms.Form):
    """When it is enough."""

    register = "no_person"
    text = forms.CharField(label="办成的样子", max_length=200)
    only_for = CodesField(label="只用于事项", required=False)

    def done(self) -> Done:
        """The row as a value."""
        return Done(self.cleaned_data["text"], self.cleaned_data["only_for"])


class AfterCareForm(forms.Form):
    """What is looked at after the close."""

    days = forms.IntegerField(label="结案后几天", min_value=1, max_value=400)
    role = RolesField(label="谁去看")
    look_at = forms.CharField(label="看什么", max_length=200)
    only_for = CodesField(label="只用于事项", required=False)

    def clean_role(self) -> str:
        """One role looks, not several."""
        roles: tuple[str, ...] = self.cleaned_data["role"]
        if len(roles) != 1:
            raise ValidationError("后续照看只写一个角色。")
        return roles[0]

    def care(self) -> AfterCare:
        """The row as a value."""
        given = self.cleaned_data
        return AfterCare(given["days"], given["role"], given["look_at"], given["only_for"])


if TYPE_CHECKING:
    _Base = BaseFormSet[Any]
else:
    _Base = BaseFormSet


class Rows(_Base):
    """Rows whose untouched ones are left out; the tick that removes a row is called 删除."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "删除"

    def kept(self) -> list[Any]:
        """The rows that stay: those that were there and those that were filled, without the removed ones."""
        there = self.initial_form_count()
        filled = [form for n, form in enumerate(self.forms) if n < there or form.has_changed()]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]


_EXTRA: dict[str, Any] = {"formset": Rows, "extra": SPARE_ROWS, "can_delete": True, "max_num": MOST_ROWS}
StepRows = formset_factory(StepForm, **_EXTRA)
DoneRows = formset_factory(DoneForm, **_EXTRA)
AfterCareRows = formset_factory(AfterCareForm, **_EXTRA)


@dataclass
class ModelEditor:
    """The form and its three kinds of rows, as one."""

    form: ModelForm
    steps: Rows
    done: Rows
    aftercare: Rows

    def is_valid(self) -> bool:
        """Whether everything typed can be read; all parts are looked at, so that all faults show at once."""
        return all([part.is_valid() for part in (self.form, self.steps, self.done, self.aftercare)])

    def unjudged(self) -> "ModelEditor":
        """The same, with what was typed and no word about faults: somebody only asked for more rows."""
        for form in (self.form, *self.steps.forms, *self.done.forms, *self.aftercare.forms):
            form._errors = ErrorDict()
        return self

    def draft(self, code: str) -> ModelEntry:
        """The model as typed; its steps in the order of their numbers."""
        given = self.form.cleaned_data
        return ModelEntry(
            code=code,
            name=given["name"],
            matter_codes=given["matter_codes"],
            trigger=given["trigger"],
            steps=tuple(sorted((row.step() for row in self.steps.kept()), key=lambda s: s.no)),
            done_when=tuple(row.done() for row in self.done.kept()),
            aftercare=tuple(row.care() for row in self.aftercare.kept()),
            evidence=given["evidence"],
            escalation=given["escalation"],
            remark=given["remark"],
            only_when=given["only_when"],
            is_active=given["is_active"],
        )


def model_editor(
    entry: ModelEntry | None, data: QueryDict | None, *, form_class: type[ModelForm] = ModelForm
) -> ModelEditor:
    """The editor of a model, or of a new one; with posted data it holds what was typed."""
    steps = [_step(step) for step in entry.steps] if entry else []
    done = [_row(line) for line in entry.done_when] if entry else []
    care = [_row(task) for task in entry.aftercare] if entry else []
    return ModelEditor(
        form=form_class(data, initial=_initial(entry)),
        steps=_rows(StepRows, data, "steps", steps),
        done=_rows(DoneRows, data, "done", done),
        aftercare=_rows(AfterCareRows, data, "care", care),
    )


def _rows(kind: "type[BaseFormSet[Any]]", data: QueryDict | None, prefix: str, initial: list[Any]) -> Rows:
    return cast(Rows, kind(data, prefix=prefix, initial=initial))


def _initial(entry: ModelEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"is_active": True, "trigger": "所列事项立案时"}
    names = ("name", "matter_codes", "only_when", "trigger", "evidence", "escalation", "remark", "is_active")
    return {name: getattr(entry, name) for name in names} | {"expected": entry.version}


def _step(step: Step) -> dict[str, Any]:
    return _row(step) | {"limit_value": f"{step.limit.value:g}", "limit_unit": step.limit.unit}


def _row(row: Step | Done | AfterCare) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in row.__slots__}
    return values | ({"role": (row.role,)} if isinstance(row, AfterCare) else {})


def more_rows(data: QueryDict, prefix: str) -> QueryDict:
    """The same posted data with more empty rows of one kind; nothing is saved."""
    longer = data.copy()
    key = f"{prefix}-TOTAL_FORMS"
    total = int(given) if (given := str(longer.get(key, ""))).isdigit() else 0
    longer[key] = str(min(total + SPARE_ROWS, MOST_ROWS))
    for row in range(total, total + SPARE_ROWS):  # a choice left alone must not count as typed
        longer[f"{prefix}-{row}-limit_unit"] = LimitUnit.WORKING_DAY.value
    return longer
