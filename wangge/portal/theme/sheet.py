"""Reads a style sheet as rules and writes it again in plain values: no color-mix, light-dark, oklch, :has.

It knows what the sheet of @tabler/core uses, not all of CSS. A value that cannot be made plain is left out,
so that an older rule or our own sheet behind it decides.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wangge.portal.theme import colour

#: Widgets of the theme that no page of ours uses; leaving them out halves the file.
UNUSED = re.compile(
    r"\.(navbar|offcanvas|carousel|apexcharts|jsvectormap|jvm|ts-|tom-select|litepicker|noUi|plyr|dropzone|fslightbox"
    r"|fc-|datepicker|ribbon|star-rating|gl-star|tox|hugerte|signature|sortable|payment|social|flag-|placeholder"
    r"|chart-|map-|toast|popover|tooltip|bs-|marketing|browser|countup|img-responsive|cropper|coloris|clr-|swatch|icon|tag|empty|steps|timeline)"
)
#: Parts of selectors that the floor browser cannot read, or that belong to a dark or mirrored page.
UNREADABLE = re.compile(r":has\(|:is\(|:where\(|:not\([^)]*,|\[data-bs-theme=|\[dir=|data-bs-theme-")
#: Functions that must not be left in a value.
MODERN = re.compile(r"color-mix\(|light-dark\(|oklch\(|oklab\(|rgb\(from|\blch\(")
_EXPAND = {
    "inset": ("top", "right", "bottom", "left"),
    "margin-inline": ("margin-left", "margin-right"),
    "margin-block": ("margin-top", "margin-bottom"),
    "padding-inline": ("padding-left", "padding-right"),
    "padding-block": ("padding-top", "padding-bottom"),
    "inset-inline-start": ("left",),
    "inset-inline-end": ("right",),
}
_OPACITY = re.compile(r"calc\(\s*var\((--[\w-]+)(?:\s*,\s*([\d.]+))?\)\s*\*\s*100%\s*\)|([\d.]+)%")
_FIRST = re.compile(r"(.+?)\s+(calc\(.+\)|[\d.]+%)")
_QUOTED = re.compile(r"oklch%28([\d.]+)%25 ([\d.]+) ([\d.]+)deg%29")
_DARKER = re.compile(r"oklch\(\s*from\s+(.+?)\s+calc\(l ([-+]) ([\d.]+)\)\s+c\s+h\s*\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A prelude (selector or at-rule) with its declarations, or with the rules inside it."""

    prelude: str
    declarations: tuple[tuple[str, str], ...] = ()
    rules: tuple["Rule", ...] = ()


def split(text: str, mark: str) -> list[str]:
    """Cut at a mark that stands outside brackets and quotes."""
    parts, depth, start, quote = [], 0, 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == mark and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _declarations(body: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(":") for line in split(body, ";") if ":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Each `prelude { body }` of the outermost level; lines without a body (@charset) are left out."""
    at, size = 0, len(css)
    while at < size:
        opening = css.find("{", at)
        if opening < 0:
            return
        prelude = css[at:opening].rpartition(";")[2].strip()
        depth, closing, quote = 1, opening + 1, ""
        while depth and closing < size:
            char = css[closing]
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'":
                quote = char
            else:
                depth += (char == "{") - (char == "}")
            closing += 1
        yield prelude, css[opening + 1 : closing - 1]
        at = closing


def parse(css: str) -> tuple[Rule, ...]:
    """The sheet as rules, comments left out."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    rules = []
    for prelude, body in _blocks(css):
        nested = prelude.startswith(("@media", "@supports", "@keyframes"))
        rules.append(Rule(prelude, rules=parse(body)) if nested else Rule(prelude, _declarations(body)))
    return tuple(rules)


class Values:
    """The sheet's own variables, and how a value is made plain with their help."""

    def __init__(self, rules: tuple[Rule, ...], own: Mapping[str, str]) -> None:
        self.table: dict[str, str] = {}
        for rule in rules:
            if ":root" in split(rule.prelude, ","):
                for name, value in rule.declarations:
                    self.table.setdefault(name, value)
        self.table.update(own)

    def colour(self, text: str, depth: int = 0) -> colour.Colour | None:
        """What colour a text comes to at the root of a light page; None when a place decides it."""
        text = text.strip()
        found = colour.read(text)
        if found or depth > 8:
            return found
        name = re.fullmatch(r"var\((--[\w-]+)(?:\s*,\s*(.+))?\)", text)
        if name:
            value = self.table.get(name[1]) or name[2]
            return self.colour(self.plain(value, depth + 1), depth + 1) if value else None
        return None

    def share(self, text: str) -> float:
        """`20%`, or `calc(var(--x) * 100%)` with the opacity the sheet starts with."""
        found = _OPACITY.fullmatch(text.strip())
        if not found:
            return 1.0
        if found[3]:
            return float(found[3]) / 100
        return float(self.table.get(found[1]) or found[2] or 1)

    def plain(self, value: str, depth: int = 0) -> str:
        """The value with every modern function replaced, innermost last."""
        value = _call(value, "light-dark", lambda inside: self.plain(split(inside, ",")[0].strip(), depth))
        value = _call(value, "color-mix", lambda inside: self._mixed(split(inside, ","), depth))
        value = _DARKER.sub(self._darker, value)
        value = _QUOTED.sub(
            lambda m: str(colour.read(f"oklch({m[1]}% {m[2]} {m[3]}deg)")).replace("#", "%23"), value
        )
        return _call(
            value, "oklch", lambda inside: str(colour.read(f"oklch({inside})") or f"oklch({inside})")
        )

    def _darker(self, found: "re.Match[str]") -> str:
        base = self.colour(found[1])
        by = float(found[3]) * (1 if found[2] == "-" else -1)
        return str(colour.darker(base, by)) if base else found[1]

    def _mixed(self, parts: list[str], depth: int) -> str:
        """A mix as one colour; of a colour only the place knows: that colour, or a grey as strong."""
        found = _FIRST.fullmatch(parts[1].strip())
        first, amount = (found[1], found[2]) if found else (parts[1].strip(), "50%")
        share, one = self.share(amount), self.colour(self.plain(first, depth + 1))
        second = parts[2].strip()
        two = None if second == "transparent" else self.colour(self.plain(second, depth + 1))
        if one and (two or second == "transparent"):
            return str(colour.mix(one, share, two))
        if share >= 0.5:
            return self.plain(first, depth + 1)
        return f"rgba(27,31,39,{share:.3g})" if second == "transparent" else self.plain(second, depth + 1)


def _known(text: str) -> str:
    return str(colour.read(text) or text)


def _call(value: str, name: str, replace: Callable[[str], str]) -> str:
    """Replace each call of a function by what `replace` makes of its inside."""
    start = 0
    while (at := value.find(f"{name}(", start)) >= 0:
        if name == "oklch" and value[at:].startswith("oklch(from"):
            start = at + 6
            continue
        depth, end = 1, at + len(name) + 1
        while depth and end < len(value):
            depth += (value[end] == "(") - (value[end] == ")")
            end += 1
        made = replace(value[at + len(name) + 1 : end - 1])
        value = value[:at] + made + value[end:]
        start = at + len(made)
    return value


def _expanded(name: str, value: str) -> Iterator[tuple[str, str]]:
    """One declaration, or the older ones it stands for."""
    names = _EXPAND.get(name)
    if not names:
        yield name, value
        return
    important = " !important" if "!important" in value else ""
    value = value.replace("!important", "").strip()
    parts = [value] if "(" in value else value.split()
    for at, older in enumerate(names):
        place = at if at < len(parts) else at % 2 if len(parts) > 1 else 0
        yield older, parts[place] + important


def _selector(prelude: str) -> str:
    """The selectors that the floor browser reads and our pages use."""
    kept = [s.strip() for s in split(prelude, ",") if not UNREADABLE.search(s) and not UNUSED.search(s)]
    return ",".join(kept)


def _written(rules: tuple[Rule, ...], values: Values, *, in_frames: bool = False) -> Iterator[str]:
    for rule in rules:
        if rule.rules:
            inside = "".join(_written(rule.rules, values, in_frames=rule.prelude.startswith("@keyframes")))
            if inside:
                yield f"{rule.prelude}{{{inside}}}"
            continue
        if rule.prelude.startswith("@property"):
            continue
        prelude = rule.prelude if in_frames or rule.prelude.startswith("@") else _selector(rule.prelude)
        at_root = ":root" in prelude
        lines = []
        for name, value in rule.declarations:
            own = values.table.get(name) if at_root and name.startswith("--") else None
            plain = values.plain(own or value)
            if not MODERN.search(plain):
                lines += [f"{older}:{part}" for older, part in _expanded(name, plain)]
        if prelude and lines:
            yield f"{prelude}{{{';'.join(lines)}}}"


def compile_sheet(css: str, own: Mapping[str, str]) -> str:
    """The sheet in plain values with our own variables in it: `own` maps `--tblr-primary` and others."""
    rules = parse(css)
    return "".join(_written(rules, Values(rules, own))) + "\n"
