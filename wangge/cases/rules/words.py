"""The words people read: status derived from case and orders, titles, masked places, sentences to the
appellant.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wangge.cases.rules.flows import OrderState, Outcome, State


class Tone(StrEnum):
    """The colour of a status, by meaning; never the only carrier of it."""

    RED = "red"
    AMBER = "amber"
    BLUE = "blue"
    VIOLET = "violet"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Status:
    """A status as staff read it (`name`) and as the appellant reads it (`public`)."""

    code: str
    name: str
    public: str
    tone: Tone


_ALL = (
    Status("reported", "待受理", "收到您的来件，正在安排", Tone.RED),
    Status("waiting_info", "待补充", "请您补充一点信息", Tone.AMBER),
    Status("accepted", "待派单", "已受理", Tone.AMBER),
    Status("deliberating", "共议中", "正在和邻里商量办法", Tone.VIOLET),
    Status("dispatched", "已派遣", "已交给办理单位", Tone.BLUE),
    Status("in_hand", "处置中", "正在办理", Tone.BLUE),
    Status("returned", "已退回", "正在确定由谁办理", Tone.AMBER),
    Status("disputed", "裁定中", "正在确定由谁办理", Tone.AMBER),
    Status("suspended", "已挂起", "暂时办不了，已定下复查日期", Tone.GREY),
    Status("verifying", "待核查", "已经处理，正在核查", Tone.VIOLET),
    Status("verified", "待结案", "已经核查", Tone.VIOLET),
    Status("closed", "已办结", "已办结，请您看看是否解决", Tone.GREEN),
    Status("revisited", "已回访", "已办结", Tone.GREEN),
    Status("archived", "已归档", "已办结并归档", Tone.GREY),
    Status("declined", "不予受理", "这件事不在受理范围", Tone.GREY),
    Status("merged", "已并案", "和同一件事一起办理", Tone.GREY),
    Status("void", "已作废", "这条记录已作废", Tone.GREY),
    Status("draft", "草稿", "草稿", Tone.GREY),
)
STATUS = {status.code: status for status in _ALL}
#: Tabs of the desk, in the order of the work.
TABS = (
    "reported",
    "accepted",
    "dispatched",
    "in_hand",
    "returned",
    "disputed",
    "verifying",
    "verified",
    "waiting_info",
    "deliberating",
    "suspended",
)


def status(
    state: str, orders: Sequence[str] = (), *, is_verified: bool = False, is_revisited: bool = False
) -> Status:
    """The one derivation of what people read, from the case's state and the states of its open orders."""
    if state == State.IN_HAND:
        for order_state, code in (
            (OrderState.DISPUTED, "disputed"),
            (OrderState.RETURNED, "returned"),
        ):
            if order_state in orders:
                return STATUS[code]
        seen = {OrderState.ACKNOWLEDGED, OrderState.SUBMITTED, OrderState.DONE}
        return STATUS["in_hand" if any(o in seen for o in orders) else "dispatched"]
    if state == State.VERIFYING and is_verified:
        return STATUS["verified"]
    if state == State.CLOSED and is_revisited:
        return STATUS["revisited"]
    return STATUS[state]


_ROOM = re.compile(
    r"(?P<keep>(?:单元|门洞|栋|幢|号楼|座|楼|#|-|弄|号)\s*)(?P<room>[0-9０-９零〇一二三四五六七八九十百]{1,5})"
    r"(?!\s*(?:[0-9０-９零一二三四五六七八九十百]|单元|门洞|栋|幢|号|座|楼|弄|路|街|#|-))(?P<tail>\s*[室户])?"
)


def masked_place(place: str) -> str:
    """A written place without the flat: `12栋3单元502` -> `12栋3单元***`; what stands outdoors stays as it
    is.
    """
    if not re.search(r"栋|幢|号楼|单元|座|弄|室|#|\d-\d", place):
        return place
    return _ROOM.sub(lambda found: f"{found['keep']}***", place)


def title(*, matter_name: str, category_name: str, is_confidential: bool) -> str:
    """What a case is called: its matter; a confidential one by its category alone; an unknown
    one `待归类`.
    """
    if is_confidential:
        return category_name or "保密事项"
    return matter_name or "待归类来件"


SAID = {
    "report": "已收到您的来件。",
    "ask_info": "为了办好这件事，请您补充：",
    "accept": "您反映的事已受理。",
    "decline": "这件事我们办不了，原因和您可以去的地方写在下面。",
    "dispatch": "已交给{units}办理。",
    "acknowledge": "{unit}已接单，正在安排。",
    "first_contact": "已经联系您了解情况。",
    "submit": "{unit}已处理，等待核查。",
    "verify": "已到现场核查，确认办好。",
    "rework": "核查发现还没办好，已请办理单位继续处理。",
    "close": "已办结，请您看看是否解决。",
    "answer": "关于您反映的事，答复如下：",
    "self_handle": "网格员已到现场处理好。",
    "push_up": "这件事需要上一级来办，已经上报。",
    "suspend": "因为{cause}，暂时办不了，{date}前再看一次，到时告诉您。",
    "resume": "可以继续办了，已恢复办理。",
    "reopen": "收到您说没解决，已重新办理。",
    "extend": "需要多一点时间，新的办理期限是{date}。",
}

OUTCOME_PUBLIC = {
    Outcome.SOLVED: "已解决",
    Outcome.PARTLY: "解决了一部分，剩下的由有关单位继续办",
    Outcome.EXPLAINED_ACCEPTED: "办不到，已说明原因",
    Outcome.EXPLAINED_NOT_ACCEPTED: "办不到，已说明原因",
    Outcome.BEYOND_POWER: "不在我们的职权内，已告诉您该找谁",
    Outcome.UNFOUNDED: "到现场核实过，没有发现您说的情况",
    Outcome.WITHDRAWN: "您已撤回",
}

#: Where to go instead, by the reason a case is declined; the channel words are shown to the appellant.
DECLINE_CHANNEL = {
    "other_legal_channel": "这类事有法定的办理渠道（诉讼、仲裁、行政复议、信息公开申请等），请到该渠道提出。",
    "out_of_area": "事情发生在本辖区以外，请拨打当地 12345。",
    "not_public_matter": "这是民事主体之间的事，可以找社区人民调解委员会，或到法院起诉。",
    "insufficient_info": "现有信息核实不了。您想起更多情况时，可以再报一次，写上这个编号。",
    "not_found_on_site": "到现场看过，没有发现您说的情况。如果又出现了，请再报一次，最好附照片。",
    "commercial_promotion": "商业推广不在受理范围。",
}

#: What a message about a confidential case may say (domain/04 section 1d).
CONTENTLESS = "您的来件有新进展。"

#: What else a step carries: the key it stands under, and how it is said.
_EXTRA = (
    ("line", "{line}"),
    ("given", "补充：{given}"),
    ("remark", "来件人说：{remark}"),
    ("proper", "应办单位：{proper}"),
    ("days", "{days} 个工作日"),
    ("handler", "由{handler}办理"),
    ("left", "还没解决：{left}"),
    ("left_with", "由{left_with}继续办"),
    ("task", "要求：{task}"),
    ("rated_unit", "{rated_unit}：{stars} 星"),
    ("child", "分出的事：{child}"),
    ("body", "{body}，请在 {due} 前答复"),
)


def beside(text: Mapping[str, Any]) -> str:
    """What a step carries beside what was said and noted, in words, a line each."""
    parts = [sentence.format_map(text) for key, sentence in _EXTRA if text.get(key)]
    if text.get("from") and text.get("to"):
        parts.append(f"由{text['from']}转给{text['to']}")
    if "contacted" in text:
        parts.append("办理单位联系过来件人" if text["contacted"] else "来件人说办理单位没有联系过")
    return "\n".join(parts)
