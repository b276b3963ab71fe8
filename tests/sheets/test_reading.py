"""From a file to a table: the three formats, and every file that is refused with a sentence of its own."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sheets import old_excel
from wangge.kernel.refusal import Refused
from wangge.sheets import reading


def excel(rows: list[list[Any]], *, sheets: tuple[str, ...] = ("表一",)) -> bytes:
    """An .xlsx with these rows in its last sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        pages = [book.add_worksheet(name) for name in sheets]
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                pages[-1].write(number, place, cell)
    return target.getvalue()


def refusal(content: bytes, name: str = "表.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        reading.parse(content, name)
    assert caught.value.field == "file"
    return caught.value.message


def test_an_excel_file_becomes_text_with_its_blanks_and_its_numbering() -> None:
    table = reading.parse(
        excel([[], ["", "名称", "电话"], ["", "来件", 13800000001], ["", "率", 0.25]]), "表.xlsx"
    )

    assert table.sheet == "表一"
    assert [list(row) for row in table.rows] == [
        ["", "", ""],
        ["", "名称", "电话"],
        ["", "来件", "13800000001"],
        ["", "率", "0.25"],
    ]


def test_an_old_excel_file_is_read_too() -> None:
    table = reading.parse(old_excel.workbook([["名称", "数值"], ["来件", 12.0]]), "旧表.xls")

    assert [list(row) for row in table.rows] == [["名称", "数值"], ["来件", "12"]]


def test_an_upload_and_a_path_are_read_alike(tmp_path: Path) -> None:
    content = excel([["名称"], ["来件"]])
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)

    from_upload, from_path = (
        reading.read(SimpleUploadedFile("C:\\资料\\表.xlsx", content)),
        reading.read(path),
    )

    assert from_upload == from_path
    assert from_upload.name == "表.xlsx"


def test_a_formula_is_never_worked_out() -> None:
    table = reading.parse("名称,数值\n=1+1,@cmd\n".encode(), "表.csv")

    assert list(table.rows[1]) == ["=1+1", "@cmd"]


def test_digits_that_excel_dropped_are_remembered() -> None:
    table = reading.parse(excel([["编码"], [320102000000001234]]), "表.xlsx")

    assert table.cut == {(2, 0)}


def test_the_first_sheet_with_anything_in_it_is_read_and_the_others_are_named() -> None:
    table = reading.parse(excel([["名称"], ["来件"]], sheets=("封面", "数据")), "表.xlsx")

    assert (table.sheet, table.other_sheets) == ("数据", ("封面",))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_text_files_of_four_encodings_and_three_delimiters_are_read(
    codec: str, encoding: str, delimiter: str
) -> None:
    lines = [["名称", "说明"], ["楼道灯", "坏了，三天没人修；请看看"], ["", ""], ["䶮家弄", "井盖响"]]

    table = reading.parse("\r\n".join(map(delimiter.join, lines)).encode(codec), "表.csv")

    assert [list(row) for row in table.rows] == lines
    assert table.encoding == encoding


def test_a_line_break_within_quotes_does_not_shift_the_numbering() -> None:
    table = reading.parse('名称,说明\n来件,"第一行\n第二行"\n回访,好\n'.encode(), "表.csv")

    assert list(table.rows[2]) == ["回访", "好"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有内容"),
        (b"\xef\xbb\xbf \r\n", "没有内容"),
        (old_excel.encrypted_workbook(), "密码"),
        (old_excel.workbook([["名称"]], is_locked=True), "密码"),
        (old_excel.container({"WordDocument": b"x" * 5000}), "打不开"),
        (b"PK\x03\x04" + bytes(200), "打不开"),
        (excel([["名称"], ["来件"]])[:-400], "打不开"),
        (excel([]), "没有内容"),
        ("姓名,地址,事由\n王芳,荷風路八十八號,樓道堆物嚴重影響通行，電梯壞了三天\n".encode("big5"), "编码"),
        ("Größe,Prénom\nMüller,Ångström\n".encode("latin-1"), "编码"),
        (b"<html><table><tr><td>1</td></tr></table>", "网页"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "照片"),
        (b"MZ\x90\x00\x03\x00\x00\x00\xff\xff", "程序"),
        ('名称,说明\n来件,"没有收尾'.encode() + b"x" * 200_000, "引号"),
        (b"," * 300 + b"\n", "200 列"),
        (b"a\n" * 100_001, "100000 行"),
        (excel([["x"] * 201]), "200 列"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize(
    ("member", "words"),
    [("word/document.xml", "Word"), ("ppt/presentation.xml", "演示"), ("照片/1.jpg", "压缩包")],
)
def test_other_archives_are_called_by_their_name(member: str, words: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(member, "x")

    assert words in refusal(target.getvalue())


def test_a_file_over_the_limit_is_not_even_read_to_its_end() -> None:
    endless = SimpleUploadedFile("大.csv", b"a" * (reading.MAX_BYTES + 5))

    with pytest.raises(Refused, match="20 MB"):
        reading.read(endless)


def test_one_cell_in_the_last_corner_does_not_take_the_memory() -> None:
    content = excel([["名称"], ["来件"]])
    corner = _rewritten(content, b'r="A2"', b'r="XFD1048576"')

    assert "很远的地方" in refusal(corner)


def _rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of its first sheet replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            text = source.read(name)
            copy.writestr(name, text.replace(old, new) if name.endswith("sheet1.xml") else text)
    return target.getvalue()
