"""The editor of a routing rule, the question of the preview, and the choice of who closes a gap."""

from datetime import datetime
from typing import Any

from django import forms

from wangge.grids.rules.tree import Node
from wangge.matters.forms.fields import AreaField, Datalist, UnitField, UnitsField, offered_units
from wangge.matters.forms.matters import Filter, ReasonForm
from wangge.matters.models import RoutingRule
from wangge.matters.queries import catalogue
from wangge.matters.rules import MatterEntry
from wangge.matters.rules.drafts import RuleDraft


def matter_words(entry: MatterEntry) -> str:
    """A matter as the box shows it."""
    return f"{entry.code} {entry.name}"


class MatterField(forms.CharField):
    """An active matter by its code or name. Gives its code, or an empty string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=Datalist(), **kwargs)

    def offer(self) -> None:
        """Fill the suggestions."""
        active = (m for m in catalogue().matters.values() if m.is_active)
        self.widget.offered = [matter_words(m) for m in active]

    def prepare_value(self, value: Any) -> Any:
        entry = catalogue().matters.get(value) if isinstance(value, str) else None
        return matter_words(entry) if entry else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        for entry in catalogue().matters.values():
            if text.upper() == entry.code or text in (entry.name, matter_words(entry)):
                return entry.code
        raise forms.ValidationError("没有这个事项，请从下拉里选。")


class RuleForm(ReasonForm):
    """For a matter or a category, in an area or everywhere: who leads and who helps."""

    matter = MatterField(label="事项", required=False, help_text="事项和大类选一个。")
    category = forms.ChoiceField(label="大类", required=False)
    area = AreaField(label="区域", required=False, help_text="这个区域和它下面；空着就是全域。")
    lead_unit = UnitField(label="主办单位")
    assist_units = UnitsField(label="协办单位", required=False, help_text="一行一个，按先后。")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = offered_units()
        self.fields["matter"].offer()  # type: ignore[attr-defined]
        self.fields["area"].offer()  # type: ignore[attr-defined]
        self.fields["lead_unit"].offer(units)  # type: ignore[attr-defined]
        self.fields["assist_units"].units = units  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", "不按大类"), *catalogue().categories.items()]  # type: ignore[attr-defined]

    def draft(self) -> RuleDraft:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        area: Node | None = given["area"]
        return RuleDraft(
            matter=given["matter"],
            category=given["category"],
            area=area.id if area else None,
            lead_unit=given["lead_unit"],
            assist_units=given["assist_units"],
            note=given["note"],
        )


def rule_initial(rule: RoutingRule) -> dict[str, Any]:
    """What the editor shows at first."""
    assists = rule.assists.order_by("place").values_list("unit_id", flat=True)
    return {
        "matter": rule.matter_id or "",
        "category": rule.category_id or "",
        "area": rule.area_id,
        "lead_unit": rule.lead_unit_id,
        "assist_units": tuple(assists),
        "note": rule.note,
        "expected": rule.version,
    }


class RuleFilter(Filter):
    """Filters of the rules; they live in the address."""

    category = forms.ChoiceField(label="大类", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "使用中"), ("retired", "已停用"), ("all", "全部")]
    )
    q = forms.CharField(label="按事项、区域、单位找", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "全部大类"), *catalogue().categories.items()]  # type: ignore[attr-defined]


class PreviewForm(forms.Form):
    """A matter or words, and an area, at a moment."""

    register = "no_person"
    text = forms.CharField(
        label="居民的话", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    matter = MatterField(label="事项", required=False, help_text="空着就按上面的话推荐。")
    area = AreaField(label="区域")
    at = forms.DateTimeField(
        label="什么时候",
        required=False,
        help_text="空着就是现在。",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].offer()  # type: ignore[attr-defined]
        self.fields["area"].offer()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("matter") and not (given.get("text") or "").strip() and "matter" not in self.errors:
            self.add_error("text", "请写几句话，或者选一个事项。")
        return given

    def moment(self, now: datetime) -> datetime:
        """The chosen moment, or now."""
        chosen: datetime | None = self.cleaned_data.get("at")
        return chosen or now


class GapForm(forms.Form):
    """Who takes the matters of a gap meanwhile."""

    unit = UnitField(label="由谁统筹")

    def __init__(self, *args: Any, units: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]
