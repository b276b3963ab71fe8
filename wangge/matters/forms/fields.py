"""Fields that read lists, departments, roles, areas and units as people write them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wangge.grids.queries import the_tree
from wangge.grids.rules.tree import Node
from wangge.matters.queries import catalogue
from wangge.matters.rules import SEATS
from wangge.people.models import Unit

#: Areas down to the communities are offered; grids can be typed.
OFFERED_RANK = 3


class _Several(forms.CharField):
    """A text that stands for several values; nothing typed is no value, not a change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        given: Any = self.to_python(data)
        return bool(given != tuple(initial or ()))


class LinesField(_Several):
    """Several short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def to_python(self, value: Any) -> Any:
        return tuple(
            line for raw in str(super().to_python(value) or "").splitlines() if (line := raw.strip())
        )


class CodesField(_Several):
    """Several codes in a row, divided by blanks or commas, in the order that counts."""

    def __init__(self, *, known: Iterable[str] | None = None, what: str = "编码", **kwargs: Any) -> None:
        self.known, self.what = known, what
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else " ".join(value)

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        for mark in ("，", "、", ",", "；", ";"):
            text = text.replace(mark, " ")
        return tuple(dict.fromkeys(text.split()))

    def validate(self, value: Any) -> None:
        super().validate(value)
        unknown = [code for code in value if self.known is not None and code not in self.known]
        if unknown:
            raise ValidationError(f"没有这样的{self.what}：{'、'.join(unknown)}。")


class DepartmentsField(CodesField):
    """Departments by their short Chinese names or codes, the most important first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(what="部门", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return " ".join(catalogue().department_name(code) for code in value)

    def to_python(self, value: Any) -> Any:
        by_name = {entry.name: code for code, entry in catalogue().departments.items()}
        return tuple(by_name.get(word, word) for word in super().to_python(value))

    def validate(self, value: Any) -> None:
        self.known = set(catalogue().departments)
        super().validate(value)


class RolesField(CodesField):
    """Who does a step: posts, seats of a case and departments, by their Chinese names or codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(what="角色", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else " ".join(map(role_name, value))

    def to_python(self, value: Any) -> Any:
        by_name = {name: code for code, name in role_names().items()}
        return tuple(by_name.get(word, word) for word in super().to_python(value))

    def validate(self, value: Any) -> None:
        self.known = set(role_names())
        super().validate(value)


def role_names() -> dict[str, str]:
    """Every role a step can name, with its Chinese name."""
    return {**{d.code: d.name for d in catalogue().departments.values()}, **SEATS}


def role_name(code: str) -> str:
    """A role as people call it."""
    return SEATS.get(code) or catalogue().department_name(code)


class Datalist(forms.TextInput):
    """A text box with suggestions; without script a plain text box."""

    template_name = "matters/datalist.html"

    def __init__(self, offered: Iterable[str] = (), attrs: dict[str, Any] | None = None) -> None:
        self.offered = list(offered)
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["offered"] = self.offered
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_offered"
        return context


def area_words(node: Node) -> str:
    """An area as the box shows it: from the root down, unique."""
    return "/".join(step.name for step in node.chain)


class AreaField(forms.CharField):
    """An area by its way from the root, its name where that is unique, or its code. Gives the node."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=Datalist(), **kwargs)

    def offer(self) -> None:
        """Fill the suggestions from the tree as it is now."""
        nodes = (n for n in the_tree().nodes.values() if n.is_current and n.rank <= OFFERED_RANK)
        words = [area_words(node) for node in sorted(nodes, key=lambda node: node.path)]
        self.widget.offered = words

    def prepare_value(self, value: Any) -> Any:
        node = the_tree().get(value) if isinstance(value, int) else value
        return area_words(node) if isinstance(node, Node) else value

    def clean(self, value: Any) -> Node | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        last = text.rsplit("/", 1)[-1]
        found = [n for n in the_tree().find(last) if text in (area_words(n), n.name, n.code, n.key)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                f"叫这个名字的区域不止一个，请写全：{'；'.join(map(area_words, found[:5]))}"
            )
        raise ValidationError("没有这个区域，请从下拉里选，或者写网格编码。")


def unit_words(unit: Unit, same_name: bool) -> str:
    """A unit as the box shows it; its code only where two have one name."""
    return f"{unit.name}（{unit.code}）" if same_name else unit.name


def offered_units() -> dict[str, int]:
    """The words for each active unit, and its id."""
    units = list(Unit.objects.filter(is_active=True).order_by("name", "code"))
    names = [unit.name for unit in units]
    return {unit_words(unit, names.count(unit.name) > 1): unit.pk for unit in units}


class UnitField(forms.CharField):
    """An active unit by its name. Gives its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=Datalist(), **kwargs)
        self.units: dict[str, int] = {}

    def offer(self, units: dict[str, int]) -> None:
        """Fill the suggestions."""
        self.units = units
        self.widget.offered = list(units)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return next((words for words, pk in self.units.items() if pk == value), "")
        return value

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        if text not in self.units:
            raise ValidationError("没有这个单位，请从下拉里选。")
        return self.units[text]


class UnitsField(LinesField):
    """Several active units, one a line, in their order. Gives their ids."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units: dict[str, int] = {}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple) and all(isinstance(v, int) for v in value):
            words = {pk: name for name, pk in self.units.items()}
            return "\n".join(words[pk] for pk in value if pk in words)
        return super().prepare_value(value)

    def clean(self, value: Any) -> tuple[int, ...]:
        names: tuple[str, ...] = super().clean(value)
        unknown = [name for name in names if name not in self.units]
        if unknown:
            raise ValidationError(f"没有这样的单位：{'、'.join(unknown)}。")
        return tuple(dict.fromkeys(self.units[name] for name in names))
