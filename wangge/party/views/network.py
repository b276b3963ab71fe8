"""The network at a glance, the tree, and the page of one organisation."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.party import queries
from wangge.party.models import Office, PartyOrg
from wangge.party.queries import covering, network
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import OrgKind, TermState
from wangge.party.views._common import org_or_404

_FOUND = 40
_FEW = 8
_TONES = {TermState.OVER: "red", TermState.SOON: "amber", TermState.RUNNING: "green"}


@require_safe
@permitted(Permit.PARTY_SEE)
def home(request: ActingRequest) -> HttpResponse:
    """Everything within reach on one page: how many of what, what is missing, whose term ends."""
    now, acting = timezone.now(), request.acting
    today = timezone.localdate()
    counts = network.numbers(acting, on=today)
    near = network.terms_near(acting, on=today)
    top = _top(acting)
    cover = covering.coverage(top) if top else None
    context = {
        "counts": _counts(counts, cover),
        "numbers": counts,
        "cover": cover,
        "kinds": [
            (OrgKind(k).label, counts.of(k), f"{reverse('party:tree')}?kind={k}")
            for k in OrgKind.values
            if counts.of(k)
        ],
        "near": [_ending(org) for org in near[:_FEW]],
        "near_more": max(0, len(near) - _FEW),
        "work": network.workforce(acting, at=now, on=today),
        "lines": _first_lines(acting, today),
        "unbound": covering.branches_without_area(acting)[:_FEW],
        "unbound_members": covering.members_without_area(acting),
        "seat": acting.seat,
    }
    return render(request, "party/network.html", context)


def _first_lines(acting: Acting, today: date) -> list[network.Line]:
    """The top organisations; where there is one alone, those below it."""
    tops = queries.lines_of(None, acting, on=today)
    below = queries.lines_of(tops[0].org, acting, on=today) if len(tops) == 1 else []
    return below or tops


def _top(acting: Acting) -> Any:
    if acting.area_id is not None:
        return grids.area(acting.area_id)
    roots = [n for n in grids.the_tree().below(None) if n.kind != "party"]
    return roots[0] if roots and acting.unit_id is None else None


def _counts(found: network.Numbers, cover: covering.Coverage | None) -> list[dict[str, Any]]:
    tree = reverse("party:tree")
    counts = [
        {"label": "党支部", "figure": found.of(*rules.BRANCHES), "url": tree},
        {"label": "党小组", "figure": found.of(OrgKind.GROUP), "url": f"{tree}?kind={OrgKind.GROUP}"},
        {
            "label": "党员中心户",
            "figure": found.of(OrgKind.HOUSEHOLD),
            "hint": f"{found.flats} 户" if found.flats else "",
            "url": f"{tree}?kind={OrgKind.HOUSEHOLD}",
        },
        {"label": "在册党员", "figure": found.members, "hint": f"正式 {found.full}"},
    ]
    if cover is not None and cover.grids:
        hint = f"{cover.covered} / {cover.grids}"
        tone = "amber" if cover.bare else ""
        url = reverse("party:coverage")
        counts.append(
            {"label": "支部覆盖", "figure": f"{cover.share}%", "hint": hint, "tone": tone, "url": url}
        )
    if found.over or found.soon:
        counts.append(
            {
                "label": "届满未换届",
                "figure": found.over,
                "hint": f"半年内届满 {found.soon}",
                "tone": "red" if found.over else "amber",
                "url": f"{tree}?term=near",
            }
        )
    return counts


def _ending(org: PartyOrg) -> dict[str, Any]:
    state = rules.term_state(org.kind, org.end, on=timezone.localdate())
    return {"org": org, "state": state.label, "tone": _TONES.get(state, "grey")}


@require_safe
@permitted(Permit.PARTY_SEE)
def tree(request: ActingRequest) -> HttpResponse:
    """Walk the tree level by level, or find an organisation by words of its name or its code."""
    acting, today = request.acting, timezone.localdate()
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("at", "q", "kind", "term")}
    at = org_or_404(acting, int(asked["at"])) if asked["at"].isdecimal() and len(asked["at"]) < 15 else None
    context: dict[str, Any] = {"asked": asked, "org": at, "kinds": OrgKind.choices}
    if asked["term"] == "near":
        found = network.terms_near(acting, on=today)
        context |= {"found": [_ending(org) for org in found], "heading": "届满和即将届满的党组织"}
    elif asked["q"] or asked["kind"]:
        context |= {"found": _found(acting, asked), "heading": "找到的党组织"}
    else:
        context["lines"] = queries.lines_of(at, acting, on=today)
        context["crumbs"] = _crumbs(acting, at)
    return render(request, "party/tree.html", context)


def _found(acting: Acting, asked: dict[str, str]) -> list[dict[str, Any]]:
    found = PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).standing().select_related("area")
    if asked["kind"] in OrgKind.values:
        found = found.filter(kind=asked["kind"])
    words = asked["q"]
    exact = list(found.filter(code=words)[:1]) if words else []
    if exact:
        return [_ending(org) for org in exact]
    for word in words.split():
        found = found.filter(name__contains=word)
    return [_ending(org) for org in found.order_by("name")[:_FOUND]]


def _crumbs(acting: Acting, at: PartyOrg | None) -> list[tuple[str, str]]:
    """From the top within reach down to here."""
    here = reverse("party:tree")
    if at is None:
        return []
    above = PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).up_from(at.path).order_by("path")
    steps = [(org.name, f"{here}?at={org.pk}") for org in above if org.pk != at.pk]
    return [("全部", here), *steps, (at.name, "")]


@require_safe
@permitted(Permit.PARTY_SEE)
def org(request: ActingRequest, org_id: int) -> HttpResponse:
    """One organisation: what it is, who holds which office, what it covers, what is missing."""
    found, today = org_or_404(request.acting, org_id), timezone.localdate()
    may_edit = PartyOrg.objects.open_to(request.acting, Permit.PARTY_EDIT).filter(pk=found.pk).exists()
    held = Office.objects.held(today).filter(org=found).select_related("member")
    offices = sorted(held, key=lambda o: (list(rules.Office.values).index(o.office), o.since, o.pk))
    state = rules.term_state(found.kind, found.end, on=today)
    context = {
        "org": found,
        "crumbs": _crumbs(request.acting, found),
        "may_edit": may_edit and found.closed_on is None,
        "may_see_members": request.acting.may(Permit.MEMBERS_SEE),
        "offices": offices,
        "remarks": _remarks(found, [o.office for o in offices], state),
        "facts": _facts(found),
        "term_state": state.label,
        "term_tone": _TONES.get(state, "grey"),
        "bindings": list(found.bindings.current().select_related("area").order_by("area__path")),
        "lines": queries.lines_of(found, request.acting, on=today),
        "terms": found.terms.order_by("-held_on", "-pk")[:6],
        "units": found.part_time_units.filter(until__isnull=True).order_by("unit_name"),
        "resolutions": found.resolutions.order_by("done_on", "due_on")[:30],
        "is_joint": found.kind == OrgKind.JOINT_COMMITTEE,
        "rule": rules.kinds()[found.kind],
        "today": today,
    }
    return render(request, "party/org.html", context)


def _facts(found: PartyOrg) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [("类别", found.get_kind_display()), ("所在区域", found.area.name)]
    facts += [("编码", found.code)] if found.code else []
    facts += [("特设类型", found.get_special_display())] if found.special else []
    facts += [("任务或特色", found.purpose)] if found.purpose else []
    facts += [("成立日期", found.founded_on)] if found.founded_on else []
    facts += [("联合单位", found.units_joined)] if found.units_joined else []
    if found.kind == OrgKind.HOUSEHOLD:
        facts.append(("联系户数", found.flats))
    if found.is_branch:
        facts += [("党员", found.members_n), ("其中正式党员", found.full_n)]
    if found.end:
        facts.append(("任务到期" if found.kind == OrgKind.TEMPORARY else "本届届满", found.end))
    return facts


def _remarks(found: PartyOrg, offices: list[str], state: TermState) -> list[str]:
    """What the rules say is missing; a remark, never a mark."""
    if found.closed_on is not None:
        return []
    remarks = []
    if state in (TermState.OVER, TermState.SOON):
        remarks.append(f"{state.label}：{found.end:%Y-%m-%d}。")
    if found.is_branch:
        remarks += [rules.size_remark(found.kind, found.full_n, units=found.units_joined)]
        remarks += rules.committee_remarks(found.full_n, offices)
    elif found.kind == OrgKind.GROUP and rules.Office.GROUP_HEAD not in offices:
        remarks.append("还没有组长。")
    return [remark for remark in remarks if remark]
