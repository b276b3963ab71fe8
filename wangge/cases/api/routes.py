"""The addresses of the API: what each takes, answers and says of itself in the OpenAPI document."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from ninja.files import UploadedFile
from ninja.params import functions as params

from wangge.cases.api import photos, senders, staff
from wangge.cases.api.auth import ApiRequest, Token, TokenOrNobody
from wangge.cases.api.deeds import CASE_DEEDS, ORDER_DEEDS, Deed
from wangge.cases.api.moves import Move
from wangge.cases.api.schemas import (
    Filters,
    Ground,
    Listing,
    Photos,
    Point,
    Problem,
    Progress,
    Report,
    Taken,
    Whole,
)
from wangge.cases.models import CasePhoto
from wangge.cases.rules.flows import CASE_FLOW, CASE_STEPS, ORDER_FLOW

router = Router()
token, token_or_nobody = Token(), TokenOrNobody()


def _problems(*statuses: int) -> dict[int, Any]:
    return dict.fromkeys((400, *statuses, 429), Problem)


_SECRET = params.Query("", description="查询码；最好放在请求头 X-Case-Secret 里")
_HEADER = params.Header("", alias="X-Case-Secret", description="查询码")
_PHOTOS = params.File(..., alias="photos", description="1 到 9 张，JPEG、PNG 或 WebP，每张最多 10 MB")
_KIND = params.Form(
    CasePhoto.Kind.BEFORE, description="令牌用：before 办理前，after 办理后，check 核查，document 文书"
)
_NUMBER = params.Path(..., description="来件编号，11 位数字；令牌也可以用事项编号", example="80215534127")


@router.post(
    "/cases",
    auth=token_or_nobody,
    response={201: Taken, 200: Taken, **_problems(401, 403, 409, 413, 422)},
    url_name="report",
    summary="上报一件事",
    tags=["来件人"],
)
def report(request: ApiRequest, body: Report) -> HttpResponse:
    """不用登录。同一个 client_request_id 再发同样的内容，答 200 和同样的结果；内容不同答 409。

    地点可以给经纬度，也可以写文字，都没有就从 text 里找；文字找不到不算错，会有人联系。
    经纬度在辖区以外、文字又定不了位，答 422。`emergency` 不为空时请马上打里面的电话，本系统不能代替报警。
    """
    return senders.report(request, body)


@router.get(
    "/cases/{number}",
    auth=token_or_nobody,
    response={200: Progress, **_problems(401, 404, 422)},
    url_name="progress",
    summary="看进展",
    tags=["来件人"],
)
def progress(
    request: ApiRequest, number: str = _NUMBER, secret: str = _SECRET, header: str = _HEADER
) -> HttpResponse:
    """凭查询码，或凭令牌。编号不存在和查询码不对是同一个 404；一个编号一天错 5 次就停到第二天。"""
    return senders.progress(request, number, header or secret)


@router.post(
    "/cases/{number}/photos",
    auth=token_or_nobody,
    response={200: Photos, **_problems(401, 403, 404, 409, 413, 422)},
    url_name="photos",
    summary="补充照片",
    tags=["来件人"],
)
def add_photos(  # noqa: PLR0917  (each stands in the document under its own name)
    request: ApiRequest,
    number: str = _NUMBER,
    photos_: list[UploadedFile] = _PHOTOS,
    kind: CasePhoto.Kind = _KIND,
    secret: str = _SECRET,
    header: str = _HEADER,
) -> HttpResponse:
    """同一张照片再传一次不会变多。每件来件最多 9 张。"""
    return photos.add(request, number, header or secret, photos_, kind)


@router.get(
    "/areas/locate",
    auth=token_or_nobody,
    response={200: Ground, **_problems(401, 422)},
    url_name="locate",
    summary="一个点在哪个网格",
    tags=["区域"],
)
def locate(request: ApiRequest, point: Query[Point]) -> HttpResponse:
    """最深的区域和它上面的每一级。在边界 5 米以内时 candidates 有几个；辖区以外 area 为空。"""
    return staff.locate(point)


@router.get(
    "/cases",
    auth=token,
    response={200: Listing, **_problems(401, 422)},
    url_name="list",
    summary="事项列表",
    tags=["工作人员"],
)
def listing(request: ApiRequest, asked: Query[Filters]) -> HttpResponse:
    """令牌的岗位看得到的事项，新的在前。不能按电话或人查。"""
    return staff.listing(request, asked)


def _case_door(verb: str, deed: Deed) -> None:
    def move(request: ApiRequest, number: str, body: Any) -> HttpResponse:
        return staff.move_case(request, number, verb, deed, body)

    flow = CASE_FLOW if verb in CASE_FLOW.moves else CASE_STEPS
    path, name = f"/cases/{{number}}/moves/{verb}", f"case_{verb}"
    _hang(move, path=path, name=name, summary=flow.moves[verb][0].name, body=deed.body, tag="事项的动作")


def _order_door(verb: str, deed: Deed) -> None:
    def move(request: ApiRequest, order_id: UUID, body: Any) -> HttpResponse:
        return staff.move_order(request, order_id, verb, deed, body)

    path, name = f"/orders/{{uuid:order_id}}/moves/{verb}", f"order_{verb}"
    _hang(
        move, path=path, name=name, summary=ORDER_FLOW.moves[verb][0].name, body=deed.body, tag="工单的动作"
    )


def _hang(view: Any, *, path: str, name: str, summary: str, body: type[Move], tag: str) -> None:
    """One door a verb, so that each verb's own fields stand in the document."""
    view.__name__ = name
    view.__annotations__["body"] = body
    view.__doc__ = body.__doc__
    answers = {200: Whole, **_problems(401, 403, 404, 409, 413, 422)}
    router.post(path, auth=token, response=answers, url_name=name, summary=summary, tags=[tag])(view)


for _verb, _deed in CASE_DEEDS.items():
    _case_door(_verb, _deed)
for _verb, _deed in ORDER_DEEDS.items():
    _order_door(_verb, _deed)
