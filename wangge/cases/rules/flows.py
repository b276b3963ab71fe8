"""The two flows (domain/04 section 1): one of a case, one of each work order; and the steps that change no
state.
"""

from django.db.models import TextChoices

from wangge.grids.access import Permit
from wangge.kernel.flow import Flow, move


class State(TextChoices):
    """The states of a case. What people read is derived: see `words.status`."""

    DRAFT = "draft", "草稿"
    REPORTED = "reported", "待受理"
    WAITING_INFO = "waiting_info", "待补充"
    ACCEPTED = "accepted", "已受理"
    DELIBERATING = "deliberating", "共议中"
    IN_HAND = "in_hand", "处置中"
    SUSPENDED = "suspended", "已挂起"
    VERIFYING = "verifying", "待核查"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已并案"
    VOID = "void", "已作废"


class OrderState(TextChoices):
    """The states of a work order: one unit, one round."""

    SENT = "sent", "待签收"
    ACKNOWLEDGED = "acknowledged", "处置中"
    SUBMITTED = "submitted", "已反馈"
    DONE = "done", "已办完"
    RETURNED = "returned", "已退回"
    DISPUTED = "disputed", "裁定中"
    WITHDRAWN = "withdrawn", "已撤回"


class Outcome(TextChoices):
    """How a case ended (domain/04 section 5); only `solved` counts as resolved."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED_ACCEPTED = "explained_accepted", "已解释，来件人接受"
    EXPLAINED_NOT_ACCEPTED = "explained_not_accepted", "已解释，来件人不接受"
    BEYOND_POWER = "beyond_power", "超出职权"
    UNFOUNDED = "unfounded", "经查不属实"
    WITHDRAWN = "withdrawn", "来件人撤回"


class DeclineReason(TextChoices):
    """Why a case is not taken in (domain/04 section 2). It belongs to the case, never to its caller."""

    OTHER_LEGAL_CHANNEL = "other_legal_channel", "应走其他法定渠道"
    OUT_OF_AREA = "out_of_area", "不在本辖区"
    NOT_PUBLIC_MATTER = "not_public_matter", "不属于公共事务"
    INSUFFICIENT_INFO = "insufficient_info", "信息不足，无法核实"
    NOT_FOUND_ON_SITE = "not_found_on_site", "现场未发现"
    COMMERCIAL_PROMOTION = "commercial_promotion", "商业推广"


class PushReason(TextChoices):
    """Why a desk passes a case up (domain/04 section 1b)."""

    NO_POWER = "no_power", "没有权限"
    NO_MEANS = "no_means", "没有条件"
    NOT_OURS = "not_ours", "不归本级管"
    REFUSED_BY_PERSON = "refused_by_person", "当事人拒绝配合"
    HAZARD = "hazard", "有安全隐患"


class SuspendCause(TextChoices):
    """Causes that stop the clock (domain/04 section 4)."""

    WEATHER = "weather", "天气原因"
    SEASON = "season", "季节原因"
    FUNDING = "funding", "等待资金"
    LITIGATION = "litigation", "诉讼中"
    OWNER_VOTE = "owner_vote", "业主表决中"
    UPSTREAM_WORK = "upstream_work", "等待上游工程"


class Side(TextChoices):
    """The three sides that may be asked for an opinion (domain/04 section 1b)."""

    STEER = "steer", "党工委（把关定向）"
    COORDINATE = "coordinate", "行政党组（协调解决）"
    RESOURCES = "resources", "社区党委（整合资源）"


class Source(TextChoices):
    """Where a report came from."""

    WEB = "web", "居民上报"
    PATROL = "patrol", "网格员发现"
    HOTLINE = "hotline", "12345 转办"
    PHONE = "phone", "电话来件"
    WALK_IN = "walk_in", "窗口来件"
    WECHAT = "wechat", "微信"
    CAPTAIN = "captain", "楼道长上报"
    UPPER = "upper_level", "上级交办"
    SENSOR = "sensor", "设备告警"
    API = "api", "系统对接"


S, P = State, Permit
W = OrderState

#: Work goes on: these states stand on desks.
OPEN = frozenset(
    {S.REPORTED, S.WAITING_INFO, S.ACCEPTED, S.DELIBERATING, S.IN_HAND, S.SUSPENDED, S.VERIFYING}
)
#: Nothing leads out of these but the door of the flow itself.
TERMINAL = frozenset({S.ARCHIVED, S.DECLINED, S.MERGED, S.VOID})
OPEN_ORDER = frozenset({W.SENT, W.ACKNOWLEDGED, W.RETURNED, W.DISPUTED, W.SUBMITTED})

_NEW = {S.REPORTED, S.WAITING_INFO}
CASE_FLOW = Flow(
    "case",
    (
        move("report", [], S.REPORTED, P.CASE_REPORT, "上报"),
        move("ask_info", S.REPORTED, S.WAITING_INFO, P.CASE_ACCEPT, "请来件人补充"),
        move("give_info", S.WAITING_INFO, S.REPORTED, P.CASE_OWN, "补充信息"),
        move("accept", _NEW, S.ACCEPTED, P.CASE_ACCEPT, "受理"),
        move("decline", _NEW, S.DECLINED, P.CASE_ACCEPT, "不予受理"),
        move("merge", {*_NEW, S.ACCEPTED, S.IN_HAND}, S.MERGED, P.CASE_ACCEPT, "并案"),
        move("void", _NEW, S.VOID, P.CASE_ACCEPT, "作废"),
        move("self_handle", {S.REPORTED, S.ACCEPTED}, S.CLOSED, P.CASE_SELF_HANDLE, "当场办结"),
        move("answer", S.ACCEPTED, S.CLOSED, P.CASE_CLOSE, "直接答复"),
        move("withdraw_appeal", OPEN, S.CLOSED, P.CASE_OWN, "撤回来件"),
        move("deliberate", S.ACCEPTED, S.DELIBERATING, P.CASE_DISPATCH, "转共议"),
        move("conclude", S.DELIBERATING, S.ACCEPTED, P.CASE_DISPATCH, "共议结束，转办"),
        move("conclude", S.DELIBERATING, S.ACCEPTED, P.CASE_CLOCK, "共议到期，转办"),
        move("conclude", S.DELIBERATING, S.VERIFYING, P.CASE_DISPATCH, "共议已解决"),
        move("dispatch", {S.ACCEPTED, S.IN_HAND}, S.IN_HAND, P.CASE_DISPATCH, "派单"),
        move("recall", S.IN_HAND, S.ACCEPTED, P.CASE_DISPATCH, "撤销派单"),
        move("push_up", {*_NEW, S.ACCEPTED}, None, P.CASE_PUSH, "上报上一级"),
        move("push_down", {*_NEW, S.ACCEPTED}, None, P.CASE_DISPATCH, "下交"),
        move("suspend", S.IN_HAND, S.SUSPENDED, P.CASE_SUSPEND, "挂起"),
        move("resume", S.SUSPENDED, S.IN_HAND, P.CASE_SUSPEND, "恢复办理"),
        move("ready", S.IN_HAND, S.VERIFYING, P.CASE_CLOCK, "转核查"),
        move("verify", S.VERIFYING, None, P.CASE_VERIFY, "核查通过"),
        move("rework", S.VERIFYING, S.IN_HAND, P.CASE_VERIFY, "返工"),
        move("close", S.VERIFYING, S.CLOSED, P.CASE_CLOSE, "结案"),
        move("reopen", {S.CLOSED, S.ARCHIVED}, S.ACCEPTED, P.CASE_REOPEN, "重新办理"),
        move("reopen", {S.CLOSED, S.ARCHIVED}, S.ACCEPTED, P.CASE_OWN, "没解决"),
        move("reopen", {S.CLOSED, S.ARCHIVED}, S.ACCEPTED, P.CASE_CLOCK, "后续照看不合格"),
        move("fulfil", {*_NEW, S.ACCEPTED}, S.CLOSED, P.CASE_ACCEPT, "办结个人信息请求"),
        move("sample_fail", S.CLOSED, S.ACCEPTED, P.CASE_VERIFY, "抽查不实，重新办理"),
        move("archive", S.CLOSED, S.ARCHIVED, P.CASE_CLOCK, "归档"),
    ),
)

ORDER_FLOW = Flow(
    "order",
    (
        move("acknowledge", W.SENT, W.ACKNOWLEDGED, P.ORDER_HANDLE, "签收"),
        move("assign", {W.SENT, W.ACKNOWLEDGED}, None, P.ORDER_ASSIGN, "指派经办人"),
        move("send_back", {W.SENT, W.ACKNOWLEDGED}, W.RETURNED, P.ORDER_HANDLE, "退回"),
        move("agree", W.RETURNED, W.WITHDRAWN, P.CASE_DISPATCH, "同意退回，改派"),
        move("insist", W.RETURNED, W.SENT, P.CASE_DISPATCH, "坚持原派单"),
        move("insist", W.RETURNED, W.DISPUTED, P.CASE_DISPATCH, "提请裁定"),
        move("arbitrate", W.DISPUTED, W.SENT, P.CASE_ARBITRATE, "裁定由其办理"),
        move("arbitrate", W.DISPUTED, W.WITHDRAWN, P.CASE_ARBITRATE, "裁定改派"),
        move("submit", W.ACKNOWLEDGED, W.SUBMITTED, P.ORDER_HANDLE, "提交结果"),
        move("rework", W.SUBMITTED, W.ACKNOWLEDGED, P.CASE_VERIFY, "返工"),
        move("approve", W.SUBMITTED, W.DONE, P.CASE_CLOSE, "认可"),
        move("withdraw", {W.SENT, W.ACKNOWLEDGED}, W.WITHDRAWN, P.CASE_DISPATCH, "撤回工单"),
    ),
)

#: Steps that leave the state alone (domain/04: steps, not states); buttons and checks read this table too.
CASE_STEPS = Flow(
    "case_steps",
    (
        move("take", {S.REPORTED, S.ACCEPTED}, None, P.CASE_SELF_HANDLE, "我来办"),
        move("first_contact", OPEN, None, P.CASE_DISPATCH, "登记首次联系"),
        move("first_contact", {S.IN_HAND}, None, P.ORDER_HANDLE, "登记首次联系"),
        move("log", OPEN, None, P.CASE_DISPATCH, "办理记录"),
        move("log", {S.IN_HAND}, None, P.ORDER_HANDLE, "办理记录"),
        move("log", {S.REPORTED, S.ACCEPTED, S.IN_HAND}, None, P.CASE_SELF_HANDLE, "现场记录"),
        move(
            "site_check",
            {S.REPORTED, S.ACCEPTED, S.IN_HAND, S.VERIFYING},
            None,
            P.CASE_SITE_CHECK,
            "现场核实",
        ),
        move("sample_ok", S.CLOSED, None, P.CASE_VERIFY, "抽查属实"),
        move("tick", {S.ACCEPTED, S.IN_HAND, S.CLOSED, S.ARCHIVED}, None, P.CASE_SEE, "勾选处置要点"),
        move("extend_ask", S.IN_HAND, None, P.CASE_EXTEND_ASK, "申请延期"),
        move("extend", S.IN_HAND, None, P.CASE_SUSPEND, "批准延期"),
        move("remind", OPEN, None, P.CASE_REMIND, "催办"),
        move("supervise", OPEN, None, P.CASE_SUPERVISE, "督办"),
        move("clear", OPEN | {S.CLOSED, S.ARCHIVED}, None, P.CASE_SUPERVISE, "销号"),
        move("revisit", {S.CLOSED, S.ARCHIVED}, None, P.CASE_REVISIT, "回访"),
        move("rate", {S.CLOSED, S.ARCHIVED}, None, P.CASE_OWN, "评价"),
        move("rate_unit", {S.VERIFYING, S.CLOSED, S.ARCHIVED}, None, P.CASE_RATE_UNIT, "评价办理单位"),
        move("withdraw_consent", OPEN | {S.CLOSED, S.ARCHIVED}, None, P.CASE_OWN, "撤回同意"),
        move("correct_words", OPEN | {S.CLOSED, S.ARCHIVED}, None, P.CASE_ACCEPT, "按请求更正"),
        move("forget_words", OPEN | {S.CLOSED, S.ARCHIVED}, None, P.CASE_ACCEPT, "按请求删除"),
        move("me_too", OPEN, None, P.CASE_REPORT, "我也遇到"),
        move("add_photo", OPEN | {S.CLOSED}, None, P.CASE_OWN, "补充照片"),
        move("reveal", OPEN | {S.CLOSED}, None, P.CONTACT_REVEAL, "查看联系方式"),
        move("break_glass", OPEN | {S.CLOSED}, None, P.GLASS_BREAK, "紧急查看"),
        move("add_helper", OPEN, None, P.CASE_DISPATCH, "指定协助人"),
        move("split_off", {S.ACCEPTED, S.IN_HAND}, None, P.CASE_DISPATCH, "分出另一件"),
        move(
            "ask_opinion",
            {S.ACCEPTED, S.DELIBERATING, S.IN_HAND, S.SUSPENDED},
            None,
            P.CASE_DISPATCH,
            "征求意见",
        ),
        move(
            "give_opinion",
            {S.ACCEPTED, S.DELIBERATING, S.IN_HAND, S.SUSPENDED},
            None,
            P.CASE_DISPATCH,
            "登记意见",
        ),
        move("raise_visibility", OPEN, None, P.CASE_DISPATCH, "提高保密级别"),
        move("raise_visibility", OPEN, None, P.CASE_CLOCK, "提高保密级别"),
        move("child_reopened", OPEN | {S.CLOSED, S.ARCHIVED}, None, P.CASE_CLOCK, "分出的事重新办理"),
        move("move_area", OPEN, None, P.CASE_CLOCK, "随区域调整移交"),
    ),
)

#: Who did one of these has seen the place: `unfounded` needs two such persons (domain/04 section 5).
VISIT_VERBS = frozenset({"site_check", "submit", "verify"})
#: Whoever did one of these on a case verifies it under no hat (domain/04 section 1c).
WORK_VERBS = frozenset({"self_handle", "submit", "log", "acknowledge", "tick"})
