"""The demo's front page: choose a role with one click, or follow one story for three minutes.

Nobody is signed in by a click unless three things hold: the setting, the mark in the database, and a server
that listens on loopback only.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wangge.demo.models import DemoMark
from wangge.demo.people import PASSWORD, wake
from wangge.people.models import Account
from wangge.portal.views.front import doors

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Role:
    """A card of the front page."""

    username: str
    name: str
    what: str
    icon: str
    group: str

    @property
    def url(self) -> str:
        return reverse("demo:step_in", args=[self.username])


ROLES = (
    Role("resident", "居民", "报一件事，看办到哪一步", "user-round", "居民和网格"),
    Role("captain", "楼道长", "发现了就报", "door-open", "居民和网格"),
    Role("officer", "网格员", "现在要办的、当场办结", "footprints", "居民和网格"),
    Role("leader", "网格长", "一个网格的事", "flag", "居民和网格"),
    Role("staff", "社区工作者", "受理、派单、结案", "clipboard-list", "社区和街道"),
    Role("secretary", "社区书记（兼网格长）", "一个人两个岗位", "star", "社区和街道"),
    Role("dispatcher", "街道调度员", "收件箱、派单、催办", "radio-tower", "社区和街道"),
    Role("verifier", "核查员", "办完的事去看一眼", "search-check", "社区和街道"),
    Role("revisit", "回访员", "问来件人：解决了吗", "phone-call", "社区和街道"),
    Role("streetleader", "街道领导", "谁超期了，要裁定什么", "scale", "社区和街道"),
    Role("handler", "承办单位经办人", "签收、办理、提交", "wrench", "单位和区"),
    Role("unitleader", "承办单位负责人", "本单位的工单", "building-2", "单位和区"),
    Role("district", "区调度员", "全区的事", "landmark", "单位和区"),
    Role("districtleader", "区领导", "大屏、指挥台、督办", "gavel", "单位和区"),
    Role("sysadmin", "系统管理员", "事项、模型、派单规则、人员", "settings", "管理员"),
    Role("secadmin", "安全管理员", "账号安全", "key-round", "管理员"),
    Role("audit", "审计管理员", "操作日志", "scroll-text", "管理员"),
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A step of the guided story: who does it, and where it begins."""

    title: str
    text: str
    username: str
    page: str
    label: str = "去看看"

    @property
    def url(self) -> str:
        return f"{reverse('demo:step_in', args=[self.username])}?{urlencode({'next': reverse(self.page)})}"


STORY = (
    Chapter(
        "居民报一件事",
        "写“锦绣里东门的消防车道停了两辆车，大车进不来”，留个地点，勾上同意，提交。记下受理编号。",
        "resident",
        "cases:report",
        "报一件",
    ),
    Chapter(
        "网格员去现场", "能当场解决的当场办结，拍前后照片；办不了的写明原因上报。", "officer", "portal:home"
    ),
    Chapter(
        "社区受理", "看来件、定事项，开始计时；能派给物业的就派，派不了的上报街道。", "staff", "cases:desk"
    ),
    Chapter(
        "街道派单", "主办一家、协办几家，各有各的时限；派错了 30 秒内可以撤销。", "dispatcher", "cases:desk"
    ),
    Chapter("单位办理", "签收、联系来件人、按要点办、提交结果和照片。", "handler", "portal:home"),
    Chapter(
        "别人来核查", "办的人不能核查自己。没办好就返工，办好了写一句看到的情况。", "verifier", "portal:home"
    ),
    Chapter("结案、答复", "如实写结果，来件人马上看得到。", "dispatcher", "cases:desk"),
    Chapter(
        "居民评价",
        "打开进度页，说“已解决”或“没解决”。说没解决，这件事就重新办理。",
        "resident",
        "cases:resident_home",
    ),
    Chapter(
        "区领导看大屏",
        "全区一张图：今天来了多少、哪里超期、哪里反复；从指挥台点任何一个数，就是那些事。",
        "districtleader",
        "insight:wall",
        "看大屏",
    ),
)


def is_open(request: HttpRequest) -> bool:
    """The three things that must hold."""
    served_from = request.META.get("SERVER_NAME", "")
    asked_from = request.META.get("REMOTE_ADDR", "")
    local = {served_from, asked_from} <= LOOPBACK and request.get_host().rpartition(":")[0].strip(
        "[]"
    ) in LOOPBACK
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return settings.DEMO and local and not forwarded and DemoMark.objects.exists()


def front(request: HttpRequest) -> HttpResponse:
    """The public front page, and in a demo the roles and the story."""
    context: dict[str, object] = dict(doors())
    if is_open(request):
        context |= {"demo_roles": ROLES, "demo_story": STORY, "demo_password": PASSWORD}
    return render(request, "portal/front.html", context)


@require_POST
def step_in(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as one of the demo's people."""
    if not is_open(request) or username not in {role.username for role in ROLES}:
        raise Http404
    account = get_object_or_404(Account, username=username, closed_at=None)
    if not account.is_active:
        account = wake(account, at=timezone.now())
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = reverse("portal:home")
    return redirect(onward)
