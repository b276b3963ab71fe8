"""What can be computed, from which source; the list of sources is closed, and presence is not on it; pure."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where the numbers of a measure may come from."""

    NETWORK = "党组织登记"
    OFFICES = "任职登记"
    REGISTER = "党员名册"
    AGENDA = "组织生活议程（组织有没有开展，不看个人到没到）"
    PROMISES = "承诺清单"
    DEEDS = "政治生日领办的实事"
    TASKS = "微事项"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something computed of an organisation for a period: a share, or a yes on a day."""

    code: str
    name: str
    source: Source
    is_yes_no: bool = False


_S = Source
MEASURES = {
    measure.code: measure
    for measure in (
        Measure("bound", "已绑定网格", _S.NETWORK, is_yes_no=True),
        Measure("enough_members", "正式党员三名以上", _S.NETWORK, is_yes_no=True),
        Measure("term_valid", "任期没有超过", _S.NETWORK, is_yes_no=True),
        Measure("has_secretary", "书记已到任", _S.OFFICES, is_yes_no=True),
        Measure("committee_whole", "支委会按规定设立", _S.OFFICES, is_yes_no=True),
        Measure("dual_post", "书记兼任网格长", _S.OFFICES, is_yes_no=True),
        Measure("trained", "书记当年参加过任职培训", _S.OFFICES, is_yes_no=True),
        Measure("register_whole", "名册里入党年月齐全的党员", _S.REGISTER),
        Measure("floating_met", "半年内联系过的流动党员", _S.REGISTER),
        Measure("transfers_timely", "没有逾期的组织关系转接", _S.REGISTER),
        Measure("has_plans", "已启用组织生活计划", _S.AGENDA, is_yes_no=True),
        Measure("plan_met", "到期并已开展的组织生活", _S.AGENDA),
        Measure("ones_met", "到期并已开展的五个一", _S.AGENDA),
        Measure("promises_kept", "到期并已兑现的承诺", _S.PROMISES),
        Measure("deeds_kept", "已办成的领办实事", _S.DEEDS),
        Measure("tasks_done", "到期并已办成的微事项", _S.TASKS),
    )
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that explains itself: part of a whole, in words, with the rows behind it (label, address)."""

    part: int
    whole: int
    words: str
    rows: tuple[tuple[str, str], ...] = ()
