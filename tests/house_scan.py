"""Readers of our own source for the house tests: each takes parsed source and names what breaks a rule."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WANGGE = ROOT / "wangge"


@dataclass(frozen=True)
class Source:
    """A Python file: its path below the project, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).parts

    @property
    def stem(self) -> str:
        """The part of its room: `actions` for cases/actions.py and for cases/actions/orders.py alike."""
        return self.parts[2].removesuffix(".py") if len(self.parts) > 2 and self.parts[0] == "wangge" else ""

    def at(self, node: ast.AST, words: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {words}"


def parse(text: str, path: str = "wangge/room/views.py") -> Source:
    """Source from text; for the examples that show each reader can fail."""
    return Source(path, text, ast.parse(text))


def sources(*folders: str) -> list[Source]:
    """All Python files below these folders of the project."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [parse(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))) for path in paths]


def tracked() -> list[Path]:
    """The files of the project as version control knows them, or all but built ones where there is none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if any(listed):
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    built = {".venv", "node_modules", "var", "__pycache__"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not built & set(p.relative_to(ROOT).parts)]


# --- who writes ---

_ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
_ALWAYS |= {f"a{name}" for name in _ALWAYS} | {"asave", "acreate", "aupdate", "adelete"}
_WRITING_SQL = re.compile(r"\s*(insert|update|delete|truncate|alter|drop|create)\b", re.IGNORECASE)


def writes(source: Source) -> Iterator[str]:
    """Calls that write to the database."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and _is_write(node, node.func.attr)
        ):
            yield source.at(node, f".{node.func.attr}() outside actions")


def _is_write(call: ast.Call, name: str) -> bool:
    if name in _ALWAYS:
        return True
    if name in ("save", "delete"):  # a model's take no positional argument; an image's and a cache's do
        return not call.args
    if name in ("update", "create"):  # a queryset's take names only; a dict's or a digest's takes a value
        return bool(call.keywords) and not call.args
    if name in ("execute", "executemany") and call.args:
        text = call.args[0]
        return (
            isinstance(text, ast.Constant)
            and isinstance(text.value, str)
            and bool(_WRITING_SQL.match(text.value))
        )
    return False


def not_atomic(source: Source) -> Iterator[str]:
    """Public functions of a room's actions that are not one transaction."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            names = {_dotted(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
            if not names & {"transaction.atomic", "atomic"}:
                yield source.at(node, f"{node.name} is not @transaction.atomic")


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


# --- what may be known ---


def impure_imports(source: Source) -> Iterator[str]:
    """Imports from Django in a rules module, other than choices (a state and its label together)."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names if alias.name.split(".")[0] == "django"]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "django":
            found = [
                alias.name for alias in node.names if alias.name not in ("TextChoices", "IntegerChoices")
            ]
        else:
            continue
        yield from (source.at(node, f"rules import {name} from Django") for name in found)


def clock_readings(source: Source) -> Iterator[str]:
    """Calls that ask what time it is: only views, api, jobs and commands may; all else is told."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = _dotted(node.func)
            if asked.endswith(("timezone.now", "datetime.now", "date.today", "datetime.utcnow", "time.time")):
                yield source.at(node, f"asks the clock ({asked})")


def startswith_on_paths(source: Source) -> Iterator[str]:
    """`startswith` on an area's path: `grids.access.below` is the only way to ask for here and below."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "startswith"
        ):
            asked = node.func.value
            name = asked.attr if isinstance(asked, ast.Attribute) else getattr(asked, "id", "")
            if name == "path" or name.endswith("_path"):
                yield source.at(node, f"{name}.startswith")
        elif isinstance(node, ast.keyword) and re.search(
            r"path__i?(startswith|contains|regex)$", node.arg or ""
        ):
            yield source.at(node.value, f"{node.arg}=")
        elif isinstance(node, ast.Constant) and re.fullmatch(r"\w*path__i?startswith", str(node.value)):
            yield source.at(node, repr(node.value))


# --- how it is written ---


def without_docstring(source: Source) -> Iterator[str]:
    """Modules that do not say what belongs in them; empty ones need not."""
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield f"{source.path}: no docstring"


def long_functions(source: Source, limit: int) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > limit:
                yield source.at(node, f"{node.name} has {lines} lines")


def long_files(source: Source, limit: int) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > limit:
        yield f"{source.path}: {lines} lines"


def django_habits(source: Source) -> Iterator[str]:
    """Signals, `save()` overrides and `Meta.ordering`: what happens must stand where it is called."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and source.stem == "models":
            yield from _class_habits(source, node)
        elif isinstance(node, ast.ImportFrom) and re.match(
            r"django\.(dispatch|.*\.signals)$", node.module or ""
        ):
            yield source.at(node, "a Django signal")


def _class_habits(source: Source, node: ast.ClassDef) -> Iterator[str]:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "save":
            yield source.at(item, f"{node.name} overrides save()")
        elif isinstance(item, ast.ClassDef) and item.name == "Meta":
            for line in item.body:
                if isinstance(line, ast.Assign) and any(
                    getattr(t, "id", "") == "ordering" for t in line.targets
                ):
                    yield source.at(line, f"{node.name} has Meta.ordering")


def silent_skips(source: Source) -> Iterator[str]:
    """Skipped or expected-to-fail tests that do not say why."""
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else node
        name = _dotted(called) if isinstance(called, ast.Attribute) else ""
        if name == "pytest.skip" and isinstance(node, ast.Call) and not _words(node, "reason"):
            yield source.at(node, "skips without a reason")
        if name in {f"pytest.mark.{kind}" for kind in ("skip", "skipif", "xfail")}:
            if not isinstance(node, ast.Call):
                if not _is_called(source.tree, node):
                    yield source.at(node, f"{name} without a reason")
            elif not any(k.arg == "reason" for k in node.keywords) and not (
                name.endswith(".skip") and node.args
            ):
                yield source.at(node, f"{name} without a reason")


def _words(call: ast.Call, keyword: str) -> bool:
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == keyword)]
    return any(not (isinstance(word, ast.Constant) and not word.value) for word in given)


def _is_called(tree: ast.Module, attribute: ast.AST) -> bool:
    return any(isinstance(node, ast.Call) and node.func is attribute for node in ast.walk(tree))


# --- the charter (domain/06 section 12) ---

#: No column may be called so, alone or as a part between underscores.
FORBIDDEN_COLUMNS = re.compile(
    r"(^|_)(face|faces|gait|voiceprint|voice_print|fingerprint|plate_number|licence_plate|religion|religious|faith"
    r"|ethnic|ethnicity|nationality|political_(?:view|opinion|leaning|profile|status)|petition|petitions|petitioner|petition_count|risk_level|stability"
    r"|credit_score|social_credit|citizen_score|civilised_points|marital|blood_type|group_members"
    r"|last_seen|is_online|online_minutes|steps_walked|pedometer|check_ins?|likes?|track_points?)(_|$)"
)
#: No address may hold one of these as a word of its own.
FORBIDDEN_ROUTES = re.compile(
    r"(^|[/_-])(face|faces|gait|plate|religion|ethnic|ethnicity|petition|petitions|petitioners|key-persons?"
    r"|persons-of-interest|stability|protests?|predictive|surveillance|social-credit|citizen-score|check-in"
    r"|leaderboard|online-now)([/_-]|$)"
)
#: No name of a matter, model, indicator, tag or saved query may hold one of these.
FORBIDDEN_NAMES = ("上访", "信访次数", "群体性事件", "人员聚集", "维稳", "重点人")


def forbidden_names(text: str) -> list[str]:
    """The forbidden words that stand in a text."""
    return [word for word in FORBIDDEN_NAMES if word in text]


# --- what pages load ---

_ELSEWHERE = re.compile(
    r"""(?:\b(?:src|srcset|action|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["'])(?:https?:)?//"""
)
_LINK_TAG = re.compile(r"""<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)


def foreign_hosts(text: str) -> list[str]:
    """What a template or style sheet would load from another host: government networks have no internet."""
    return [match[0] for pattern in (_ELSEWHERE, _LINK_TAG) for match in pattern.finditer(text)]
