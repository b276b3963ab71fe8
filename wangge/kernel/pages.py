"""Page helpers that know no word of the domain."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wangge.kernel.refusal import Refused

T = TypeVar("T")


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """Do it, or put the refusal at its field, so that what was typed comes back with the
    sentence beside it.
    """
    try:
        return act()
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
        return None


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], T],
    *,
    heading: str,
    label: str,
    back: str,
    said: str,
    then: Callable[[T], str] | None = None,
    hint: str = "",
    crumbs: list[tuple[str, str]] | None = None,
    template: str = "portal/ask.html",
) -> HttpResponse:
    """A page with one form and one deed; what was typed stays when the rules say no."""
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: (act(form.cleaned_data),))
        if made is not None:
            messages.success(request, said)
            return redirect(then(made[0]) if then else back)
    context = {
        "form": form,
        "heading": heading,
        "label": label,
        "back": back,
        "hint": hint,
        "crumbs": crumbs or [],
        "has_photos": form.is_multipart(),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def confirm(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    title: str,
    text: str,
    label: str,
    back: str,
    said: str,
) -> HttpResponse:
    """Ask, then do what is not easily undone."""
    if request.method == "POST":
        act()
        messages.success(request, said)
        return redirect(back)
    context = {"title": title, "text": text, "label": label, "danger": True, "back": back}
    return render(request, "portal/confirm.html", context)
