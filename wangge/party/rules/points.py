"""Points per deed confirmed by somebody else: rules with caps, what may be a source, what may never; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices


class DeedKind(TextChoices):
    """Every source a rule can have: a closed list. Nothing that is merely counted is in it."""

    DEED = "deed", "领办的实事"
    WISH = "wish", "圆的微心愿"
    TASK = "micro_task", "完成的微事项"
    HAZARD = "hazard", "核实的隐患"
    SUGGESTION = "suggestion", "采纳的建议"
    SERVICE = "service_kept", "坚持半年的服务"
    THANKS = "thanks", "受助人的感谢"


#: Of what no rule may be made (domain/05 guard test): what is counted instead of what came of it.
FORBIDDEN = re.compile(
    r"attend|sign_?in|log_?in|hour|step|photo|visit|report_count|like|dues|patrol|online"
    r"|签到|打卡|登录|时长|步数|照片|点赞|转发|阅读|参会|到会|出勤|学时|学习|党费|巡查|走访次数|在线"
)
POINTS_MOST = 5
CAP_MOST = 30
APPEAL_DAYS = 15
BOARD_TOP = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """So many points for a deed of one kind, so many a year at most."""

    kind: str
    points: int
    cap: int
    is_on: bool = True


#: Of what a record elsewhere in the product may become a deed: what came of it, confirmed by a second person.
FROM_RECORDS = frozenset({DeedKind.HAZARD, DeedKind.SUGGESTION, DeedKind.WISH, DeedKind.DEED})

#: As shipped (domain/03 section 9); the place may change points and caps.
SHIPPED = (
    Rule(DeedKind.DEED, 3, 18),
    Rule(DeedKind.WISH, 3, 18),
    Rule(DeedKind.TASK, 2, 12),
    Rule(DeedKind.HAZARD, 2, 8),
    Rule(DeedKind.SUGGESTION, 2, 8),
    Rule(DeedKind.SERVICE, 3, 6),
    Rule(DeedKind.THANKS, 1, 6),
)


def rule_fault(rule: Rule) -> tuple[str, str]:
    """(field, sentence) of what is wrong with a rule, or two empty words."""
    if rule.kind not in DeedKind.values:
        return "kind", "积分只能来自他人确认的实事，不能来自其他来源。"
    if not 1 <= rule.points <= POINTS_MOST:
        return "points", f"每件 1 至 {POINTS_MOST} 分，没有扣分。"
    if not rule.points <= rule.cap <= CAP_MOST:
        return "cap", f"年度上限不少于单件分数，不超过 {CAP_MOST} 分。"
    return "", ""


def earned(rule: Rule, already: int) -> int:
    """What one more deed of the kind brings under the cap of the year."""
    return max(0, min(rule.points, rule.cap - already)) if rule.is_on else 0


def confirm_fault(*, doer: int | None, confirmer: int | None) -> str:
    """A deed is confirmed by somebody else than the doer."""
    if confirmer is None:
        return "要由一位工作人员或党员来确认。"
    return "不能确认自己做的事，请另一位来确认。" if confirmer == doer else ""


def may_appeal(entered: date, *, on: date) -> bool:
    """Within fifteen days of the entry."""
    return on <= entered + timedelta(days=APPEAL_DAYS)


def totals(entries: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Points by kind of deed, corrections taken in."""
    found: dict[str, int] = {}
    for kind, points in entries:
        found[kind] = found.get(kind, 0) + points
    return found


@dataclass(frozen=True, slots=True)
class Guard:
    """A limit that cannot be switched off, and the rule behind it."""

    text: str
    source: str


GUARDS = (
    Guard("只对自愿参加的党员计分，随时可以退出。", "国办函〔2026〕12 号：不得强制积分排名"),
    Guard("每一分都对应一件由他人确认的实事，本人可以看到、可以在 15 天内申诉。", "本系统章程第 5 条"),
    Guard("没有扣分。交回任务不扣分；记错了用更正条目冲回，并写明理由。", "党内处分另有规定，不归积分"),
    Guard("签到、登录、学习、阅读、点赞、在线时长、走访和报告的次数都不计分。", "国办函〔2026〕12 号"),
    Guard(
        "榜单默认关闭；开启后也只显示本人同意上榜的前 10 名。", "国办函〔2026〕12 号；个人信息保护法第 25 条"
    ),
    Guard("积分不影响任何人办事、受助或者评先评优的资格。", "本系统章程第 3 条"),
)
