"""Lists of choices are written as Django's own template writes them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from wangge.kernel.widgets import Renderer

CHOICES: list[Any] = [
    ("", "全部<单位>"),
    (3, "供水 & “抢修”"),
    ("组", [("a'b", mark_safe("<b>粗</b>")), (True, "是"), (None, "不知道")]),
]


@pytest.mark.parametrize("chosen", ["", "3", "a'b", None, "没有的"])
@pytest.mark.parametrize(
    "attrs", [{}, {"class": "x y", "required": True, "hidden": False, "data-n": 3, "title": '"'}]
)
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_list_of_choices_is_written_as_django_writes_it(
    widget: type[forms.Select], attrs: dict[str, Any], chosen: str | None
) -> None:
    given: Any = {} if widget is forms.NullBooleanSelect else {"choices": CHOICES}
    control = widget(**given)
    value: Any = [chosen] if widget is forms.SelectMultiple else chosen

    ours = control.render("unit", value, attrs=attrs, renderer=Renderer())
    theirs = control.render("unit", value, attrs=attrs, renderer=DjangoTemplates())

    assert ours.split() == theirs.split()
    assert ours.count("\n") <= theirs.count("\n")
