"""The installable phone shell: its manifest, its service worker, and the page that opens without signal.

None of the three holds anything about anybody: what somebody saw last lies in the phone's own database, put
there by the pages' script, and is wiped when he signs out.
"""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

#: What the page without signal is made of; kept by the worker under the names that hold their version.
FILES = (
    "vendor/weui.min.css",
    "portal/tokens.css",
    "portal/controls.css",
    "portal/parts.css",
    "portal/lists.css",
    "portal/phone.css",
    "cases/officer.css",
    "files/photos.css",
    "portal/pocket/pocket.css",
    "portal/first.js",
    "portal/app.js",
    "portal/pocket/rules.js",
    "portal/pocket/store.js",
    "portal/pocket/sender.js",
    "portal/pocket/pocket.js",
    "portal/pocket/shell.js",
    "portal/icon.svg",
)
ICONS = (
    "clock",
    "circle-alert",
    "circle-check",
    "triangle-alert",
    "info",
    "camera",
    "send",
    "x",
    "pencil",
    "trash-2",
    "chevron-right",
    "user-round",
    "users",
    "cloud-off",
    "hourglass",
    "log-in",
    "refresh-cw",
)
#: Pages that the worker answers for when there is no signal; all others stay as the browser has them.
PAGES = ("/o/", "/home/", "/cases/", "/orders/", "/verify/")


@never_cache
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put this site on its first screen."""
    icons = [
        {
            "src": static(f"portal/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": use,
        }
        for size, use in (("192", "any"), ("512", "any"), ("512", "maskable"))
    ]
    told = {
        "name": "网格 Wangge",
        "short_name": "网格",
        "lang": "zh-CN",
        "id": "/home/",
        "start_url": "/home/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f8",
        "theme_color": "#c8102e",
        "icons": icons,
        "shortcuts": [
            {"name": "上报", "url": reverse("cases:officer_report")},
            {"name": "待发送", "url": f"{reverse('portal:offline')}#send"},
        ],
    }
    return JsonResponse(
        told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: a new version whenever a file or the page of the shell is another."""
    context = {
        "version": _version(),
        "files": [static(name) for name in FILES],
        "shell": reverse("portal:offline"),
        "pages": PAGES,
    }
    answer = render(
        request, "portal/pocket/worker.js", context, content_type="text/javascript; charset=utf-8"
    )
    # It lies under /o/ and answers for the pages of a phone, some of which lie elsewhere.
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@never_cache
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page that opens without signal: empty until its script finds what this phone keeps."""
    return HttpResponse(_shell())


def _shell() -> str:
    # Without the request: nothing of who asked may come into what the worker keeps.
    return render_to_string("portal/pocket/offline.html", {"version": _version(), "icons": ICONS})


def _version() -> str:
    """Of the files and of the page's own words; asked anew where files change under the same names."""
    return _reckon.__wrapped__() if settings.DEBUG or settings.TESTING else _reckon()


@lru_cache(maxsize=1)
def _reckon() -> str:
    total = hashlib.sha256(render_to_string("portal/pocket/offline.html", {"icons": ICONS}).encode())
    for name in FILES:
        total.update(staticfiles_storage.url(name).encode())
        found = finders.find(name) if settings.DEBUG or settings.TESTING else None
        if isinstance(found, str):
            with open(found, "rb") as source:
                total.update(source.read())
    return total.hexdigest()[:12]
