"""A fitted model as one file: a line of JSON, packed arrays of numbers, a digest; none of it is executed."""

import hashlib
import json
import math
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wangge.kernel.refusal import Refused

_MAGIC = b"wangge-model 2\n"
_DIGEST = 32
_KINDS = {
    "int8": np.int8,
    "uint32": np.uint32,
    "int32": np.int32,
    "float16": np.float16,
    "float32": np.float32,
}
#: Larger files are no model of ours.
_LARGEST = 512 * 1024 * 1024
#: How hard to pack: a little gets most of it.
_EFFORT = 1
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
    packer = zlib.compressobj(_EFFORT)
    parts = [_MAGIC, len(head).to_bytes(8, "big"), head]
    parts += [packer.compress(np.ascontiguousarray(array).tobytes()) for array in arrays.values()]
    body = b"".join([*parts, packer.flush()])
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
        rows = [(label, np.dtype(_KINDS[dtype]), shape) for label, dtype, shape in head["arrays"]]
        numbers = _unpacked(body[at + size :], sum(_count(shape) * sort.itemsize for _, sort, shape in rows))
        arrays, at = {}, 0
        for label, sort, shape in rows:
            count = _count(shape)
            arrays[label] = np.frombuffer(numbers, dtype=sort, count=count, offset=at).reshape(shape)
            at += count * sort.itemsize
    except (ValueError, KeyError, TypeError, IndexError, zlib.error):
        raise Refused(f"模型文件的内容读不懂，请重新训练：{name}") from None
    return dict(head["about"]), arrays


def _count(shape: list[int]) -> int:
    return math.prod(shape)


def _unpacked(packed: bytes, size: int) -> bytes:
    """As many bytes as the arrays need, and never more."""
    if not 0 <= size <= _LARGEST:
        raise ValueError(size)
    return zlib.decompressobj().decompress(packed, size or 1)
