"""The processing register (domain/06 R-01): whatever takes personal data names its row, and all are used."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from pydantic import BaseModel

import wangge
from wangge.cases.api.schemas import Strictly
from wangge.people.register import NO_PERSON, register
from wangge.sheets.registry import importers
from wangge.sheets.rules import Column, Template

#: Fields that are somebody, or that people write about somebody in.
PERSONAL = re.compile(
    r"(^|_)(phone|tel|tail|mobile|name|username|contact|contacted|address|person|text|remark|said|photos)$"
)


def modules() -> Iterator[object]:
    for found in pkgutil.walk_packages(wangge.__path__, "wangge."):
        if ".migrations" not in found.name and ".management" not in found.name:
            yield importlib.import_module(found.name)


def takers() -> dict[str, type]:
    """Every form and every body of the API, by where it stands."""
    found: dict[str, type] = {}
    for module in modules():
        for thing in vars(module).values():
            if inspect.isclass(thing) and issubclass(thing, forms.BaseForm | Strictly):
                found[f"{thing.__module__}.{thing.__qualname__}"] = thing
    return {name: thing for name, thing in found.items() if name.startswith("wangge.")}


def fields_of(taker: type) -> list[str]:
    if issubclass(taker, BaseModel):
        return list(taker.model_fields)
    return list(getattr(taker, "base_fields", {}))


def row_of(taker: type) -> str:
    """Its row; a class of pydantic has a method of that name where nothing is said."""
    row = getattr(taker, "register", "")
    return row if isinstance(row, str) else ""


def unsaid(taker: type) -> list[str]:
    """The fields that reach a person, where the row they come under is not named."""
    if row_of(taker) in {*register(), NO_PERSON}:
        return []
    return [field for field in fields_of(taker) if PERSONAL.search(field)]


def test_every_form_and_body_that_takes_personal_data_names_its_row() -> None:
    found = takers()

    assert len(found) > 60
    assert {name: unsaid(taker) for name, taker in found.items() if unsaid(taker)} == {}


def test_whoever_says_no_person_has_no_phone() -> None:
    sure = re.compile(r"(phone|tel|mobile|contact|address|person)$")
    quiet = [
        name
        for name, taker in takers().items()
        if row_of(taker) == NO_PERSON and any(sure.search(field) for field in fields_of(taker))
    ]

    assert [name for name in quiet if "style_samples" not in name] == []


def test_a_form_and_a_body_that_say_nothing_are_found() -> None:
    class VisitForm(forms.Form):
        name = forms.CharField()
        day = forms.DateField()

    class Visit(Strictly):
        phone: str

    class Said(VisitForm):
        register = "case_report"

    assert (unsaid(VisitForm), unsaid(Visit), unsaid(Said)) == (["name"], ["phone"], [])


@pytest.mark.django_db
def test_every_row_is_whole_and_used() -> None:
    used = {row_of(taker) for taker in takers().values()}
    used |= {importer.template.register for importer in importers()}

    assert set(register()) - used == set()
    assert all(processing.field_list for processing in register().values())


@pytest.mark.django_db
def test_every_table_with_personal_columns_comes_in_under_a_row() -> None:
    personal = {i.name: i.template.register for i in importers() if i.template.has_personal}

    assert personal
    assert set(personal.values()) <= set(register())


def test_a_table_that_names_no_row_is_refused() -> None:
    with pytest.raises(ValueError, match="register"):
        Template("名单", (Column("name", "姓名", is_personal=True),))
