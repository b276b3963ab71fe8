"""Fields that several forms share."""

from typing import Any

from django import forms

from wangge.grids import queries as grids
from wangge.grids.access import is_below
from wangge.grids.models import Area
from wangge.grids.rules.tree import Node


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, chosen from the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def words(
    label: str, most: int, *, required: bool = True, help_text: str = "", rows: int = 3
) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: str, most: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A line."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


class AreaField(forms.ChoiceField):
    """One of the areas at or below some, down to the grid; its value is the area."""

    def __init__(
        self, tops: list[str], *, label: str = "区域", low: int = 4, high: int = 1, **kwargs: Any
    ) -> None:
        nodes = [node for path in tops for node in _down(path, low) if node.rank >= high]
        unique = {node.id: node for node in nodes}
        choices = [(str(node.id), node.label) for node in unique.values()]
        super().__init__(label=label, choices=choices, **kwargs)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return Area.objects.get(pk=int(chosen)) if chosen else None


def _down(path: str, low: int) -> list[Node]:
    """The area of a path and those below it, in the order of their codes; nothing of an unknown one."""
    tree = grids.the_tree()
    top = tree.at(path)
    if top is None:
        return []
    found: list[Node] = []
    waiting = [top]
    while waiting:
        node = waiting.pop()
        if node.rank > low or node.kind == "party":
            continue
        found.append(node)
        waiting.extend(reversed(tree.below(node.id)))
    return found


def reaches(path: str, tops: list[str]) -> bool:
    """Whether a path lies at or below any of these."""
    return any(is_below(path, top) for top in tops)
