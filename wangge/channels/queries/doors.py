"""How the doors stand: open or shut, what waits, what is wrong."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from wangge.channels.models import Delivery, DoorState, Gate, Reply, Subscription, System, Trouble
from wangge.channels.rules.doors import Door
from wangge.channels.rules.webhooks import DeliveryState

#: Doors anybody can come to: shut until the administrator opens them.
PUBLIC_DOORS = (Door.OPEN311, Door.FEED)
_ABOUT = {
    Door.HOTLINE: "导入 12345 和其他系统的工单，编号对得上，不会重复立件。",
    Door.PUSH: "办到哪一步、怎么答复的，推给对方系统；没有推送的用回传文件。",
    Door.OPEN311: "其他系统按国际通用的 Open311 接口上报、查公开事项：/open311/v2/",
    Door.PULL: "每小时读一次别的 Open311 城市，收进来当外部工单。",
    Door.WEBHOOK: "事情有进展时推给订阅的系统，带签名，没有个人信息。",
    Door.WEIXIN: "公众号、企业微信里跟党小栖说话，群里只看@它的；网页定位、扫码登录。",
    Door.FEED: "发布过的事项，按区域给居民看、给人订阅：/open/、/feeds/",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A door as the page shows it."""

    door: Door
    about: str
    is_public: bool
    is_open: bool
    words: str
    troubles: int


def is_open(door: Door) -> bool:
    """Whether a public door stands open."""
    return DoorState.objects.filter(door=door, is_open=True).exists()


def doors() -> list[Standing]:
    """All of them, in a fixed order."""
    opened = set(DoorState.objects.filter(is_open=True).values_list("door", flat=True))
    wrong = dict(Trouble.objects.open().order_by().values_list("door").annotate(n=Count("pk")))
    words = _words()
    return [
        Standing(
            door,
            _ABOUT[door],
            door in PUBLIC_DOORS,
            door in opened,
            words.get(door, ""),
            wrong.get(door, 0),
        )
        for door in Door
    ]


def _words() -> dict[Door, str]:
    """What waits at each, in a few words."""
    kinds = dict(System.objects.filter(is_active=True).order_by().values_list("kind").annotate(n=Count("pk")))
    cities = kinds.pop("open311", 0)
    waiting = Reply.objects.filter(state__in=["due", "filed", "dead"]).aggregate(
        due=Count("pk", filter=Q(state="due")), dead=Count("pk", filter=Q(state="dead"))
    )
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).count()
    told = Subscription.objects.filter(is_active=True).count()
    return {
        Door.HOTLINE: f"{sum(kinds.values())} 个系统",
        Door.PUSH: f"待回传 {waiting['due']}，失败 {waiting['dead']}",
        Door.PULL: f"{cities} 个城市",
        Door.WEBHOOK: f"{told} 个订阅，没送到 {dead}",
        Door.WEIXIN: f"{Gate.objects.active().count()} 个账号",
    }


def subscriptions() -> QuerySet[Subscription]:
    """With what waits and what did not arrive."""
    lost = Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD))
    return Subscription.objects.select_related("area").annotate(dead=lost).order_by("name")


def allowed() -> list[str]:
    """What the operator lets us call."""
    return list(settings.OUT)
