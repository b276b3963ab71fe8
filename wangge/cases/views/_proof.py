"""The password once more before a contact is opened, on a session that lasts for hours (domain/06 R-73)."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wangge.grids.middleware import ActingRequest
from wangge.people import session


def asked_again(request: ActingRequest, *, at: datetime) -> HttpResponse | None:
    """The way to the page that asks for it and back to this one; nothing while the last proof is fresh.

    The demo's roles have no passwords.
    """
    if settings.DEMO or not session.needs_proof(request.session, at=at):
        return None
    return redirect(f"{reverse('office:prove')}?{urlencode({'next': request.get_full_path()})}")
