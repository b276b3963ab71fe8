"""The working calendar: a year at a glance, one day changed, a year imported or confirmed, working hours."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.words import WEEKDAYS
from wangge.portal.admin_pages import days, forms
from wangge.portal.admin_pages.doors import office
from wangge.worktime import actions, queries
from wangge.worktime.forms import ImportForm, PeriodsForm
from wangge.worktime.rules import DayKind, written_days

#: The years a calendar can hold (worktime.rules).
_FIRST, _LAST = 2000, 2099
#: Lines of a faulty table that are shown; nobody mends more at once.
_MOST_FAULTS = 30


def _today() -> date:
    return timezone.localdate()


def _year(text: str) -> int:
    """The year asked for, or this one."""
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if _FIRST <= year <= _LAST else _today().year


@require_safe
@office(Permit.CALENDAR_EDIT)
def calendar(request: ActingRequest) -> HttpResponse:
    """A year as twelve small months, its holidays, and the working hours."""
    return _show(request, _year(request.GET.get("year", "")))


def _show(request: ActingRequest, year: int, *, form: PeriodsForm | None = None) -> HttpResponse:
    today, months, entered = _today(), queries.months(year), queries.years()
    all_days = [day for month in months for week in month.weeks for day in week if day.is_in_month]
    context = {
        "year": year,
        "months": [days.small(month, today=today) for month in months],
        "counts": [
            (kind, days.TONES[kind], days.MARKS.get(kind, ""), sum(day.kind == kind for day in all_days))
            for kind in DayKind
        ],
        "weekdays": WEEKDAYS,
        "is_known": months[0].is_known,
        "unknown": f"{year} 年还没有公布，按周一至周五推算。",
        "source": next((row.source for row in entered if row.year == year), "还没有录入"),
        "holidays": queries.holidays(year),
        "entered": entered,
        "earlier": year - 1 if year > _FIRST else None,
        "later": year + 1 if year < _LAST else None,
        "hours": days.hours(queries.hours(), today=today),
        "missing": queries.missing_years(today),
        "form": form or PeriodsForm(initial={"effective_from": today}),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "portal/admin/calendar.html", context, status=status)


@require_POST
@office(Permit.CALENDAR_EDIT)
def set_hours(request: ActingRequest) -> HttpResponse:
    """Other working hours from a day on."""
    form = PeriodsForm(request.POST)
    if form.is_valid():
        given, by, now = form.cleaned_data, request.acting, timezone.now()

        def act() -> bool:
            actions.set_periods(given["periods"], effective_from=given["effective_from"], by=by, at=now)
            return True

        if attempt(form, act):
            messages.success(request, f"上班时间已经记下，{given['effective_from']} 起照它计时。")
            return redirect("office:calendar")
    return _show(request, _today().year, form=form)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not _FIRST <= day.year <= _LAST:
        raise Http404
    return day


def _back(year: int) -> str:
    return f"{reverse('office:calendar')}?year={year}"


@office(Permit.CALENDAR_EDIT)
def one_day(request: ActingRequest, day: str) -> HttpResponse:
    """What one day is; without a setting of its own it follows its weekday."""
    shown = queries.one_day(_day(day))
    form = forms.DayForm(request.POST or None, initial={"kind": shown.kind, "name": shown.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.set_day(
            shown.date, kind=given["kind"], name=given["name"], by=request.acting, at=timezone.now()
        )
        messages.success(request, f"{shown.date} 已经设为{given['kind'].label}。")
        return redirect(_back(shown.date.year))
    context = {
        "form": form,
        "day": shown,
        "weekday": days.weekday(shown.date),
        "back": _back(shown.date.year),
    }
    return render(request, "portal/admin/calendar_day.html", context, status=422 if form.errors else 200)


@require_POST
@office(Permit.CALENDAR_EDIT)
def clear_day(request: ActingRequest, day: str) -> HttpResponse:
    """Let a day follow its weekday again."""
    cleared = _day(day)
    actions.clear_day(cleared, by=request.acting, at=timezone.now())
    messages.success(request, f"{cleared} 已经恢复按星期几推算。")
    return redirect(_back(cleared.year))


@office(Permit.CALENDAR_EDIT)
def import_year(request: ActingRequest) -> HttpResponse:
    """A table of announced days: read, shown with what it changes, and entered when it is confirmed."""
    if request.method == "POST" and "days" in request.POST:
        return _import(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, form.cleaned_data["file"])
    faults = [str(fault) for fault in form.errors.get("file", [])]
    context = {
        "form": form,
        "faults": faults[:_MOST_FAULTS],
        "more": len(faults) - _MOST_FAULTS,
        "year": _year(request.GET.get("year", "")),
    }
    return render(request, "portal/admin/calendar_import.html", context, status=422 if faults else 200)


def _preview(request: ActingRequest, rows: list[Any]) -> HttpResponse:
    plan = queries.plan_import(rows)
    context = {
        "plan": plan,
        "rows": [(one, days.weekday(one.row.day)) for one in plan.rows],
        "changes": sum(one.changes for one in plan.rows),
        "stays": sum(one.stays for one in plan.rows),
        "form": forms.DaysForm(initial={"days": written_days(rows)}),
        "back": reverse("office:calendar_import"),
    }
    return render(request, "portal/admin/calendar_preview.html", context)


def _import(request: ActingRequest) -> HttpResponse:
    """The confirmed table, read once more: what was shown is what is entered."""
    form = forms.DaysForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "表没有读完整，请重新上传。")
        return redirect("office:calendar_import")
    entered = actions.import_days(form.cleaned_data["days"], by=request.acting, at=timezone.now())
    years = "、".join(map(str, entered.known))
    kept = f"，另有 {entered.kept_by_hand} 天以手工设置的为准" if entered.kept_by_hand else ""
    messages.success(request, f"{years} 年的放假安排已经录入，共 {entered.days} 天{kept}。")
    return redirect(_back(entered.known[-1]))


@require_safe
@office(Permit.CALENDAR_EDIT)
def export_year(request: ActingRequest) -> HttpResponse:
    """The announced days of a year as the table that the import reads: the pattern for another year."""
    year = _year(request.GET.get("year", ""))
    answer = HttpResponse(
        "\ufeff" + written_days(queries.announced(year)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="calendar-{year}.csv"'
    return answer


@office(Permit.CALENDAR_EDIT)
def confirm_year(request: ActingRequest, year: int) -> HttpResponse:
    """All days of a year have been looked at: it is no guess any more."""
    if not _FIRST <= year <= _LAST:
        raise Http404
    if request.method == "POST":
        actions.confirm_year(year, by=request.acting, at=timezone.now())
        messages.success(request, f"{year} 年的日历已经确认。")
        return redirect(_back(year))
    count = len(queries.announced(year))
    context = {
        "title": f"确认 {year} 年的日历？",
        "text": f"这一年单独设置过 {count} 天，其余按周一至周五上班。确认以后不再提醒，仍可以改。",
        "label": "确认",
        "danger": False,
        "back": _back(year),
    }
    return render(request, "portal/confirm.html", context)
