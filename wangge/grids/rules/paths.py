"""Arithmetic of area paths (`1/12/340/`: ids from the root); pure. Ranges over them are in `grids.access`."""

from collections.abc import Iterable

from wangge.grids.access import is_below


def ids_of(path: str) -> list[int]:
    """The ids of a path, root first. A Party area's path (`p12/`) stands alone."""
    return [int(part.lstrip("p")) for part in path.rstrip("/").split("/")] if path else []


def common_path(paths: Iterable[str]) -> str:
    """The path of the deepest area above or at all of these; empty where they share none."""
    shared: list[str] | None = None
    for path in paths:
        parts = path.rstrip("/").split("/") if path else []
        if shared is None:
            shared = parts
            continue
        same = 0
        while same < min(len(shared), len(parts)) and shared[same] == parts[same]:
            same += 1
        shared = shared[:same]
    return "/".join(shared) + "/" if shared else ""


def on_one_line(a: str, b: str) -> bool:
    """One of the two lies at or below the other."""
    return is_below(a, b) or is_below(b, a)
