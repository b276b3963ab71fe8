"""Three months of Party life of the invented district's branches: held by actions, some of it not held."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef

from wangge.assessment import actions as assessment
from wangge.assessment import queries as assessing
from wangge.assessment.models import Review, Standard
from wangge.assessment.rules import How, SectionKind
from wangge.demo import year
from wangge.demo.people import Tell
from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Call, Minutes
from wangge.gatherings.models import Slot
from wangge.gatherings.rules.meeting import Quorum, strictest
from wangge.grids.access import Acting, Role
from wangge.grids.models import Post
from wangge.kernel.words import SHANGHAI
from wangge.life import actions, queries, rules
from wangge.life.actions import Came
from wangge.life.models import Birthday
from wangge.party.models import PartyOrg
from wangge.party.rules.orgs import BRANCHES
from wangge.promises import actions as promises
from wangge.promises.actions import Given
from wangge.promises.actions.agreements import Head

#: Under whose hat it is filled in, and under whose it is looked at a second time.
BY = Acting(Role.ORG_DEPARTMENT, seat="组织部", name="演示数据")
#: So many branches have a life to look at, those of the demo's own users first; the others begin without
#: plans, as a branch does on its first day.
MOST = 8
#: In the larger districts every branch has a year behind it; so many have promises and stars, too.
MONTHS, MOST_OF_MANY = 12, 120
_SETS = (
    ("主题党日", ("theme_day", "ones_study", "ones_brief", "ones_claim")),
    ("支部委员会会议", ("committee_meeting", "ones_report", "ones_discuss")),
    ("支部党员大会", ("general_meeting", "party_lecture")),
)
_SAID = (
    "学习支部工作条例有关章节，通报上月网格办结的事，议了车棚照明和飞线充电。",
    "听取一名党员汇报认领的事，讨论三号楼堆物，定了谁去说、几时看。",
    "公布本月微事项，自愿认领；老党员讲了入户时听到的几件难事。",
)
_DONE = (
    "月底前把车棚的灯修好",
    "给北门装一面镜子",
    "每周六上午擦一次公告栏",
    "和物业一起清一次楼道",
    "办一次手机课堂",
)
_PARTNERS = ("区人民医院第二党支部", "区图书馆党支部", "供电公司城区党支部")


def settle(size: str, *, now: datetime, tell: Tell) -> None:
    """Plans, meetings, promises, birthdays, agreements, articles and stars of the branches there are: three
    months in a small district, a year in a larger one.
    """
    found = PartyOrg.objects.standing().filter(kind__in=BRANCHES, unit__isnull=False, full_n__gte=1)
    signed = Post.objects.filter(role=Role.BRANCH_SECRETARY).values("unit")
    rows = found.annotate(is_own=Exists(signed.filter(unit=OuterRef("unit"))))
    ordered = rows.select_related("unit", "area").order_by("-is_own", "path")
    if size == "small":
        branches = list(ordered[:MOST])
        with transaction.atomic():
            _months(branches, 3, now, tell)
            _beside(branches, now)
    else:
        branches = list(ordered)
        if not branches:
            return
        department = Post.objects.filter(role=Role.ORG_DEPARTMENT).select_related("person", "area", "unit")
        by, words = department.earliest("pk").acting(), (_SAID, _DONE)
        year.live(branches, months=MONTHS, words=words, by=by, now=now.astimezone(SHANGHAI), tell=tell)
        _beside(branches[:MOST_OF_MANY], now)


def _months(branches: Sequence[PartyOrg], months: int, now: datetime, tell: Tell) -> None:
    """What a few branches planned and held, each meeting by the actions."""
    rng = random.Random("life")  # noqa: S311  (invention)
    today = now.astimezone(SHANGHAI).date()
    first = rules.months_back(today, months - 1)
    actions.adopt_for(branches, since=first, by=BY, at=_moment(first, 8))
    units = [org.unit_id for org in branches if org.unit_id]
    for back in reversed(range(months)):
        month = rules.months_back(today, back)
        gatherings.make_agenda(on=month, units=units)
        for number, org in enumerate(branches):
            _month(org, month, now, rng, slips=number + 3 * back)
        tell("党内组织生活", months - back, months)


def _beside(branches: Sequence[PartyOrg], now: datetime) -> None:
    """What stands beside the meetings: promises, birthdays, agreements, stars; what was not held is told."""
    if not branches:
        return
    rng = random.Random("beside")  # noqa: S311  (invention)
    _promised(branches, now.astimezone(SHANGHAI).date(), rng)
    _birthdays(branches, now, rng)
    _around(branches, now)
    _stars(branches, now, rng)
    for days in (40, 25, 8, 0):
        actions.flag_unheld(at=now - timedelta(days=days))


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def _month(org: PartyOrg, month: date, now: datetime, rng: random.Random, *, slips: int) -> None:
    """What a branch holds in a month: most of it. In three months each branch lets a meeting or two slip, the
    first one last month's committee meeting, so that in any season there is something to be told.
    """
    people = queries.roll(org, on=month)
    for place, (title, codes) in enumerate(_SETS):
        starts_at = _moment(month + timedelta(days=4 + 7 * place + rng.randrange(4)), 9 + 5 * (slips % 2))
        if starts_at > now - timedelta(hours=3) or (slips + place) % 7 == 4:
            continue
        free = Slot.objects.free().filter(unit=org.unit_id, plan__routine__code__in=codes)
        slots = list(free.within(month, starts_at.date()).select_related("plan__routine"))
        if not slots:
            continue
        quorum = strictest({slot.plan.routine.quorum for slot in slots})
        roll = [one for one in people if one.is_committee] if quorum == Quorum.COMMITTEE else people
        here = [one.number for one in roll if rng.random() < 0.8]
        leave = [one.number for one in roll if one.number not in here and rng.random() < 0.5]
        actions.record(
            org,
            Call(
                title=title,
                starts_at=starts_at,
                kind=slots[0].plan.routine.kind,
                place="党群服务站",
                quorum=quorum,
                slots=slots,
            ),
            Minutes(said=rng.choice(_SAID), decisions=[(rng.choice(_DONE), None)] if place == 1 else []),
            Came(roll, here, leave),
            by=BY,
            at=starts_at + timedelta(hours=2),
        )


def _promised(branches: Sequence[PartyOrg], today: date, rng: random.Random) -> None:
    """Two promises each: some kept, some late, some under way."""
    for number, org in enumerate(branches):
        for turn in range(2):
            due = today + timedelta(days=rng.randrange(-25, 40))
            made = _moment(min(due, today) - timedelta(days=20), 10)
            if org.unit is None:
                continue
            title = _DONE[(number + turn) % len(_DONE)]
            given = Given(title, org.name, due, public_words=title if turn else "")
            promise = promises.make(org.unit, org.area, given, by=BY, at=made)
            if due < today and (number + turn) % 4:
                done = _moment(due, 9)
                promises.prove(promise, proof="已办好，现场看过。", by=BY, at=done)
                promises.confirm(promise, answer="属实", by=BY, at=done + timedelta(hours=2))


def _birthdays(branches: Sequence[PartyOrg], now: datetime, rng: random.Random) -> None:
    """The list of the year; every third branch has held its ceremony."""
    today = now.astimezone(SHANGHAI).date()
    actions.list_birthdays(year=today.year, at=now)
    for org in branches[::3]:
        mine = list(Birthday.objects.filter(org=org, year=today.year)[:3])
        if not mine:
            continue
        starts_at = _moment(today + timedelta(days=rng.randrange(3, 20)), 15)
        actions.plan_ceremony(org, mine, starts_at=starts_at, place="党群服务站", by=BY, at=now)
        actions.promise_deed(mine[0], title="给楼道装一处扶手", due_on=starts_at.date(), by=BY, at=now)


def _around(branches: Sequence[PartyOrg], now: datetime) -> None:
    """Pairings, a residents' project, something to read, a vote."""
    today = now.astimezone(SHANGHAI).date()
    for org, partner in zip(branches, _PARTNERS, strict=False):
        if org.unit is None:
            continue
        heads = [
            Head(t, partner, today + timedelta(days=d))
            for t, d in (("每季度一次义诊", 50), ("送书到网格", 80))
        ]
        promises.agree_on(
            org.unit,
            org.area,
            kind="pairing",
            title=f"{org.name}与{partner}结对共建",
            partner=partner,
            since=today,
            until=today + timedelta(days=365),
            heads=heads,
            by=BY,
            at=now,
        )
        promises.propose_project(
            org.unit,
            org.area,
            team="花墙小队",
            title="楼道花墙",
            words_="把一楼朝北的墙种上耐阴的花，自己浇水。",
            budget_asked=300,
            by=BY,
            at=now,
        )
    first = branches[0]
    if first.unit is not None:
        gatherings.release_article(
            first.unit,
            first.area,
            title="把难题摆上桌面：一次支部议事的做法",
            body="先听住在旁边的人怎么说，再看能用什么，最后定谁去办、几时办完。",
            question="你们网格的哪件事可以这样议？",
            by=BY,
            at=now,
        )
        gatherings.make_poll(
            first.unit,
            first.area,
            title="最美网格员",
            opens_at=now + timedelta(days=3),
            closes_at=now + timedelta(days=10),
            by=BY,
            at=now,
        )


def _stars(branches: Sequence[PartyOrg], now: datetime, rng: random.Random) -> None:
    """The year's stars: half the branches have answered, a third are under notice."""
    assessment.seed()
    year = now.astimezone(SHANGHAI).year
    star = Standard.objects.get(code="star", state="in_force")
    reviews = assessment.open_reviews(star, branches, year=year, by=BY, at=now)
    ready: list[Review] = []
    for number, review in enumerate(reviews[::2]):
        answers = {
            mark.pk: (_points(mark.item.points, mark.item.how, mark.item.section.kind, rng), "有记录可查")
            for mark in assessing.marks_of(review)
            if mark.item.how != How.COMPUTED
        }
        assessment.check(review, answers, by=BY, at=now)
        assessment.submit(review, by=BY, at=now)
        if number % 3:
            ready.append(assessment.judge(review, {}, by=BY, at=now))
    if ready:
        assessment.publish(ready, by=BY, at=now)


def _points(points: Decimal, how: str, kind: str, rng: random.Random) -> Decimal:
    if kind == SectionKind.VETO:
        return Decimal(0)
    if how == How.YES_NO:
        return points if rng.random() < 0.9 else Decimal(0)
    return (points * Decimal(rng.randrange(6, 11)) / 10).quantize(Decimal("0.1"))
