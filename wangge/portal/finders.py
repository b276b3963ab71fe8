"""Serves the desk theme, compiled on first use from the installed package and kept in the data folder."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from wangge.portal.theme import compile_sheet

NAME = "vendor/desk.css"
_SOURCE = "node_modules/@tabler/core/dist/css/tabler.min.css"
_FONT = "PingFang SC,Microsoft YaHei,Noto Sans SC,Noto Sans CJK SC,system-ui,sans-serif"
#: The house's values for the theme's variables; the same as in tokens.css.
OWN = {
    "--tblr-primary": "#c8102e",
    "--tblr-red": "#c8102e",
    "--tblr-danger": "#c8102e",
    "--tblr-green": "#0f7a3d",
    "--tblr-success": "#0f7a3d",
    "--tblr-warning": "#a15400",
    "--tblr-info": "#1d56a8",
    "--tblr-secondary": "#626a77",
    "--tblr-muted": "#626a77",
    "--tblr-body-color": "#1b1f27",
    "--tblr-body-bg": "#f5f6f8",
    "--tblr-secondary-color": "#626a77",
    "--tblr-border-color": "#e4e7ec",
    "--tblr-border-color-translucent": "#e4e7ec",
    "--tblr-link-color": "#c8102e",
    "--tblr-link-hover-color": "#a60c25",
    "--tblr-font-sans-serif": _FONT,
    "--tblr-border-radius": "6px",
    "--tblr-border-radius-lg": "8px",
}


@lru_cache(maxsize=1)
def built() -> Path | None:
    """The compiled sheet's file; None where the front-end packages are not installed."""
    source = settings.BASE / _SOURCE
    if not source.exists():
        return None
    css = source.read_text(encoding="utf-8")
    compilers = sorted((Path(__file__).parent / "theme").glob("*.py"))
    seed = css + repr(sorted(OWN.items())) + "".join(f.read_text(encoding="utf-8") for f in compilers)
    stamp = hashlib.sha256(seed.encode()).hexdigest()[:12]
    target: Path = settings.DATA / "built" / stamp / NAME
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".new")
        draft.write_text(compile_sheet(css, OWN), encoding="utf-8")
        draft.replace(target)
    return target


class ThemeFinder(BaseFinder):
    """One static file, `vendor/desk.css`."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = built() if path == NAME else None
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        found = built()
        if found:
            yield NAME, FileSystemStorage(location=found.parents[1])
