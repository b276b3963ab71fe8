"""The audit administrator's pages: the journal, and who revealed what; both only read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.journal import queries as journal
from wangge.journal.models import Entry
from wangge.kernel.words import SHANGHAI
from wangge.people import queries as people
from wangge.people.models import Person
from wangge.people.register import register
from wangge.people.rules import REVEALED
from wangge.portal.admin_pages import forms, words
from wangge.portal.admin_pages.doors import office

_A_PAGE = 50


@require_safe
@office(Permit.JOURNAL_READ)
def journal_list(request: ActingRequest) -> HttpResponse:
    """Who did or saw what, newest first; walked by key, so that it costs the same however long it is."""
    asked = forms.JournalFilter(request.GET)
    given = asked.cleaned_data if asked.is_valid() else {}
    matches = _persons(given.get("q", ""))
    wanted = _wanted(given, matches)
    before = request.GET.get("before", "")
    is_lost = bool(given.get("q")) and not matches and not wanted.subject
    page = journal.Page([], None) if is_lost or asked.errors else _page(wanted, before)
    context = {
        "form": asked,
        "rows": _rows(page.entries),
        "older_url": _with(request, before=str(page.before)) if page.before else "",
        "newer_url": _with(request, before="") if before else "",
        "matches": matches if len(matches) > 1 else [],
        "chosen": _chosen(request, wanted),
        "seals": journal.seals()[:7],
        "file": journal.seal_file(),
    }
    return render(request, "portal/admin/journal.html", context)


def _wanted(given: dict[str, Any], matches: list[Person]) -> journal.Filter:
    return journal.Filter(
        person_id=given.get("person") or (matches[0].pk if len(matches) == 1 else None),
        verb=given.get("verb", ""),
        subject=given.get("subject", ""),
        since=_start_of(given.get("since")),
        until=forms.end_of(given.get("until")),
    )


def _chosen(request: ActingRequest, wanted: journal.Filter) -> list[tuple[str, str]]:
    """What the list is narrowed to by a link or the search box: words, and the address without it."""
    chosen = []
    if wanted.person_id:
        name = Person.objects.filter(pk=wanted.person_id).values_list("name", flat=True).first()
        chosen.append((f"{name or wanted.person_id}做的", _with(request, person="", q="")))
    if wanted.subject:
        said = words.subject(wanted.subject, _names([wanted.subject]))
        chosen.append((f"关于{said}的", _with(request, subject="", q="")))
    return chosen


def _page(wanted: journal.Filter, before: str) -> journal.Page:
    return journal.entries(wanted, before=int(before) if before.isdecimal() else None, size=_A_PAGE)


def _rows(entries: list[Entry]) -> list[dict[str, Any]]:
    names = _names(entry.subject for entry in entries)
    return [
        {"entry": entry, "verb": words.verb(entry.verb), "subject": words.subject(entry.subject, names)}
        for entry in entries
    ]


def _names(subjects: Iterable[str]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=words.person_ids(subjects)).values_list("pk", "name"))


def _persons(text: str) -> list[Person]:
    return (
        list(Person.objects.named(text).select_related("account").order_by("name", "pk")[:8]) if text else []
    )


def _start_of(day: Any) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) if day else None


def _with(request: ActingRequest, **changes: str) -> str:
    kept = request.GET.copy()
    for name, value in changes.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    return f"?{kept.urlencode()}"


@require_safe
@office(Permit.KEYS_EDIT, Permit.JOURNAL_READ)
def processing(request: ActingRequest) -> HttpResponse:
    """What personal data the system takes, why and for how long (domain/06 R-01)."""
    return render(request, "portal/admin/register.html", {"register": list(register().values())})


@require_safe
@office(Permit.JOURNAL_READ)
def reveals(request: ActingRequest) -> HttpResponse:
    """Who opened a masked value, whose, and why."""
    asked = forms.RevealFilter(request.GET)
    keys = forms.RevealKeys(request.GET)
    given = {
        **(asked.cleaned_data if asked.is_valid() else {}),
        **(keys.cleaned_data if keys.is_valid() else {}),
    }
    found = people.reveals()
    if given.get("reason"):
        found = found.filter(reason=given["reason"])
    if given.get("person"):
        found = found.filter(person=given["person"])
    if given.get("subject"):
        found = found.filter(subject=given["subject"])
    if given.get("q"):
        found = found.filter(person__name__icontains=given["q"])
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    names = _names(row.subject for row in page)
    context = {
        "form": asked,
        "page": page,
        "rows": [(row, words.subject(row.subject, names), REVEALED.get(row.what, row.what)) for row in page],
        "lookers": people.many_reveals(at=timezone.now(), least=50),
        "keep": [(name, str(given[name])) for name in ("person", "subject") if given.get(name)],
    }
    return render(request, "portal/admin/reveals.html", context)
