"""Points from the branch's and the department's side, and the secretary's own page."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask
from wangge.party import actions, forms
from wangge.party.models import (
    Board,
    Deed,
    Member,
    MicroTask,
    Office,
    PartyOrg,
    PledgeRemark,
    PointAppeal,
    PointEntry,
    PointRule,
    ReportIn,
    Transfer,
)
from wangge.party.queries.serving import board
from wangge.party.rules import members as member_rules
from wangge.party.rules import orgs as org_rules
from wangge.party.rules import points as rules
from wangge.party.rules.members import MemberKind
from wangge.party.rules.serving import ReportState, TaskState

_SHOWN = 100


# --- the secretary's page ---


@require_safe
@permitted(Permit.MEMBERS_EDIT)
def branch(request: ActingRequest) -> HttpResponse:
    """What waits for the secretary now, on a phone: deeds, tasks, reports, transfers, terms."""
    acting, today = request.acting, timezone.localdate()
    orgs = PartyOrg.objects.open_to(acting, Permit.MEMBERS_EDIT).standing()
    org = orgs.order_by("path").first()
    if org is None:
        org = get_object_or_404(PartyOrg.objects.none())
    here = Member.objects.open_to(acting, Permit.MEMBERS_SEE)
    offices = list(Office.objects.held(today).filter(org=org).select_related("member"))
    waits = _waits(request, here)
    context = {
        "org": org,
        "waits": [w for w in waits if w["count"]],
        "counts": [
            {"label": "党员", "figure": org.members_n, "url": f"{reverse('party:members')}?org={org.pk}"},
            {"label": "等我办", "figure": sum(w["count"] for w in waits)},
            {"label": "微事项", "figure": _open_tasks(request), "url": reverse("party:tasks")},
        ],
        "offices": offices,
        "remarks": _remarks(org, offices, today),
        "floating": _far(here, today),
        "next": _next(here, today),
        "bindings": org.bindings.current().select_related("area"),
    }
    return render(request, "party/branch.html", context)


def _open_tasks(request: ActingRequest) -> int:
    found = MicroTask.objects.open_to(request.acting, Permit.TASK_PUBLISH)
    return found.filter(state__in=[TaskState.OPEN, TaskState.CLAIMED, TaskState.DONE]).count()


def _waits(request: ActingRequest, here: Any) -> list[dict[str, Any]]:
    acting = request.acting
    mine = PartyOrg.objects.open_to(acting, Permit.MEMBERS_EDIT)
    transfers = Transfer.objects.filter(source__in=mine, state="requested").count()
    transfers += Transfer.objects.filter(target__in=mine, state="letter_issued").count()
    done = MicroTask.objects.open_to(acting, Permit.TASK_PUBLISH).filter(state=TaskState.DONE)
    chosen = ReportIn.objects.open_to(acting, Permit.REPORTERS_SEE).filter(state=ReportState.CHOSEN)
    remarks = PledgeRemark.objects.filter(card__member__in=here, read_at__isnull=True)
    appeals = PointAppeal.objects.filter(member__in=here, answered_at__isnull=True)
    rows = (
        ("微事项等确认", done.count(), f"{reverse('party:tasks')}?tab=done", "circle-check"),
        (
            "党员填报等确认",
            Deed.objects.filter(member__in=here, state="proposed").count(),
            reverse("party:deeds"),
            "hand-heart",
        ),
        ("报到选岗等确认", chosen.count(), reverse("party:reports"), "log-in"),
        ("组织关系转接", transfers, reverse("party:transfers"), "arrow-left-right"),
        ("承诺卡留言没看", remarks.count(), reverse("party:remarks"), "message-square-text"),
        ("积分申诉", appeals.count(), reverse("party:deeds"), "scale"),
    )
    return [{"label": label, "count": count, "url": url, "icon": icon} for label, count, url, icon in rows]


def _remarks(org: PartyOrg, offices: list[Office], today: Any) -> list[str]:
    state = org_rules.term_state(org.kind, org.end, on=today)
    remarks = [f"{state.label}：{org.end:%Y-%m-%d}"] if state in ("soon", "over") and org.end else []
    if org.is_branch:
        remarks += org_rules.committee_remarks(org.full_n, [o.office for o in offices])
        remarks.append(org_rules.size_remark(org.kind, org.full_n, units=org.units_joined))
    return [remark for remark in remarks if remark]


def _far(here: Any, today: Any) -> list[Member]:
    """Floating members nobody has spoken to for half a year."""
    since = org_rules.add_months(today, -member_rules.FLOATING_MONTHS)
    found = here.filter(kind=MemberKind.FLOATING, status__in=member_rules.MEMBERS)
    return list(
        found.filter(Q(last_contact_on__isnull=True) | Q(last_contact_on__lt=since)).order_by("name")[:5]
    )


def _next(here: Any, today: Any) -> list[dict[str, Any]]:
    """Who may take the next step within a month."""
    on_way = here.filter(status__in=["activist", "probationary_member"], status_since__isnull=False)
    rows = []
    for member in on_way.order_by("status_since")[:40]:
        when = member_rules.next_date(member.status, member.status_since)
        if when is not None and (when - today).days <= 30:
            rows.append({"member": member, "when": when})
    return rows


# --- deeds to confirm, appeals ---


@require_safe
@permitted(Permit.MEMBERS_EDIT)
def deeds(request: ActingRequest) -> HttpResponse:
    """What members wrote down and what they object to, for somebody else to decide."""
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    asked = Deed.objects.filter(member__in=here, state="proposed").select_related("member__org")
    appeals = PointAppeal.objects.filter(member__in=here, answered_at__isnull=True)
    decided = Deed.objects.filter(member__in=here, decided_at__isnull=False).select_related("member__org")
    last = list(decided.order_by("-decided_at")[:20])
    entries = {}
    for entry in PointEntry.objects.filter(deed__in=last, corrects__isnull=True).select_related("correction"):
        entries[entry.deed_id] = entry
    context = {
        "rows": asked.order_by("proposed_at")[:_SHOWN],
        "appeals": appeals.select_related("member__org", "deed").order_by("at")[:_SHOWN],
        "last": [{"deed": deed, "entry": entries.get(deed.pk)} for deed in last],
    }
    return render(request, "party/deeds.html", context)


def _deed(request: ActingRequest, deed_id: str) -> Deed:
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    return get_object_or_404(Deed.objects.select_related("member"), pk=deed_id, member__in=here)


@require_POST
@permitted(Permit.MEMBERS_EDIT)
def decide(request: ActingRequest, deed_id: str, verb: str) -> HttpResponse:
    """Confirm, or say why not."""
    actions.decide_deed(
        _deed(request, deed_id),
        is_confirmed=verb == "confirm",
        answer=request.POST.get("words", ""),
        by=request.acting,
        at=timezone.now(),
    )
    messages.success(request, "已确认。" if verb == "confirm" else "已答复本人。")
    return redirect("party:deeds")


@permitted(Permit.MEMBERS_EDIT)
def answer(request: ActingRequest, appeal_id: str) -> HttpResponse:
    """Answer an appeal."""
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    found = get_object_or_404(PointAppeal.objects.select_related("deed"), pk=appeal_id, member__in=here)
    return ask(
        request,
        forms.AppealAnswerForm(request.POST or None),
        lambda given: actions.answer_appeal(
            found,
            is_granted=given["is_granted"],
            answer=given["words_"],
            by=request.acting,
            at=timezone.now(),
        ),
        heading="答复申诉",
        label="答复",
        back=reverse("party:deeds"),
        said="已答复。",
        hint=f"“{found.words}”——关于“{found.deed.words}”。",
    )


@permitted(Permit.MEMBERS_EDIT)
def correct(request: ActingRequest, entry_id: str) -> HttpResponse:
    """Take a wrong entry back, with a reason."""
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    found = get_object_or_404(PointEntry.objects.select_related("deed"), pk=entry_id, member__in=here)
    return ask(
        request,
        forms.WordsForm(request.POST or None, label="更正理由", most=100),
        lambda given: actions.correct_entry(
            found, reason=given["words_"], by=request.acting, at=timezone.now()
        ),
        heading="更正一条积分",
        label="更正",
        back=reverse("party:deeds"),
        said="已更正，本人看得到理由。",
        hint=f"{found.deed.words}：{found.points} 分。更正用一条相反的记录冲回，原记录保留。",
    )


# --- rules and board ---


@permitted(Permit.PARTY_SEE)
def settings(request: ActingRequest) -> HttpResponse:
    """The rules with their numbers, and the guards with the rule behind each."""
    stored = {rule.kind: rule.rule for rule in PointRule.objects.all()}
    listed = [stored.get(rule.kind, rule) for rule in rules.SHIPPED]
    context = {
        "rules": [{"rule": rule, "name": rules.DeedKind(rule.kind).label} for rule in listed],
        "guards": rules.GUARDS,
        "may_edit": request.acting.may(Permit.POINTS_RULES),
    }
    return render(request, "party/points.html", context)


@permitted(Permit.POINTS_RULES)
def rule(request: ActingRequest, kind: str) -> HttpResponse:
    """Change the numbers of a rule."""
    shipped = next((r for r in rules.SHIPPED if r.kind == kind), None)
    if shipped is None:
        return redirect("party:points")
    stored = PointRule.objects.filter(pk=kind).first()
    now = stored.rule if stored else shipped
    initial = {"points": now.points, "cap": now.cap, "is_on": now.is_on}
    return ask(
        request,
        forms.RuleForm(request.POST or None, initial=initial),
        lambda given: actions.change_rule(kind, **given, by=request.acting, at=timezone.now()),
        heading=rules.DeedKind(kind).label,
        label="保存",
        back=reverse("party:points"),
        said="已保存，从现在起生效；以前的记录不变。",
    )


@permitted(Permit.MEMBERS_EDIT)
def boards(request: ActingRequest) -> HttpResponse:
    """The board of one's own organisation: off, until it is turned on here."""
    org = PartyOrg.objects.open_to(request.acting, Permit.MEMBERS_EDIT).standing().order_by("path").first()
    if org is None:
        org = get_object_or_404(PartyOrg.objects.none())
    if request.method == "POST":
        is_on = request.POST.get("on") == "1"
        actions.turn_board(org, is_on=is_on, by=request.acting, at=timezone.now())
        messages.success(request, "榜单已开启，只显示本人同意上榜的前 10 名。" if is_on else "榜单已关闭。")
        return redirect("party:boards")
    year = timezone.localdate().year
    context = {
        "org": org,
        "is_on": Board.objects.filter(org=org).exists(),
        "lines": board(org, year),
        "year": year,
        "guards": rules.GUARDS,
    }
    return render(request, "party/boards.html", context)
