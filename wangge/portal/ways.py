"""Where a page may send somebody: only ever on to one of our own; and by which other ways he may sign in."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from wangge.channels.models import Gate
from wangge.channels.models.weixin import GateKind
from wangge.channels.queries import weixin as queries


def own(request: HttpRequest, wanted: str) -> str:
    """The address, if it is one of ours; else nothing."""
    is_own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_own and wanted.startswith("/") else ""


def is_inside(request: HttpRequest) -> bool:
    """Whether the browser is WeChat's or WeCom's own."""
    agent = request.headers.get("User-Agent", "").lower()
    return "micromessenger" in agent or "wxwork" in agent


def offered(request: HttpRequest) -> list[Gate]:
    """The accounts by which this very browser can sign in."""
    inside = is_inside(request)
    fits = {GateKind.OFFICIAL: inside, GateKind.WEBSITE: not inside, GateKind.WECOM: True}
    return [gate for gate in queries.sign_in_gates() if fits.get(GateKind(gate.kind), False)]
