"""Which room answers which addresses; a room that has none in this installation is passed over."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

handler400 = "wangge.portal.views.errors.bad_request"
handler403 = "wangge.portal.views.errors.forbidden"
handler404 = "wangge.portal.views.errors.not_found"
handler500 = "wangge.portal.views.errors.server_error"

#: Where a room's addresses begin. The first that answers wins.
MOUNTS = (
    ("", "wangge.portal.urls"),
    ("", "wangge.cases.urls"),
    ("insight/", "wangge.insight.urls"),
    ("areas/", "wangge.grids.urls"),
    ("matters/", "wangge.matters.urls"),
    ("party/", "wangge.party.urls"),
    ("life/", "wangge.life.urls"),
    ("assessment/", "wangge.assessment.urls"),
    ("files/", "wangge.files.urls"),
    ("sheets/", "wangge.sheets.urls"),
    ("office/", "wangge.portal.admin_pages.urls"),
    ("calendar/", "wangge.worktime.urls"),
    ("duty/", "wangge.notices.urls"),
    ("duties/", "wangge.duties.urls"),
    ("", "wangge.channels.urls"),
)


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its folder is not there either
        return False


def _room(prefix: str, module: str) -> list[URLResolver]:
    return [path(prefix, include(module))] if _exists(module) else []


def _demo() -> list[URLPattern | URLResolver]:
    """The demo's pages, and its front page before the portal's."""
    if not settings.DEMO or not _exists("wangge.demo.urls"):
        return []
    patterns = import_module("wangge.demo.urls").urlpatterns
    fronts: list[URLPattern | URLResolver] = [path("", p.callback) for p in patterns if p.name == "front"]
    return [*fronts, path("demo/", include("wangge.demo.urls"))]


def _api() -> list[URLPattern | URLResolver]:
    """The API is one object of django-ninja; it names its own addresses."""
    if not _exists("wangge.config.api"):
        return []
    return [path("api/v1/", import_module("wangge.config.api").api.urls)]


urlpatterns: list[URLPattern | URLResolver] = [
    *_demo(),
    *_api(),
    *(resolver for prefix, module in MOUNTS for resolver in _room(prefix, module)),
    # One way in: the portal's, with its second factor.
    path(
        "admin/login/",
        RedirectView.as_view(pattern_name="portal:sign_in", query_string=True),
        name="admin_sign_in",
    ),
    path("admin/", admin.site.urls),
]
