"""From an uploaded file to a table of text, or a sentence that says what is the matter with the file."""

import csv
import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from wangge.kernel.refusal import Refused
from wangge.sheets import rules
from wangge.sheets.rules import Table

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
_SECONDS = 90
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_READER = Path(__file__).with_name("workbook_reader.py")
#: How an encrypted .xlsx looks: an old-style container with a stream of this name.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: The old format is a row of records: the first, with its length, and the one that announces encryption.
_FIRST_RECORD, _PASSWORD_RECORD = b"\x09\x08\x10\x00", 0x2F
_TRY_AGAIN = "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
_NO = {
    "locked": "这个文件设了打开密码。请先在 Excel 或 WPS 里去掉密码，保存后再上传。",
    "damaged": f"这个文件打不开，可能没有传完整或已损坏。{_TRY_AGAIN}",
    "empty": "这个文件里没有内容。",
    "wide": f"这张表超过 {MAX_COLUMNS} 列。请删去用不到的列再上传。",
    "long": f"这张表超过 {MAX_ROWS} 行。请分成几个文件上传。",
    "crashed": "这张表太大，或者很远的地方还有零星的格子。请把要导入的行列复制到一张新表，保存后再上传。",
}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"


class Upload(Protocol):
    """What Django's uploaded files and open binary files share."""

    @property
    def name(self) -> str | None: ...

    def read(self, size: int = -1, /) -> bytes: ...


def content_of(source: Upload | Path) -> tuple[bytes, str]:
    """The bytes and the bare name of what was handed in; a file that is too large is not read to its end."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            content, name = file.read(MAX_BYTES + 1), source.name
    else:
        content, name = source.read(MAX_BYTES + 1), source.name or ""
    if len(content) > MAX_BYTES:
        raise _refused(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请删去图片和用不到的表，或分成几个文件上传。"
        )
    return content, name.replace("\\", "/").rsplit("/", 1)[-1][:120]


def read(source: Upload | Path) -> Table:
    """The table in an .xlsx, .xls or .csv file: the kind is found from its content, not its name."""
    return parse(*content_of(source))


def parse(content: bytes, name: str) -> Table:
    """The same from bytes already in hand. Raises Refused with field `file`."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise _refused(_NO["empty"])
    if content.startswith(_OLE):
        if _ENCRYPTED in content or _has_password_record(content):
            raise _refused(_NO["locked"])
        return _workbook(content, name)
    if content.startswith(_ZIP):
        _look_into_zip(content)
        return _workbook(content, name)
    return _delimited(content, name)


def _refused(sentence: str) -> Refused:
    return Refused(sentence, field="file")


def _has_password_record(content: bytes) -> bool:
    """Whether one of the first records of an .xls says that all that follows is encrypted."""
    place = content.find(_FIRST_RECORD)
    for _ in range(50):
        if place < 0 or place + 4 > len(content):
            return False
        kind, size = struct.unpack_from("<HH", content, place)
        if kind == _PASSWORD_RECORD:
            return True
        place += 4 + size
    return False


def _look_into_zip(content: bytes) -> None:
    """Other office files are zip archives too: say which, instead of 'damaged'."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise _refused(_NO["damaged"]) from None
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return
    for part, kind in (("word/", "Word 文档"), ("ppt/", "演示文稿"), ("mimetype", "OpenDocument 文件")):
        if any(name.startswith(part) for name in names):
            raise _refused(f"这是一个{kind}，不是 Excel 表格。{_TRY_AGAIN}")
    raise _refused("这是一个压缩包，不是 Excel 表格。请解压后上传里面的表格。")


def _workbook(content: bytes, name: str) -> Table:
    """Read by a process of its own, so that a hostile workbook cannot take the server down with it."""
    command = [sys.executable, "-I", "-X", "utf8", str(_READER), str(MAX_ROWS), str(MAX_COLUMNS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise _refused(_NO["crashed"]) from None
    if done.returncode != 0:
        raise _refused(_NO["crashed"])
    answer = json.loads(done.stdout)
    if "no" in answer:
        raise _refused(_NO[answer["no"]])
    cut = frozenset((number, column) for number, column in answer["cut"])
    return Table(answer["rows"], name, answer["sheet"], tuple(answer["others"]), cut=cut)


def _delimited(content: bytes, name: str) -> Table:
    if kind := _other_kind(content):
        raise _refused(f"这是{kind}，不是表格。请上传 .xlsx、.xls 或 .csv 文件。")
    text, encoding = decode(content)
    head = text.lstrip("\ufeff \t\r\n")[:200].casefold()
    if head.startswith(("<!doctype", "<html", "<?xml", "<table", "<meta")):
        raise _refused(f"这个文件其实是网页，不是表格（有些系统导出的 .xls 是这样）。{_TRY_AGAIN}")
    rows = list(_records(text, delimiter_of(text)))
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    if not rows:
        raise _refused(_NO["empty"])
    return Table(rows, name, encoding=encoding)


def _records(text: str, delimiter: str) -> Iterable[list[str]]:
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if number > MAX_ROWS:
                raise _refused(_NO["long"])
            if len(record) > MAX_COLUMNS:
                raise _refused(_NO["wide"])
            yield record
    except csv.Error:
        raise _refused(f"这个 CSV 文件的引号不成对，或有一格太长。{_TRY_AGAIN}") from None


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Almost any bytes decode as GB18030, so its result is believed only when it reads like Chinese.
    """
    encodings = ["utf-16"] if content.startswith(_WIDE_MARKS) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if encoding != "gb18030" or rules.reads_like_chinese(text):
            return text, {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}[encoding]
    raise _refused(f"看不出这个文件用的是什么编码，读出来会是乱码。{_TRY_AGAIN}")


def _other_kind(content: bytes) -> str:
    for start, kind in (
        (b"%PDF", " PDF 文件"),
        (b"\xff\xd8\xff", "一张照片"),
        (b"\x89PNG", "一张图片"),
        (b"GIF8", "一张图片"),
    ):
        if content.startswith(start):
            return kind
    is_wide = content.startswith(_WIDE_MARKS)  # in UTF-16 every second byte may be nought
    return "一个程序或其他文件" if b"\x00" in content[:4096] and not is_wide else ""


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: the one that cuts the first lines into most columns most evenly."""

    def score(delimiter: str) -> float:
        sample = io.StringIO(text[:20_000], newline="")
        try:
            widths = [
                len(r) for r, _ in zip(csv.reader(sample, delimiter=delimiter), range(20), strict=False) if r
            ]
        except csv.Error:
            return 0.0
        widest = max(widths, default=0)
        return widest * widths.count(widest) / len(widths) if widest > 1 else 0.0

    return max(_DELIMITERS, key=score)  # the comma, which comes first, when nothing is cut at all
