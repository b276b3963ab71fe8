"""What people of the invented district made of its figures: an emergency that runs and one that is over,
requests to take a case out of the rates, last month's calls, bulletins, a kept question.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wangge.cases.models import Case
from wangge.demo.people import Cast
from wangge.demo.stage import DAY, HOUR, MINUTE, Stage
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.models import Area
from wangge.insight import actions
from wangge.insight.models import Bulletin, Emergency
from wangge.insight.queries.analysis import shift
from wangge.insight.rules.emergency import Kind, Need
from wangge.insight.rules.follow import Ground
from wangge.kernel.words import local_day

#: Doors of an emergency: how many need what, and how many of those were helped.
_RUNS = (("", 9, 0), (Need.WATER, 7, 6), (Need.ERRAND, 2, 1), (Need.POWER, 5, 3))
_OVER = (("", 21, 0), (Need.REPAIR, 11, 11), (Need.SHELTER, 6, 6), (Need.VISIT, 3, 3))


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An emergency as it is asked for."""

    kind: Kind
    words: str
    days: int
    doors: tuple[tuple[str, int, int], ...]


_OUTAGE = _Trouble(Kind.OUTAGE, "荷风路主水管爆裂抢修，预计停水到明天傍晚。", 2, _RUNS)
_FLOOD = _Trouble(Kind.FLOOD, "暴雨后沿河低处进水，一楼住户要清淤。", 3, _OVER)


def gather(stage: Stage) -> None:
    """All of it, as of now."""
    cast, now = stage.cast, stage.now
    hat = {name: post.acting() for name, post in cast.users.items()}
    _emergencies(cast, hat, now=now)
    _exclusions(hat, now=now)
    month = shift(local_day(now).replace(day=1), -1)
    district = cast.users["district"].area
    if district is not None:
        actions.draw_sample(district, month, seed=20_261_101, at=now - HOUR)
    _bulletins(cast, hat, now=now)
    asked = {"late": "over", "group": "unit"}
    actions.save_question(
        name="各单位超期", asked=asked, is_shared=True, schedule="weekly", by=hat["district"], at=now
    )


def _emergencies(cast: Cast, hat: dict[str, Acting], *, now: datetime) -> None:
    community, street = cast.users["staff"].area, cast.users["dispatcher"].area
    if community is None or street is None:
        return
    _live(_OUTAGE, community, (hat["dispatcher"], hat["streetleader"]), cast, at=now - 5 * HOUR)
    other = Area.objects.filter(rank=3).exclude(pk=community.pk).order_by("-path").first()
    if other is not None:
        _live(_FLOOD, other, (hat["district"], hat["districtleader"]), cast, at=now - 40 * DAY)
        actions.end_due(at=now - 36 * DAY)


def _live(trouble: _Trouble, area: Area, two: tuple[Acting, Acting], cast: Cast, *, at: datetime) -> None:
    """Asked for, agreed to, and walked from door to door by those who hold a grid there."""
    row = actions.ask_emergency(
        kind=trouble.kind, words=trouble.words, days=trouble.days, area_id=area.pk, by=two[0], at=at
    )
    row = actions.decide_emergency(row, is_agreed=True, by=two[1], at=at + 10 * MINUTE)
    grids = Area.objects.filter(parent=area).order_by("path")
    walkers = [(grid, by) for grid in grids if (by := cast.hats.get((grid.pk, Role.OFFICER)))]
    if walkers:
        _walk(row, trouble, walkers, at=at + HOUR)


def _walk(row: Emergency, trouble: _Trouble, walkers: list[tuple[Area, Acting]], *, at: datetime) -> None:
    number = 0
    for need, often, helped in trouble.doors:
        for n in range(often):
            grid, by = walkers[number % len(walkers)]
            name = f"{number // 12 + 1} 栋 {number % 12 + 1}0{number % 2 + 1}"
            moment = at + number * 4 * MINUTE
            needs = [need] if need else []
            door = actions.ask_door(row, area_id=grid.pk, door=name, needs=needs, by=by, at=moment)
            if n < helped:
                actions.help_door(door, by=by, at=moment + 30 * MINUTE)
            number += 1


def _exclusions(hat: dict[str, Acting], *, now: datetime) -> None:
    """One agreed to, one refused and asked again, one that waits."""
    reach = Case.objects.open_to(hat["dispatcher"], Permit.EXCLUSION_ASK).filter(
        tally__counted_on__isnull=False, visibility="public"
    )
    cases = list(reach.order_by("-closed_at", "pk")[:3])
    told = (
        (Ground.FORCE, "连续三天红色暴雨预警，按要求停止室外作业。", True, "有气象台预警记录，属实。"),
        (Ground.OTHER_UNIT, "设施产权属外单位，已转告，对方未回复。", False, "外单位也要催办，不能剔除。"),
        (Ground.DUPLICATE, "和同一天的另一件是同一处，重复计了两次。", None, ""),
    )
    for case, (ground, reason, is_agreed, answer) in zip(cases, told, strict=False):
        asks, decides = hat["dispatcher"], hat["streetleader"]
        row = actions.ask_exclusion(case, ground=ground, reason=reason, by=asks, at=now - 3 * DAY)
        if is_agreed is None:
            continue
        actions.decide_exclusion(row, is_approved=is_agreed, answer=answer, by=decides, at=now - 2 * DAY)
        if not is_agreed:
            again = "补充：已两次发函催办，附回执。"
            actions.ask_exclusion(case, ground=ground, reason=again, by=asks, at=now - DAY)


def _bulletins(cast: Cast, hat: dict[str, Acting], *, now: datetime) -> None:
    """Last month's, released; this week's of the community, still a draft."""
    last = shift(local_day(now).replace(day=1), -1)
    for writes, releases in (("dispatcher", "streetleader"), ("district", "districtleader")):
        area_id = hat[writes].area_id
        if area_id is None:
            continue
        row = actions.write_bulletin(
            area_id=area_id, kind=Bulletin.Kind.MONTH, day=last, by=hat[writes], at=now - 2 * HOUR
        )
        actions.release_bulletin(row, by=hat[releases], at=now - HOUR)
    community = cast.users["staff"].area
    if community is not None:
        week = local_day(now) - timedelta(days=7)
        actions.write_bulletin(
            area_id=community.pk, kind=Bulletin.Kind.WEEK, day=week, by=hat["secretary"], at=now - 3 * HOUR
        )
