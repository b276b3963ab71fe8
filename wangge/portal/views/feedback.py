"""对本系统提意见: the form on every foot, and the administrator's box."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.grids import access
from wangge.grids.access import Acting
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import Refused
from wangge.portal import actions
from wangge.portal.forms import FeedbackForm
from wangge.portal.models import Feedback


def give(request: HttpRequest) -> HttpResponse:
    """Write a remark on the page one came from."""
    acting: Acting = getattr(request, "acting", None) or access.door("feedback")
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_feedback(**form.cleaned_data, by=acting, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, "谢谢，意见已经收到。")
            return redirect("portal:feedback_done")
    context = {"form": form, "is_signed_in": request.user.is_authenticated}
    return render(request, "portal/feedback.html", context, status=422 if form.errors else 200)


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/feedback_done.html")


@login_required
def box(request: ActingRequest) -> HttpResponse:
    """The system administrator's list, the unsettled first."""
    if not request.acting or request.acting.role != access.Role.SYSTEM_ADMIN:
        raise Http404
    found = Feedback.objects.open_to(request.acting).order_by("done_at", "-at")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "portal/feedback_list.html", {"page": page})


@login_required
@require_POST
def settle(request: ActingRequest, feedback_id: int) -> HttpResponse:
    """Dealt with: its contact goes."""
    if not request.acting:
        raise Http404
    feedback = get_object_or_404(Feedback.objects.open_to(request.acting), pk=feedback_id)
    actions.settle_feedback(feedback, by=request.acting, at=timezone.now())
    messages.success(request, "已标为处理过，联系方式已删除。")
    return redirect("portal:feedback_list")
