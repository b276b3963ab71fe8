"""A bulletin as a PDF file, and its charts as pictures: set by typst with a Chinese font of this machine.
Both are optional (extra `pdf`): where one is missing, the page that prints from the browser is left.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from wangge.insight.models import Bulletin
from wangge.insight.rules import telling
from wangge.kernel.words import SHANGHAI

_SOURCE = Path(__file__).with_name("paper") / "bulletin.typ"
#: Any of these has the characters; the first that is there is used.
FAMILIES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
)
#: Dots of a picture to the inch: sharp in print.
_PPI = 220.0
PARTS = ("trend", "rates", "categories")


@lru_cache(maxsize=1)
def _setter() -> tuple[Any, Any, tuple[str, ...]] | None:
    """typst, the fonts of this machine, and the Chinese families among them."""
    if find_spec("typst") is None:
        return None
    typst = import_module("typst")
    fonts = typst.Fonts(include_system_fonts=True)
    there = set(fonts.families())
    return typst, fonts, tuple(family for family in FAMILIES if family in there)


def is_ready() -> bool:
    """Whether a PDF can be made here."""
    found = _setter()
    return found is not None and bool(found[2])


def pdf(bulletin: Bulletin) -> bytes:
    """The file."""
    return _set(bulletin, "whole", "pdf")


def pictures(bulletin: Bulletin) -> dict[str, bytes]:
    """Each chart that has something to show, as PNG; none where nothing can be set."""
    if not is_ready():
        return {}
    facts = bulletin.facts
    wanted = [part for part in PARTS if facts.get(part)]
    return {part: _set(bulletin, part, "png") for part in wanted}


def _set(bulletin: Bulletin, part: str, form: str) -> bytes:
    found = _setter()
    if found is None or not found[2]:
        raise RuntimeError("typst or a Chinese font is missing")
    typst, fonts, families = found
    data = json.dumps({**_data(bulletin), "fonts": families}, ensure_ascii=False)
    more = {"ppi": _PPI} if form == "png" else {}
    compiler = typst.Compiler(_SOURCE, font_paths=fonts, sys_inputs={"data": data, "part": part})
    made = compiler.compile(format=form, **more)
    return bytes(made[0] if isinstance(made, list) else made)


def _data(bulletin: Bulletin) -> dict[str, Any]:
    """What the paper says; numbers that an older bulletin does not have are left out."""
    facts: Mapping[str, Any] = bulletin.facts
    flow, open_ = facts.get("flow", {}), facts.get("open", {})
    released = bulletin.released_at
    state = f"{released.astimezone(SHANGHAI):%Y-%m-%d} 发布" if released else "草稿，未发布"
    return {
        "title": bulletin.title,
        "heading": f"基层治理{bulletin.get_kind_display()}",
        "area": bulletin.area.name,
        "below": [bulletin.area.name, bulletin.span, state],
        "paragraphs": [part.strip() for part in bulletin.text.split("\n") if part.strip()],
        "cards": [
            {"name": "来件", "n": flow.get("reported", 0), "red": False},
            {"name": "办结", "n": flow.get("closed", 0), "red": False},
            {
                "name": "写稿时在办" if facts.get("written_on") else "期末在办",
                "n": open_.get("n", 0),
                "red": False,
            },
            {"name": "其中超期", "n": open_.get("late", 0), "red": open_.get("late", 0) > 0},
        ],
        "trend": facts.get("trend", []),
        "trend_name": "近几月来件与办结（件）" if bulletin.kind == "month" else "近几周来件与办结（件）",
        "rates": [_rate(row) for row in facts.get("rates", [])],
        "categories": [_category(row) for row in facts.get("categories", [])],
        "total": flow.get("reported", 0),
        "areas": facts.get("areas", []),
        "notes": telling.NOTES,
    }


def _rate(row: Mapping[str, Any]) -> dict[str, Any]:
    told = "还没有数据" if row["share"] is None else f"{row['bottom']:,} {row['unit']}"
    if row["share"] is not None and row["enough"]:
        told += f"，区间 {row['low']:.1f}–{row['high']:.1f}%"
    if row.get("without") is not None:
        told += f"；剔除 {row['excluded']} 后 {row['without']:.1f}%"
    words = "—" if row["share"] is None else f"{row['share']:.1f}%"
    return {**row, "words": words, "note": told}


def _category(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "n": row["n"],
        "rest": row.get("is_rest", False),
        "change": telling.change(row),
    }
