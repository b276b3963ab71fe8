"""The demo's work around areas: a duty roster with an alarm, whistles, a summons, patrols, handing over.

Everything through the actions, in the invented street of the demo's own users.
"""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases.models import Case
from wangge.cases.rules.benches import BEGINNING
from wangge.demo.people import MAYOR, Cast
from wangge.duties import actions
from wangge.duties.forms.whistle import callable_units
from wangge.duties.models import Whistle
from wangge.duties.rules.patrol import Duty
from wangge.duties.rules.patrol import Kind as Patrolled
from wangge.duties.rules.whistle import Kind
from wangge.grids import actions as grids
from wangge.grids.access import Acting, Permit, Role, paths_up
from wangge.grids.models import Area, Place, Post, UnitArea
from wangge.kernel.words import local_day
from wangge.notices import actions as notices
from wangge.notices.rules import RING_FOR
from wangge.people.models import Person
from wangge.promises import actions as promises
from wangge.promises.actions import Given

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_PLACES = ("market", "school", "park", "square", "estate", "road", "lane")
_FRONTS = (
    ("桂香面馆", "荷风路21号"),
    ("清岚便利店", "荷风路23号"),
    ("永安五金", "柳荫路7号"),
    ("小满花店", "柳荫路9号"),
)


@transaction.atomic
def settle(cast: Cast) -> None:
    """All of it, as of now."""
    hat = {name: post.acting() for name, post in cast.users.items()}
    street, community, grid = (cast.users[name].area for name in ("dispatcher", "staff", "officer"))
    if street is None or community is None or grid is None:
        return
    _hotlines(cast, street, community)
    _roster(cast, hat, street)
    _alarm(cast, hat, street)
    _whistles(cast, hat)
    _summons(cast, hat)
    _patrols(cast, hat, community, grid)
    _handover(cast, hat, grid)
    _stand_in(cast, hat, grid)
    _community(hat, community, at=cast.now)


def _community(hat: dict[str, Acting], community: Area, *, at: datetime) -> None:
    """Its four desks with their lists of duties, and how it found the work of some units."""
    lists = {bench.value: list(categories) for bench, categories in BEGINNING.items()}
    cases.set_benches(lists, by=hat["secretary"], at=at)
    ended = Case.objects.open_to(hat["staff"], Permit.CASE_RATE_UNIT).filter(
        is_open=False, outcome="solved", lead_unit__isnull=False
    )
    words = ("", "来得快，垃圾清得干净。", "催了两次才到现场。")
    for case, (stars, note) in zip(
        ended.order_by("-closed_at")[:3], zip((5, 4, 2), words, strict=True), strict=False
    ):
        if case.lead_unit is not None:
            cases.rate_unit(case, unit=case.lead_unit, stars=stars, note=note, by=hat["staff"], at=at)


def _hotlines(cast: Cast, street: Area, community: Area) -> None:
    district = cast.users["district"].area
    for n, area in enumerate((district, street, community)):
        if area is not None:
            grids.set_hotline(area, f"025-5550{n:02}12", by=MAYOR, at=cast.at)


def _roster(cast: Cast, hat: dict[str, Acting], street: Area) -> None:
    """Day and night for a week, but for one night that nobody has taken yet."""
    people = [cast.users[name].person for name in ("dispatcher", "staff", "secretary")]
    midnight = cast.now.replace(minute=0, second=0, microsecond=0) - 6 * HOUR
    for n in range(14):
        if n == 9:
            continue
        start = midnight + n * 12 * HOUR
        notices.add_shift(
            street,
            person=people[n % 3],
            substitute=people[(n + 1) % 3],
            starts_at=start,
            ends_at=start + 12 * HOUR,
            by=hat["dispatcher"],
            at=cast.now,
        )
    for name, area in (("district", cast.users["district"].area),):
        if area is not None:
            notices.add_shift(
                area,
                person=cast.users[name].person,
                starts_at=midnight,
                ends_at=midnight + 7 * DAY,
                by=hat[name],
                at=cast.now,
            )


def _alarm(cast: Cast, hat: dict[str, Acting], street: Area) -> None:
    """What nobody has taken in yet was rung for when it came; the second of the chain answered."""
    waiting = Case.objects.filter(urgency="emergency", state="reported", reported_at__lt=cast.now)
    for case in waiting.order_by("reported_at"):
        _answered(case, hat, at=case.reported_at)
    last = Case.objects.filter(urgency="emergency", desk=street).order_by("-reported_at").first()
    if last is not None:
        _answered(last, hat, at=cast.now - 3 * HOUR)


def _answered(case: Case, hat: dict[str, Acting], *, at: datetime) -> None:
    words = case.title if not case.is_confidential else "保密事项"
    text = f"紧急来件，请立即处理：{words}"
    alarm = notices.alarm(case.desk_id, case_id=case.pk, text=text, link=f"/cases/{case.pk}/", at=at)
    notices.ring_next(alarm.pk, at=at + RING_FOR)
    notices.acknowledge(alarm, by=hat["dispatcher"], at=at + RING_FOR + timedelta(seconds=48))


def _whistles(cast: Cast, hat: dict[str, Acting]) -> None:
    own = cast.users["handler"].unit
    street = hat["dispatcher"].area_id
    near = callable_units(hat["dispatcher"]).filter(code__startswith=f"S{street}-")
    units = [unit for unit in near if unit != own][:2]
    called = [*([own] if own else []), *units]
    stories = (
        (Kind.ENFORCEMENT, "东门菜场外占道经营，街道劝过六次又回来", "东门菜场南门", 9 * DAY),
        (Kind.HARD_PROBLEM, "荷风路排水管归属不清，雨天倒灌", "荷风路柳荫路口", 2 * HOUR),
        (Kind.HARD_PROBLEM, "老旧围墙开裂，产权单位已注销", "永宁里北墙", timedelta(0)),
    )
    for n, (kind, reason, place, ago) in enumerate(stories):
        at = cast.now - ago
        made = actions.draft_whistle(
            kind=kind, reason=reason, units=called, meet_at=at + DAY, place=place, by=hat["dispatcher"], at=at
        )
        if n < 2:
            actions.approve_whistle(made, by=hat["streetleader"], at=at)
        if n == 0:
            _live_through(made, cast, hat, at)


def _live_through(made: Whistle, cast: Cast, hat: dict[str, Acting], at: datetime) -> None:
    """Signed, contacted, arrived, finished and rated by both."""
    for call in made.calls.select_related("whistle", "unit").order_by("unit__name"):
        by = cast.unit_hats.get(call.unit_id)
        if by is None:
            continue
        call.whistle = made
        for n, verb in enumerate(("sign", "contact", "arrive", "finish"), 1):
            actions.answer_call(call, verb, text="摊位已清理，划定早市时段", by=by, at=at + n * 6 * HOUR)
        actions.rate_call(call, stars=5, by=hat["dispatcher"], at=at + 3 * DAY)
        actions.rate_call(call, stars=4, by=by, at=at + 3 * DAY)


def _summons(cast: Cast, hat: dict[str, Acting]) -> None:
    units = list(callable_units(hat["staff"]).filter(code__startswith="C"))[:3]
    if units:
        actions.summon(
            topic="商量锦绣里小区夜间停车",
            meet_at=cast.now + 3 * DAY,
            place="桂苑社区会议室",
            units=units,
            by=hat["staff"],
            at=cast.now - 2 * HOUR,
        )


def _patrols(cast: Cast, hat: dict[str, Acting], community: Area, grid: Area) -> None:
    for name, kind, days, where, words in (
        ("消防通道每周一查", Patrolled.FIRE, 7, grid, "通道、楼道、飞线充电"),
        ("菜场和学校周边", Patrolled.ORDER, 1, community, "占道、乱停车"),
        ("绿地和垃圾点", Patrolled.ENVIRONMENT, 3, community, "垃圾堆放、小广告"),
    ):
        places = list(Place.objects.current().below(where.path).filter(kind__in=_PLACES).order_by("code")[:6])
        if not places:
            continue
        plan = actions.plan_patrol(
            community,
            name=name,
            kind=kind,
            every_days=days,
            places=places,
            looks_for=words,
            by=hat["staff"],
            at=cast.now - 8 * DAY,
        )
        patrol = actions.start_patrol(plan, by=hat["officer"], at=cast.now - 2 * DAY)
        seen = list(plan.stops.values_list("pk", flat=True))
        actions.end_patrol(patrol, seen=seen[:-1], by=hat["officer"], at=cast.now - 2 * DAY + HOUR)
    for n, (name, door) in enumerate(_FRONTS):
        actions.keep_front(
            grid,
            name=name,
            place=door,
            duties=list(Duty)[: 2 + n % 2],
            signed_on=(cast.now - 90 * DAY).date(),
            by=hat["staff"],
            at=cast.now - 90 * DAY,
        )


def _neighbour(cast: Cast, grid: Area) -> Person | None:
    """The officer of a grid beside."""
    beside = Post.objects.filter(area__parent=grid.parent_id, role=Role.OFFICER).exclude(area=grid)
    post = beside.select_related("person").order_by("area__path").first()
    return post.person if post else None


def _promise(hat: dict[str, Acting], grid: Area, *, at: datetime) -> None:
    """What the community has promised in the grid: whoever takes it over answers for it too."""
    served = UnitArea.objects.filter(area__path__in=paths_up(grid.path)).order_by("-area__rank", "unit__name")
    first = served.select_related("unit").first()
    if first is not None:
        given = Given("给 3 栋楼道装上扶手", "桂苑社区居委会", local_day(at) + timedelta(days=12))
        promises.make(first.unit, grid, given, by=hat["secretary"], at=at)


def _handover(cast: Cast, hat: dict[str, Acting], grid: Area) -> None:
    taker = _neighbour(cast, grid)
    if taker is None:
        return
    _promise(hat, grid, at=cast.now - 2 * DAY)
    made = actions.write_handover(
        grid,
        taker=taker,
        keys="消防箱钥匙 2 把、手持喇叭 1 个",
        notes="下周三上午电梯年检，要到场；物业正在换 6 栋门禁。",
        helpers="楼道长、物业客服前台",
        by=hat["officer"],
        at=cast.now - DAY,
    )
    actions.sign_handover(made, by=hat["officer"], at=cast.now - DAY)


def _stand_in(cast: Cast, hat: dict[str, Acting], grid: Area) -> None:
    person = _neighbour(cast, grid)
    if person is not None:
        grids.lend_post(
            cast.users["officer"],
            to=person,
            since=cast.now + DAY,
            until=cast.now + 4 * DAY,
            by=hat["staff"],
            at=cast.now,
        )
