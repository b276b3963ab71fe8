"""The model of messages as this process keeps it: loaded when first asked for, from the data folder."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from wangge.kernel.refusal import Refused
from wangge.matters.rules.understanding import packing, store, training
from wangge.matters.rules.understanding.linear import Linear
from wangge.matters.rules.understanding.model import Model

#: Raised when features or methods change, so that an old file is not taken for a new one.
_METHOD = "1"


def folder() -> Path:
    """Where models lie."""
    return Path(settings.MODELS)


@lru_cache(maxsize=1)
def _shipped_digest() -> str:
    """Of everything the shipped model learns from."""
    found = hashlib.sha256(_METHOD.encode())
    for file in sorted(training.DATA.rglob("*")):
        if file.suffix in (".tsv", ".toml"):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


def shipped_file() -> Path:
    """The file of the model that knows only what the product brings."""
    return folder() / f"messages-{_shipped_digest()}.model"


def ready() -> bool:
    """Whether there is a model to load."""
    return shipped_file().exists()


def the_model() -> Model:
    """The model; trained first where there is none yet (at most a minute), one process at a time."""
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


def texts_model(file: str) -> Linear:
    """A model that `learn` wrote, for `predict`. Refused where the file is not whole."""
    about, arrays = store.read(Path(file), packing.TEXTS)
    return packing.unpack_texts(about, arrays)


@lru_cache(maxsize=1)
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
