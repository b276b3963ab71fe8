"""Reading and writing of the tables the commands work on: UTF-8 with or without a mark, plain or gzipped."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from django.core.management.base import CommandError

#: A field of a real table may be a very long letter.
_LONGEST_FIELD = 64 * 1024 * 1024
_HEADS = ("message", "text", "留言", "内容", "来件内容", "留言详情")
_SPACES = str.maketrans({"\t": " ", "\r": " ", "\n": " "})


def text_of(file: str) -> str:
    """The whole text of a file. A sentence where it cannot be read."""
    try:
        raw = Path(file).read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        return raw.decode("utf-8-sig")
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise CommandError(f"读不到文件 {file}：{error}") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CommandError(f"文件 {file} 第 {line} 行不是 UTF-8 编码，请另存为 UTF-8 再试。") from None


def messages(file: str) -> list[str]:
    """The messages of a tab-separated table without quoting: its column `message`, or the first one."""
    lines = text_of(file).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    rows = [line.removesuffix("\r").split("\t") for line in lines]
    if not rows:
        raise CommandError(f"文件 {file} 是空的。")
    head = [name.strip().lower() for name in rows[0]]
    place = next((head.index(name) for name in _HEADS if name in head), None)
    if place is None:
        return [row[0] for row in rows]
    return [row[place] if place < len(row) else "" for row in rows[1:]]


def write_tabs(file: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A tab-separated table without quoting."""
    with _opened(file) as out:
        for row in (head, *rows):
            out.write("\t".join(value.translate(_SPACES) for value in row) + "\n")


def table(file: str, *needed: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a CSV file, every row as long as the head. A sentence where a column is missing."""
    usual = csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text_of(file), newline=""), strict=False))
    except csv.Error as error:
        raise CommandError(f"文件 {file} 不是可读的 CSV：{error}") from None
    finally:
        csv.field_size_limit(usual)  # it holds for the whole process, and others rely on it
    rows = [row for row in rows if row]
    if not rows:
        raise CommandError(f"文件 {file} 是空的。")
    head = [name.strip() for name in rows[0]]
    for name in needed:
        if name not in head:
            raise CommandError(f"文件 {file} 没有“{name}”这一列；有的列：{'、'.join(head)}")
    width = len(head)
    return head, [(row + [""] * width)[:width] for row in rows[1:]]


def column(head: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> list[str]:
    """One column's values."""
    place = list(head).index(name)
    return [row[place] for row in rows]


def write_csv(file: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV file."""
    with _opened(file) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _opened(file: str) -> TextIO:
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        return Path(file).open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"写不了文件 {file}：{error}") from None
