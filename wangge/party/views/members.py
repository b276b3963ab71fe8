"""The register: search, enter, change, steps, transfers, sign-in, contact with households, export."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

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
from wangge.kernel.refusal import NotAllowed
from wangge.party import actions, forms, imports
from wangge.party.models import Contact, Member, Office, PartyOrg, Transfer
from wangge.party.queries.members import Wanted, find_members
from wangge.party.queries.network import contact_flats
from wangge.party.rules import members as rules
from wangge.party.rules.members import TRANSFER_FLOW, MemberKind, Status, TransferState
from wangge.party.views._common import buildings, member_or_404, org_or_404
from wangge.people import actions as people
from wangge.people.rules import RevealReason
from wangge.sheets.forms import ExportForm
from wangge.sheets.views import hand_out

_TONES = {Status.FULL: "green", Status.PROBATIONARY: "blue", Status.LOST: "amber"}


@require_safe
@permitted(Permit.MEMBERS_SEE)
def members(request: ActingRequest) -> HttpResponse:
    """Members within reach by name, phone, kind or branch; a page at a time, however many there are."""
    form = forms.RegisterFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    at = request.GET.get("org", "")
    org = org_or_404(request.acting, int(at)) if at.isdecimal() and len(at) < 15 else None
    wanted = Wanted(
        given.get("q", ""),
        org,
        given.get("kind", ""),
        given.get("status", ""),
        request.GET.get("after", "")[:200],
    )
    page = find_members(wanted, by=request.acting)
    kept = {k: v for k, v in request.GET.items() if k in ("q", "kind", "status", "org") and v}
    context = {
        "form": form,
        "org": org,
        "rows": [{"member": m, "tone": _TONES.get(Status(m.status), "grey")} for m in page.rows],
        "older": f"?{urlencode(kept | {'after': page.after})}" if page.after else "",
        "first": f"?{urlencode(kept)}" if wanted.after else "",
        "keep": [("org", org.pk)] if org else [],
        "may_edit": request.acting.may(Permit.MEMBERS_EDIT),
        "is_asked": bool(kept),
    }
    return render(request, "party/members.html", context)


@require_safe
@permitted(Permit.MEMBERS_SEE)
def member(request: ActingRequest, member_id: int) -> HttpResponse:
    """One member: what the branch's routine needs, and nothing else."""
    found, today = member_or_404(request.acting, member_id), timezone.localdate()
    may_edit = found.left_on is None and request.acting.may(Permit.MEMBERS_EDIT)
    status = Status(found.status)
    people.note_look(subject=f"member:{found.pk}", by=request.acting, at=timezone.now())
    open_transfer = found.transfers.filter(state__in=rules.OPEN_TRANSFERS).select_related("source", "target")
    context = {
        "member": found,
        "tone": _TONES.get(status, "grey"),
        "may_edit": may_edit,
        "facts": _facts(found),
        "steps": rules.next_steps(found.status),
        "next_on": rules.next_date(found.status, found.status_since),
        "offices": Office.objects.filter(member=found).select_related("org").order_by("-since")[:10],
        "contacts": Contact.objects.filter(member=found, until__isnull=True).select_related("stairwell"),
        "flats": contact_flats(found),
        "transfer": open_transfer.first(),
        "deeds": found.deeds.filter(state="confirmed").order_by("-on")[:8],
        "reasons": RevealReason.choices,
        "today": today,
    }
    return render(request, "party/member.html", context)


def _facts(found: Member) -> list[tuple[str, Any]]:
    joined = f"{found.joined_on:%Y 年 %m 月}" if found.joined_on else ""
    facts: list[tuple[str, Any]] = [
        ("支部", found.org.name),
        ("类别", found.get_kind_display()),
        ("入党年月", joined),
        ("手机号", found.masked_phone),
    ]
    facts += [("党小组", found.group.name)] if found.group else []
    facts += [("组织关系所在支部", found.home_branch)] if found.home_branch else []
    facts += [("流入地支部", found.host_branch)] if found.host_branch else []
    if found.kind == MemberKind.FLOATING:
        facts.append(("最近一次联系", found.last_contact_on))
    facts += [("服务特长", found.skills), ("空闲时间", found.free_time)]
    if found.is_excluded:
        facts.append(("不计入应到人数", f"依据 {found.excluded_note}"))
    return facts


@permitted(Permit.MEMBERS_EDIT)
def enrol(request: ActingRequest, org_id: int) -> HttpResponse:
    """Enter a member in a branch."""
    org = org_or_404(request.acting, org_id, Permit.MEMBERS_EDIT)
    form = forms.EnrolForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.enrol(org, form.entry, by=request.acting, at=timezone.now()),
        heading=f"{org.name}登记党员",
        label="登记",
        back=f"{reverse('party:members')}?org={org.pk}",
        said="已登记。",
        then=lambda made: reverse("party:member", args=[made.pk]),
        hint="只登记支部日常工作要用的内容；不登记身份证号、家庭情况，也不放入党材料。",
    )


@permitted(Permit.MEMBERS_EDIT)
def change(request: ActingRequest, member_id: int) -> HttpResponse:
    """Correct what is known of a member."""
    found = member_or_404(request.acting, member_id, Permit.MEMBERS_EDIT)
    groups = PartyOrg.objects.standing().filter(parent=found.org, kind="party_group").order_by("name")
    form = forms.MemberForm(request.POST or None, groups=groups, initial=_initial(found))
    return ask(
        request,
        form,
        lambda given: actions.change_member(found, **form.changes(), by=request.acting, at=timezone.now()),
        heading=f"修改{found.name}",
        label="保存",
        back=reverse("party:member", args=[found.pk]),
        said="已保存。",
        hint="手机号留空就是不改。" if found.phone else "",
    )


def _initial(found: Member) -> dict[str, Any]:
    """The phone stays masked: it is typed anew where it changes."""
    names = ("name", "kind", "joined_on", "home_branch", "host_branch", "last_contact_on", "skills")
    more = ("free_time", "is_excluded", "excluded_note", "group")
    return {name: getattr(found, name) for name in (*names, *more)}


@permitted(Permit.MEMBERS_EDIT)
def step(request: ActingRequest, member_id: int) -> HttpResponse:
    """The next step of a member's life."""
    found = member_or_404(request.acting, member_id, Permit.MEMBERS_EDIT)
    form = forms.StepForm(request.POST or None, member=found, initial={"since": timezone.localdate()})
    return ask(
        request,
        form,
        lambda given: actions.step(
            found, to=given["to"], since=given["since"], by=request.acting, at=timezone.now()
        ),
        heading=f"{found.name}：{found.get_status_display()}",
        label="登记",
        back=reverse("party:member", args=[found.pk]),
        said="已登记。",
        hint="这里只记日期；程序和材料按规定在别处办理。",
    )


@require_POST
@permitted(Permit.MEMBERS_EDIT)
def link(request: ActingRequest, member_id: int) -> HttpResponse:
    """Let a member sign in; his slip is printed by the administrator and handed over in person."""
    found = member_or_404(request.acting, member_id, Permit.MEMBERS_EDIT)
    actions.link_person(found, by=request.acting, at=timezone.now())
    messages.success(request, f"{found.name}有了党员岗位。请系统管理员打印登录条，当面交给本人。")
    return redirect("party:member", found.pk)


@require_POST
@permitted(Permit.MEMBERS_EDIT)
def reveal(request: ActingRequest, member_id: int) -> HttpResponse:
    """Open a phone number, with a reason and a row in the log."""
    found = member_or_404(request.acting, member_id, Permit.MEMBERS_EDIT)
    reason = request.POST.get("reason", "")
    if reason not in RevealReason.values:
        messages.error(request, "请选择查看的理由。")
        return redirect("party:member", found.pk)
    actions.reveal_phone(found, reason=reason, by=request.acting, at=timezone.now())
    context = {"member": found, "phone": found.phone}
    answer = render(request, "party/phone.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@permitted(Permit.MEMBERS_EDIT)
def contact(request: ActingRequest, member_id: int) -> HttpResponse:
    """How many flats of which stairwell a member keeps in touch with."""
    found = member_or_404(request.acting, member_id, Permit.MEMBERS_EDIT)
    paths = list(found.org.bindings.current().values_list("area__path", flat=True)) or [found.area_path]
    form = forms.ContactForm(request.POST or None, places=buildings(paths))
    return ask(
        request,
        form,
        lambda given: actions.keep_contact(
            found, given["stairwell"], flats=given["flats"], by=request.acting, at=timezone.now()
        ),
        heading=f"{found.name}联系群众",
        label="保存",
        back=reverse("party:member", args=[found.pk]),
        said="已保存。",
        hint="每人联系 10 户左右。只记在哪个单元、几户；不记户名和门牌。",
    )


# --- transfers ---


@permitted(Permit.MEMBERS_EDIT)
def transfer(request: ActingRequest, member_id: int) -> HttpResponse:
    """Ask for a transfer."""
    found = member_or_404(request.acting, member_id, Permit.MEMBERS_EDIT)
    form = forms.TransferForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: actions.request_transfer(
            found,
            to=form.target,
            outside=given["words"] if given["is_outside"] else "",
            reason=given["reason"],
            by=request.acting,
            at=timezone.now(),
        ),
        heading=f"转接{found.name}的组织关系",
        label="提出转接",
        back=reverse("party:member", args=[found.pk]),
        said="已提出。转出方确认后，由接收方确认。",
        hint="离开超过 6 个月、去处固定的，应当转接组织关系。",
    )


def _transfers(request: ActingRequest) -> Any:
    """Transfers one end of which lies within reach."""
    reach = PartyOrg.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    found = Transfer.objects.filter(Q(source__in=reach) | Q(target__in=reach))
    return found.select_related("member", "source", "target")


@require_safe
@permitted(Permit.MEMBERS_EDIT)
def transfers(request: ActingRequest) -> HttpResponse:
    """What waits for one end or the other, and the last ones closed."""
    found = _transfers(request)
    mine = set(PartyOrg.objects.open_to(request.acting, Permit.MEMBERS_EDIT).values_list("pk", flat=True))
    waiting = found.filter(state__in=rules.OPEN_TRANSFERS).order_by("requested_at")[:100]
    context = {
        "rows": [_line(row, mine) for row in waiting],
        "closed": found.exclude(state__in=rules.OPEN_TRANSFERS).order_by("-closed_at")[:20],
        "today": timezone.localdate(),
    }
    return render(request, "party/transfers.html", context)


def _line(row: Transfer, mine: set[int]) -> dict[str, Any]:
    """A transfer with the deeds that are this end's."""
    here, there = row.source_id in mine, (row.target_id or row.source_id) in mine
    deeds = []
    for found in TRANSFER_FLOW.open_moves(row.state, {Permit.MEMBERS_EDIT}):
        is_mine = {"send": here, "receive": there, "send_back": here or there, "withdraw": here}[found.verb]
        if is_mine:
            deeds.append(found)
    return {"transfer": row, "deeds": deeds}


@require_POST
@permitted(Permit.MEMBERS_EDIT)
def move_transfer(request: ActingRequest, transfer_id: str, verb: str) -> HttpResponse:
    """Send, receive, send back or withdraw."""
    found = get_object_or_404(_transfers(request), pk=transfer_id)
    by, now = request.acting, timezone.now()
    if verb == "send_back":
        actions.send_back(found, words_=request.POST.get("words", ""), by=by, at=now)
    else:
        verbs = {"send": actions.send, "receive": actions.receive, "withdraw": actions.withdraw}
        verbs[verb](found, by=by, at=now)
    said = {
        TransferState.LETTER_ISSUED: "已开介绍信，等接收方确认。",
        TransferState.CLOSED: "已接收，转接办结。",
    }
    messages.success(request, said.get(TransferState(Transfer.objects.get(pk=found.pk).state), "已办。"))
    return redirect("party:transfers")


# --- export ---


@permitted(Permit.MEMBERS_SEE)
def export(request: ActingRequest) -> HttpResponse:
    """The register as a workbook: with a purpose, masked unless the line may unmask."""
    may_unmask = request.acting.may(Permit.MEMBERS_EDIT)
    form = ExportForm(request.POST or None, can_unmask=may_unmask)
    if request.method == "POST" and form.is_valid():
        if not imports.may_export(request):
            raise NotAllowed("您现在的岗位不能导出名册。")
        return hand_out(
            request,
            _rows(request),
            exporter="party_members",
            template=imports.MEMBERS_OUT,
            form=form,
        )
    context = {
        "form": form,
        "heading": "导出党员名册",
        "label": "导出",
        "back": reverse("party:members"),
        "hint": "导出的范围就是您能看到的名册；每次导出都记入日志，超过 200 行要由另一个人同意。",
    }
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)


def _rows(request: ActingRequest) -> Iterator[dict[str, Any]]:
    found = Member.objects.open_to(request.acting, Permit.MEMBERS_SEE).present().select_related("org")
    for row in found.order_by("org_path", "name").iterator(chunk_size=1000):
        yield {
            "org": row.org.name,
            "name": row.name,
            "phone": row.phone,
            "kind": row.get_kind_display(),
            "status": row.get_status_display(),
            "joined_on": f"{row.joined_on:%Y-%m}" if row.joined_on else "",
            "home_branch": row.home_branch,
            "skills": row.skills,
            "free_time": row.free_time,
        }
