"""A fitted model as one file: a line of JSON, arrays of numbers, a digest. Nothing in it is ever executed."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wangge.kernel.refusal import Refused

_MAGIC = b"wangge-model 1\n"
_DIGEST = 32
_KINDS = {"uint32": np.uint32, "int32": np.int32, "float16": np.float16, "float32": np.float32}
#: Larger files are no model of ours.
_LARGEST = 512 * 1024 * 1024
Arrays = Mapping[str, npt.NDArray[Any]]


def write(file: Path, kind: str, about: Mapping[str, Any], arrays: Arrays) -> None:
    """Write the whole file beside its name, then put it there at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    body = dumped(kind, about, arrays)
    draft = file.with_name(f".{file.name}.new")
    draft.write_bytes(body)
    draft.replace(file)


def dumped(kind: str, about: Mapping[str, Any], arrays: Arrays) -> bytes:
    """The bytes of a model file."""
    for name, array in arrays.items():
        if str(array.dtype) not in _KINDS:
            raise TypeError(f"{name}: {array.dtype}")
    shapes = [[name, str(array.dtype), list(array.shape)] for name, array in arrays.items()]
    head = json.dumps({"kind": kind, "about": about, "arrays": shapes}, ensure_ascii=False).encode() + b"\n"
    parts = [_MAGIC, len(head).to_bytes(8, "big"), head]
    parts += [np.ascontiguousarray(array).tobytes() for array in arrays.values()]
    body = b"".join(parts)
    return body + hashlib.sha256(body).digest()


def read(file: Path, kind: str) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """What the file holds. Refused with a sentence where it is no whole model file of this kind."""
    try:
        if file.stat().st_size > _LARGEST:
            raise Refused(f"模型文件太大，不是本系统的模型：{file.name}")
        body = file.read_bytes()
    except OSError:
        raise Refused(f"读不到模型文件：{file}") from None
    if not body.startswith(_MAGIC):
        raise Refused(f"这不是本系统的模型文件：{file.name}")
    whole, digest = body[:-_DIGEST], body[-_DIGEST:]
    if hashlib.sha256(whole).digest() != digest:
        raise Refused(f"模型文件不完整或者被改动过，请重新训练：{file.name}")
    return _opened(whole, kind, file.name)


def _opened(body: bytes, kind: str, name: str) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    at = len(_MAGIC) + 8
    try:
        size = int.from_bytes(body[len(_MAGIC) : at], "big")
        head = json.loads(body[at : at + size])
        if head["kind"] != kind:
            raise Refused(f"模型文件的用途不对（{head['kind']}），请换一个：{name}")
        at += size
        arrays = {}
        for label, dtype, shape in head["arrays"]:
            sort = np.dtype(_KINDS[dtype])
            count = int(np.prod(shape)) if shape else 1
            end = at + count * sort.itemsize
            arrays[label] = np.frombuffer(body, dtype=sort, count=count, offset=at).reshape(shape)
            at = end
    except (ValueError, KeyError, TypeError, IndexError):
        raise Refused(f"模型文件的内容读不懂，请重新训练：{name}") from None
    return dict(head["about"]), arrays
