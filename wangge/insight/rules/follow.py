"""Taking a case out of the rates with reason and two names; drawing whom to call by a logged seed."""

from collections.abc import Mapping, Sequence
from math import ceil
from random import Random
from typing import TypeVar

from django.db.models import TextChoices

T = TypeVar("T")
#: Of each unit and month so many are called: ten, or a tenth of what it closed (domain/04 section 5).
LEAST, SHARE = 10, 0.1


class Ground(TextChoices):
    """Why a case may stand outside the rates (domain/04 section 6); nothing else counts."""

    FORCE = "force", "不可抗力"
    UNFOUNDED = "unfounded", "经查不属实"
    AGAINST_LAW = "against_law", "诉求违反法律法规"
    DUPLICATE = "duplicate", "重复计数"
    OTHER_UNIT = "other_unit", "属于外辖区单位"
    EMERGENCY = "emergency", "110、119、120 处置"


class Stand(TextChoices):
    """How a request stands."""

    ASKED = "asked", "待决定"
    APPROVED = "approved", "同意剔除"
    REFUSED = "refused", "不同意"


def wanted(closed: int) -> int:
    """How many of a unit's month are called."""
    return max(LEAST, ceil(SHARE * closed))


def draw(by_unit: Mapping[int, Sequence[T]], closed: Mapping[int, int], seed: int) -> dict[int, list[T]]:
    """The same rows and the same seed give the same sample; units and rows in a fixed order before."""
    dice = Random(seed)  # noqa: S311  (to be drawn again by whoever checks it)
    found: dict[int, list[T]] = {}
    for unit in sorted(by_unit):
        rows = list(by_unit[unit])
        found[unit] = dice.sample(rows, min(len(rows), wanted(closed.get(unit, len(rows)))))
    return found
