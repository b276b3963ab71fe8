"""Background jobs: how the queue stands, what failed, and what happens by the clock."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.jobs import actions, queries
from wangge.jobs.models import Job, State
from wangge.portal.admin_pages import words
from wangge.portal.admin_pages.doors import office

#: Something begins every minute; so long without it, or work due for so long, means that nobody works.
_STUCK = timedelta(minutes=5)


@require_safe
@office(Permit.JOBS_EDIT)
def jobs_page(request: ActingRequest) -> HttpResponse:
    """Counts of the queue, the failed jobs, and the periodic work."""
    now = timezone.now()
    counts = queries.counts(at=now)
    failed, periods = queries.failed(), queries.periods()
    begun_at = max((state.begun_at for state in periods if state.begun_at), default=None)
    context = {
        "counts": _counts(counts, now),
        "begun_at": begun_at,
        "is_stuck": begun_at is None or now - begun_at > _STUCK or _is_late(counts, now),
        "failed": [(job, words.job(job.kind)) for job in failed],
        "more": counts.failed - len(failed),
        "periods": [
            (words.job(state.period.name), words.every(state.period.every), state.begun_at)
            for state in periods
        ],
    }
    return render(request, "portal/admin/jobs.html", context)


def _is_late(counts: queries.Counts, now: datetime) -> bool:
    return counts.oldest is not None and now - counts.oldest > _STUCK


def _counts(counts: queries.Counts, now: datetime) -> list[dict[str, object]]:
    later = counts.waiting - counts.due
    return [
        {
            "label": "现在要做",
            "figure": counts.due,
            "hint": "",
            "tone": "amber" if _is_late(counts, now) else "",
        },
        {"label": "定了时间，还没到", "figure": later, "hint": "", "tone": ""},
        {"label": "正在做", "figure": counts.running, "hint": "", "tone": ""},
        {"label": "失败", "figure": counts.failed, "hint": "", "tone": "red" if counts.failed else ""},
    ]


@require_POST
@office(Permit.JOBS_EDIT)
def retry(request: ActingRequest, job_id: int) -> HttpResponse:
    """A failed job runs again."""
    job = get_object_or_404(Job, pk=job_id)
    actions.retry(job, by=request.acting, at=timezone.now())
    messages.success(request, f"“{words.job(job.kind)}”会马上再做一次。")
    return redirect("office:jobs")


@office(Permit.JOBS_EDIT)
def discard(request: ActingRequest, job_id: int) -> HttpResponse:
    """A failed job is given up for good; asked first."""
    job = get_object_or_404(Job.objects.filter(state=State.FAILED), pk=job_id)
    if request.method == "POST":
        actions.discard(job, by=request.acting, at=timezone.now())
        messages.success(request, f"“{words.job(job.kind)}”已经放弃。")
        return redirect("office:jobs")
    context = {
        "title": f"放弃“{words.job(job.kind)}”？",
        "text": "这项任务不会再做，也不能恢复。原因已经查清、确实不必再做时才放弃。",
        "label": "放弃",
        "danger": True,
        "back": reverse("office:jobs"),
    }
    return render(request, "portal/confirm.html", context)
