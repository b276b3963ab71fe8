"""The model of messages as this process keeps it: loaded when first asked for, from the data folder."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from wangge.grids.queries import locate_words
from wangge.kernel.refusal import Refused
from wangge.matters.queries import memory
from wangge.matters.rules import Catalogue, Suggestion, suggest
from wangge.matters.rules.understanding import packing, reasons, store, training
from wangge.matters.rules.understanding.linear import Linear
from wangge.matters.rules.understanding.model import SPECIAL, URGENCIES, Model

#: Above this share a message is talk, a question or thanks, and no matter is suggested.
_TALK = 0.5
#: Below this share a matter is not worth showing.
_LEAST = 0.02
#: Fewer characters than these beside an area's name say nothing without it.
_SHORTEST = 3
#: How well the phrases of an installation's own matter must fit.
_OWN = 6.0


def folder() -> Path:
    """Where models lie."""
    return Path(settings.MODELS)


@lru_cache(maxsize=1)
def _shipped_digest() -> str:
    """Of everything the shipped model is made from: messages, lexicons, method."""
    found = hashlib.sha256()
    files = (*training.DATA.rglob("*"), *Path(training.__file__).parent.glob("*.py"))
    for file in sorted(files):
        if file.suffix in (".tsv", ".toml", ".txt", ".py"):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


def shipped_file() -> Path:
    """The file of the model that knows only what the product brings."""
    return folder() / f"messages-{_shipped_digest()}.model"


def the_model() -> Model:
    """The model in force; fitted first where there is none yet (at most a minute), one process at a time."""
    own = own_file()
    if own is not None:
        with suppress(Refused):
            return _loaded(str(own), own.stat().st_mtime_ns)
    return shipped_model()


def shipped_model() -> Model:
    """The model that knows only what the product brings."""
    file = shipped_file()
    if not file.exists():
        with _alone(file):
            if not file.exists():
                _train(file)
    try:
        return _loaded(str(file), file.stat().st_mtime_ns)
    except Refused:
        with _alone(file):
            _train(file)
        return _loaded(str(file), file.stat().st_mtime_ns)


def model_if_ready() -> Model | None:
    """The model in force, if it need not be made first: for pages, where somebody waits."""
    is_there = settings.READ_WITH_MODEL and (own_file() or shipped_file().exists())
    return the_model() if is_there else None


def own_file() -> Path | None:
    """The model learnt from the installation's own cases, if it was learnt on top of this product's."""
    file = folder() / f"own-{_shipped_digest()}.model"
    return file if file.exists() else None


def keep_own(model: Model) -> None:
    """Put a model that learnt from own cases into force; the one before is kept beside it."""
    file = folder() / f"own-{_shipped_digest()}.model"
    about, arrays = packing.pack(model)
    if file.exists():
        file.replace(file.with_suffix(".before"))
    store.write(file, packing.MESSAGES, about, arrays)


def drop_own() -> bool:
    """Take the last own model out of force; whether there was one."""
    file = folder() / f"own-{_shipped_digest()}.model"
    if not file.exists():
        return False
    before = file.with_suffix(".before")
    if before.exists():
        before.replace(file)
    else:
        file.unlink()
    return True


def suggestions(text: str, *, most: int = 3) -> list[Suggestion]:
    """Matters in use that the words may mean, best first, with the words that decided; none for mere talk.

    Until the model is fitted (the worker does it) the names and phrases of the catalogue are searched.
    """
    catalogue = memory.CATALOGUE.get()
    model = model_if_ready()
    text = without_area(text)
    simple = suggest(text, catalogue, limit=most)
    if model is None or not text.strip():
        return simple
    return _by_model(model, text, catalogue, simple, most=most)


def without_area(text: str, *, within: str = "") -> str:
    """What is said besides the name of an area: 网格 in it is no word about its workers."""
    area = locate_words(text[:200], within=within).area
    rest = text.replace(area.name, "", 1) if area is not None else text
    return rest if len(rest) >= _SHORTEST else text


def _by_model(
    model: Model, text: str, catalogue: Catalogue, simple: list[Suggestion], *, most: int
) -> list[Suggestion]:
    found = model.understand(text, most=most + len(SPECIAL))
    if not found.is_report and found.meant[0].share > _TALK and found.urgency != URGENCIES[-1]:
        return []
    known = [m for m in found.meant if m.code in catalogue.matters and catalogue.matters[m.code].is_active]
    answer = [
        Suggestion(m.code, round(m.share, 4), reasons.words(model.matters, text, m.code, places=found.places))
        for m in known[:most]
        if m.share >= _LEAST
    ]
    # A matter of the installation's own, which the model has never heard of, is known by its phrases only.
    own = [s for s in simple if s.code not in model.matters.labels and s.score >= _OWN]
    return [*own[:1], *answer][:most] if own else answer


def texts_model(file: str) -> Linear:
    """A model that `learn` wrote, for `predict`. Refused where the file is not whole."""
    about, arrays = store.read(Path(file), packing.TEXTS)
    return packing.unpack_texts(about, arrays)


@lru_cache(maxsize=2)
def _loaded(file: str, _changed: int) -> Model:
    about, arrays = store.read(Path(file), packing.MESSAGES)
    return packing.unpack(about, arrays)


def _train(file: Path) -> None:
    model = training.train(training.shipped(), training.phrases())
    about, arrays = packing.pack(model)
    store.write(file, packing.MESSAGES, about, arrays)
    for old in file.parent.glob("messages-*.model"):
        if old != file:
            old.unlink(missing_ok=True)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
