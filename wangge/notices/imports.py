"""The duty roster from Excel, row by row."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpRequest

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.words import SHANGHAI
from wangge.notices import actions
from wangge.notices.actions.roster import ShiftRow
from wangge.notices.forms import on_roster
from wangge.people.models import Person
from wangge.sheets import cells, registry
from wangge.sheets.rules import Column, Row, RowError, Template

_MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})[:：](\d{2})(?::\d{2})?")


def _moment(text: str) -> datetime:
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError("写成 2026-12-01 17:30 的样子")
    try:
        year, month, day, hour, minute = map(int, found.groups())
        return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
    except ValueError:
        raise ValueError("没有这一天或这个时间") from None


ROSTER = Template(
    "值班表",
    (
        Column("seat", "席位", required=True, parse=cells.text_up_to(60), example="柳湾街道"),
        Column(
            "person", "值班人", required=True, parse=cells.text_up_to(40), example="赵一", is_personal=True
        ),
        Column("substitute", "替班人", parse=cells.text_up_to(40), example="钱二", is_personal=True),
        Column("starts_at", "开始", required=True, parse=_moment, example="2026-12-01 17:30"),
        Column("ends_at", "结束", required=True, parse=_moment, example="2026-12-02 08:30"),
    ),
    register="staff",
    note="一行一班，席位写区县或街道的名称。值班人、替班人写姓名，要在这个席位或它下面任职。",
)


def _may(request: HttpRequest) -> bool:
    acting: Acting | None = getattr(request, "acting", None)
    return bool(acting) and acting is not None and acting.may(Permit.ROSTER_EDIT)


@registry.importer("roster", title="值班表", template=ROSTER, may=_may, back="/duty/")
def write_roster(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Iterable[RowError]:
    """Shifts, each row for itself."""
    good, errors = [], []
    for row in rows:
        read = _read(row, by=by, at=at)
        if isinstance(read, RowError):
            errors.append(read)
        else:
            good.append((row.number, read))
    faults = actions.import_shifts([shift for _, shift in good], by=by, at=at)
    return [*errors, *(RowError(good[n][0], "", text) for n, text in faults)]


def _read(row: Row, *, by: Acting, at: datetime) -> ShiftRow | RowError:
    reach = Area.objects.current().filter(rank__in=[0, 1])
    reach = reach.below(by.area_path) if by.area_path else reach
    areas = list(reach.filter(name=row["seat"])[:2])
    if len(areas) != 1:
        return RowError(row.number, "席位", f"没有找到“{row['seat']}”，或者不归您排班")
    people: dict[str, Person] = {}
    for key, title in (("person", "值班人"), ("substitute", "替班人")):
        if not row[key]:
            continue
        found = list(on_roster(areas[0], at=at).filter(name=row[key])[:2])
        if len(found) != 1:
            problem = "有同名的人，请在页面上排" if found else f"“{row[key]}”不在这个席位或它下面任职"
            return RowError(row.number, title, problem)
        people[key] = found[0]
    return ShiftRow(areas[0], people["person"], people.get("substitute"), row["starts_at"], row["ends_at"])
