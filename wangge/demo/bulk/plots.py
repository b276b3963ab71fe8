"""The stories of bulk cases as lists of acts: when each happens, and how it is told by the actions."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from wangge.cases import actions, queries
from wangge.cases.models import Appeal, Case, CaseTask, WorkOrder
from wangge.cases.rules import clocks
from wangge.cases.rules.flows import DeclineReason, Outcome, PushReason, Source, SuspendCause
from wangge.cases.rules.spot import Contact, Spot
from wangge.demo import pictures
from wangge.demo.bulk.sites import DESK, Crew, Site, Town
from wangge.files import actions as files
from wangge.files import links
from wangge.files.models import StoredFile
from wangge.grids import access
from wangge.grids.access import Acting, Permit, Role
from wangge.matters.models import Matter
from wangge.matters.rules import MatterEntry
from wangge.worktime.rules import Calendar, Clock, LimitUnit, moment_at_share

Acts = tuple[str, ...]
_SENT: Acts = ("report", "accept", "dispatch", "acknowledge")
_CHECKED: Acts = (*_SENT, "contact", "submit", "verify")
#: Stories that have come to an end, with how often they do.
ENDED: MappingProxyType[Acts, int] = MappingProxyType(
    {
        (*_CHECKED, "close", "rate", "archive"): 34,
        (*_CHECKED, "close", "archive"): 22,
        (*_SENT, "submit", "verify", "close", "archive"): 6,
        (*_SENT, "remind", "supervise", "submit", "verify", "close", "archive"): 5,
        ("report", "accept", "dispatch_both", "acknowledge", "submit", "verify", "close", "archive"): 5,
        ("discover", "self_handle", "archive"): 20,
        ("report", "accept", "answer", "archive"): 5,
        ("report", "decline"): 3,
    }
)
#: Stories that go on.
GOING_ON: MappingProxyType[Acts, int] = MappingProxyType(
    {
        ("report",): 12,
        ("report", "accept"): 12,
        ("report", "accept", "dispatch"): 12,
        _SENT: 30,
        ("report", "accept", "dispatch_both", "acknowledge"): 6,
        (*_SENT, "contact", "submit"): 12,
        _CHECKED: 6,
        (*_SENT, "remind", "supervise"): 12,
        ("report", "ask_info"): 4,
        (*_SENT, "suspend"): 4,
    }
)
#: Minutes between an act and the one before it.
_GAPS = MappingProxyType(
    {
        "accept": (4, 40),
        "decline": (10, 60),
        "ask_info": (5, 30),
        "dispatch": (2, 20),
        "dispatch_both": (2, 20),
        "acknowledge": (3, 25),
        "contact": (5, 30),
        "self_handle": (20, 150),
        "answer": (60, 600),
        "suspend": (60, 400),
        "verify": (20, 400),
        "close": (10, 200),
        "rate": (60, 2400),
    }
)
#: The clock's own acts, at these shares of the limit (domain/04 section 4).
_SHARES = MappingProxyType({"remind": 0.8, "supervise": 1.0})
REVIEW_AFTER = timedelta(days=20)


def moments(
    acts: Acts,
    entry: MatterEntry,
    start: datetime,
    *,
    calendar: Calendar,
    archive_after: timedelta,
    chance: random.Random,
) -> list[datetime] | None:
    """When each act happens; None where the clock's acts find no place in such a limit."""
    found: list[datetime] = []
    at, clock = start, None
    for act in acts:
        if act in _SHARES:
            moment = moment_at_share(clock, calendar, _SHARES[act]) if clock else None
            if moment is None or moment <= at:
                return None
            at = moment
        elif act == "archive":
            at = found[_closing(acts)] + archive_after
        elif act == "submit":
            at += timedelta(minutes=_work(entry, chance))
        elif act in _GAPS:
            at += timedelta(minutes=chance.uniform(*_GAPS[act]))
        found.append(at)
        if act == "accept" and entry.limit.unit != LimitUnit.IMMEDIATE:
            clock = Clock(start=at, limit=entry.limit)
    return found


def _closing(acts: Acts) -> int:
    return next(n for n, act in enumerate(acts) if act in ("close", "answer", "self_handle"))


def _work(entry: MatterEntry, chance: random.Random) -> float:
    """Minutes of work, well before the reminder: plain time never runs slower than working time."""
    whole = clocks.length(entry.limit) * 60 or 90
    return chance.uniform(min(20, whole * 0.1), min(30 * 60, whole * 0.4))


@dataclass
class Teller:
    """Tells one story by calling the actions, each act at its moment."""

    town: Town
    site: Site
    entry: MatterEntry
    source: Source
    text: str
    point: tuple[float, float]
    place: str
    phone: str
    case_id: UUID | None = None
    units: list[Crew] = field(default_factory=list)
    _scenes: int = 0

    def tell(self, acts: Acts, moments: list[datetime]) -> Case:
        for act, at in zip(acts, moments, strict=True):
            _ACTS[act](self, at)
        return self.case()

    @property
    def pk(self) -> UUID:
        """The case's id, once it was reported."""
        if self.case_id is None:
            raise LookupError("nothing was reported yet")
        return self.case_id

    def case(self) -> Case:
        return Case.objects.select_related("matter__category", "desk").get(pk=self.pk)

    def desk(self) -> Acting:
        """Who sits at the desk that holds the case."""
        return self.site.hats[DESK[queries.rank_of(self.case().desk_id)]]

    def door(self) -> Acting:
        seats = {Source.HOTLINE: "12345 热线", Source.WECHAT: "微信"}
        return access.door(self.source, seat=seats.get(self.source, ""))

    def spot(self) -> Spot:
        found = queries.spot(lon=self.point[0], lat=self.point[1])
        return Spot(**{**{name: getattr(found, name) for name in found.__slots__}, "place": self.place})

    def photo(self, by: Acting, at: datetime, *, is_after: bool) -> StoredFile:
        self._scenes += 1
        ready = pictures.scene(self._scenes, is_after=is_after)
        return files.hold(ready, holder=links.new_holder(), by=by, at=at)

    def orders(self, state: str) -> Iterator[tuple[WorkOrder, Acting]]:
        for order in WorkOrder.objects.filter(case_id=self.pk, state=state).order_by("-kind"):
            yield order, self.town.crews[order.unit_id].handler


def _report(story: Teller, at: datetime) -> None:
    appeal = actions.report(
        text=story.text,
        spot=story.spot(),
        matter=story.entry.code,
        contact=Contact(phone=story.phone),
        source=story.source,
        consent_version="2026-11",
        by=story.door(),
        at=at,
    )
    story.case_id = appeal.case_id


def _discover(story: Teller, at: datetime) -> None:
    officer = story.site.hats[Role.OFFICER]
    case = actions.discover(text=story.text, spot=story.spot(), matter=story.entry.code, by=officer, at=at)
    story.case_id = case.pk


def _accept(story: Teller, at: datetime) -> None:
    matter = Matter.objects.get(pk=story.entry.code)
    actions.accept(story.case(), matter=matter, by=story.desk(), at=at, said="您反映的事已受理。")


def _decline(story: Teller, at: datetime) -> None:
    said = "这件事不在受理范围，请拨打当地 12345。"
    actions.decline(story.case(), reason=DeclineReason.NOT_PUBLIC_MATTER, said=said, by=story.desk(), at=at)


def _ask_info(story: Teller, at: datetime) -> None:
    actions.ask_info(story.case(), said="请您补充是几栋几单元。", by=story.desk(), at=at)


def _dispatch(story: Teller, at: datetime, *, both: bool = False) -> None:
    lead = story.town.lead(story.site, story.entry)
    helper = story.town.assist(story.site, story.entry) if both else None
    if lead is None or (both and helper is None):
        raise LookupError("nobody to send it to")
    story.units = [lead, *([helper] if helper else [])]
    hat = story.desk()
    while not (hat.may(Permit.CASE_DISPATCH) and queries.serves_below(lead.unit.pk, hat.area_path)):
        note = f"要{lead.unit.name}来办。"
        actions.push_up(story.case(), reason=PushReason.NO_POWER, note=note, by=hat, at=at)
        hat = story.desk()
    assists = [helper.unit] if helper else []
    said = f"已交给{lead.unit.name}办理。"
    actions.dispatch(story.case(), lead=lead.unit, assists=assists, by=hat, at=at, said=said)


def _dispatch_both(story: Teller, at: datetime) -> None:
    _dispatch(story, at, both=True)


def _acknowledge(story: Teller, at: datetime) -> None:
    for order, hat in list(story.orders("sent")):
        actions.acknowledge(order, by=hat, at=at)


def _contact(story: Teller, at: datetime) -> None:
    hat = story.units[0].handler
    actions.first_contact(story.case(), reached=True, note="已和来件人通话。", by=hat, at=at)


def _submit(story: Teller, at: datetime) -> None:
    papers = sum(code in ("DOC", "SIG", "RPT") for code in story.entry.evidence)
    for order, hat in sorted(story.orders("acknowledged"), key=lambda pair: pair[0].is_lead):
        if order.is_lead:
            steps = CaseTask.objects.filter(case_id=story.pk, kind="step", condition="")
            for task in steps.filter(done_at__isnull=True).order_by("no"):
                actions.tick(task, by=hat, at=at)
        shows = order.is_lead and story.entry.needs_photo
        actions.submit(
            order,
            said="已经处理好，请您看看。",
            note="到现场看过，已处理。",
            before=[story.photo(hat, at, is_after=False)] if shows else [],
            photos=[story.photo(hat, at, is_after=True)] if shows else [],
            documents=[story.photo(hat, at, is_after=True) for _ in range(papers)] if order.is_lead else [],
            by=hat,
            at=at,
        )


def _verify(story: Teller, at: datetime) -> None:
    verifier = story.site.hats[Role.VERIFIER]
    actions.verify(story.case(), note="到现场看过，已办好。", by=verifier, at=at)


def _close(story: Teller, at: datetime) -> None:
    actions.close(
        story.case(), outcome=Outcome.SOLVED, said="已经办好，请您看看是否解决。", by=story.desk(), at=at
    )


def _rate(story: Teller, at: datetime) -> None:
    appeal = Appeal.objects.select_related("case").get(case_id=story.pk)
    actions.rate(appeal, solved=True, satisfaction=5, by=access.appellant(appeal.pk), at=at)


def _self_handle(story: Teller, at: datetime) -> None:
    officer = story.site.hats[Role.OFFICER]
    shows = story.entry.needs_photo
    actions.self_handle(
        story.case(),
        matter=Matter.objects.get(pk=story.entry.code),
        said="网格员已到现场处理好。",
        before=[story.photo(officer, at, is_after=False)] if shows else [],
        photos=[story.photo(officer, at, is_after=True)] if shows else [],
        by=officer,
        at=at,
    )


def _answer(story: Teller, at: datetime) -> None:
    said = "情况已向您说明，谢谢您的来件。"
    actions.answer(story.case(), outcome=Outcome.EXPLAINED_ACCEPTED, said=said, by=story.desk(), at=at)


def _suspend(story: Teller, at: datetime) -> None:
    leader = story.site.hats[Role.DISTRICT_LEADER]
    actions.suspend(
        story.case(),
        cause=SuspendCause.FUNDING,
        review_on=at + REVIEW_AFTER,
        said="要用维修资金，正在走程序。",
        by=leader,
        at=at,
    )


def _by_clock(story: Teller, at: datetime) -> None:
    """The sweep of that moment, which may find others due before this case."""
    before = story.case().step_count
    while story.case().step_count == before:
        if not actions.sweep(at=at, batch=1000):
            raise LookupError("the clock had nothing to say")


_ACTS: MappingProxyType[str, Callable[[Teller, datetime], None]] = MappingProxyType(
    {
        "report": _report,
        "discover": _discover,
        "accept": _accept,
        "decline": _decline,
        "ask_info": _ask_info,
        "dispatch": _dispatch,
        "dispatch_both": _dispatch_both,
        "acknowledge": _acknowledge,
        "contact": _contact,
        "submit": _submit,
        "verify": _verify,
        "close": _close,
        "rate": _rate,
        "self_handle": _self_handle,
        "answer": _answer,
        "suspend": _suspend,
        "remind": _by_clock,
        "supervise": _by_clock,
        "archive": _by_clock,
    }
)
