"""The password once more, before a masked value is opened on a session that lasts for hours."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wangge.people import actions as people
from wangge.people import session
from wangge.people.models import Account
from wangge.portal.admin_pages.forms import ProofForm
from wangge.portal.views.entry import onward


@never_cache
@login_required
@sensitive_post_parameters("password")
def prove(request: HttpRequest) -> HttpResponse:
    """Five wrong ones bar it for a quarter of an hour; then on to the page that asked."""
    form = ProofForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        account = cast("Account", request.user)
        refusal = people.prove(account, password=form.cleaned_data["password"], at=now)
        if refusal is None:
            session.prove(request.session, at=now)
            return redirect(onward(request) or "portal:home")
        form.add_error("password", refusal.message)
    context = {"form": form, "next": onward(request)}
    return render(request, "portal/admin/prove.html", context, status=422 if form.errors else 200)
