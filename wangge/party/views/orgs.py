"""Setting organisations up and changing them: offices, terms, bindings, part-time units, resolutions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.grids.access import Permit, below
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, confirm
from wangge.party import actions, forms
from wangge.party.models import Member, Office, PartTimeUnit, PartyOrg, PartyOrgArea, Resolution
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import OrgKind
from wangge.party.views._common import org_or_404, tops

#: A committee of a street chooses among its own line's members; a list longer than this is no choice.
_MEMBERS_OFFERED = 400


def _page(org: PartyOrg) -> str:
    return reverse("party:org", args=[org.pk])


def _take(request: ActingRequest, org_id: int) -> PartyOrg:
    return org_or_404(request.acting, org_id, Permit.PARTY_EDIT)


@permitted(Permit.PARTY_EDIT)
def new(request: ActingRequest) -> HttpResponse:
    """Set an organisation up, below the one of `?at=`."""
    at = request.GET.get("at", "")
    parent = org_or_404(request.acting, int(at), Permit.PARTY_EDIT) if at.isdecimal() else None
    form = forms.OrgForm(request.POST or None, parent=parent, tops=tops(request.acting))
    return ask(
        request,
        form,
        lambda given: actions.found_org(
            parent,
            **given | {"units_joined": given["units_joined"] or 0, "flats": given["flats"] or 0},
            by=request.acting,
            at=timezone.now(),
        ),
        heading=f"在{parent.name}下设立" if parent else "设立党组织",
        label="设立",
        back=_page(parent) if parent else reverse("party:tree"),
        said="已设立。",
        then=_page,
        hint="正式党员 3 名以上应当成立党支部，7 名以上设支委会，50 名以上可设党总支，100 名以上可设党委。",
    )


@permitted(Permit.PARTY_EDIT)
def change(request: ActingRequest, org_id: int) -> HttpResponse:
    """Correct what is known of an organisation."""
    org = _take(request, org_id)
    names = ("name", "code", "special", "purpose", "founded_on", "ends_on", "units_joined", "flats")
    initial = {name: getattr(org, name) for name in (*names, "approved_note")}
    form = forms.OrgForm(request.POST or None, parent=org.parent, org=org, tops=[], initial=initial)
    return ask(
        request,
        form,
        lambda given: actions.change_org(
            org, by=request.acting, at=timezone.now(), **{name: given[name] for name in form.changed_data}
        ),
        heading=f"修改{org.name}",
        label="保存",
        back=_page(org),
        said="已保存。",
    )


@permitted(Permit.PARTY_EDIT)
def move(request: ActingRequest, org_id: int) -> HttpResponse:
    """Put an organisation under another one."""
    org = _take(request, org_id)
    parents = [k for k in OrgKind.values if not rules.parent_fault(org.kind, k)]
    choices = PartyOrg.objects.open_to(request.acting, Permit.PARTY_EDIT).standing().filter(kind__in=parents)
    choices = choices.exclude(below(org.path, field="path")).exclude(pk=org.parent_id or 0).order_by("name")
    return ask(
        request,
        forms.MoveForm(request.POST or None, choices=choices),
        lambda given: actions.move_org(org, to=given["to"], by=request.acting, at=timezone.now()),
        heading=f"把{org.name}移到别的上级",
        label="移过去",
        back=_page(org),
        said="已移动，下级和党员一起过去。",
    )


@permitted(Permit.PARTY_EDIT)
def close(request: ActingRequest, org_id: int) -> HttpResponse:
    """Close an organisation."""
    org = _take(request, org_id)
    return confirm(
        request,
        lambda: actions.close_org(org, by=request.acting, at=timezone.now()),
        title=f"撤销{org.name}？",
        text="先要把党员转走、把下级移走。撤销后任职和区域绑定同时结束，记录保留。",
        label="撤销",
        back=_page(org),
        said="已撤销。",
    )


@permitted(Permit.PARTY_EDIT)
def election(request: ActingRequest, org_id: int) -> HttpResponse:
    """Write an election down."""
    org = _take(request, org_id)
    entitled = Member.objects.filter(org=org).entitled().count() if org.is_branch else None
    form = forms.ElectionForm(request.POST or None, initial={"entitled": entitled})
    return ask(
        request,
        form,
        lambda given: actions.record_election(org, **given, by=request.acting, at=timezone.now()),
        heading=f"登记{org.name}的换届选举",
        label="登记",
        back=_page(org),
        said="已登记，新一届从选举当天开始。",
        hint="选举结果在“任职”里登记。",
    )


@permitted(Permit.PARTY_EDIT)
def extend(request: ActingRequest, org_id: int) -> HttpResponse:
    """Write an approved shift down."""
    org = _take(request, org_id)
    return ask(
        request,
        forms.ExtendForm(request.POST or None),
        lambda given: actions.extend_term(org, **given, by=request.acting, at=timezone.now()),
        heading=f"{org.name}延期换届",
        label="登记",
        back=_page(org),
        said="已登记延期。",
    )


@permitted(Permit.PARTY_EDIT)
def office(request: ActingRequest, org_id: int) -> HttpResponse:
    """Give somebody an office."""
    org = _take(request, org_id)
    line = org.parent if org.kind in (OrgKind.GROUP, OrgKind.HOUSEHOLD) and org.parent else org
    members = Member.objects.enrolled().filter(below(line.path, field="org_path")).order_by("name", "pk")
    if not members.exists() and org.parent:
        members = Member.objects.enrolled().filter(below(org.parent.path, field="org_path")).order_by("name")
    offered = list(members.values_list("pk", flat=True)[:_MEMBERS_OFFERED])
    form = forms.OfficeForm(
        request.POST or None,
        org=org,
        members=Member.objects.filter(pk__in=offered).order_by("name", "pk"),
        initial={"since": timezone.localdate()},
    )
    return ask(
        request,
        form,
        lambda given: actions.fill_office(org, **given, by=request.acting, at=timezone.now()),
        heading=f"{org.name}任职",
        label="登记任职",
        back=_page(org),
        said="已登记。",
        hint=rules.committee_for(org.full_n).text if org.is_branch else "",
    )


@permitted(Permit.PARTY_EDIT)
def end_office(request: ActingRequest, org_id: int, office_id: int) -> HttpResponse:
    """End an office."""
    org = _take(request, org_id)
    found = get_object_or_404(Office.objects.select_related("member", "org"), pk=office_id, org=org)
    return confirm(
        request,
        lambda: actions.end_office(found, by=request.acting, at=timezone.now()),
        title=f"结束{found.member.name}的{found.get_office_display()}任职？",
        text="任职到今天为止，随职务的岗位同时结束；以前办过的事仍记在原来的岗位上。",
        label="结束任职",
        back=_page(org),
        said="任职已结束。",
    )


@permitted(Permit.PARTY_EDIT)
def bind(request: ActingRequest, org_id: int) -> HttpResponse:
    """Let an organisation have an area."""
    org = _take(request, org_id)
    return ask(
        request,
        forms.BindForm(request.POST or None, tops=tops(request.acting)),
        lambda given: actions.bind(
            org, given["area"], kind=given["kind"], by=request.acting, at=timezone.now()
        ),
        heading=f"给{org.name}绑定区域",
        label="绑定",
        back=_page(org),
        said="已绑定。",
        hint="一个支部可以绑定几个网格，一个网格也可以有几个支部。",
    )


@require_POST
@permitted(Permit.PARTY_EDIT)
def unbind(request: ActingRequest, org_id: int, binding_id: int) -> HttpResponse:
    """An organisation has an area no longer."""
    org = _take(request, org_id)
    found = get_object_or_404(PartyOrgArea.objects.select_related("org", "area"), pk=binding_id, org=org)
    actions.unbind(found, by=request.acting, at=timezone.now())
    messages.success(request, f"已解除和{found.area.name}的绑定。")
    return redirect(_page(org))


@permitted(Permit.PARTY_EDIT)
def join_unit(request: ActingRequest, org_id: int) -> HttpResponse:
    """A resident unit joins a joint committee."""
    org = _take(request, org_id)
    return ask(
        request,
        forms.PartTimeForm(request.POST or None),
        lambda given: actions.join_committee(org, **given, by=request.acting, at=timezone.now()),
        heading=f"{org.name}的兼职委员单位",
        label="加入",
        back=_page(org),
        said="已加入。",
    )


@require_POST
@permitted(Permit.PARTY_EDIT)
def leave_unit(request: ActingRequest, org_id: int, unit_id: int) -> HttpResponse:
    """A resident unit leaves."""
    org = _take(request, org_id)
    found = get_object_or_404(PartTimeUnit.objects.select_related("org"), pk=unit_id, org=org)
    actions.leave_committee(found, by=request.acting, at=timezone.now())
    messages.success(request, f"{found.unit_name}已退出。")
    return redirect(_page(org))


@permitted(Permit.PARTY_EDIT)
def resolve(request: ActingRequest, org_id: int) -> HttpResponse:
    """Write down what a joint committee decided."""
    org = _take(request, org_id)
    return ask(
        request,
        forms.ResolutionForm(request.POST or None, initial={"decided_on": timezone.localdate()}),
        lambda given: actions.resolve(org, **given, by=request.acting, at=timezone.now()),
        heading=f"{org.name}议定事项",
        label="登记",
        back=_page(org),
        said="已登记，到期会列在这里。",
    )


@permitted(Permit.PARTY_EDIT)
def finish(request: ActingRequest, org_id: int, resolution_id: int) -> HttpResponse:
    """A resolution is done."""
    org = _take(request, org_id)
    found = get_object_or_404(Resolution.objects.select_related("org"), pk=resolution_id, org=org)
    return ask(
        request,
        forms.WordsForm(request.POST or None, label="完成情况"),
        lambda given: actions.finish_resolution(
            found, result=given["words_"], by=request.acting, at=timezone.now()
        ),
        heading=found.words,
        label="办完了",
        back=_page(org),
        said="已登记完成。",
    )
