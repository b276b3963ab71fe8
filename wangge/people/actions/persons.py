"""Persons: made, renamed, given another phone."""

from datetime import datetime

from django.db import transaction

from wangge.journal import actions as journal
from wangge.kernel.refusal import Refused
from wangge.people import access, rules
from wangge.people.access import Hat
from wangge.people.digests import phone_index
from wangge.people.models import Person


@transaction.atomic
def make_person(*, name: str, phone: str = "", by: Hat, at: datetime) -> Person:
    """Enter somebody who will act in the system; his phone is sealed."""
    access.need(by, access.PEOPLE_EDIT)
    person = Person(name=_name(name))
    _set_phone(person, phone)
    person.save(force_insert=True)
    journal.record(by=by, verb="people.make_person", subject=f"person:{person.pk}", at=at)
    return person


@transaction.atomic
def change_person(person: Person, *, name: str, by: Hat, at: datetime) -> Person:
    """Correct a name."""
    access.need(by, access.PEOPLE_EDIT)
    person.name = _name(name)
    person.save(update_fields=["name"])
    journal.record(by=by, verb="people.change_person", subject=f"person:{person.pk}", at=at)
    return person


@transaction.atomic
def change_phone(person: Person, *, phone: str, by: Hat, at: datetime) -> Person:
    """Give somebody another phone, or none; neither number is written to the journal."""
    access.need(by, access.PEOPLE_EDIT)
    _set_phone(person, phone)
    person.save(update_fields=["phone", "phone_index"])
    journal.record(by=by, verb="people.change_phone", subject=f"person:{person.pk}", at=at)
    return person


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("请填写姓名。", field="name")
    if len(name) > 40:
        raise Refused("姓名最多 40 个字。", field="name")
    return name


def _set_phone(person: Person, phone: str) -> None:
    person.phone = rules.normal_phone(phone) if phone.strip() else ""
    person.phone_index = phone_index(person.phone) if person.phone else None
