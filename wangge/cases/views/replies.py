"""The desk's saved replies: add, change by the same name, let go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases import actions
from wangge.cases.forms.replies import ReplyForm
from wangge.cases.models import SavedReply
from wangge.cases.queries.replies import own_replies, replies_for
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt


@permitted(Permit.CASE_ACCEPT)
def replies(request: ActingRequest) -> HttpResponse:
    """All replies offered here, and a form for one more."""
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if attempt(form, lambda: actions.save_reply(by=request.acting, at=at, **form.cleaned_data)):
            messages.success(request, "已存好。")
            return redirect("cases:replies")
    context = {
        "form": form,
        "own": own_replies(request.acting),
        "above": [r for r in replies_for(request.acting) if r.area_id != request.acting.area_id],
    }
    return render(request, "cases/replies.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.CASE_ACCEPT)
def drop(request: ActingRequest, reply_id: int) -> HttpResponse:
    """Let go of one of the own replies."""
    reply = get_object_or_404(SavedReply, pk=reply_id, area_id=request.acting.area_id)
    actions.drop_reply(reply, by=request.acting, at=timezone.now())
    return redirect("cases:replies")
