"""Coverage on the map and as a table, its remedy; declared shapes; leaders' areas; stations."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import queries as grids
from wangge.grids.access import Permit, Role, is_below
from wangge.grids.access import below as under
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Post
from wangge.grids.rules.tree import Node
from wangge.kernel.pages import ask
from wangge.party import actions, forms, queries
from wangge.party.models import (
    AreaLeader,
    LeaderVisit,
    Member,
    PartyOrg,
    Shape,
    ShapeSlot,
    ShapeUse,
    Station,
    StationStaff,
)
from wangge.party.queries import covering
from wangge.party.queries.shapes import slots_of
from wangge.party.rules import orgs, shapes
from wangge.party.views._common import tops
from wangge.people.models import Unit

_BARE_SHOWN = 100


def _node(request: ActingRequest) -> Node:
    """The asked area within reach, else the hat's own, else the first of its areas."""
    tree = grids.the_tree()
    mine = tops(request.acting)
    asked = request.GET.get("at", "")
    if asked:
        node = tree.get(int(asked)) if asked.isdecimal() and len(asked) < 15 else None
        if node is None or not any(is_below(node.path, top) for top in mine):
            raise Http404
        return node
    node = tree.at(mine[0]) if mine else None
    if node is None:
        raise Http404
    while len(below := tree.below(node.id)) == 1 and tree.below(below[0].id):
        node = below[0]  # a district of one street has nothing to compare
    return node


@require_safe
@permitted(Permit.PARTY_SEE)
def coverage(request: ActingRequest) -> HttpResponse:
    """Counts per area; the grids without a branch, each with its remedy beside it."""
    node = _node(request)
    whole = queries.coverage(node)
    rows = queries.coverage_by_area(node)
    mine = tops(request.acting)
    here = reverse("party:coverage")
    chain = [n for n in grids.chain(node.path) if any(is_below(n.path, top) for top in mine)]
    context = {
        "node": node,
        "crumbs": [(n.name, f"{here}?at={n.id}") for n in chain[:-1]] + [(node.name, "")],
        "whole": whole,
        "rows": [row for row in rows if row.grids],
        "bare": whole.bare[:_BARE_SHOWN],
        "bare_more": max(0, len(whole.bare) - _BARE_SHOWN),
        "unbound": covering.branches_without_area(request.acting),
        "unbound_members": covering.members_without_area(request.acting),
        "may_edit": request.acting.may(Permit.PARTY_EDIT),
        "has_map": request.acting.may(Permit.AREAS_SEE) and node.rank < 4,
    }
    return render(request, "party/coverage.html", context)


@permitted(Permit.PARTY_EDIT)
def set_up(request: ActingRequest, area_id: int) -> HttpResponse:
    """The remedy: a new branch for a grid, or an existing one bound to it."""
    area = get_object_or_404(Area.objects.current(), pk=area_id)
    if not any(is_below(area.path, top) for top in tops(request.acting)):
        raise Http404
    node = grids.area(area.pk)
    if node is None:
        raise Http404
    parent = covering.parent_for(node, request.acting)
    nearby = PartyOrg.objects.open_to(request.acting, Permit.PARTY_EDIT).standing()
    nearby = nearby.filter(kind__in=orgs.BRANCHES).order_by("name")
    if parent is not None:
        nearby = nearby.filter(under(parent.path, field="path"))
    name = "".join(step.name for step in node.chain[-2:]) + "党支部"
    form = forms.SetUpForm(request.POST or None, branches=nearby, initial={"name": name})
    back = f"{reverse('party:coverage')}?at={node.parent_id or node.id}"

    def act(given: dict[str, Any]) -> PartyOrg:
        now = timezone.now()
        if given["branch"]:
            org: PartyOrg = given["branch"]
            actions.bind(org, area, kind=orgs.BindingKind.JOINT, by=request.acting, at=now)
            return org
        if parent is None:
            raise Http404
        return actions.set_up_branch(area, name=given["name"], parent=parent, by=request.acting, at=now)

    above = f"新支部设在{parent.name}下面。" if parent else "上级还没有党委或党总支，请先设立。"
    return ask(
        request,
        form,
        act,
        heading=f"给{node.label}设立或绑定党支部",
        label="设立或绑定",
        back=back,
        said="这个网格现在有党支部了。",
        hint=f"{above}正式党员不足 3 名的，绑定联合党支部。",
    )


# --- shapes ---


@permitted(Permit.PARTY_SEE)
def shape_list(request: ActingRequest) -> HttpResponse:
    """Which shapes are declared here, what is missing or too much; the templates beside it."""
    mine, now = tops(request.acting), timezone.now()
    uses = [
        use
        for use in ShapeUse.objects.select_related("shape", "area").order_by("area__path", "shape__code")
        if any(is_below(use.area.path, top) or is_below(top, use.area.path) for top in mine)
    ]
    may_edit = request.acting.may(Permit.PARTY_EDIT) and request.acting.unit_id is None
    context = {
        "uses": [_use(use, mine, now) for use in uses],
        "shapes": [
            {"shape": shape, "formula": shapes.formula(slots_of(shape)), "slots": slots_of(shape)}
            for shape in Shape.objects.order_by("rank", "code")
        ],
        "may_edit": may_edit,
        "form": forms.DeclareForm(tops=mine) if may_edit else None,
    }
    return render(request, "party/shapes.html", context)


def _use(use: ShapeUse, mine: list[str], now: Any) -> dict[str, Any]:
    tree = grids.the_tree()
    found = [
        finding
        for finding in queries.shape_findings(use, at=now)
        if any(is_below(tree.nodes[finding.area_id].path, top) for top in mine)
    ]
    lines = [{"node": tree.nodes[f.area_id], "finding": f} for f in found[:_BARE_SHOWN]]
    return {
        "use": use,
        "lines": lines,
        "missing": sum(f.missing for f in found),
        "surplus": sum(f.surplus for f in found),
        "more": max(0, len(found) - _BARE_SHOWN),
    }


@require_POST
@permitted(Permit.PARTY_EDIT)
def declare(request: ActingRequest) -> HttpResponse:
    """An area goes by a shape."""
    form = forms.DeclareForm(request.POST, tops=tops(request.acting))
    if form.is_valid():
        actions.declare(
            form.cleaned_data["shape"], form.cleaned_data["area"], by=request.acting, at=timezone.now()
        )
        messages.success(request, "已启用，下面列出了和形态不一致的地方。")
    else:
        messages.error(request, "请选择形态和区域。")
    return redirect("party:shapes")


@require_POST
@permitted(Permit.PARTY_EDIT)
def undeclare(request: ActingRequest, use_id: int) -> HttpResponse:
    """An area no longer goes by a shape."""
    use = get_object_or_404(ShapeUse.objects.select_related("area", "shape"), pk=use_id)
    if not any(is_below(use.area.path, top) for top in tops(request.acting)):
        raise Http404
    actions.undeclare(use, by=request.acting, at=timezone.now())
    messages.success(request, f"{use.area.name}不再按 {use.shape.code} 检查。")
    return redirect("party:shapes")


@permitted(Permit.PARTY_EDIT)
def shape(request: ActingRequest, shape_id: int) -> HttpResponse:
    """Edit the parts of a shape."""
    found = get_object_or_404(Shape, pk=shape_id)
    initial = list(found.slots.order_by("order").values("name", "kind", "what", "least", "most"))
    formset = forms.SlotFormSet(request.POST or None, initial=initial)
    if request.method == "POST" and formset.is_valid():
        kept = [f for f in formset.cleaned_data if f and not f.get("DELETE")]
        slots = [(f["name"], f["kind"], f["what"], f["least"], f["most"]) for f in kept]
        actions.change_shape(found, slots, by=request.acting, at=timezone.now())
        messages.success(request, f"{found.code} 已保存。")
        return redirect("party:shapes")
    context = {"shape": found, "formset": formset}
    return render(request, "party/shape.html", context, status=422 if formset.is_bound else 200)


@permitted(Permit.PARTY_EDIT)
def line(request: ActingRequest, slot_id: int, area_id: int) -> HttpResponse:
    """Say who fills a line in a grid."""
    slot = get_object_or_404(ShapeSlot.objects.select_related("shape"), pk=slot_id, kind="line")
    area = get_object_or_404(Area.objects.current(), pk=area_id)
    if not any(is_below(area.path, top) for top in tops(request.acting)):
        raise Http404
    units = Unit.objects.filter(is_active=True, department__in=slot.what.split(",")).order_by("name")
    return ask(
        request,
        forms.LineForm(request.POST or None, units=units),
        lambda given: actions.fill_line(slot, area, **given, by=request.acting, at=timezone.now()),
        heading=f"{area.name}的{slot.name}由谁承担",
        label="保存",
        back=reverse("party:shapes"),
        said="已保存。",
    )


# --- leaders ---


@permitted(Permit.PARTY_SEE)
def leaders(request: ActingRequest) -> HttpResponse:
    """Which leader keeps in touch with which area, when he was there, what he owes an answer to."""
    today = timezone.localdate()
    found = AreaLeader.objects.open_to(request.acting, Permit.PARTY_SEE).current(today)
    rows = list(
        found.select_related("area", "post__person", "post__area", "post__unit").order_by("area_path")
    )
    visits = LeaderVisit.objects.filter(leader__in=rows).order_by("leader", "-visited_on", "-pk")
    by_leader: dict[int, list[LeaderVisit]] = {}
    for visit in visits:
        by_leader.setdefault(visit.leader_id, []).append(visit)
    listed = []
    for row in rows:
        mine = by_leader.get(row.pk, [])
        owed = [v for v in mine if v.issue and v.answered_on is None]
        listed.append({"leader": row, "last": mine[0] if mine else None, "owed": owed, "visits": len(mine)})
    may_edit = request.acting.may(Permit.PARTY_EDIT) and request.acting.unit_id is None
    return render(request, "party/leaders.html", {"rows": listed, "may_edit": may_edit, "today": today})


@permitted(Permit.PARTY_EDIT)
def assign(request: ActingRequest) -> HttpResponse:
    """A leader gets an area."""
    roles = (Role.STREET_LEADER, Role.DISTRICT_LEADER, Role.ORG_DEPARTMENT)
    posts = Post.objects.held(timezone.now()).filter(role__in=roles)
    if request.acting.area_path:
        posts = posts.filter(under(request.acting.area_path, field="area__path"))
    form = forms.LeaderForm(
        request.POST or None,
        by=request.acting,
        posts=posts.order_by("person__name"),
        tops=tops(request.acting),
    )
    return ask(
        request,
        form,
        lambda given: actions.assign_leader(
            given["leader"], given["area"], by=request.acting, at=timezone.now()
        ),
        heading="领导包干联系",
        label="安排",
        back=reverse("party:leaders"),
        said="已安排。",
    )


def _leader(request: ActingRequest, leader_id: int) -> AreaLeader:
    found = AreaLeader.objects.open_to(request.acting, Permit.PARTY_SEE)
    return get_object_or_404(
        found.select_related("area", "post__person", "post__area", "post__unit"), pk=leader_id
    )


@require_safe
@permitted(Permit.PARTY_SEE)
def leader(request: ActingRequest, leader_id: int) -> HttpResponse:
    """One assignment: its visits, the issues taken home and their answers."""
    found = _leader(request, leader_id)
    visits = list(found.visits.order_by("-visited_on", "-pk")[:60])
    may_write = found.post.person_id == request.acting.person_id or request.acting.may(Permit.PARTY_EDIT)
    context = {"leader": found, "visits": visits, "may_write": may_write, "today": timezone.localdate()}
    return render(request, "party/leader.html", context)


@permitted(Permit.PARTY_SEE)
def visit(request: ActingRequest, leader_id: int) -> HttpResponse:
    """Write a visit down."""
    found = _leader(request, leader_id)
    return ask(
        request,
        forms.VisitForm(request.POST or None, initial={"visited_on": timezone.localdate()}),
        lambda given: actions.write_visit(found, **given, by=request.acting, at=timezone.now()),
        heading=f"到{found.area.name}走访",
        label="保存",
        back=reverse("party:leader", args=[found.pk]),
        said="已记下。",
    )


@permitted(Permit.PARTY_SEE)
def answer(request: ActingRequest, leader_id: int, visit_id: str) -> HttpResponse:
    """Answer an issue that was taken home."""
    found = _leader(request, leader_id)
    wanted = get_object_or_404(LeaderVisit, pk=visit_id, leader=found)
    return ask(
        request,
        forms.AnswerForm(request.POST or None),
        lambda given: actions.answer_issue(wanted, **given, by=request.acting, at=timezone.now()),
        heading=wanted.issue or "答复",
        label="答复",
        back=reverse("party:leader", args=[found.pk]),
        said="已答复，网格能看到。",
    )


# --- stations ---


@require_safe
@permitted(Permit.PARTY_SEE)
def stations(request: ActingRequest) -> HttpResponse:
    """Stations with their staff in three work lines."""
    found = (
        Station.objects.filter(closed_on__isnull=True).select_related("area").order_by("area_path", "name")
    )
    mine = tops(request.acting)
    listed = [s for s in found if any(is_below(s.area_path, t) or is_below(t, s.area_path) for t in mine)]
    staff: dict[int, dict[str, list[str]]] = {}
    rows = StationStaff.objects.filter(station__in=listed, until__isnull=True).select_related("member")
    for row in rows:
        staff.setdefault(row.station_id, {}).setdefault(row.line, []).append(row.member.name)
    lines = [
        {
            "station": s,
            "lines": [(w.label, "、".join(staff.get(s.pk, {}).get(w, []))) for w in shapes.WorkLine],
            "n": sum(len(names) for names in staff.get(s.pk, {}).values()),
        }
        for s in listed
    ]
    return render(
        request, "party/stations.html", {"rows": lines, "may_edit": request.acting.may(Permit.PARTY_EDIT)}
    )


@permitted(Permit.PARTY_EDIT)
def new_station(request: ActingRequest) -> HttpResponse:
    """A new station."""
    return ask(
        request,
        forms.StationForm(request.POST or None, tops=tops(request.acting)),
        lambda given: actions.open_station(**given, by=request.acting, at=timezone.now()),
        heading="设立党群工作站",
        label="设立",
        back=reverse("party:stations"),
        said="已设立。",
    )


@permitted(Permit.PARTY_EDIT)
def staff(request: ActingRequest, station_id: int) -> HttpResponse:
    """Somebody works at a station."""
    found = get_object_or_404(Station.objects.select_related("area"), pk=station_id)
    if not any(is_below(found.area_path, top) for top in tops(request.acting)):
        raise Http404
    members = Member.objects.enrolled().filter(under(found.area_path)).order_by("name", "pk")
    offered = list(members.values_list("pk", flat=True)[:400])
    form = forms.StaffForm(
        request.POST or None, members=Member.objects.filter(pk__in=offered).order_by("name", "pk")
    )
    return ask(
        request,
        form,
        lambda given: actions.staff_station(found, **given, by=request.acting, at=timezone.now()),
        heading=f"{found.name}的工作人员",
        label="加入",
        back=reverse("party:stations"),
        said="已加入。",
    )
