"""What every action of this room does first and last: reach, the day, the words, the journal."""

from datetime import date, datetime

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI, clean
from wangge.people.models import Unit

_OUT = "这不在您的管理范围内。"


def need_unit(by: Acting, unit: Unit | None, area: Area, permit: Permit) -> None:
    """Refuse unless the hat may do it for this unit, seated in this area."""
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    if by.unit_id is not None:
        if unit is None or by.unit_id != unit.pk:
            raise NotAllowed(_OUT)
    elif by.area_path and not is_below(area.path, by.area_path):
        raise NotAllowed(_OUT)


def out_of_reach() -> NotAllowed:
    """The row is not within reach of this hat."""
    return NotAllowed(_OUT)


def day(at: datetime) -> date:
    """The day of a moment, in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def words(text: str, *, field: str, most: int, name: str = "这一项", may_be_empty: bool = True) -> str:
    """Words as they are stored, or a sentence at their field."""
    text = clean(text)
    if not text and not may_be_empty:
        raise Refused(f"请填写{name}。", field=field)
    if len(text) > most:
        raise Refused(f"{name}最多 {most} 个字，现在有 {len(text)} 个。", field=field)
    return text


def note(by: Acting, verb: str, subject: str, text: str, at: datetime) -> None:
    """One entry of the journal; `text` never names anybody."""
    journal.record(by=by, verb=f"promises.{verb}", subject=subject, note=text, at=at)
