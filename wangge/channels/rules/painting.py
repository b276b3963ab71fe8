"""What is painted over a photo before the public sees it: rectangles and strokes, in percent of the picture.

One mark a line, so that a form without script can be filled in by hand: `左 上 宽 高`, or for a stroke of the
brush `笔 粗 x y x y …`. Pure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST, MOST_POINTS = 120, 4000
#: A brush is at least so wide and at most, in percent of the picture's longer side.
THIN, THICK = 0.5, 30.0
_BRUSH = "笔"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the brush through these points."""

    width: float
    points: Sequence[tuple[float, float]]


Paint = Box | Stroke


def read(text: str) -> list[Paint]:
    """The marks of a form; ValueError with a sentence that names the line where one is wrong."""
    lines = [line for line in text.replace("，", " ").replace(",", " ").splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValueError(f"最多涂 {MOST} 处，请换大一些的块。")
    found = [_paint(line.split(), n) for n, line in enumerate(lines, 1)]
    if sum(len(one.points) for one in found if isinstance(one, Stroke)) > MOST_POINTS:
        raise ValueError("笔画太多，请改用方块来涂。")
    return found


def _paint(parts: Sequence[str], n: int) -> Paint:
    is_stroke = parts[0] == _BRUSH
    numbers = [_number(part) for part in (parts[1:] if is_stroke else parts)]
    if any(one is None for one in numbers):
        raise ValueError(f"第 {n} 行只能写 0 到 100 的数。")
    given = [one for one in numbers if one is not None]
    if is_stroke:
        if len(given) < 3 or len(given) % 2 == 0 or not THIN <= given[0] <= THICK:
            raise ValueError(f"第 {n} 行的笔画不完整。")
        return Stroke(given[0], list(zip(given[1::2], given[2::2], strict=True)))
    if len(given) != 4 or not (given[2] and given[3]):
        raise ValueError(f"第 {n} 行要写四个数：左、上、宽、高，宽和高大于 0。")
    return Box(*given)


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and 0 <= found <= 100 else None
