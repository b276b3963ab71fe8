"""No list is asked by a phone or a person: all that pages read from their addresses is looked at."""

import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[1] / "wangge"
#: Parts of names that would mean somebody: a number, a name, whoever sent or was called.
SOMEBODY = re.compile(
    r"(^|_)(phone|tel|mobile|contact|person|people|name|username|sender|caller|resident|household|room|"
    r"account|idcard)($|_)"
)
_READ = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]\s*"(\w+)\"""")
_BOUND = re.compile(r"(\w+)\((?:request\.GET|given)\b")
#: Where somebody may be asked for: the audit administrator's records of what members of staff did and saw.
KNOWN = ("JournalFilter.person", "RevealKeys.person")


def _sources() -> Iterator[str]:
    for file in sorted(ROOT.rglob("*.py")):
        yield file.read_text(encoding="utf-8")


def _forms(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in of.__subclasses__():
        yield form
        yield from _forms(form)


def test_no_address_reads_a_phone_or_a_person() -> None:
    read = {name for source in _sources() for name in _READ.findall(source)}

    assert len(read) > 20
    assert sorted(name for name in read if SOMEBODY.search(name)) == []


def test_no_filter_of_a_list_has_a_field_for_somebody() -> None:
    assert get_resolver().url_patterns  # all pages, and with them their forms, are loaded
    bound = {name for source in _sources() for name in _BOUND.findall(source)}
    filters = [form for form in _forms() if form.__name__ in bound and form.__module__.startswith("wangge.")]

    assert len(filters) > 12
    asked = {f"{form.__name__}.{name}" for form in filters for name in getattr(form, "base_fields", {})}
    found = {name for name in asked if SOMEBODY.search(name.partition(".")[2])}
    assert sorted(found) == sorted(KNOWN)
