"""Page helpers that know no word of the domain."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

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
