"""Who came to meetings, out of a table: for branches that keep the list on paper or in another system."""

import datetime as dt
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Gathering
from wangge.gatherings.rules.meeting import Presence, State, Way
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day
from wangge.life import queries
from wangge.life.rules import OnRoll
from wangge.party.imports import NAME
from wangge.party.models import PartyOrg
from wangge.sheets import cells, registry
from wangge.sheets.rules import Column, Row, RowError, Template

_PRESENCES = {
    str(p.label): p.value for p in (Presence.PRESENT, Presence.ONLINE, Presence.LEAVE, Presence.ABSENT)
}
ORG = Column("org", "支部", required=True, parse=cells.text_up_to(60), example="桂苑社区第三网格党支部")
ATTENDANCE = Template(
    "到会名单",
    (
        ORG,
        Column("day", "日期", required=True, parse=cells.date, example="2026-11-05"),
        Column(
            "title",
            "会议",
            parse=cells.text_up_to(60),
            example="主题党日",
            help="这一天只有一次会议的可以不填",
            also=("会议名称", "名称"),
        ),
        NAME,
        Column(
            "presence",
            "到会情况",
            choices=tuple(_PRESENCES),
            parse=cells.one_of(_PRESENCES),
            blank=Presence.PRESENT.value,
            example="到会",
            help="不填就是到会",
        ),
    ),
    note="先在系统里安排好会议，再导入名单；已经写了记录的会议请用“补正”。到会情况只用于会议记录和表决人数。",
    register="party_life",
)


def may_write_meetings(request: HttpRequest) -> bool:
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and acting.may(Permit.GATHERING_EDIT)


class _Meetings:
    """The called meetings of a block's branches and their rolls; three questions and one a meeting."""

    def __init__(self, rows: Sequence[Row], by: Acting) -> None:
        wanted = {row["org"] for row in rows}
        orgs = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing().filter(name__in=wanted)
        self._orgs = {org.name: org for org in orgs.filter(unit__isnull=False).select_related("unit", "area")}
        units = [org.unit_id for org in self._orgs.values() if org.unit_id is not None]
        self._meetings: dict[tuple[int, dt.date], list[Gathering]] = {}
        mine = Gathering.objects.open_to(by, Permit.GATHERING_EDIT).filter(unit__in=units)
        days = [row["day"] for row in rows]
        near = mine.filter(starts_at__date__gte=min(days), starts_at__date__lte=max(days))
        for found in near.exclude(state=State.CANCELLED).select_related("unit").order_by("starts_at"):
            self._meetings.setdefault((found.unit_id, local_day(found.starts_at)), []).append(found)
        self._rolls: dict[str, list[OnRoll]] = {}

    def find(self, row: Row) -> tuple[Gathering, int]:
        """The meeting of a row and who the name is, or ValueError."""
        org = self._orgs.get(row["org"])
        if org is None or org.unit_id is None:
            raise ValueError(f"没有找到支部“{cells.short(row['org'])}”，或不在您的管理范围内")
        found = self._meetings.get((org.unit_id, row["day"]), [])
        found = [one for one in found if not row["title"] or one.title == row["title"]]
        if not found:
            raise ValueError("这一天没有安排这个会议，请先安排")
        if len(found) > 1:
            raise ValueError("这一天有几次会议，请填写会议名称")
        if found[0].state == State.HELD:
            raise ValueError("这次会议已经写了记录，请在会议里补正")
        return found[0], self._who(found[0], org, row["name"])

    def _who(self, meeting: Gathering, org: PartyOrg, name: str) -> int:
        roll = self._rolls.get(str(meeting.pk))
        if roll is None:
            roll = self._rolls[str(meeting.pk)] = queries.roll_of(meeting, org)
        same = [one.number for one in roll if one.name == name]
        if not same:
            raise ValueError(f"“{cells.short(name)}”不在应到名单里")
        if len(same) > 1:
            raise ValueError(f"有 {len(same)} 位都叫“{cells.short(name)}”，请在会议里勾选")
        return same[0]


@registry.importer("attendance", title="到会名单", template=ATTENDANCE, may=may_write_meetings, back="/life/")
def take(rows: Sequence[Row], /, *, by: Any, at: datetime) -> Iterable[RowError]:
    """A block at once; a row that fits no meeting or no name stands alone."""
    meetings, errors = _Meetings(rows, by), []
    there: dict[str, dict[int, str]] = {}
    found: dict[str, tuple[Gathering, list[int]]] = {}
    for row in rows:
        try:
            meeting, number = meetings.find(row)
        except ValueError as problem:
            errors.append(RowError(row.number, "", str(problem)))
            continue
        key = str(meeting.pk)
        there.setdefault(key, {})[number] = row["presence"]
        found.setdefault(key, (meeting, []))[1].append(row.number)
    for key, (meeting, numbers) in found.items():
        try:
            gatherings.take_attendance(meeting, there[key], way=Way.TABLE, by=by, at=at)
        except Refused as refusal:
            errors += [RowError(number, "", refusal.message) for number in numbers]
    return errors
