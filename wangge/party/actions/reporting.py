"""双报到、双报告: report in, choose, be confirmed, hand back, report home; posts of responsibility."""

from datetime import datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area, Place
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.notices import actions as notices
from wangge.party.actions._common import note
from wangge.party.actions.points import count_deed
from wangge.party.actions.serving import _myself, _need_here
from wangge.party.models import Deed, Member, PostHolding, ReportBack, ReportIn, ResponsibilityPost
from wangge.party.rules import points
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import (
    REPORT_FLOW,
    Duty,
    ReporterKind,
    ReportState,
    half_bounds,
    half_name,
)


@transaction.atomic
def open_post(
    area: Area,
    *,
    kind: str,
    title: str,
    words_: str,
    duty: str = Duty.SERVE,
    wanted: int = 1,
    place: Place | None = None,
    by: Acting,
    at: datetime,
) -> ResponsibilityPost:
    """An area or a post of responsibility that members may take."""
    _need_here(by, area)
    made = ResponsibilityPost.objects.create(
        area=area,
        area_path=area.path,
        place=place,
        kind=kind,
        title=words(title, field="title", most=40, name="名称"),
        words=words(words_, field="words", most=200, name="做什么"),
        duty=duty,
        wanted=wanted,
        opened_on=local_day(at),
    )
    note(by, "open_post", f"rpost:{made.pk}", area.name, at)
    return made


@transaction.atomic
def close_post(post: ResponsibilityPost, *, by: Acting, at: datetime) -> ResponsibilityPost:
    """No longer needed; who holds it is free."""
    fresh = ResponsibilityPost.objects.open_to(by, Permit.TASK_PUBLISH).select_for_update().filter(pk=post.pk)
    found = fresh.first()
    if found is None:
        raise NotAllowed("这个岗位不在您的管理范围内。")
    found.closed_on = local_day(at)
    found.save(update_fields=["closed_on"])
    PostHolding.objects.filter(rpost=found, until__isnull=True).update(until=local_day(at))
    note(by, "close_post", f"rpost:{found.pk}", found.title, at)
    return found


@transaction.atomic
def take_post(post: ResponsibilityPost, *, by: Acting, at: datetime) -> PostHolding:
    """A member takes a post of his own accord, while there is room."""
    me = _myself(by)
    fresh = ResponsibilityPost.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if fresh.closed_on is not None:
        raise Refused("这个岗位已撤销。")
    return _hold(fresh, me, by=by, at=at)


def _hold(post: ResponsibilityPost, member: Member, *, by: Acting, at: datetime) -> PostHolding:
    held = PostHolding.objects.filter(rpost=post, until__isnull=True)
    mine = held.filter(member=member).first()
    if mine is not None:
        return mine
    if held.count() >= post.wanted:
        raise Refused("这个岗位已经满员，请看看别的岗位。")
    made = PostHolding.objects.create(rpost=post, member=member, since=local_day(at))
    note(by, "take_post", f"rpost:{post.pk}", post.title, at)
    return made


@transaction.atomic
def leave_post(holding: PostHolding, *, by: Acting, at: datetime) -> None:
    """A member gives a post back, at any time and without loss."""
    me = _myself(by)
    fresh = PostHolding.objects.select_for_update(of=("self",)).filter(pk=holding.pk, member=me).first()
    if fresh is None or fresh.until is not None:
        raise Refused("您没有在这个岗位上。")
    fresh.until = local_day(at)
    fresh.save(update_fields=["until"])
    note(by, "leave_post", f"rpost:{fresh.rpost_id}", "", at)


@transaction.atomic
def report_in(
    area: Area,
    *,
    home_branch: str,
    skills: str = "",
    free_time: str = "",
    may_contact: bool = False,
    by: Acting,
    at: datetime,
) -> ReportIn:
    """A serving member reports in to a grid or a community."""
    me = _myself(by)
    if area.valid_to is not None or area.rank < 3:
        raise Refused("请选择一个社区或网格。", field="area")
    if ReportIn.objects.filter(member=me, area=area).exclude(state=ReportState.ENDED).exists():
        raise Refused("您已经在这里报到。", field="area")
    return _report(
        area,
        ReportIn(kind=ReporterKind.MEMBER, member=me, may_contact=may_contact),
        home_branch=home_branch or me.home_branch or me.org.name,
        skills=skills,
        free_time=free_time,
        by=by,
        at=at,
    )


@transaction.atomic
def report_unit(
    area: Area,
    *,
    unit_name: str,
    home_branch: str,
    skills: str = "",
    free_time: str = "",
    by: Acting,
    at: datetime,
) -> ReportIn:
    """The community writes down that a unit's Party organisation reported in, and what it offers."""
    _need_here(by, area)
    unit_name = words(unit_name, field="unit_name", most=60, name="报到单位")
    standing = ReportIn.objects.filter(unit_name=unit_name, area=area).exclude(state=ReportState.ENDED)
    if standing.exists():
        raise Refused("这个单位已经在这里报到。", field="unit_name")
    row = ReportIn(kind=ReporterKind.UNIT, unit_name=unit_name, may_contact=True)
    return _report(area, row, home_branch=home_branch, skills=skills, free_time=free_time, by=by, at=at)


def _report(
    area: Area, row: ReportIn, *, home_branch: str, skills: str, free_time: str, by: Acting, at: datetime
) -> ReportIn:
    row.area, row.area_path, row.reported_at = area, area.path, at
    row.home_branch = words(home_branch, field="home_branch", most=60, name="所在单位党组织")
    row.skills = words(skills, field="skills", most=100, may_be_empty=True)
    row.free_time = words(free_time, field="free_time", most=60, may_be_empty=True)
    row.save(force_insert=True)
    note(by, "report_in", f"report:{row.pk}", area.name, at)
    return row


def _take(report: ReportIn, verb: str) -> ReportIn:
    found = ReportIn.objects.select_for_update(of=("self",)).select_related("member", "rpost", "area")
    fresh = found.get(pk=report.pk)
    fresh.state = REPORT_FLOW.step(fresh.state, verb)
    return fresh


def _reporter(report: ReportIn, verb: str, by: Acting) -> ReportIn:
    """Whoever reported in; for a unit the community that wrote it down."""
    if report.kind == ReporterKind.UNIT:
        _need_reach(report, by)
        return _take(report, verb)
    me = _myself(by)
    fresh = _take(report, verb)
    if fresh.member_id != me.pk:
        raise NotAllowed("这是别人的报到。")
    return fresh


def _need_reach(report: ReportIn, by: Acting) -> None:
    if not ReportIn.objects.open_to(by, Permit.TASK_PUBLISH).filter(pk=report.pk).exists():
        raise NotAllowed("这项报到不在您的管理范围内。")


@transaction.atomic
def choose(
    report: ReportIn, *, rpost: ResponsibilityPost | None = None, service: str = "", by: Acting, at: datetime
) -> ReportIn:
    """The reporter chooses a post that is open there, or says which service he gives; nobody assigns."""
    fresh = _reporter(report, "choose", by)
    service = words(service, field="service", most=100, may_be_empty=True)
    if (rpost is None) == (not service):
        raise Refused("请选一个岗位，或写明提供什么服务，两者选一。", field="rpost")
    if rpost is not None and (rpost.closed_on is not None or not _near(rpost.area_path, fresh.area_path)):
        raise Refused("这个岗位不在报到的地方，或已撤销。", field="rpost")
    fresh.rpost, fresh.service, fresh.words = rpost, service, ""
    fresh.save(update_fields=["state", "rpost", "service", "words"])
    note(by, "choose", f"report:{fresh.pk}", "", at)
    return fresh


def _near(path: str, other: str) -> bool:
    return is_below(path, other) or is_below(other, path)


@transaction.atomic
def accept(report: ReportIn, *, by: Acting, at: datetime) -> ReportIn:
    """The grid or community says yes; the service begins."""
    _need_reach(report, by)
    fresh = _take(report, "accept")
    fresh.serving_since = local_day(at)
    fresh.save(update_fields=["state", "serving_since"])
    if fresh.rpost is not None and fresh.member is not None:
        _hold(fresh.rpost, fresh.member, by=by, at=at)
    note(by, "accept", f"report:{fresh.pk}", "", at)
    _tell(fresh, f"您在{fresh.area.name}选的“{fresh.chosen}”已确认。", at)
    return fresh


@transaction.atomic
def decline(report: ReportIn, *, why: str, by: Acting, at: datetime) -> ReportIn:
    """It does not fit: the reporter is asked to choose something else."""
    _need_reach(report, by)
    fresh = _take(report, "decline")
    fresh.words = words(why, field="why", most=100, name="说明")
    chosen = fresh.chosen
    fresh.rpost, fresh.service = None, ""
    fresh.save(update_fields=["state", "words", "rpost", "service"])
    note(by, "decline", f"report:{fresh.pk}", "", at)
    _tell(fresh, f"“{chosen}”这次不合适：{fresh.words}。请另选一个。", at)
    return fresh


def _tell(report: ReportIn, text: str, at: datetime) -> None:
    if report.member is not None and report.member.person_id is not None:
        notices.tell(text=text, at=at, link="/party/mine/", kind="party", persons=[report.member.person_id])


@transaction.atomic
def hand_back(report: ReportIn, *, by: Acting, at: datetime) -> ReportIn:
    """The reporter gives the post back and may choose another; no reason is asked."""
    fresh = _reporter(report, "hand_back", by)
    if fresh.rpost_id is not None and fresh.member_id is not None:
        held = PostHolding.objects.filter(rpost=fresh.rpost_id, member=fresh.member_id, until__isnull=True)
        held.update(until=local_day(at))
    fresh.rpost, fresh.service, fresh.serving_since = None, "", None
    fresh.save(update_fields=["state", "rpost", "service", "serving_since"])
    note(by, "hand_back", f"report:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def end_report(report: ReportIn, *, by: Acting, at: datetime) -> ReportIn:
    """The reporter ends it, at any time."""
    fresh = _reporter(report, "end", by)
    fresh.ended_on = local_day(at)
    fresh.save(update_fields=["state", "ended_on"])
    if fresh.member_id is not None and fresh.rpost_id is not None:
        held = PostHolding.objects.filter(rpost=fresh.rpost_id, member=fresh.member_id, until__isnull=True)
        held.update(until=local_day(at))
    note(by, "end_report", f"report:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def write_home(report: ReportIn, *, half: str, words_: str, by: Acting, at: datetime) -> ReportBack:
    """The half-year report, in the reporter's words; the deeds beside it come from the records."""
    if report.kind == ReporterKind.UNIT:
        _need_reach(report, by)
    elif report.member_id != _myself(by).pk:
        raise NotAllowed("这是别人的报到。")
    fresh = ReportIn.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if fresh.serving_since is None:
        raise Refused("选岗确认以后才有半年报告。")
    first, last = half_bounds(half)
    if first > local_day(at) or last < fresh.serving_since:
        raise Refused(f"{half_name(half)}不在服务期内。", field="half")
    standing = ReportBack.objects.filter(report_in=fresh, half=half).first()
    if standing is not None and standing.confirmed_at is not None:
        raise Refused("这份报告社区已经确认，不能再改。")
    text = words(words_, field="words", most=500, name="服务情况")
    made, _ = ReportBack.objects.update_or_create(
        report_in=fresh, half=half, defaults={"words": text, "written_at": at}
    )
    note(by, "write_home", f"report:{fresh.pk}", half, at)
    return made


@transaction.atomic
def confirm_home(report: ReportBack, *, feedback: str, by: Acting, at: datetime) -> ReportBack:
    """The community confirms the half-year with its word to the home branch; it counts as a deed."""
    _need_reach(report.report_in, by)
    fresh = ReportBack.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if fresh.confirmed_at is not None:
        raise Refused("这份报告已经确认。")
    source = ReportIn.objects.select_related("member", "area", "rpost").get(pk=fresh.report_in_id)
    doer = source.member.person_id if source.member else None
    if fault := points.confirm_fault(doer=doer, confirmer=by.person_id):
        raise Refused(fault)
    fresh.feedback = words(feedback, field="feedback", most=300, name="社区的意见")
    fresh.confirmed_by_id, fresh.confirmed_at = by.person_id, at
    fresh.save(update_fields=["feedback", "confirmed_by", "confirmed_at"])
    if source.member is not None and _kept_for_half(source, fresh.half):
        _count(source, source.member, fresh, by=by, at=at)
    note(by, "confirm_home", f"report:{source.pk}", fresh.half, at)
    return fresh


def _kept_for_half(source: ReportIn, half: str) -> bool:
    """Serving since the first quarter of the half-year at the latest."""
    first, last = half_bounds(half)
    middle = first + (last - first) / 2
    return source.serving_since is not None and source.serving_since <= middle


def _count(source: ReportIn, member: Member, report: ReportBack, *, by: Acting, at: datetime) -> None:
    deed = Deed(
        member=member,
        kind=DeedKind.SERVICE,
        duty=source.rpost.duty if source.rpost else Duty.SERVE,
        words=f"{half_name(report.half)}在{source.area.name}：{source.chosen}"[:200],
        on=min(half_bounds(report.half)[1], local_day(at)),
        ref=f"report:{report.pk}",
        state="confirmed",
        proposed_at=report.written_at,
        confirmed_by_id=by.person_id,
        seat=by.seat[:80],
        decided_at=at,
    )
    deed.save(force_insert=True)
    count_deed(deed, by=by, at=at)
