"""A ledger of meetings that were held, out of a table: a year that stood on paper comes in at once."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Call, Held, Minutes
from wangge.gatherings.models import Gathering, Slot
from wangge.gatherings.rules.meeting import Kind, Presence, Quorum, State, strictest
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI, local_day
from wangge.life import rules
from wangge.life.imports.attendance import ORG, may_write_meetings
from wangge.life.queries.rolls import Rolls
from wangge.life.rules import OnRoll
from wangge.party.models import PartyOrg
from wangge.sheets import cells, registry
from wangge.sheets.rules import Column, Row, RowError, Template

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_NAMES = re.compile(r"[、,，;；\s]+")
_DECISIONS = re.compile(r"[;；\n]+")


def _time(value: str) -> dt.time:
    found = _TIME.fullmatch(cells.narrow(value))
    if found is None:
        raise ValueError(f"“{cells.short(value)}”不是时间，请写成 15:00 这样")
    return dt.time(int(found[1]), int(found[2]))


def _parts(pattern: re.Pattern[str], most: int) -> Any:
    def parse(value: str) -> tuple[str, ...]:
        found = tuple(part for part in pattern.split(value) if part)
        if too_long := next((part for part in found if len(part) > most), ""):
            raise ValueError(f"“{cells.short(too_long)}”超过 {most} 个字")
        return tuple(dict.fromkeys(found))

    return parse


def _names(key: str, title: str, words: str) -> Column:
    return Column(
        key,
        title,
        parse=_parts(_NAMES, 40),
        blank=(),
        example="林一、许二",
        help=words,
        is_personal=True,
        width=40,
    )


LEDGER = Template(
    "会议台账",
    (
        ORG,
        Column("day", "日期", required=True, parse=cells.date, example="2026-11-05"),
        Column("time", "时间", parse=_time, blank=dt.time(9), example="15:00", help="不填就是 9:00"),
        Column("title", "会议", required=True, parse=cells.text_up_to(60), example="十一月主题党日"),
        Column(
            "duties",
            "完成的事项",
            parse=_parts(_NAMES, 40),
            blank=(),
            example="主题党日、组织一次学习",
            help="照计划里的名称写，用顿号隔开；不填就只记会议",
        ),
        Column("place", "地点", parse=cells.text_up_to(60), example="党群服务站"),
        Column("chair", "主持人", parse=cells.text_up_to(40), example="林一", is_personal=True),
        Column("said", "讲了什么、议了什么", required=True, parse=cells.text_up_to(5000), width=60),
        Column(
            "decisions",
            "决定了什么",
            parse=_parts(_DECISIONS, 200),
            blank=(),
            example="月底前修好车棚的灯",
            help="几项用分号隔开",
        ),
        _names("present", "到会", "姓名用顿号隔开"),
        _names("leave", "请假", "没有就不填"),
    ),
    note="一行是一次已经开过的会。到会情况只用于会议记录和表决人数。",
    register="party_life",
)


class _Ledger:
    """What a block of lines needs: branches, the open lines of their agenda, rolls, what is there already."""

    def __init__(self, rows: Sequence[Row], by: Acting) -> None:
        found = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing().filter(unit__isnull=False)
        orgs = list(found.filter(name__in={row["org"] for row in rows}).select_related("unit", "area"))
        self._orgs: dict[str, list[PartyOrg]] = {}
        for org in orgs:
            self._orgs.setdefault(org.name, []).append(org)
        units = [org.unit_id for org in orgs]
        first, last = min(row["day"] for row in rows), max(row["day"] for row in rows)
        self._rolls = Rolls(orgs)
        self._free: dict[tuple[int, str], list[Slot]] = {}
        slots = Slot.objects.free().filter(unit__in=units).within(first, last)
        for slot in slots.select_related("plan__routine").order_by("due_on", "number"):
            self._free.setdefault((slot.unit_id, slot.plan.routine.name), []).append(slot)
        there = Gathering.objects.filter(unit__in=units).exclude(state=State.CANCELLED)
        near = there.filter(starts_at__date__gte=first, starts_at__date__lte=last)
        self._there = {
            (unit, local_day(at), title) for unit, at, title in near.values_list("unit", "starts_at", "title")
        }

    def line(self, row: Row) -> Held:
        """A line as it will be entered, or ValueError."""
        orgs = self._orgs.get(row["org"], [])
        if len(orgs) != 1 or orgs[0].unit is None:
            words = "有几个同名的" if orgs else "没有找到"
            raise ValueError(f"{words}支部“{cells.short(row['org'])}”，或不在您的管理范围内")
        org, unit = orgs[0], orgs[0].unit
        key = (unit.pk, row["day"], row["title"])
        if key in self._there:
            raise ValueError(f"这一天已经有“{cells.short(row['title'])}”")
        slots = [self._slot(unit.pk, duty, row["day"]) for duty in row["duties"]]
        quorum = strictest({slot.plan.routine.quorum for slot in slots})
        roll = self._rolls.on(org, row["day"])
        if quorum == Quorum.COMMITTEE:
            roll = [one for one in roll if one.is_committee]
        presence = _presence(roll, row)
        self._there.add(key)
        for slot in slots:
            self._free[unit.pk, slot.plan.routine.name].remove(slot)
        call = Call(
            row["title"],
            datetime.combine(row["day"], row["time"], SHANGHAI),
            kind=slots[0].plan.routine.kind if slots else Kind.MEETING,
            place=row["place"],
            quorum=quorum,
            slots=slots,
        )
        minutes = Minutes(
            said=row["said"],
            chair=row["chair"],
            should=[one.number for one in roll],
            entitled=rules.entitled(roll, quorum),
            decisions=[(text, None) for text in row["decisions"]],
        )
        return Held(row.number, unit, org.area, call, minutes, presence)

    def _slot(self, unit: int, duty: str, day: dt.date) -> Slot:
        open_ = self._free.get((unit, duty), [])
        found = next((slot for slot in open_ if slot.starts_on <= day <= slot.due_on), None)
        if found is None:
            raise ValueError(f"这个支部的计划里没有“{cells.short(duty)}”，或这一期已经开展过")
        return found


def _presence(roll: Sequence[OnRoll], row: Row) -> dict[int, str]:
    """Number in the register -> how he was there; who is named twice or stands twice on the roll is asked."""
    numbers: dict[str, list[int]] = {}
    for one in roll:
        numbers.setdefault(one.name, []).append(one.number)
    found: dict[int, str] = {}
    for key, presence in (("leave", Presence.LEAVE), ("present", Presence.PRESENT)):
        for name in row[key]:
            same = numbers.get(name, [])
            if not same:
                raise ValueError(f"“{cells.short(name)}”不在应到名单里")
            if len(same) > 1:
                raise ValueError(f"有 {len(same)} 位都叫“{cells.short(name)}”，请在会议里勾选")
            found[same[0]] = presence
    return found


@registry.importer("ledger", title="会议台账", template=LEDGER, may=may_write_meetings, back="/life/")
def take(rows: Sequence[Row], /, *, by: Any, at: datetime) -> Iterable[RowError]:
    """A block at once; a line that fits no branch, plan or name stands alone."""
    ledger, lines, errors = _Ledger(rows, by), [], []
    for row in rows:
        try:
            lines.append(ledger.line(row))
        except ValueError as problem:
            errors.append(RowError(row.number, "", str(problem)))
    try:
        wrong = gatherings.enter_many(lines, by=by, at=at)
    except Refused as refusal:
        return [*errors, *(RowError(line.number, "", refusal.message) for line in lines)]
    return [*errors, *(RowError(number, "", sentence) for number, sentence in wrong)]
