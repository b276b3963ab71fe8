"""Points for confirmed deeds of members who joined; corrected by counter-entries, never deducted."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.actions._common import note, take_org
from wangge.party.models import Board, Deed, Member, PartyOrg, PointAppeal, PointEntry, PointRule
from wangge.party.rules import points as rules
from wangge.party.rules.points import DeedKind, Rule


@transaction.atomic
def seed_rules(*, at: datetime) -> None:
    """The shipped rules, where a kind has none yet."""
    known = set(PointRule.objects.values_list("kind", flat=True))
    PointRule.objects.bulk_create(
        PointRule(kind=r.kind, points=r.points, cap=r.cap, changed_at=at)
        for r in rules.SHIPPED
        if r.kind not in known
    )


@transaction.atomic
def change_rule(kind: str, *, points: int, cap: int, is_on: bool, by: Acting, at: datetime) -> PointRule:
    """Other numbers for a kind of deed; from now on, entries stay as they are."""
    if not by.may(Permit.POINTS_RULES):
        raise NotAllowed("您现在的岗位没有这项权限。")
    field, fault = rules.rule_fault(Rule(kind, points, cap, is_on))
    if fault:
        raise Refused(fault, field=field)
    made, _ = PointRule.objects.update_or_create(
        kind=kind, defaults={"points": points, "cap": cap, "is_on": is_on, "changed_at": at}
    )
    note(by, "change_rule", f"point_rule:{kind}", f"每件 {points} 分，年度上限 {cap} 分", at)
    return made


@transaction.atomic
def count_deed(deed: Deed, *, by: Acting, at: datetime) -> PointEntry | None:
    """Points for a confirmed deed, up to the cap of the year; none for somebody who has not joined."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=deed.member_id)
    if deed.state != "confirmed" or member.points_joined_on is None or deed.on < member.points_joined_on:
        return None
    stored = PointRule.objects.filter(kind=deed.kind).first()
    rule = stored.rule if stored else next(r for r in rules.SHIPPED if r.kind == deed.kind)
    here = PointEntry.objects.filter(member=member, year=deed.on.year, deed__kind=deed.kind)
    points = rules.earned(rule, here.aggregate(sum=Sum("points"))["sum"] or 0)
    if not points:
        return None
    return PointEntry.objects.create(
        member=member, year=deed.on.year, deed=deed, points=points, seat=by.seat[:80], at=at
    )


@transaction.atomic
def correct_entry(entry: PointEntry, *, reason: str, by: Acting, at: datetime) -> PointEntry:
    """Take a wrong entry back by a counter-entry that says why; it is told to the member."""
    if not Member.objects.open_to(by, Permit.MEMBERS_EDIT).filter(pk=entry.member_id).exists():
        raise NotAllowed("这名党员不在您的管理范围内。")
    fresh = PointEntry.objects.select_for_update(of=("self",)).select_related("deed").get(pk=entry.pk)
    if fresh.corrects_id is not None or PointEntry.objects.filter(corrects=fresh).exists():
        raise Refused("这一条已经更正过。")
    made = PointEntry.objects.create(
        member_id=fresh.member_id,
        year=fresh.year,
        deed=fresh.deed,
        points=-fresh.points,
        corrects=fresh,
        reason=words(reason, field="reason", most=100, name="更正理由"),
        seat=by.seat[:80],
        at=at,
    )
    note(by, "correct_entry", f"member:{fresh.member_id}", f"{made.points} 分", at)
    return made


def _me(by: Acting) -> Member:
    found = Member.objects.own(by).enrolled().select_for_update(of=("self",)).first()
    if found is None:
        raise NotAllowed("您还没有登记为党员，请联系支部。")
    return found


@transaction.atomic
def join_points(*, is_in: bool, by: Acting, at: datetime) -> Member:
    """A member joins the points, or leaves them: the board then forgets him at once."""
    me = _me(by)
    me.points_joined_on = (me.points_joined_on or local_day(at)) if is_in else None
    me.board_joined_on = me.board_joined_on if is_in else None
    me.save(update_fields=["points_joined_on", "board_joined_on"])
    note(by, "join_points", f"member:{me.pk}", "参加" if is_in else "退出", at)
    return me


@transaction.atomic
def join_board(*, is_in: bool, by: Acting, at: datetime) -> Member:
    """A member lets his name stand on the board, or takes it down."""
    me = _me(by)
    if is_in and me.points_joined_on is None:
        raise Refused("参加积分以后才可以上榜。")
    me.board_joined_on = local_day(at) if is_in else None
    me.save(update_fields=["board_joined_on"])
    note(by, "join_board", f"member:{me.pk}", "上榜" if is_in else "下榜", at)
    return me


@transaction.atomic
def turn_board(org: PartyOrg, *, is_on: bool, by: Acting, at: datetime) -> None:
    """An organisation turns its board on or off; off is how it begins."""
    if not by.may(Permit.MEMBERS_EDIT):
        raise NotAllowed("您现在的岗位没有这项权限。")
    fresh = take_org(org, Permit.MEMBERS_EDIT, by=by)
    if is_on:
        Board.objects.get_or_create(org=fresh, defaults={"turned_on_at": at})
    else:
        Board.objects.filter(org=fresh).delete()
    note(by, "turn_board", f"party_org:{fresh.pk}", "开启" if is_on else "关闭", at)


@transaction.atomic
def propose_deed(
    *, kind: str, duty: str, words_: str, on: date, ref: str = "", by: Acting, at: datetime
) -> Deed:
    """A member writes down a suggestion, a hazard, a wish or thanks for somebody else to confirm."""
    me = _me(by)
    if kind in (DeedKind.TASK, DeedKind.SERVICE):
        raise Refused("微事项和半年服务由系统记录，不用填报。", field="kind")
    if on > local_day(at) or on.year < local_day(at).year - 1:
        raise Refused("日期应在去年以来、今天以前。", field="on")
    ref = words(ref, field="ref", most=50, may_be_empty=True)
    if kind == DeedKind.HAZARD and not ref:
        raise Refused("隐患要填写上报后的受理编号，便于核实。", field="ref")
    ref = f"{kind}:{ref}" if ref else ""
    if ref and Deed.objects.filter(member=me, ref=ref).exists():
        raise Refused("这件事已经填报过。", field="ref")
    made = Deed(
        member=me,
        kind=kind,
        duty=duty,
        words=words(words_, field="words", most=200, name="做了什么"),
        on=on,
        ref=ref,
        proposed_at=at,
    )
    made.save(force_insert=True)
    note(by, "propose_deed", f"deed:{made.pk}", "", at)
    return made


@transaction.atomic
def note_deed(
    member: Member,
    *,
    kind: str,
    duty: str,
    words_: str,
    on: date,
    ref: str,
    confirmer: int | None,
    seat: str,
    by: Acting,
    at: datetime,
) -> Deed | None:
    """What a record of the product shows a member did and somebody else confirmed; once for each record, and
    only for who joined the points.
    """
    if kind not in rules.FROM_RECORDS or rules.confirm_fault(doer=member.person_id, confirmer=confirmer):
        return None
    fresh = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    joined = fresh.points_joined_on
    known = Deed.objects.filter(member=fresh, ref=ref)
    if joined is None or on < joined or known.exclude(state="proposed").exists():
        return None
    known.delete()  # he told it himself, nobody has answered yet: the record says more
    made = Deed(
        member=fresh,
        kind=kind,
        duty=duty,
        words=words(words_, field="words", most=200),
        on=on,
        ref=ref,
        state="confirmed",
        proposed_at=at,
        confirmed_by_id=confirmer,
        seat=seat[:80],
        decided_at=at,
    )
    made.save(force_insert=True)
    count_deed(made, by=by, at=at)
    note(by, "note_deed", f"deed:{made.pk}", kind, at)
    return made


@transaction.atomic
def decide_deed(deed: Deed, *, is_confirmed: bool, answer: str = "", by: Acting, at: datetime) -> Deed:
    """Somebody of the line above, who is not the doer, confirms a proposed deed or says why not."""
    if not Member.objects.open_to(by, Permit.MEMBERS_EDIT).filter(pk=deed.member_id).exists():
        raise NotAllowed("这名党员不在您的管理范围内。")
    fresh = Deed.objects.select_for_update(of=("self",)).select_related("member").get(pk=deed.pk)
    if fresh.state != "proposed":
        raise Refused("这件事已经有了结论。")
    if fault := rules.confirm_fault(doer=fresh.member.person_id, confirmer=by.person_id):
        raise Refused(fault)
    fresh.answer = words(answer, field="answer", most=100, name="说明", may_be_empty=is_confirmed)
    fresh.state = "confirmed" if is_confirmed else "declined"
    fresh.confirmed_by_id, fresh.seat, fresh.decided_at = by.person_id, by.seat[:80], at
    fresh.save(update_fields=["answer", "state", "confirmed_by", "seat", "decided_at"])
    count_deed(fresh, by=by, at=at)
    note(by, "decide_deed", f"deed:{fresh.pk}", fresh.state, at)
    return fresh


@transaction.atomic
def appeal(deed: Deed, *, words_: str, by: Acting, at: datetime) -> PointAppeal:
    """A member says that a deed was not, or wrongly, counted; within fifteen days."""
    me = _me(by)
    fresh = Deed.objects.select_for_update(of=("self",)).filter(pk=deed.pk, member=me).first()
    if fresh is None:
        raise NotAllowed("只能对自己的记录提出申诉。")
    if fresh.decided_at is None or not rules.may_appeal(local_day(fresh.decided_at), on=local_day(at)):
        raise Refused(f"申诉应在记录后 {rules.APPEAL_DAYS} 天内提出。")
    if PointAppeal.objects.filter(deed=fresh, answered_at__isnull=True).exists():
        raise Refused("这件事已经有一项申诉在办。")
    made = PointAppeal(
        member=me, deed=fresh, words=words(words_, field="words", most=300, name="申诉的话"), at=at
    )
    made.save(force_insert=True)
    note(by, "appeal", f"deed:{fresh.pk}", "", at)
    return made


@transaction.atomic
def answer_appeal(
    found: PointAppeal, *, is_granted: bool, answer: str, by: Acting, at: datetime
) -> PointAppeal:
    """Somebody else than who decided answers; a deed that was declined is confirmed when granted."""
    if not Member.objects.open_to(by, Permit.MEMBERS_EDIT).filter(pk=found.member_id).exists():
        raise NotAllowed("这名党员不在您的管理范围内。")
    fresh = (
        PointAppeal.objects.select_for_update(of=("self",)).select_related("deed", "member").get(pk=found.pk)
    )
    if fresh.answered_at is not None:
        raise Refused("这项申诉已经答复。")
    if by.person_id in (None, fresh.deed.confirmed_by_id, fresh.member.person_id):
        raise Refused("申诉要由原确认人以外的人答复，请上一级来办。")
    fresh.answer = words(answer, field="answer", most=300, name="答复")
    fresh.is_granted, fresh.answered_by_id, fresh.answered_at = is_granted, by.person_id, at
    fresh.save(update_fields=["answer", "is_granted", "answered_by", "answered_at"])
    deed = fresh.deed
    if is_granted and deed.state == "declined":
        deed.state, deed.confirmed_by_id, deed.seat, deed.decided_at = "confirmed", by.person_id, by.seat, at
        deed.save(update_fields=["state", "confirmed_by", "seat", "decided_at"])
    if is_granted and not deed.entries.exists():
        count_deed(deed, by=by, at=at)
    note(by, "answer_appeal", f"deed:{deed.pk}", "支持" if is_granted else "维持", at)
    return fresh
