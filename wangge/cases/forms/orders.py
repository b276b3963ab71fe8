"""The filter of a unit's list of orders."""

from typing import Any

from django import forms

from wangge.cases.queries import orders as queries
from wangge.cases.queries.orders import Filters
from wangge.grids.access import Role
from wangge.people.models import Person


class FilterForm(forms.Form):
    """Unknown values are passed over: a link kept from last month still opens."""

    late = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("", "全部时限"), ("over", "已超期"), ("soon", "2 小时内到期"), ("supervised", "督办中")],
    )
    handler = forms.ChoiceField(label="经办人", required=False)
    q = forms.CharField(label="查找", required=False, max_length=100)

    def __init__(self, *args: Any, role: Role, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["handler"]
        if role != Role.UNIT_LEADER:
            field.label = "在谁手上"
            field.choices = [("", "我的和没人签收的"), ("mine", "指派给我、我签收的"), ("none", "还没人签收")]
            return
        named = [(str(person.pk), person.name) for person in people]
        field.choices = [("", "全部经办人"), ("none", "还没人签收"), *named]

    def filters(self, tab: str) -> Filters:
        """The filters that make sense; the rest is left out."""
        self.full_clean()
        given = self.cleaned_data
        return Filters(
            tab=tab if tab in {code for code, *_ in queries.TABS} else "",
            late=given.get("late", ""),
            handler=given.get("handler", ""),
            q=given.get("q", "").strip(),
        )
