"""Where a page may send somebody: only ever on to one of our own."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own(request: HttpRequest, wanted: str) -> str:
    """The address, if it is one of ours; else nothing."""
    is_own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_own and wanted.startswith("/") else ""
