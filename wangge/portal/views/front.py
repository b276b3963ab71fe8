"""The public front page, where a role begins, and the list of pages for a role whose home is not there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wangge.channels.queries import doors as outside
from wangge.channels.rules.doors import Door
from wangge.portal import navigation


def doors() -> dict[str, str]:
    """Addresses of what a resident can do without an account, where the rooms above offer it."""
    return {
        "report_url": navigation.address("cases:report"),
        "chat_url": navigation.address("channels:chat"),
        "look_up_url": navigation.address("cases:look_up"),
        "months_url": navigation.address("insight:disclosures"),
        "open_url": navigation.address("channels:open_list") if outside.is_open(Door.FEED) else "",
    }


def front(request: HttpRequest) -> HttpResponse:
    """The public landing page; the demo puts its own before it, with roles and a story added."""
    return render(request, "portal/front.html", doors())


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """On to where this hat begins its day."""
    return redirect(navigation.home(getattr(request, "acting", None)))


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """All pages of this hat: the home of roles that have none of their own."""
    return render(request, "portal/start.html")
