"""Open311 GeoReport v2: discovery, services, definitions, requests; JSON and XML; public facts alone."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from wangge.cases import limits
from wangge.cases.limits import Kind
from wangge.cases.rules.spot import Contact
from wangge.channels.actions import open311 as actions
from wangge.channels.actions import troubles
from wangge.channels.models import PublicItem, PublicPhoto
from wangge.channels.queries import doors
from wangge.channels.queries import public as queries
from wangge.channels.rules import open311 as rules
from wangge.channels.rules.doors import Door
from wangge.grids.access import Acting, Permit
from wangge.grids.tokens import acting_of
from wangge.kernel import sealing
from wangge.kernel.refusal import NotAllowed, Refused, TooOften
from wangge.matters.models import Matter
from wangge.people import rules as people

MOST_BYTES = 64 * 1024
_DOUBLE = 64
View = Callable[..., Any]


class Wrong(Exception):
    """A mistake of whoever asks: status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def georeport(name: str) -> Callable[[View], View]:
    """A view that answers in the form asked for, errors too; shut, limited and small."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, form: str, **given: Any) -> HttpResponse:
            try:
                _enter(request)
                status, root, content = 200, name, view(request, **given)
                status = 201 if request.method == "POST" else 200
            except Wrong as wrong:
                status, root, content = wrong.status, "errors", _errors(wrong.status, str(wrong))
            except Http404:
                status, root, content = 404, "errors", _errors(404, "没有这个编号，或者还没有公开。")
            except Refused as refusal:
                status = 429 if isinstance(refusal, TooOften) else 400
                status = 403 if isinstance(refusal, NotAllowed) else status
                root, content = "errors", _errors(status, refusal.message)
            except (RequestDataTooBig, TooManyFieldsSent):
                status, root, content = 413, "errors", _errors(413, "请求内容太大。")
            found = HttpResponse(rules.written(form, root, content), rules.KINDS[form], status)
            found.headers["X-Content-Type-Options"] = "nosniff"
            found.headers["Cache-Control"] = "no-store"
            return found

        return answer

    return wrap


def _errors(status: int, sentence: str) -> list[dict[str, Any]]:
    return [{"code": status, "description": sentence}]


def _enter(request: HttpRequest) -> None:
    if request.method not in ("GET", "HEAD", "POST"):
        raise Wrong(405, "这个地址只支持 GET 和 POST。")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        troubles.note(
            Door.OPEN311,
            "too-big",
            text="有请求超过 64 KB，没有接收。",
            todo="请对方把照片另外发，描述最多 4000 字。",
            at=timezone.now(),
        )
        raise Wrong(413, f"请求内容最多 {MOST_BYTES // 1024} KB。")
    limits.allow(Kind.ADDRESS, limits.address_of(request), at=timezone.now())
    if not doors.is_open(Door.OPEN311):
        raise Wrong(404, "这个接口没有开放。")


@georeport("discovery")
def discovery(request: HttpRequest) -> dict[str, Any]:
    """Where the service is and in which forms it answers."""
    here = request.build_absolute_uri(reverse("channels:georeport"))
    return {
        "changeset": "2026-11-20T00:00:00+08:00",
        "contact": "请联系发放接口令牌的安全管理员。",
        "key_service": "接口令牌由安全管理员在“账号安全”里发放。",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": here.rstrip("/"),
                "changeset": "2026-11-20T00:00:00+08:00",
                "type": "production",
                "formats": ["application/json", "text/xml"],
            }
        ],
    }


@georeport("services")
def services(request: HttpRequest) -> list[dict[str, Any]]:
    """The matters that may be public."""
    return [queries.service(matter) for matter in queries.matters()]


@georeport("service_definition")
def service(request: HttpRequest, code: str) -> dict[str, Any]:
    """What may be told of one."""
    return queries.definition(_matter(code))


def _matter(code: str) -> Matter:
    found = queries.matters().filter(pk=code).first()
    if found is None:
        raise Wrong(404, "没有这个 service_code，请先查 services。")
    return found


@georeport("requests")
def requests(request: HttpRequest) -> list[dict[str, Any]]:
    """GET a page of public items, or POST a new request."""
    if request.method == "POST":
        return [_posted(request)]
    return _facts(request, queries.requests(_asked(request), at=timezone.now()))


def _facts(request: HttpRequest, items: list[PublicItem]) -> list[dict[str, Any]]:
    """The items as requests, each with the first of its painted pictures."""
    pictures = queries.let_go([item for item in items if item.released_at])
    return [queries.request(item, media=_media(request, pictures.get(item.pk))) for item in items]


def _media(request: HttpRequest, photos: list[PublicPhoto] | None) -> str | None:
    if not photos or not doors.is_open(Door.FEED):
        return None
    return request.build_absolute_uri(reverse("channels:open_photo", args=[photos[0].pk, "large"]))


@georeport("requests")
def request_one(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """One public item."""
    found = queries.requests(queries.Asked(numbers=[number]), at=timezone.now())
    if not found:
        raise Http404
    return _facts(request, found)


def _asked(request: HttpRequest) -> queries.Asked:
    def several(name: str) -> list[str]:
        return [part.strip() for part in request.GET.get(name, "").split(",") if part.strip()][: queries.MOST]

    def when(name: str) -> Any:
        text = request.GET.get(name, "")
        found = rules.moment(text) if text else None
        if text and found is None:
            raise Wrong(400, f"{name} 应为 2026-11-01T00:00:00+08:00 这样的时间。")
        return found

    def number(name: str, usual: int, most: int) -> int:
        text = request.GET.get(name, "")
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
            raise Wrong(400, f"{name} 应为 1 到 {most} 的整数。")
        return int(text) if text else usual

    status = several("status")
    if not {*status} <= {"open", "closed"}:
        raise Wrong(400, "status 只能是 open 或 closed。")
    return queries.Asked(
        numbers=several("service_request_id"),
        services=several("service_code"),
        status=status,
        start=when("start_date"),
        end=when("end_date"),
        page=number("page", 1, 10_000),
        size=number("page_size", queries.PAGE, queries.MOST),
    )


# --- post ---


def _posted(request: HttpRequest) -> dict[str, Any]:
    at = timezone.now()
    by = _key(request)
    limits.allow(Kind.TOKEN, str(by.post_id), at=at)
    form = {key: str(value) for key, value in request.POST.items() if key != "api_key"}
    posted = _read(form)
    if settings.PUBLIC_LIMIT and posted.contact.phone:
        limits.allow(Kind.PHONE, posted.contact.phone, at=at)
    digest = sealing.mac(repr(sorted(form.items())), purpose="receipt", length=32)
    given = form.get("client_request_id", "")
    if given and not (
        8 <= len(given) <= _DOUBLE and given.replace("-", "").replace(".", "").replace("_", "").isalnum()
    ):
        raise Wrong(400, "client_request_id 为 8 到 64 位字母、数字和 . _ -。")
    # Who names no id of his own cannot send the very same words twice on one day.
    key = given or f"{timezone.localdate(at):%Y%m%d}{digest.hex()[:40]}"
    return actions.post(posted, key=key, digest=digest, by=by, at=at)


def _key(request: HttpRequest) -> Acting:
    bearer = request.META.get("HTTP_AUTHORIZATION", "")
    raw = request.POST.get("api_key") or bearer.removeprefix("Bearer ").strip()
    at = timezone.now()
    acting = acting_of(raw, at=at) if raw else None
    if acting is None or not acting.may(Permit.CASE_REPORT):
        troubles.note(
            Door.OPEN311,
            "bad-key",
            text="有系统用无效的 api_key 上报，没有接收。",
            todo="请安全管理员核对令牌是不是过期、被吊销，岗位能不能上报。",
            link="/office/accounts/",
            at=at,
        )
        raise Wrong(403, "api_key 没有、无效、过期，或者它的岗位不能上报。")
    return acting


def _read(form: Mapping[str, str]) -> actions.Posted:
    code = form.get("service_code", "")
    if not code:
        raise Wrong(400, "请填 service_code。")
    matter = _matter(code)
    words, place = form.get("description", "").strip(), form.get("address_string", "").strip()
    if not words:
        raise Wrong(400, "请填 description，写一写发生了什么。")
    if len(words) > 4000 or len(place) > 200:
        raise Wrong(400, "description 最多 4000 字，address_string 最多 200 字。")
    if "\x00" in words + place:
        raise Wrong(400, "里面有无法识别的字符。")
    lon, lat = _degree(form, "long", 180), _degree(form, "lat", 90)
    if (lon is None) != (lat is None):
        raise Wrong(400, "lat 和 long 要一起填写。")
    if lon is None and not place:
        raise Wrong(400, "请填 lat 和 long，或者 address_string。")
    return actions.Posted(matter, _told(words, form), _contact(form), place, lon, lat)


def _told(words: str, form: Mapping[str, str]) -> str:
    """The words with what the attributes add."""
    more = []
    if form.get("attribute[danger]") == "yes":
        more.append("现在有危险")
    if since := form.get("attribute[since]", "").strip():
        more.append(f"从{since[:40]}开始")
    return f"{words}（{'；'.join(more)}）" if more else words


def _contact(form: Mapping[str, str]) -> Contact:
    name = f"{form.get('last_name', '')}{form.get('first_name', '')}".strip()[:40]
    phone = form.get("phone", "").strip()
    try:
        return Contact(name, people.normal_phone(phone) if phone else "")
    except Refused as refusal:
        raise Wrong(400, f"phone：{refusal.message}") from None


def _degree(form: Mapping[str, str], name: str, most: float) -> float | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        raise Wrong(400, f"{name} 应为数字。") from None
    if not -most <= found <= most:
        raise Wrong(400, f"{name} 应在 -{most:g} 到 {most:g} 之间。")
    return found


def root(request: HttpRequest) -> HttpResponse:
    """The address of the service itself leads to its discovery."""
    return HttpResponse("GeoReport v2: discovery.json", "text/plain; charset=utf-8")
