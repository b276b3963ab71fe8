"""The API as one object: its rooms' routers, its errors in Chinese, its document."""

import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from wangge.cases.api import router
from wangge.config import wording
from wangge.kernel.problems import MEDIA_TYPE, of_refusal, problem
from wangge.kernel.refusal import Refused

log = logging.getLogger("wangge.api")

_ABOUT = """网格系统对外的接口。

- 出错时一律是 `application/problem+json`，中文说明；`errors` 按字段列出。
- 能重发的请求都带 `client_request_id`（8 到 64 位），30 天内同样的请求只办一次，再发得到同样的答复。
- 来件人凭查询码，不用登录；其他系统用令牌（`Authorization: Bearer …`），权限和页面上那个岗位完全一样。
- 公开的门限次数：每个网络地址每分钟 60 次，每个电话每小时 5 件；超过答 429 和 Retry-After。
"""


class Api(NinjaAPI):
    """Ninja's, with errors documented as what they are."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _finish(operation)
        return schema

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


def _finish(operation: dict[str, Any]) -> None:
    """Problems under their own media type, and a door that nobody need show a token at."""
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        if int(status) == 429:
            seconds = {"schema": {"type": "integer"}, "description": "多少秒以后再试"}
            answer["headers"] = {"Retry-After": seconds}
    for parameter in operation["parameters"]:
        choices = parameter["schema"].pop("anyOf", [])
        # What is not asked for is left out of an address; there is no null in it.
        parameter["schema"] |= next((choice for choice in choices if choice.get("type") != "null"), {})
    for name in [name for choice in operation.get("security", []) for name in choice]:
        if name == "TokenOrNobody":
            operation["security"] = [{}, {"Token": []}]


api = Api(
    title="网格 Wangge 接口",
    version="1",
    description=_ABOUT,
    urls_namespace="api",
    docs_url=None,  # its page would load from another host
)
api.add_router("", router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return of_refusal(refusal)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if wording.is_empty_body(error.errors):
        return problem(400, "请求内容是空的，应为 JSON。")
    return problem(422, "提交的内容有误，请按 errors 逐项更正。", errors=wording.faults(error.errors))


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: Exception) -> HttpResponse:
    detail = "请带上有效的令牌：Authorization: Bearer …；令牌可能已过期或被撤销。"
    return problem(401, detail, headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return problem(400, "请求内容不是有效的 JSON。")
    return problem(error.status_code, str(error))


@api.exception_handler(Http404)
def _unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "没有这个编号，或者查询码不对。")


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400, "请求读不懂：主机名不对，或者内容没有传完整。")


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    # The path without its query: a secret may stand there.
    log.error("%s %s", request.method, request.path, exc_info=error)
    return problem(500, "系统出错了，已经记下。请稍后用同一个 client_request_id 再试。")
