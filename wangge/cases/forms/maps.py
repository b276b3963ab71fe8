"""The filter of the map of open work."""

from typing import Any

from django import forms

from wangge.cases.forms.desk import FilterForm
from wangge.cases.queries.desk import Filters
from wangge.cases.rules import words
from wangge.grids.access import Acting


class MapForm(FilterForm):
    """The inbox's filters that make sense on a map; the area is chosen by walking the tree."""

    tab = forms.ChoiceField(label="全部状态", required=False)

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, acting=acting, **kwargs)
        left_out = ("area", "order", "q", *(("unit",) if acting.unit_id is not None else ()))
        for name in left_out:
            del self.fields[name]
        field: Any = self.fields["tab"]
        field.choices = [("", "全部状态"), *((code, words.STATUS[code].name) for code in words.TABS)]
        late: Any = self.fields["late"]
        late.choices = [choice for choice in late.choices if choice[0] != "unplaced"]
        self.order_fields(["tab", "late", "category"])

    def narrow(self, area_id: int | None) -> Filters:
        """What the map shows, within one area."""
        filters = self.filters(self.data.get("tab", ""))
        chosen = filters.tab if filters.tab in words.TABS else ""
        return Filters(
            tab=chosen,
            category=filters.category,
            area=area_id,
            unit=filters.unit,
            source=filters.source,
            urgency=filters.urgency,
            late=filters.late,
        )
