"""Rule books of a place's mechanisms (row 49): what they are about, and what applies them; pure."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Mechanism(TextChoices):
    """What a rule book is about; the first five are the mechanisms of a grid."""

    RUNNING = "running", "运行管理"
    DELIBERATION = "deliberation", "共商共议"
    INCENTIVE = "incentive", "考核激励"
    VOLUNTEER = "volunteer", "志愿服务"
    SOLVING = "solving", "为民服务解难题"
    OWN = "own", "本地工作规则"


@dataclass(frozen=True, slots=True)
class Applied:
    """A part of the product that does what a rule book asks, and its page."""

    name: str
    url_name: str


#: What a rule book may name as applying it.
APPLIED = {
    "plans": Applied("组织生活计划", "life:home"),
    "promises": Applied("承诺清单", "life:promises"),
    "agreements": Applied("结对共建协议", "life:agreements"),
    "learning": Applied("学习和评选", "life:learning"),
    "standards": Applied("考评标准和星级", "assessment:home"),
    "points": Applied("积分规则", "party:points"),
    "tasks": Applied("微事项", "party:tasks"),
    "posts": Applied("责任区、责任岗", "party:posts"),
    "reports": Applied("双报到", "party:reports"),
    "shapes": Applied("组织形态", "party:shapes"),
}
#: What a new book begins with, a rule a line: a place writes its own instead.
_SAMPLES = {
    Mechanism.RUNNING: (
        "网格每月开一次例会，通报办结的事，定下月要办的事。",
        "谁办、几时办完写进承诺清单，到期没办完的说明原因。",
        "网格长和支部书记由一人担任的，两边的事一起安排。",
    ),
    Mechanism.DELIBERATION: (
        "涉及居民的事先议后办，提前告知议什么、谁来议。",
        "每个人说清楚再定，少数意见照样记下。",
        "定下来的事公开进展，办完请提议的人来看。",
    ),
    Mechanism.INCENTIVE: (
        "只看办成了什么，不看签到、时长、照片和次数。",
        "由他人确认，本人看得到、可以申诉。",
        "没有扣分；榜单由本人同意才上。",
    ),
    Mechanism.VOLUNTEER: (
        "自愿报名，随时可以退出，不摊派。",
        "有风险的服务先讲清楚、先保险。",
        "服务对象的隐私不外传。",
    ),
    Mechanism.SOLVING: (
        "居民提的难题都登记，三个工作日内答复怎么办。",
        "一个单位办不了的，由社区约请有关单位一起议。",
        "办完的请提出人评价，没解决的说明原因。",
    ),
}


def sample(mechanism: str) -> str:
    """The text a new book of a mechanism begins with, or nothing."""
    lines = _SAMPLES.get(Mechanism(mechanism), ())
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def applied_in(keys: str) -> list[Applied]:
    """What a stored list names; a part that is no more is passed over."""
    return [APPLIED[key] for key in keys.split(",") if key in APPLIED]
