"""The emergency mode as the charter bounds it (domain/06 R-26): a closed list of kinds, two persons, at most
14 days. Doors are asked what help is needed, never about health, contacts, movements or who was absent. At
the end everything but counts goes. Pure.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices

from wangge.insight.rules.measures import part

MOST_DAYS = 14
_UNIT = "户"


class Kind(TextChoices):
    """What it may be for; nothing else."""

    FLOOD = "flood", "洪涝"
    STORM = "storm", "台风暴雨暴雪"
    FIRE = "fire", "火灾"
    DISEASE = "disease", "传染病"
    OUTAGE = "outage", "停水停电停气"
    OTHER = "other", "其他（由区领导写明）"


class Mode(TextChoices):
    """How it stands."""

    ASKED = "asked", "等第二个人同意"
    ON = "on", "进行中"
    REFUSED = "refused", "没有同意"
    RENEWED = "renewed", "已并入原来的，延长了期限"
    ENDED = "ended", "已结束，登记已删除"


class Need(TextChoices):
    """What help a door may ask for; there is no room for anything else about anybody."""

    WATER = "water", "饮水和食物"
    SHELTER = "shelter", "转移安置"
    POWER = "power", "照明和充电"
    ERRAND = "errand", "代买代取"
    REPAIR = "repair", "清理抢修"
    VISIT = "visit", "上门帮一把"


def until(agreed_at: Any, days: int) -> Any:
    """When it ends by itself."""
    return agreed_at + timedelta(days=min(days, MOST_DAYS))


def tally(doors: Iterable[tuple[Iterable[str], bool]]) -> dict[str, Any]:
    """Counts alone: doors that were asked, those in need, those helped, and how often each help was asked."""
    asked = needing = helped = 0
    needs: Counter[str] = Counter()
    for wanted, is_helped in doors:
        asked += 1
        given = [need for need in wanted if need in Need.values]
        needing += bool(given)
        helped += bool(given) and is_helped
        needs.update(given)
    return {
        "asked": asked,
        "needing": needing,
        "helped": helped,
        "needs": [{"name": str(need.label), "n": needs[need.value]} for need in Need],
    }


def shown(counts: dict[str, Any]) -> dict[str, Any]:
    """The counts as everybody may read them: no few, and none to be found by taking one from another. Each
    is told inside the smallest whole that was told before it.
    """
    words: dict[str, Any] = {}
    wholes: list[int | None] = [None]
    for name in ("asked", "needing", "helped"):
        words[name], is_told = part(counts[name], wholes[-1], _UNIT)
        wholes.append(counts[name] if is_told and counts[name] else wholes[-1])
    needs = [(one["name"], part(one["n"], wholes[2], _UNIT)[0]) for one in counts["needs"]]
    return {**words, "needs": [{"name": name, "n": n} for name, n in needs]}
