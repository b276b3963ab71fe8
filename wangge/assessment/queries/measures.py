"""Computes what can be computed: of an organisation for a year, from organisations' facts and never from
who was present, signed in or for how long.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from wangge.assessment.rules.measures import Counted
from wangge.gatherings.models import Plan, Slot
from wangge.grids.access import Role, below
from wangge.grids.models import Post
from wangge.life.models import Birthday
from wangge.party.models import Member, MicroTask, Office, PartyOrg, Transfer
from wangge.party.rules.members import OPEN_TRANSFERS, MemberKind
from wangge.party.rules.orgs import COMMITTEE, COMMITTEE_FROM, COMMITTEE_SIZE
from wangge.party.rules.orgs import Office as OfficeKind
from wangge.party.rules.serving import TaskState
from wangge.promises.models import Promise
from wangge.promises.rules import State as PromiseState

#: So many rows behind a number are linked; the rest are on the list the number comes from.
_ROWS = 12
#: A floating member is asked after this often (domain/03 section 3).
_CONTACT = timedelta(days=183)

Compute = Callable[[PartyOrg, int, date], Counted]


def count(code: str, org: PartyOrg, *, year: int, on: date) -> Counted:
    """The number of a measure for a year, as it stands on a day."""
    return _COMPUTE[code](org, year, on)


def _yes(is_so: bool, words: str) -> Counted:
    return Counted(int(is_so), 1, words)


def _span(year: int, on: date) -> tuple[date, date]:
    """What fell due in a year until a day."""
    return date(year, 1, 1), min(date(year, 12, 31), on)


def _bound(org: PartyOrg, year: int, on: date) -> Counted:
    names = list(org.bindings.filter(until__isnull=True).values_list("area__name", flat=True)[:5])
    return _yes(bool(names), f"已绑定：{'、'.join(names)}。" if names else "还没有绑定网格。")


def _enough_members(org: PartyOrg, year: int, on: date) -> Counted:
    return _yes(org.full_n >= 3, f"正式党员 {org.full_n} 名。")


def _term_valid(org: PartyOrg, year: int, on: date) -> Counted:
    if org.end is None:
        return Counted(0, 0, "没有登记任期。")
    return _yes(org.end >= on, f"本届到 {org.end:%Y-%m-%d}。")


def _held(org: PartyOrg, on: date) -> list[tuple[str, int | None, date | None]]:
    rows = Office.objects.held(on).filter(org=org)
    return list(rows.values_list("office", "member__person", "trained_on"))


def _has_secretary(org: PartyOrg, year: int, on: date) -> Counted:
    is_there = any(office == OfficeKind.SECRETARY for office, _, _ in _held(org, on))
    return _yes(is_there, "书记已登记。" if is_there else "没有登记书记。")


def _committee_whole(org: PartyOrg, year: int, on: date) -> Counted:
    if org.full_n < COMMITTEE_FROM:
        return Counted(0, 0, f"正式党员 {org.full_n} 名，不设支委会。")
    n = sum(office in COMMITTEE for office, _, _ in _held(org, on))
    return _yes(n >= COMMITTEE_SIZE[0], f"支委 {n} 名，应有 {COMMITTEE_SIZE[0]} 到 {COMMITTEE_SIZE[1]} 名。")


def _dual_post(org: PartyOrg, year: int, on: date) -> Counted:
    persons = [person for office, person, _ in _held(org, on) if office == OfficeKind.SECRETARY and person]
    areas = org.bindings.filter(until__isnull=True).values("area")
    posts = Post.objects.filter(
        Q(until__isnull=True) | Q(until__date__gt=on), person__in=persons, role=Role.LEADER, area__in=areas
    )
    is_so = posts.exists()
    return _yes(is_so, "书记同时是所绑定网格的网格长。" if is_so else "书记不是所绑定网格的网格长。")


def _trained(org: PartyOrg, year: int, on: date) -> Counted:
    days = [day for office, _, day in _held(org, on) if office == OfficeKind.SECRETARY and day]
    is_so = any(day.year == year for day in days)
    return _yes(is_so, "当年有任职培训登记。" if is_so else "当年没有任职培训登记。")


def _register_whole(org: PartyOrg, year: int, on: date) -> Counted:
    members = Member.objects.filter(org=org).enrolled()
    whole = members.count()
    part = members.filter(joined_on__isnull=False).count()
    return Counted(part, whole, f"党员 {whole} 名，入党年月齐全 {part} 名。")


def _floating_met(org: PartyOrg, year: int, on: date) -> Counted:
    members = Member.objects.filter(org=org, kind=MemberKind.FLOATING).enrolled()
    whole = members.count()
    part = members.filter(last_contact_on__gte=on - _CONTACT).count()
    return Counted(part, whole, f"流动党员 {whole} 名，半年内联系过 {part} 名。")


def _transfers_timely(org: PartyOrg, year: int, on: date) -> Counted:
    rows = Transfer.objects.filter(Q(source=org) | Q(target=org), state__in=OPEN_TRANSFERS)
    whole = rows.count()
    late = rows.filter(letter_until__lt=on).count()
    return Counted(whole - late, whole, f"正在办的转接 {whole} 件，逾期 {late} 件。")


def _has_plans(org: PartyOrg, year: int, on: date) -> Counted:
    n = Plan.objects.current(on).filter(unit=org.unit_id).count()
    return Counted(int(n > 0), 1, f"在用的计划 {n} 项。", (("看计划", reverse("life:plans", args=[org.pk])),))


def _plan_met(org: PartyOrg, year: int, on: date) -> Counted:
    return _agenda(org, year, on, series="")


def _ones_met(org: PartyOrg, year: int, on: date) -> Counted:
    return _agenda(org, year, on, series="五个一")


def _agenda(org: PartyOrg, year: int, on: date, *, series: str) -> Counted:
    """Lines whose days are over: held or not, by the organisation. What was let off with a reason is not
    asked for.
    """
    first, last = _span(year, on - timedelta(days=1))
    slots = Slot.objects.filter(unit=org.unit_id, due_on__gte=first, due_on__lte=last, waived_on__isnull=True)
    if series:
        slots = slots.filter(plan__routine__series=series)
    whole = slots.count()
    missed = slots.unmet().select_related("plan__routine").order_by("due_on", "pk")
    n = missed.count()
    page = reverse("life:org", args=[org.pk])
    rows = tuple(
        (f"{s.due_on:%m-%d} {s.plan.routine.name}没有开展", f"{page}?m={s.due_on:%Y-%m}")
        for s in missed[:_ROWS]
    )
    return Counted(whole - n, whole, f"到期 {whole} 项，开展 {whole - n} 项，没有开展 {n} 项。", rows)


def _promises_kept(org: PartyOrg, year: int, on: date) -> Counted:
    first, last = _span(year, on - timedelta(days=1))
    due = Promise.objects.filter(unit=org.unit_id, due_on__gte=first, due_on__lte=last)
    due = due.exclude(state=PromiseState.DROPPED)
    whole = due.count()
    part = due.filter(state__in=[PromiseState.KEPT, PromiseState.PROVED]).count()
    late = due.filter(state=PromiseState.DOING).order_by("due_on", "pk")[:_ROWS]
    rows = tuple((f"{p.due_on:%m-%d} {p.title}", reverse("life:promise", args=[p.pk])) for p in late)
    return Counted(part, whole, f"到期承诺 {whole} 条，办成 {part} 条；撤回并写明原因的不算。", rows)


def _deeds_kept(org: PartyOrg, year: int, on: date) -> Counted:
    deeds = Promise.objects.filter(birthday__org=org, birthday__year=year, due_on__lt=on)
    deeds = deeds.exclude(state=PromiseState.DROPPED)
    whole = deeds.count()
    part = deeds.filter(state=PromiseState.KEPT).count()
    planned = Birthday.objects.filter(org=org, year=year, promise__isnull=False).count()
    return Counted(part, whole, f"领办实事 {planned} 件，已到期 {whole} 件，办成 {part} 件。")


def _tasks_done(org: PartyOrg, year: int, on: date) -> Counted:
    first, last = _span(year, on - timedelta(days=1))
    reach = Q(pk__in=[])
    for path in org.bindings.filter(until__isnull=True).values_list("area__path", flat=True):
        reach |= below(path)
    tasks = MicroTask.objects.filter(reach, due_on__gte=first, due_on__lte=last)
    tasks = tasks.exclude(state__in=[TaskState.WITHDRAWN, TaskState.OPEN])
    whole = tasks.count()
    part = tasks.filter(state=TaskState.CONFIRMED).count()
    return Counted(part, whole, f"有人认领并到期的微事项 {whole} 件，办成 {part} 件；没人认领的不算。")


_COMPUTE: dict[str, Compute] = {
    "bound": _bound,
    "enough_members": _enough_members,
    "term_valid": _term_valid,
    "has_secretary": _has_secretary,
    "committee_whole": _committee_whole,
    "dual_post": _dual_post,
    "trained": _trained,
    "register_whole": _register_whole,
    "floating_met": _floating_met,
    "transfers_timely": _transfers_timely,
    "has_plans": _has_plans,
    "plan_met": _plan_met,
    "ones_met": _ones_met,
    "promises_kept": _promises_kept,
    "deeds_kept": _deeds_kept,
    "tasks_done": _tasks_done,
}


def computed_codes() -> set[str]:
    """The measures there is a computation for."""
    return set(_COMPUTE)


def org_of(unit_id: int) -> PartyOrg:
    """The organisation of a unit."""
    return PartyOrg.objects.select_related("area", "unit").get(unit=unit_id)
