"""Breaking the glass in an emergency, what is opened behind it, and the review of each look."""

from datetime import datetime

from django.db import transaction

from wangge.cases.actions._core import Said, record, take
from wangge.cases.models import Case, Glass
from wangge.cases.queries import glass as queries
from wangge.cases.rules import glass as rules
from wangge.cases.rules.glass import Verdict, Why
from wangge.grids.access import DESK_ROLES, THE_CLOCK, Acting, Permit, Role
from wangge.grids.models import Post
from wangge.journal import actions as journal
from wangge.kernel import words as kernel
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean
from wangge.notices import actions as notices
from wangge.people import actions as people
from wangge.people.rules import RevealReason
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Limit, LimitUnit

_A_DAY = Limit(1, LimitUnit.WORKING_DAY)
_REVIEW = "/urgent-look/review/"


@transaction.atomic
def break_glass(case: Case, *, why: str, words: str, by: Acting, at: datetime, ip: str = "") -> Glass:
    """Open a case and its contacts for two hours: a step of the case, a line of the reveal log for each
    sender, an entry of the journal; the audit administrator and the desk that holds it hear at once.
    """
    words = clean(words)
    if why not in Why.values:
        raise Refused("请选择是哪一种紧急情况。", field="why")
    if len(words) < rules.LEAST_WORDS:
        raise Refused("请写清现在是什么情况、要做什么，复核时会看。", field="words")
    case = take(case, "break_glass", by=by)
    if queries.sees_anyway(case, by):
        raise Refused("这件事您本来就能看，直接打开就行，不用紧急查看。", field="number")
    if by.person_id is None:
        raise NotAllowed("只有登录的工作人员能紧急查看。")
    waiting = Glass.objects.unjudged().filter(person_id=by.person_id)
    if waiting.count() >= rules.MOST_UNJUDGED:
        raise Refused("您还有几次紧急查看没有复核，请先联系审计管理员复核；有危险请马上拨打 110、119、120。")
    record(case, "break_glass", by=by, at=at, reason=why, words_of=Said(note=words))
    for appeal in case.appeals.order_by("received_at"):
        people.note_reveal(
            subject=f"appeal:{appeal.number}",
            what="contact",
            reason=RevealReason.EMERGENCY,
            by=by,
            at=at,
            ip=ip,
        )
    glass = Glass.objects.create(
        case=case,
        person_id=by.person_id,
        post_id=by.post_id,
        hat=by.name[:80],
        why=why,
        words=words,
        at=at,
        until=at + rules.OPEN_FOR,
        review_by=worktime_rules.add(at, _A_DAY, worktime.calendar()),
    )
    note = f"{Why(why).label}；{kernel.moment(glass.until, now=at)} 自动关上"
    journal.record(by=by, verb="cases.break_glass", subject=f"case:{case.pk}", note=note, at=at, ip=ip)
    _tell(glass, case, at=at)
    return glass


def _tell(glass: Glass, case: Case, *, at: datetime) -> None:
    by = kernel.moment(glass.review_by, now=at)
    notices.tell(
        text=f"{glass.hat}紧急查看了一件事（{case.number}），请在 {by} 前复核。",
        link=_REVIEW,
        at=at,
        kind="glass",
        key=f"glass:{glass.pk}",
        persons=_auditors(at),
    )
    rank = case.desk.rank
    notices.tell(
        text=f"您席位的一件事（{case.number}）因紧急情况被其他席位查看，已留痕、待复核。",
        link=f"/cases/{case.pk}/",
        at=at,
        kind="glass",
        case_id=case.pk,
        seat=(case.desk_id, DESK_ROLES.get(rank, frozenset())),
        without=[glass.person_id],
    )


def _auditors(at: datetime) -> list[int]:
    held = Post.objects.held(at).filter(role=Role.AUDIT_ADMIN)
    return list(held.values_list("person_id", flat=True))


@transaction.atomic
def look(glass: Glass, *, by: Acting, at: datetime, ip: str = "") -> Glass:
    """The page is opened: again written down, and only as long as the glass is open."""
    found = Glass.objects.open_to(by, Permit.GLASS_BREAK).filter(pk=glass.pk).first()
    if found is None:
        raise NotAllowed("这次紧急查看不是您的。")
    if at >= found.until:
        raise Refused("两个小时已经到了，已自动关上。还需要看，请再写一次情况。")
    if found.verdict == Verdict.WRONG:
        raise Refused("复核认为不应当查看，已经关上。")
    if not Case.objects.open_to(by, Permit.GLASS_BREAK).filter(pk=found.case_id).exists():
        raise NotAllowed("这件事不在您的辖区里了。")
    journal.record(by=by, verb="cases.glass_look", subject=f"case:{found.case_id}", at=at, ip=ip)
    return found


@transaction.atomic
def judge(glass: Glass, *, verdict: str, words: str, by: Acting, at: datetime) -> Glass:
    """Say of one look whether it was right; a wrong one closes at once and security hears of it."""
    reach = Glass.objects.open_to(by, Permit.JOURNAL_READ)
    found = reach.select_for_update(of=("self",)).filter(pk=glass.pk).first()
    if found is None:
        raise NotAllowed("您的岗位不能复核紧急查看。")
    if found.person_id == by.person_id:
        raise NotAllowed("自己的查看不能由自己复核。")
    if found.verdict:
        raise Refused("这一次已经复核过了。")
    words = clean(words)
    if verdict not in Verdict.values:
        raise Refused("请选择结论。", field="verdict")
    if verdict == Verdict.WRONG and len(words) < rules.LEAST_WORDS:
        raise Refused("请写清为什么不应当查看，本人和安全管理员会看到。", field="words")
    found.verdict, found.verdict_words = verdict, words[:300]
    found.judged_by_id, found.judged_at = by.person_id, at
    found.save()
    note = f"{Verdict(verdict).label}" + (f"：{words}" if words else "")
    journal.record(by=by, verb="cases.judge_glass", subject=f"case:{found.case_id}", note=note[:300], at=at)
    _tell_verdict(found, at=at)
    return found


def _tell_verdict(glass: Glass, *, at: datetime) -> None:
    told = [glass.person_id]
    if glass.verdict == Verdict.WRONG:
        held = Post.objects.held(at).filter(role=Role.SECURITY_ADMIN)
        told += held.values_list("person_id", flat=True)
    text = (
        f"{glass.hat} {kernel.moment(glass.at, now=at)}的紧急查看，复核结论：{glass.get_verdict_display()}。"
    )
    notices.tell(text=text, at=at, kind="glass", persons=told)


@transaction.atomic
def watch_glass(*, at: datetime) -> int:
    """Remind the audit administrator of what is past its day, and let go of what was judged long ago."""
    late = Glass.objects.unjudged().filter(review_by__lt=at).count()
    if late:
        notices.tell(
            text=f"有 {late} 次紧急查看超过一个工作日还没有复核。",
            link=_REVIEW,
            at=at,
            kind="glass",
            key="glass:late",
            persons=_auditors(at),
        )
    gone, _ = Glass.objects.exclude(verdict="").filter(at__lt=at - rules.KEPT).delete()
    if gone:
        journal.record(by=THE_CLOCK, verb="cases.forget_glass", note=f"到期删除 {gone} 条", at=at)
    return late
