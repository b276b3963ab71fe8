"""What somebody may ask about what is kept of him (domain/06 sections 5 and 6); pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

#: A request about personal data is this matter, confidential, with the limit of that matter.
MATTER = "GOV-09"
#: Who proved who he is may go on for so long.
OPEN_FOR = timedelta(minutes=30)


class Wish(TextChoices):
    """What is asked."""

    CORRECT = "correct", "更正"
    DELETE = "delete", "删除"
    WITHDRAW = "withdraw", "撤回同意"
    EXPLAIN = "explain", "要求说明"


class Kept(TextChoices):
    """What the nightly retention removes and reports (domain/06 section 6): the first two here, the others in
    the rooms above.
    """

    CASE = "case", "事项的文字、联系方式和位置"
    PHOTOS = "photos", "办理照片和文书"
    MEMBERS = "members", "离开支部的党员信息"
    LIFE = "life", "组织生活、承诺和实事的记录"


#: How long after the close; the rest of the table lies with the rooms that hold the data.
KEEP = {Kept.CASE: timedelta(days=3 * 365), Kept.PHOTOS: timedelta(days=365)}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the retention table, as people read it."""

    what: str
    keep: str
    then: str
    who: str


#: The whole table, so that one page says how long anything is kept and who sees to it.
TABLE = (
    Rule("事项记录", "办结后 3 年", "去掉来件人的文字、联系方式和位置，留事实和统计", "每天的到期清理"),
    Rule("照片、文书", "办结后 1 年", "删除；已公开发布的副本除外", "每天的到期清理"),
    Rule("离开支部的党员", "离开后 3 年", "去掉姓名、手机号和个人记录，留人数", "每天的到期清理"),
    Rule("实事和积分、结束的报到", "3 年", "删除", "每天的到期清理"),
    Rule("会议的签到和记录", "5 年（先打印归档）", "去掉签到、内容和照片，留决定和人数", "每天的到期清理"),
    Rule("承诺由谁办、怎么办的", "办结后 3 年", "去掉，留事项和结果", "每天的到期清理"),
    Rule("撤下的承诺卡、留言、评选的提名", "1 年", "删除", "每天的到期清理"),
    Rule("没有提交的照片", "24 小时", "删除", "每小时的文件清理"),
    Rule("上报的重复核对记录", "30 天", "删除", "每天的清理"),
    Rule("已读的站内通知", "90 天", "删除", "每天的清理"),
    Rule("审计和网络日志", "12 个月（不少于 6 个月）", "删除", "审计日志的清理"),
    Rule("导出的文件", "1 天", "删除；导出记录留 3 年", "每小时的导出清理"),
)


def due(closed_at: datetime, what: Kept) -> datetime:
    """When something of a closed case goes."""
    return closed_at + KEEP[what]


def may_not_delete(*, is_open: bool) -> str:
    """Why somebody's words cannot go yet, or nothing: what is being worked on is kept, and nothing else."""
    return "这件事还在办，办结后才能删除；现在可以先撤回同意，联系方式立即删去。" if is_open else ""
