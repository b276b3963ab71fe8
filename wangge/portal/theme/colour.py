"""Colours as numbers: read from the forms a sheet uses, mixed in OKLab, written as hex or rgba."""

import math
import re
from dataclasses import dataclass

_NAMED = {"white": "#ffffff", "black": "#000000", "#fff": "#ffffff", "#000": "#000000"}
_NUMBER = re.compile(r"-?[\d.]+%?|none")


@dataclass(frozen=True, slots=True)
class Colour:
    """sRGB channels and alpha, each 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def __str__(self) -> str:
        whole = [round(max(0.0, min(1.0, c)) * 255) for c in (self.red, self.green, self.blue)]
        if self.alpha >= 0.999:
            return "#{:02x}{:02x}{:02x}".format(*whole)
        return "rgba({},{},{},{:.3g})".format(*whole, self.alpha)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    value = max(0.0, min(1.0, value))
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def from_oklab(light: float, a: float, b: float, alpha: float = 1.0) -> Colour:
    """OKLab to sRGB, clipped to what a screen shows (Ottosson's matrices)."""
    cone_l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    cone_m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    cone_s = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * cone_l - 3.3077115913 * cone_m + 0.2309699292 * cone_s
    green = -1.2684380046 * cone_l + 2.6097574011 * cone_m - 0.3413193965 * cone_s
    blue = -0.0041960863 * cone_l - 0.7034186147 * cone_m + 1.7076147010 * cone_s
    return Colour(_gamma(red), _gamma(green), _gamma(blue), alpha)


def to_oklab(colour: Colour) -> tuple[float, float, float]:
    """sRGB to OKLab."""
    red, green, blue = _linear(colour.red), _linear(colour.green), _linear(colour.blue)
    cone_l = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    cone_m = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    cone_s = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * cone_l + 0.7936177850 * cone_m - 0.0040720468 * cone_s,
        1.9779984951 * cone_l - 2.4285922050 * cone_m + 0.4505937099 * cone_s,
        0.0259040371 * cone_l + 0.7827717662 * cone_m - 0.8086757660 * cone_s,
    )


def darker(colour: Colour, by: float) -> Colour:
    """The same hue with OKLab lightness lowered (or raised, where negative)."""
    light, a, b = to_oklab(colour)
    return from_oklab(light - by, a, b, colour.alpha)


def mix(first: Colour, share: float, second: Colour | None) -> Colour:
    """`color-mix(in oklab, first share, second)`; None is `transparent`."""
    if second is None:
        return Colour(first.red, first.green, first.blue, first.alpha * share)
    one, two = to_oklab(first), to_oklab(second)
    light, a, b = (x * share + y * (1 - share) for x, y in zip(one, two, strict=True))
    return from_oklab(light, a, b, first.alpha * share + second.alpha * (1 - share))


def _part(text: str, whole: float = 1.0) -> float:
    if text == "none":
        return 0.0
    return float(text[:-1]) / 100 if text.endswith("%") else float(text) / whole


def _hex(text: str) -> Colour:
    digits = text[1:]
    if len(digits) in {3, 4}:
        digits = "".join(c * 2 for c in digits)
    channels = [int(digits[n : n + 2], 16) / 255 for n in range(0, len(digits), 2)]
    return Colour(*channels)


def read(text: str) -> Colour | None:
    """A colour written as hex, rgb(), oklch() or by one of two names; None when it is something else."""
    text = _NAMED.get(text.strip().lower(), text.strip().lower())
    if re.fullmatch(r"#[0-9a-f]{3,8}", text):
        return _hex(text)
    found = re.fullmatch(r"(rgba?|oklch)\(([^()]*)\)", text)
    parts = _NUMBER.findall(found[2].replace("deg", "")) if found else []
    if not found or len(parts) not in {3, 4} or "var" in text or "from" in text:
        return None
    alpha = _part(parts[3]) if len(parts) == 4 else 1.0
    if found[1] == "oklch":
        light, chroma, hue = (_part(p) for p in parts[:3])
        hue = math.radians(hue)
        return from_oklab(light, chroma * math.cos(hue), chroma * math.sin(hue), alpha)
    red, green, blue = (_part(p, 255) for p in parts[:3])
    return Colour(red, green, blue, alpha)
