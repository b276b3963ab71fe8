"""How scores add up and totals become stars, by bands or quotas; what a review may become; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db.models import TextChoices

from wangge.kernel.flow import Flow, move


class How(TextChoices):
    """How an item is scored."""

    YES_NO = "yes_no", "是否做到"
    COMPUTED = "computed", "系统计算"
    JUDGED = "judged", "评议打分"


class SectionKind(TextChoices):
    """What a section does to the total."""

    NORMAL = "normal", "计分"
    BONUS = "bonus", "加分"
    VETO = "veto", "一票否决"


class StandardState(TextChoices):
    """Whether a version is used."""

    DRAFT = "draft", "编制中"
    IN_FORCE = "in_force", "在用"
    RETIRED = "retired", "已停用"


class State(TextChoices):
    """Where a review stands."""

    CHECKING = "checking", "自查中"
    SUBMITTED = "submitted", "待复核"
    REVIEWED = "reviewed", "已复核"
    NOTICED = "noticed", "公示中"
    FINAL = "final", "已定"


REVIEW_FLOW = Flow(
    "考评",
    (
        move("open", set(), State.CHECKING, "assess_review", "开始"),
        move("submit", {State.CHECKING}, State.SUBMITTED, "assess_self", "提交自查"),
        move("send_back", {State.SUBMITTED}, State.CHECKING, "assess_review", "退回补充"),
        move("review", {State.SUBMITTED, State.REVIEWED}, State.REVIEWED, "assess_review", "复核"),
        move("publish", {State.REVIEWED}, State.NOTICED, "assess_review", "公示"),
        move("appeal", {State.NOTICED}, None, "assess_self", "申诉"),
        move("settle", {State.NOTICED}, State.FINAL, "assess_review", "定下结果"),
    ),
)

#: What no item, evidence or measure may ask for (domain/05 section 8): presence and volume are not work.
FORBIDDEN = re.compile(
    r"出勤|到会率|参会率|签到|打卡|学时|时长|点赞|转发量|阅读量|步数|照片数|走访次数|上报数量|登录次数"
)


def forbidden_in(text: str) -> str:
    """The forbidden word somebody wrote into a standard, if any."""
    found = FORBIDDEN.search(text)
    return found[0] if found else ""


_CENT = Decimal("0.1")


def share_of(points: Decimal, part: int, whole: int) -> Decimal | None:
    """Points for a share; None where there was nothing to do, so that nobody loses or wins by it."""
    if whole <= 0:
        return None
    exact = Fraction(points) * Fraction(min(part, whole), whole)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def rounded(value: Decimal) -> Decimal:
    """To one place behind the point, a half upwards."""
    return value.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Scored:
    """An item's part in a total: what it can bring, what it brought; None where it did not apply."""

    points: Decimal
    score: Decimal | None
    kind: str = SectionKind.NORMAL


@dataclass(frozen=True, slots=True)
class Total:
    """What came of a review."""

    total: Decimal
    possible: Decimal
    is_vetoed: bool


def total_of(items: Iterable[Scored], *, full: int = 100) -> Total:
    """Earned of what was possible, on a scale of `full`, and the bonus on top of it.

    What did not apply counts on neither side. A veto is an item of its section that was answered with yes.
    """
    earned = possible = bonus = Decimal(0)
    vetoed = False
    for item in items:
        if item.kind == SectionKind.VETO:
            vetoed = vetoed or bool(item.score)
        elif item.kind == SectionKind.BONUS:
            bonus += item.score or Decimal(0)
        elif item.score is not None:
            earned, possible = earned + item.score, possible + item.points
    scaled = earned * full / possible if possible else Decimal(0)
    return Total(rounded(scaled + bonus), possible, vetoed)


Bands = tuple[tuple[Decimal, str], ...]


def bands_from(text: str) -> Bands:
    """`95:五星,85:四星` as (least, grade), highest first; ValueError where it cannot be read."""
    return tuple(sorted(bands_from_order(text), reverse=True))


def bands_from_order(text: str) -> Bands:
    """The same in the order in which they are written, as quotas are."""
    rows = []
    for part in filter(None, (p.strip() for p in text.replace("，", ",").split(","))):
        least, mark, grade = part.replace("：", ":").partition(":")
        if not mark or not grade.strip() or not re.fullmatch(r"\d{1,3}(\.\d)?", least.strip()):
            raise ValueError(part)
        rows.append((Decimal(least.strip()), grade.strip()))
    return tuple(rows)


def grade_by_bands(total: Decimal, bands: Bands, *, is_vetoed: bool = False) -> str:
    """The grade of the highest band reached; none below the lowest, none after a veto."""
    if is_vetoed:
        return ""
    return next((grade for least, grade in bands if total >= least), "")


def grade_by_quotas(totals: Mapping[int, Decimal], quotas: Bands) -> dict[int, str]:
    """Grades by place: the first so many per cent the first grade, and so on, rounded down.

    Who ties with the last of a grade gets it too, so that no coin is tossed; `quotas` are (per cent, grade)
    in the order of the grades.
    """
    ranked = sorted(totals.items(), key=lambda row: (-row[1], row[0]))
    grades: dict[int, str] = {}
    first = 0
    for per_cent, grade in quotas:
        last = first + int(len(ranked) * per_cent / 100)
        if last <= first:
            continue
        least = ranked[min(last, len(ranked)) - 1][1]
        while first < len(ranked) and ranked[first][1] >= least:
            grades[ranked[first][0]] = grade
            first += 1
    return grades


def review_fault(*, checker: int | None, reviewer: int | None) -> str:
    """Somebody else reviews than the one who filled the self-check in."""
    if checker is not None and checker == reviewer:
        return "自查是您填的，请由另一位同志复核。"
    return ""


def score_fault(score: Decimal, *, points: Decimal) -> str:
    """A judged score lies within its item's points."""
    return "" if 0 <= score <= points else f"这一项在 0 到 {points.normalize():f} 分之间。"
