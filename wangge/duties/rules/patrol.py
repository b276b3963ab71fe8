"""Patrols: kinds, when one is due again, and what may be kept of a round; pure."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a patrol is for."""

    ENVIRONMENT = "environment", "环境卫生"
    ORDER = "order", "街面秩序"
    SITE = "site", "施工现场"
    FIRE = "fire", "消防安全"
    SECURITY = "security", "治安巡防"
    EMERGENCY = "emergency", "防汛应急"


#: Only there the places that were looked at are kept (domain/06 R-23): what is unseen must be known.
COVERED = frozenset({Kind.FIRE, Kind.SECURITY, Kind.EMERGENCY})


class Duty(TextChoices):
    """What a shop keeps in order before its door 门前三包."""

    CLEAN = "clean", "包卫生"
    GREEN = "green", "包绿化"
    ORDER = "order", "包秩序"


#: Findings in two taps: words, and the matter they become (domain/04-matters).
FINDINGS = {
    Kind.ENVIRONMENT: (("垃圾堆放", "ENV-01"), ("小广告", "ENV-08"), ("其他", "")),
    Kind.ORDER: (("占道经营", "STR-01"), ("乱停车", "TRF-01"), ("其他", "")),
    Kind.SITE: (("围挡破损", "BLD-07"), ("扬尘", "BLD-07"), ("其他", "")),
    Kind.FIRE: (("堵消防通道", "FIR-01"), ("楼道堆物", "PRO-03"), ("飞线充电", "FIR-03"), ("其他", "")),
    Kind.SECURITY: (("门禁损坏", "PRO-02"), ("路灯不亮", "FAC-03"), ("其他", "")),
    Kind.EMERGENCY: (("积水", "FAC-04"), ("树木倒伏", "GRN-01"), ("其他", "")),
}


def next_on(last: date | None, *, every_days: int, today: date) -> date:
    """The day on which a round is due again: today where there was none yet."""
    return today if last is None else last + timedelta(days=every_days)


def kept(kind: str, seen: Collection[int], stops: Collection[int]) -> list[int]:
    """The stops that are written down for a round of this kind."""
    return sorted(set(seen) & set(stops)) if kind in COVERED else []


def unseen(kind: str, seen: Collection[int], stops: Collection[int]) -> list[int]:
    """Which stops nobody has looked at, where that matters."""
    return [stop for stop in stops if stop not in set(seen)] if kind in COVERED else []
