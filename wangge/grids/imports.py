"""The staff list from Excel: persons, accounts, posts row by row; and the hat a background import wears."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from wangge.grids import actions, area_imports  # noqa: F401  (its tables register themselves)
from wangge.grids.access import NOT_POSTS, Acting, Permit, Role
from wangge.grids.models import Area, Post
from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused
from wangge.people import rules as people
from wangge.people.models import Unit
from wangge.sheets import cells, registry
from wangge.sheets.rules import Column, Row, Template

_ROLES = {role.label: role for role in Role if role not in NOT_POSTS}


@registry.hat
def hat_of(who: Actor, *, at: datetime) -> Acting:
    """The hat somebody wore when he confirmed an import; refused when that post has ended since."""
    held = Post.objects.held(at).select_related("area", "unit", "person")
    post = held.filter(pk=who.post_id, person=who.person_id).first() if who.post_id else None
    if post is None:
        raise Refused("开始导入时的岗位已经结束。")
    return post.acting()


def _phone(value: str) -> str:
    return _worded(people.normal_phone, value)


def _username(value: str) -> str:
    return _worded(people.normal_username, value)


def _worded(parse: Any, value: str) -> str:
    try:
        return str(parse(value))
    except Refused as refusal:
        raise ValueError(refusal.message.rstrip("。")) from None


STAFF = Template(
    "工作人员名单",
    (
        Column("name", "姓名", required=True, parse=cells.text_up_to(40), example="林一", is_personal=True),
        Column(
            "phone", "手机号", parse=_phone, example="13800000000", is_personal=True, mask=people.masked_phone
        ),
        Column(
            "username",
            "用户名",
            parse=_username,
            help="登录用，3 到 40 个小写字母、数字或 . _ - ，以字母开头；不填就自动编一个",
            example="lin.yi",
        ),
        Column(
            "role", "岗位", required=True, choices=tuple(_ROLES), parse=cells.one_of(_ROLES), example="网格员"
        ),
        Column(
            "area",
            "区域编码",
            help="区划代码或网格编码；岗位设在单位的不填",
            parse=cells.text_up_to(17),
            example="320999001001001",
        ),
        Column(
            "unit",
            "单位编码",
            help="经办人、单位负责人填；其他岗位不填",
            parse=cells.text_up_to(40),
            example="W-1",
        ),
        Column(
            "employment_type",
            "用工性质",
            choices=("专职", "兼职"),
            parse=cells.one_of({"专职": "full_time", "兼职": "part_time"}),
            example="专职",
        ),
    ),
    note="一行一个岗位。同一个人有几个岗位就写几行，用户名相同。导入后在“人员与账号”里打印登录条，当面交给本人。",
    register="staff",
)


def _may(request: HttpRequest) -> bool:
    acting: Acting | None = getattr(request, "acting", None)
    return bool(acting) and acting is not None and acting.may(Permit.PEOPLE_EDIT)


def _area(code: str) -> Area:
    found = list(Area.objects.current().filter(Q(grid_code=code) | Q(stat_code=code))[:2])
    if not found:
        raise ValueError(f"没有编码为 {code} 的区域")
    if len(found) > 1:
        raise ValueError(f"编码 {code} 对应不止一个区域")
    return found[0]


def _unit(code: str) -> Unit:
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise ValueError(f"没有编码为 {code} 的单位")
    return found


@registry.importer("staff", title="工作人员名单", template=STAFF, may=_may, back="/office/people/")
@registry.each
def enrol(row: Row, /, *, by: Acting, at: datetime) -> None:
    """One row: the person, his account, his post."""
    actions.enrol(
        name=row["name"],
        phone=row["phone"],
        username=row["username"],
        role=row["role"],
        area=_area(row["area"]) if row["area"] else None,
        unit=_unit(row["unit"]) if row["unit"] else None,
        employment_type=row["employment_type"],
        by=by,
        at=at,
    )
