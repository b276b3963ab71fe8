"""What other systems send and get: types that accept nothing else."""

import re
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from wangge.cases.rules.flows import State
from wangge.kernel.words import clean

#: Whatever is not blank: after taking out control characters something must be left.
_SOMETHING = r"[^\s\x00-\x1f]"


def _moment(value: Any) -> Any:
    """RFC 3339 with its offset, as text; in an address a bare + arrives as a blank."""
    if isinstance(value, str):
        value = re.sub(r" (\d\d:?\d\d)$", r"+\1", value)
    if not isinstance(value, str) or not re.fullmatch(
        r"(19|20)\d\d-\d\d-\d\d[Tt ].*([Zz]|[+-]\d\d:?\d\d)", value
    ):
        raise PydanticCustomError("moment", "moment")
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1, le=60)]
Longitude = Annotated[float, Strict(), Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Strict(), Field(ge=-90, le=90, allow_inf_nan=False)]
Crs = Literal["wgs84", "gcj02", "bd09", "cgcs2000"]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
RequestId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._-]{8,64}$", description="请求方自己的编号；同一编号重复发送只办一次"),
]


Words40 = Annotated[str, Field(max_length=40), AfterValidator(clean)]
Words80 = Annotated[str, Field(max_length=80), AfterValidator(clean)]
Words60 = Annotated[str, Field(max_length=60), AfterValidator(clean)]
Words200 = Annotated[str, Field(max_length=200), AfterValidator(clean)]
Words1000 = Annotated[str, Field(max_length=1000), AfterValidator(clean)]
#: These must say something.
Sentence80 = Annotated[str, Field(min_length=1, max_length=80, pattern=_SOMETHING), AfterValidator(clean)]
Sentence1000 = Annotated[str, Field(min_length=1, max_length=1000, pattern=_SOMETHING), AfterValidator(clean)]
Sentence2000 = Annotated[str, Field(min_length=1, max_length=2000, pattern=_SOMETHING), AfterValidator(clean)]


class Strictly(BaseModel):
    """Nothing but what is written here."""

    model_config = ConfigDict(extra="forbid")


class Contact(Strictly):
    """怎么联系来件人；都可以不填。"""

    register: ClassVar[str] = "case_report"
    name: Words40 | None = Field(None, description="称呼")
    phone: Words40 | None = Field(None, description="手机，或带区号的座机")


class Report(Strictly):
    """一件来件。"""

    register: ClassVar[str] = "case_report"
    client_request_id: RequestId
    text: Sentence2000 = Field(description="发生了什么")
    lon: Longitude | None = None
    lat: Latitude | None = None
    crs: Crs = "wgs84"
    place: Words200 | None = Field(None, description="地点的文字")
    matter: Code | None = Field(None, description="事项编码；不知道就不填")
    contact: Contact | None = None
    source: Words40 | None = Field(None, description="来自哪个渠道；不认识的按 api 记")

    @model_validator(mode="after")
    def _point_is_whole(self) -> "Report":
        if (self.lon is None) != (self.lat is None):
            missing = "lat" if self.lat is None else "lon"
            raise PydanticCustomError("together", "{field}", {"field": missing})
        return self


class Point(BaseModel):
    """一个点。"""

    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    crs: Crs = "wgs84"


class Filters(BaseModel):
    """列表的条件。"""

    state: State | None = None
    area: Code | None = Field(None, description="区域编码，连同以下各级")
    unit: Code | None = Field(None, description="单位编码：有它的工单")
    since: Moment | None = Field(None, description="在这以后上报的，RFC 3339")
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=200, description="上一页的 next")


# --- answers ---


class Step(BaseModel):
    """区域的一级。"""

    code: str
    name: str
    level: str


class AreaChain(Step):
    """区域，连同从根到它的每一级。"""

    path: list[Step]


class MatterName(BaseModel):
    """事项。"""

    code: str
    name: str


class Emergency(BaseModel):
    """像是紧急情况：请自己马上打这些电话。"""

    call: list[str]
    text: str


class Taken(BaseModel):
    """已收下的来件。`secret` 只给来件人，凭它查看进展。"""

    number: str
    secret: str
    status: str
    located: Literal["point", "words", "unsure", "none"]
    area: AreaChain | None
    matter: MatterName | None
    due_at: datetime | None
    emergency: Emergency | None
    url: str


class Said(BaseModel):
    """进展里的一条。"""

    at: datetime
    text: str


class Choice(BaseModel):
    """现在可以做的一件事。"""

    verb: str
    name: str


class Outcome(BaseModel):
    """办理结果。"""

    code: str
    text: str


class Order(BaseModel):
    """工单。"""

    id: str
    unit: str
    unit_name: str
    kind: str
    state: str
    task: str
    due_at: datetime | None
    acknowledge_by: datetime
    moves: list[Choice] = []


class Brief(BaseModel):
    """事项，给凭令牌的工作人员。"""

    number: str
    state: str
    status: str
    title: str
    matter: MatterName | None
    urgency: str
    visibility: str
    area: Step | None
    place: str
    lead_unit: str | None
    reported_at: datetime
    due_at: datetime | None
    act_by: datetime
    closed_at: datetime | None


class Whole(Brief):
    """事项连同工单和现在可以做的动作。"""

    orders: list[Order]
    moves: list[Choice]


class Progress(BaseModel):
    """来件的进展：只有对来件人说过的话，没有承办人姓名和电话。`case` 只给令牌。"""

    number: str
    status: str
    state: str
    received_at: datetime
    due_at: datetime | None
    area: AreaChain | None
    matter: MatterName | None
    outcome: Outcome | None
    timeline: list[Said]
    can: list[Choice]
    case: Whole | None = None


class Listing(BaseModel):
    """一页事项，新的在前；`next` 为空就没有下一页。"""

    items: list[Brief]
    next: str | None


class Photos(BaseModel):
    """照片已收下；同一张再传不会变多。"""

    number: str
    added: int
    total: int


class Ground(BaseModel):
    """一个点在哪里。辖区以外 `area` 为空。"""

    located: Literal["inside", "border", "outside"]
    area: AreaChain | None
    candidates: list[AreaChain]


class Fault(BaseModel):
    """一个字段的问题。"""

    field: str
    message: str


class Problem(BaseModel):
    """出错时的答复（RFC 9457）。409 时 `state` 是现在的状态。"""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault]
    state: str | None = None
