"""One page for every move: the form, the action, and back; the same on phone and desk, with
and without JavaScript.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.cases import actions, limits
from wangge.cases.forms import accept, community, ending, extend, family, helpers, visits
from wangge.cases.forms import deeds as forms
from wangge.cases.forms.officer import form_mark
from wangge.cases.models import Appeal, Case, CaseTask, SavedReply, WorkOrder
from wangge.cases.queries import may
from wangge.cases.queries.replies import replies_for
from wangge.cases.rules.flows import CASE_FLOW, CASE_STEPS, ORDER_FLOW
from wangge.cases.views._proof import asked_again
from wangge.files import queries as files
from wangge.files.forms import Chosen, PhotosMixin
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import in_post
from wangge.grids.middleware import ActingRequest
from wangge.kernel.flow import Move
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import NotAllowed, Refused

Subject = Any  # a case or an order, as the verb has it


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb's form and its action."""

    form: type[forms.Words]
    act: Callable[..., object]
    #: What stands on the page once it is done.
    done: str


CASE_DEEDS: dict[str, Deed] = {
    "accept": Deed(accept.Accept, actions.accept, "已受理，开始计时。"),
    "ask_info": Deed(forms.AskInfo, actions.ask_info, "已请来件人补充。"),
    "decline": Deed(forms.Decline, actions.decline, "已答复来件人：不予受理。"),
    "merge": Deed(forms.Merge, actions.merge, "已并案，来件人会一起得到答复。"),
    "void": Deed(forms.NoteOnly, actions.void, "已作废。"),
    "self_handle": Deed(forms.SelfHandle, actions.self_handle, "已当场办结。"),
    "answer": Deed(ending.Answer, actions.answer, "已答复来件人。"),
    "deliberate": Deed(forms.WordsOnly, actions.deliberate, "已转共议，五个工作日内开会。"),
    "conclude": Deed(forms.Conclude, actions.conclude, "共议结果已记下。"),
    "dispatch": Deed(forms.Dispatch, actions.dispatch, "已派单。"),
    "recall": Deed(forms.Nothing, actions.recall, "已撤销派单。"),
    "push_up": Deed(forms.Push, actions.push_up, "已上报上一级。"),
    "push_down": Deed(forms.PushDown, actions.push_down, "已下交。"),
    "suspend": Deed(forms.Suspend, actions.suspend, "已挂起，计时停止。"),
    "resume": Deed(forms.WordsOnly, actions.resume, "已恢复办理，继续计时。"),
    "verify": Deed(forms.Verify, actions.verify, "核查通过，等待结案。"),
    "rework": Deed(forms.Rework, actions.rework, "已退回返工。"),
    "close": Deed(ending.Close, actions.close, "已结案，来件人会收到答复。"),
    "reopen": Deed(forms.NoteOnly, actions.reopen, "已重新办理。"),
    "take": Deed(forms.Nothing, actions.take_up, "这件事由您来办。"),
    "first_contact": Deed(forms.FirstContact, actions.first_contact, "已登记首次联系。"),
    "log": Deed(forms.Log, actions.log, "已记下。"),
    "extend_ask": Deed(extend.Ask, actions.extend_ask, "已提出延期申请。"),
    "extend": Deed(extend.Grant, actions.extend, "已批准延期。"),
    "split_off": Deed(family.SplitOff, actions.split_off, "已分出另一件，两件分别办理、分别答复。"),
    "ask_opinion": Deed(family.AskOpinion, actions.ask_opinion, "已记下向哪一方征求意见。"),
    "give_opinion": Deed(family.GiveOpinion, actions.give_opinion, "意见已登记。"),
    "site_check": Deed(visits.Visit, actions.site_check, "现场情况已记下。"),
    "sample_ok": Deed(visits.Visit, actions.sample_ok, "抽查属实，已记下。"),
    "sample_fail": Deed(visits.Visit, actions.sample_fail, "已重新办理。"),
    "remind": Deed(forms.NoteMaybe, actions.remind, "已催办。"),
    "supervise": Deed(forms.NoteOnly, actions.supervise, "已发出督办。"),
    "clear": Deed(forms.NoteOnly, actions.clear, "已销号。"),
    "rate_unit": Deed(community.RateUnit, actions.rate_unit, "已记下对办理单位的评价。"),
    "add_helper": Deed(helpers.Helper, actions.add_helper, "已指定协助人。"),
    "raise_visibility": Deed(forms.NoteOnly, actions.raise_visibility, "已改为保密，只有经办的人看得到。"),
}
ORDER_DEEDS: dict[str, Deed] = {
    "acknowledge": Deed(forms.Nothing, actions.acknowledge, "已签收。"),
    "assign": Deed(helpers.Assign, actions.assign, "已指派。"),
    "send_back": Deed(forms.SendBack, actions.send_back, "已退回，等派单席位答复。"),
    "submit": Deed(forms.Submit, actions.submit, "已提交结果。"),
    "agree": Deed(forms.Instead, actions.agree, "已改派。"),
    "insist": Deed(forms.NoteOnly, actions.insist, "已坚持原派单。"),
    "arbitrate": Deed(forms.Arbitrate, actions.arbitrate, "已裁定。"),
    "withdraw": Deed(forms.Instead, actions.withdraw, "已撤回工单。"),
}


@in_post
def case_deed(request: ActingRequest, case_id: UUID, verb: str) -> HttpResponse:
    """A move of a case: its form, then the deed."""
    case = get_object_or_404(_cases().open_to(request.acting, Permit.CASE_SEE), pk=case_id)
    if verb not in CASE_DEEDS:
        raise Http404
    flow = CASE_FLOW if verb in CASE_FLOW.moves else CASE_STEPS
    _may(flow.permits(verb), may.permits_on(case, request.acting))
    flow.step(case.state, verb)
    return _perform(request, CASE_DEEDS[verb], flow.moves[verb][0], case, case)


@in_post
def order_deed(request: ActingRequest, order_id: UUID, verb: str) -> HttpResponse:
    """A move of an order: its form, then the deed."""
    orders = WorkOrder.objects.select_related("unit", "case__matter__category", "case__desk")
    order = get_object_or_404(orders, pk=order_id)
    _seen(order.case, request.acting)
    if verb not in ORDER_DEEDS:
        raise Http404
    if request.acting.unit_id is not None:
        get_object_or_404(WorkOrder.objects.open_to(request.acting, Permit.CASE_SEE), pk=order_id)
    _may(ORDER_FLOW.permits(verb), may.permits_on(order.case, request.acting))
    ORDER_FLOW.step(order.state, verb)
    return _perform(request, ORDER_DEEDS[verb], ORDER_FLOW.moves[verb][0], order, order.case)


def _seen(case: Case, acting: Acting) -> None:
    """404 where the case may not be seen. Asked by its key: a subquery over the whole reach
    reads the whole reach.
    """
    get_object_or_404(Case.objects.open_to(acting, Permit.CASE_SEE).only("pk"), pk=case.pk)


def _cases() -> Any:
    return Case.objects.select_related("matter__category", "area", "desk", "lead_unit")


def _may(needed: tuple[str, ...], held: set[Permit]) -> None:
    if not held & {Permit(p) for p in needed}:
        raise NotAllowed("您的岗位在这件事上不能这样做。")


def _perform(request: ActingRequest, deed: Deed, move: Move, subject: Subject, case: Case) -> HttpResponse:
    at = timezone.now()
    order = subject if isinstance(subject, WorkOrder) else None
    about: dict[str, Any] = {"case": case, "by": request.acting, "at": at, "order": order}
    about["initial"] = _chosen(request)
    form = (
        deed.form(request.POST or None, request.FILES or None, **about)
        if issubclass(deed.form, PhotosMixin)
        else deed.form(request.POST or None, **about)
    )
    if request.method == "POST":
        done = _try(form, deed, subject, by=request.acting, at=at)
        if done:
            messages.success(request, deed.done)
            return _onward(request, case)
    elif request.GET.get("matter") and "matter" in form.fields:
        form.initial["matter"] = request.GET["matter"]  # a suggestion that was clicked
    context = {
        "case": case,
        "order": order,
        "form": form,
        "move": move,
        "route": getattr(form, "route", None),
        "precedents": getattr(form, "precedents", ()),
        "choose": "lead" if "lead" in form.fields else "instead",
        "replies": _replies(request, form, move.verb),
        "back": _back(request, case),
        "carry": _carried(subject, case, move.verb, by=request.acting),
    }
    return render(request, "cases/deed.html", context, status=422 if form.errors else 200)


#: What a phone takes when there is no signal (cases.api.phone).
_CARRIED = frozenset({"self_handle", "verify", "acknowledge", "submit"})


def _carried(subject: Subject, case: Case, verb: str, *, by: Acting) -> dict[str, Any] | None:
    """What the phone's script needs to keep this form and send it later."""
    if verb not in _CARRIED:
        return None
    return {
        "subject": subject.pk if isinstance(subject, WorkOrder) else case.number,
        "expect": subject.state,
        "title": case.title if case.is_confidential or not case.place else f"{case.title}・{case.place}",
        "post": by.post_id,
        "form": form_mark(),
    }


def _chosen(request: ActingRequest) -> dict[str, str]:
    """What a link on the way here has chosen already: a matter, a unit."""
    return {
        name: request.GET[name] for name in ("matter", "lead", "instead", "number") if request.GET.get(name)
    }


def _replies(request: ActingRequest, form: forms.Words, verb: str) -> list[SavedReply]:
    """What this desk often says; one chosen by its link is filled in for whoever has no script."""
    if "said" not in form.fields or not request.acting.may(Permit.CASE_ACCEPT):
        return []
    found = replies_for(request.acting, verb)
    chosen = next((r for r in found if str(r.pk) == request.GET.get("reply")), None)
    if chosen is not None and not form.is_bound:
        form.initial["said"] = chosen.text
    return found


def _try(form: forms.Words, deed: Deed, subject: Subject, *, by: Acting, at: datetime) -> bool:
    if isinstance(form, PhotosMixin):
        form.hold_photos(by=by, at=at)
    if not form.is_valid() and form.fields:
        return False
    done = attempt(form, lambda: deed.act(subject, by=by, at=at, **_values(form)))
    return done is not None


def _values(form: forms.Words) -> dict[str, Any]:
    """The form's values as the action takes them: a form's photos become the files it holds."""
    values: dict[str, Any] = {}
    for name, value in (form.cleaned_data if form.is_bound and form.fields else {}).items():
        if isinstance(value, Chosen):
            values[name] = files.held(value.holder, value.ids)
        elif name == "number":
            values["into"] = value
        elif name == "area" and isinstance(form, accept.Accept | family.SplitOff):
            values["spot"] = _spot(form, value)
        else:
            values[name] = value
    return values


def _spot(form: accept.Accept | family.SplitOff, area: Any) -> Any:
    from wangge.cases import queries

    if area is None or area.pk == form.case.area_id:
        return None
    return queries.area_spot(area.pk, place=form.case.place)


def _back(request: ActingRequest, case: Case) -> str:
    """The case's page; a unit's people go back to their order."""
    if request.acting.unit_id is not None:
        order = WorkOrder.objects.open_to(request.acting, Permit.CASE_SEE).filter(case=case).first()
        if order is not None:
            return f"/orders/{order.pk}/"
    return f"/cases/{case.pk}/"


def _onward(request: ActingRequest, case: Case) -> HttpResponse:
    """Back to the case; home where the deed has just carried it out of this hat's sight."""
    if Case.objects.open_to(request.acting, Permit.CASE_SEE).filter(pk=case.pk).exists():
        return redirect(_back(request, case))
    return redirect(settings.LOGIN_REDIRECT_URL)


@in_post
def tick(request: ActingRequest, task_id: UUID) -> HttpResponse:
    """Tick a line of the check-list, or skip an optional one with a reason."""
    task = get_object_or_404(CaseTask.objects.select_related("case"), pk=task_id)
    _seen(task.case, request.acting)
    if request.method == "POST":
        actions.tick(
            task,
            by=request.acting,
            at=timezone.now(),
            skip_reason=request.POST.get("skip_reason", ""),
            failed=request.POST.get("failed") == "1",
        )
    return _onward(request, task.case)


@in_post
def reveal(request: ActingRequest, appeal_id: UUID) -> HttpResponse:
    """Ask for a contact with a reason; shown once, written down."""
    appeal = get_object_or_404(Appeal.objects.select_related("case"), pk=appeal_id)
    _seen(appeal.case, request.acting)
    _may((Permit.CONTACT_REVEAL,), may.permits_on(appeal.case, request.acting))
    at = timezone.now()
    if to_prove := asked_again(request, at=at):
        return to_prove
    contact, refusal = None, ""
    if request.method == "POST":
        try:
            contact = actions.reveal(
                appeal,
                reason=request.POST.get("reason", ""),
                by=request.acting,
                at=at,
                ip=limits.address_of(request),
            )
        except NotAllowed:
            raise
        except Refused as problem:
            refusal = problem.message
    context = {
        "case": appeal.case,
        "appeal": appeal,
        "contact": contact,
        "refusal": refusal,
        "reasons": actions.REVEAL_REASONS,
        "back": _back(request, appeal.case),
    }
    return render(request, "cases/reveal.html", context, status=422 if refusal else 200)
