"""The moves of cases and orders as other systems make them: one body a verb (the actions: api.deeds)."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from wangge.cases import queries as cases
from wangge.cases.api.schemas import (
    Code,
    Count,
    Crs,
    Flag,
    Latitude,
    Longitude,
    Moment,
    RequestId,
    Sentence80,
    Sentence1000,
    Sentence2000,
    Strictly,
    Words60,
    Words200,
    Words1000,
)
from wangge.cases.models import CaseTask, WorkOrder
from wangge.cases.queries import lookup
from wangge.cases.rules.flows import DeclineReason, OrderState, Outcome, PushReason, Side, State, SuspendCause
from wangge.cases.rules.spot import Spot
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel import ids
from wangge.kernel.refusal import Unreadable
from wangge.matters.models import Matter
from wangge.matters.rules import Urgency
from wangge.people.models import Unit


def _known(name: str, found: Any) -> Any:
    if found is None:
        raise Unreadable([(name, "没有找到，请核对。")])
    return found


def _matter(code: str) -> Matter:
    found: Matter = _known("matter", Matter.objects.filter(code=code, is_active=True).first())
    return found


def _area(code: str) -> Area:
    node = _known("area", grids.the_tree().by_code.get(code))
    return Area.objects.get(pk=node.id)


def _unit(code: str, name: str) -> Unit:
    found: Unit = _known(name, Unit.objects.select_related("department").filter(code=code).first())
    return found


class Move(Strictly):
    """每个动作都有的：请求编号，和（可不填的）请求方看到的状态。"""

    register: ClassVar[str] = "case_work"
    client_request_id: RequestId

    def arguments(self, by: Acting) -> dict[str, Any]:
        """What the action is called with; codes become rows."""
        names = type(self).model_fields.keys() - {"client_request_id", "expect"}
        return {name: getattr(self, name) for name in names}

    def subject(self, subject: Any) -> Any:
        """What the action is about: the case or order of the address, or something on it."""
        return subject


class CaseMove(Move):
    """事项的动作。"""

    expect: State | None = Field(None, description="请求方看到的状态；已经不是它就答 409")


class OrderMove(Move):
    """工单的动作。"""

    expect: OrderState | None = Field(None, description="请求方看到的状态；已经不是它就答 409")


class Spoken(CaseMove):
    """`said` 给来件人看，`note` 只在内部。"""

    said: Words1000 = ""
    note: Words1000 = ""


class Answered(CaseMove):
    """要写给来件人的动作。"""

    said: Sentence1000
    note: Words1000 = ""


class Noted(CaseMove):
    """要写明内部理由的动作。"""

    note: Sentence1000


class Remarked(CaseMove):
    """可以写一句内部备注。"""

    note: Words1000 = ""


class Placed(Strictly):
    """在什么地方：区域编码，或者坐标和地点的话。"""

    area: Code | None = Field(None, description="区域编码")
    lon: Longitude | None = None
    lat: Latitude | None = None
    crs: Crs = "wgs84"
    place: Words200 = ""

    def spot(self) -> Spot | None:
        """The place, or None where nothing is said of it."""
        if self.area:
            return cases.area_spot(_area(self.area).pk, place=self.place)
        if self.place or (self.lon is not None and self.lat is not None):
            return cases.spot(lon=self.lon, lat=self.lat, given_crs=self.crs, place=self.place)
        return None


class Accept(Placed, Spoken):
    """受理：事项、紧急程度、地点都可以在这里改定。"""

    matter: Code | None = None
    urgency: Urgency | None = None

    def arguments(self, by: Acting) -> dict[str, Any]:
        given = {"said": self.said, "note": self.note, "urgency": self.urgency or "", "spot": self.spot()}
        return given | ({"matter": _matter(self.matter)} if self.matter else {})


class Decline(Answered):
    """不予受理。"""

    reason: DeclineReason


class Merge(Remarked):
    """并案：并入 `into` 编号的事项。"""

    into: Code

    def arguments(self, by: Acting) -> dict[str, Any]:
        return {"note": self.note, "into": _known("into", lookup.by_number(self.into, by))}


class SelfHandle(Answered):
    """当场办结；照片先用照片接口传。"""

    matter: Code | None = None

    def arguments(self, by: Acting) -> dict[str, Any]:
        return super().arguments(by) | {"matter": _matter(self.matter) if self.matter else None}


class Answer(Answered):
    """直接答复。"""

    outcome: Outcome


class Close(Answered):
    """结案；部分解决时写明还剩什么、由谁继续办。"""

    outcome: Outcome
    left: Words1000 = ""
    left_with: Words200 = ""


class PushUp(Noted):
    """上报上一级。"""

    reason: PushReason
    said: Words1000 = ""


class PushDown(Noted):
    """下交。"""

    area: Code

    def arguments(self, by: Acting) -> dict[str, Any]:
        return {"note": self.note, "area": _area(self.area)}


class Dispatch(Spoken):
    """派单：单位用编码。"""

    lead: Code | None = None
    assists: list[Code] = Field(default_factory=list, max_length=20)
    task: Words200 = ""

    def arguments(self, by: Acting) -> dict[str, Any]:
        lead = _unit(self.lead, "lead") if self.lead else None
        assists = [_unit(code, "assists") for code in self.assists]
        return super().arguments(by) | {"lead": lead, "assists": assists}


class Conclude(CaseMove):
    """共议结束。"""

    is_solved: Flag
    minutes: Sentence2000
    said: Words1000 = ""


class SplitOff(Placed, CaseMove):
    """分出另一件事：另写一遍，地点不填就和原来的一样；原来那件等它办完才能办结。"""

    text: Sentence2000
    matter: Code

    def arguments(self, by: Acting) -> dict[str, Any]:
        return {"text": self.text, "matter": _matter(self.matter), "spot": self.spot()}


class AskOpinion(Remarked):
    """向三方之一征求意见：`body` 是问哪个组织，`due` 是请在哪天以前答复。"""

    side: Side
    body: Words60 = ""
    due: date


class GiveOpinion(Noted):
    """登记对方的意见。"""

    side: Side


class Suspend(Answered):
    """挂起。"""

    cause: SuspendCause
    review_on: Moment


class Days(Spoken):
    """延期几个工作日。"""

    days: Count


class ExtendAsk(Noted):
    """申请延期几个工作日。"""

    days: Count


class FirstContact(Remarked):
    """登记首次联系。"""

    reached: Flag


class Verified(Noted):
    """现场看到的情况。"""

    said: Words1000 = ""


class Rework(Verified):
    """返工：`order` 是工单编号。"""

    order: UUID

    def arguments(self, by: Acting) -> dict[str, Any]:
        order = WorkOrder.objects.open_to(by, Permit.CASE_SEE).filter(pk=self.order).first()
        return super().arguments(by) | {"order": _known("order", order)}


class Reopen(Noted):
    """重新办理。"""

    said: Words1000 = ""


class Revisit(CaseMove):
    """回访：`appeal` 是来件的编号。"""

    appeal: Code
    reached: Flag
    solved: Flag | None = None
    satisfaction: Literal[1, 2, 3, 4, 5] | None = None
    remark: Words1000 = ""

    def subject(self, subject: Any) -> Any:
        number = ids.normal_number(self.appeal)
        return _known("appeal", subject.appeals.filter(number=number).first() if number else None)

    def arguments(self, by: Acting) -> dict[str, Any]:
        given = super().arguments(by)
        del given["appeal"]
        return given


class Tick(CaseMove):
    """勾选处置要点，或写明原因跳过可选的一项。"""

    kind: CaseTask.Kind = CaseTask.Kind.STEP
    no: Count
    skip_reason: Words200 = ""
    failed: Flag = False

    def subject(self, subject: Any) -> Any:
        return _known("no", subject.tasks.filter(kind=self.kind, no=self.no).first())

    def arguments(self, by: Acting) -> dict[str, Any]:
        return {"skip_reason": self.skip_reason, "failed": self.failed}


class AddHelper(CaseMove):
    """保密事项请人协助：`helper` 是他的用户名。"""

    helper: Words60


class Assign(OrderMove):
    """指派经办人：`handler` 是本单位经办人的用户名。"""

    handler: Words60
    note: Words1000 = ""


class Acknowledge(OrderMove):
    """签收。"""

    said: Words1000 = ""


class SendBack(OrderMove):
    """退回：依据和应办单位。"""

    clause: Sentence1000
    proper_unit: Sentence80


class Instead(OrderMove):
    """改派给编码为 `instead` 的单位。"""

    instead: Code | None = None
    note: Words1000 = ""

    def arguments(self, by: Acting) -> dict[str, Any]:
        return {"note": self.note, "instead": _unit(self.instead, "instead") if self.instead else None}


class Insist(OrderMove):
    """坚持原派单。"""

    note: Sentence1000


class Arbitrate(Instead):
    """裁定；不写 `instead` 就是由原单位办理。"""

    note: Sentence1000


class Submit(OrderMove):
    """提交结果；照片先用照片接口传。"""

    said: Sentence1000
    note: Words1000 = ""
