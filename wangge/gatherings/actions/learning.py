"""Articles and courses are released and withdrawn; honours are nominated for and voted on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from wangge.gatherings.actions._common import note
from wangge.gatherings.models import Article, Nominee, Poll, Voter
from wangge.gatherings.rules import votes as rules
from wangge.gatherings.rules.votes import PollState
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit, out_of_reach
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import words
from wangge.people.models import Unit


@transaction.atomic
def release_article(
    unit: Unit | None,
    area: Area,
    *,
    title: str,
    body: str,
    kind: str = "article",
    series: str = "",
    question: str = "",
    by: Acting,
    at: datetime,
) -> Article:
    """Offer something to read to everybody in the area and below."""
    if unit is not None:
        need_unit(by, unit, area, Permit.GATHERING_EDIT)
    elif not by.may(Permit.GATHERING_EDIT) or by.unit_id is not None:
        raise out_of_reach()
    made = Article.objects.create(
        unit=unit,
        area=area,
        area_path=area.path,
        kind=kind,
        series=words(series, field="series", most=20, name="栏目", may_be_empty=True),
        title=words(title, field="title", most=60, name="标题", may_be_empty=False),
        body=words(body, field="body", most=20000, name="正文", may_be_empty=False),
        question=words(question, field="question", most=200, name="讨论题", may_be_empty=True),
        released_at=at,
    )
    note(by, "release_article", f"article:{made.pk}", made.title, at)
    return made


@transaction.atomic
def withdraw_article(article: Article, *, by: Acting, at: datetime) -> None:
    """Take it off the list."""
    mine = Article.objects.open_to(by, Permit.GATHERING_EDIT).released()
    if not mine.filter(pk=article.pk).update(withdrawn_at=at):
        raise out_of_reach()
    note(by, "withdraw_article", f"article:{article.pk}", "", at)


@transaction.atomic
def make_poll(
    unit: Unit,
    area: Area,
    *,
    title: str,
    words_: str = "",
    seats: int = 1,
    most: int = 1,
    opens_at: datetime,
    closes_at: datetime,
    by: Acting,
    at: datetime,
) -> Poll:
    """Announce a vote for an honour."""
    need_unit(by, unit, area, Permit.GATHERING_EDIT)
    if closes_at <= opens_at or closes_at <= at:
        raise Refused("投票结束要晚于开始，也要晚于现在。", field="closes_at")
    if not 1 <= seats <= 50:
        raise Refused("名额填 1 到 50。", field="seats")
    if not 1 <= most <= 50:
        raise Refused("每人最多选填 1 到 50。", field="most")
    made = Poll.objects.create(
        unit=unit,
        area=area,
        area_path=area.path,
        title=words(title, field="title", most=60, name="名称", may_be_empty=False),
        words=words(words_, field="words", most=300, name="评选条件", may_be_empty=True),
        seats=seats,
        most=most,
        opens_at=opens_at,
        closes_at=closes_at,
        made_at=at,
    )
    note(by, "make_poll", f"poll:{made.pk}", made.title, at)
    return made


@transaction.atomic
def nominate(poll: Poll, *, name: str, words_: str, by: Acting, at: datetime) -> Nominee:
    """Put somebody or a team forward, with the deed that speaks for it."""
    if not by.may(Permit.GATHERING_JOIN):
        raise NotAllowed("您现在的岗位不能提名。")
    fresh = Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
    if rules.poll_state(opens_at=fresh.opens_at, closes_at=fresh.closes_at, at=at) != PollState.NOMINATING:
        raise Refused("提名已经结束。")
    name = words(name, field="name", most=40, name="提名对象", may_be_empty=False)
    if Nominee.objects.filter(poll=fresh, name=name).exists():
        raise Refused(f"“{name}”已经有人提名了。", field="name")
    text = words(words_, field="words", most=200, name="事迹", may_be_empty=False)
    return Nominee.objects.create(poll=fresh, name=name, words=text)


@transaction.atomic
def vote(poll: Poll, *, chosen: Sequence[int], attendee: int, by: Acting, at: datetime) -> None:
    """One ballot a person: that he voted is kept, for whom is only added up."""
    if not by.may(Permit.GATHERING_JOIN):
        raise NotAllowed("您现在的岗位不能投票。")
    if rules.poll_state(opens_at=poll.opens_at, closes_at=poll.closes_at, at=at) != PollState.VOTING:
        raise Refused("现在不在投票时间内。")
    if fault := rules.choice_fault(chosen, most=poll.most):
        raise Refused(fault, field="chosen")
    try:
        with transaction.atomic():
            Voter.objects.create(poll=poll, attendee=attendee)
    except IntegrityError as twice:
        raise Refused("您已经投过票了，一人一票。") from twice
    if Nominee.objects.filter(poll=poll, pk__in=set(chosen)).update(votes=F("votes") + 1) < len(set(chosen)):
        raise Refused("选的人里有不在名单上的，请刷新再选。", field="chosen")
    Poll.objects.filter(pk=poll.pk).update(voters_n=F("voters_n") + 1)
