"""A bulletin as a Word document: title, sentences, charts, the three rates, the table of areas."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from wangge.insight import typeset
from wangge.insight.models import Bulletin
from wangge.insight.rules import telling
from wangge.kernel.words import SHANGHAI

_FONT, _HEAD = "仿宋", "黑体"


def document(bulletin: Bulletin) -> bytes:
    """The file."""
    book: Any = Document()
    _page(book)
    title = book.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, bulletin.title, size=20, font=_HEAD)
    state = (
        "草稿，未发布"
        if bulletin.released_at is None
        else f"{bulletin.released_at.astimezone(SHANGHAI):%Y-%m-%d} 发布"
    )
    below = book.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(below, state, size=11, grey=True)
    for part in bulletin.text.split("\n"):
        if part.strip():
            paragraph = book.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Pt(28)
            paragraph.paragraph_format.line_spacing = Pt(28)
            _run(paragraph, part.strip(), size=14)
    charts = typeset.pictures(bulletin)
    _chart(book, "来件与办结", charts.get("trend"))
    _rates(book, bulletin.facts.get("rates", []))
    _chart(book, "", charts.get("rates"), "三率和 95% 区间，刻度从 0 到 100%")
    _chart(book, "来件类别", charts.get("categories"))
    _areas(book, bulletin.facts.get("areas", []))
    _run(book.add_paragraph(), telling.NOTES, size=10, grey=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _page(book: Any) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    style = book.styles["Normal"]
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _run(paragraph: Any, text: str, *, size: int, font: str = _FONT, grey: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if grey:
        run.font.color.rgb = RGBColor(0x62, 0x6A, 0x77)


def _chart(book: Any, name: str, picture: bytes | None, words: str = "") -> None:
    """A picture as wide as the text, with words for whoever does not see it."""
    if picture is None:
        return
    if name:
        _head(book, name)
    paragraph = book.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Cm(15.2))
    shape._inline.docPr.set("descr", words or f"{name}图，数字见正文和表")


def _head(book: Any, name: str) -> None:
    head = book.add_paragraph()
    head.paragraph_format.space_before = Pt(12)
    head.paragraph_format.keep_with_next = True
    _run(head, name, size=14, font=_HEAD)


def _rates(book: Any, rates: list[dict[str, Any]]) -> None:
    rows = [
        [
            row["name"],
            _share(row),
            "—" if row["low"] is None or not row["enough"] else f"{row['low']:.1f}–{row['high']:.1f}%",
            f"{row['bottom']} {row['unit']}",
        ]
        for row in rates
    ]
    _table(book, "三率", ["指标", "本期", "95% 区间", "依据"], rows)


def _share(row: dict[str, Any]) -> str:
    if row["share"] is None:
        return "—"
    return f"{row['share']:.1f}%" if row["enough"] else "样本不足"


def _areas(book: Any, areas: list[dict[str, Any]]) -> None:
    rows = [
        [row["name"], str(row["reported"]), str(row["closed"]), str(row["due"]), row["on_time"]]
        for row in areas
    ]
    _table(book, "各区域（按区划顺序）", ["区域", "来件", "办结", "应结", "按时率"], rows)


def _table(book: Any, name: str, titles: list[str], rows: list[list[str]]) -> None:
    if not rows:
        return
    _head(book, name)
    table = book.add_table(rows=1, cols=len(titles))
    table.style = "Table Grid"
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        _run(cell.paragraphs[0], title, size=11, font=_HEAD)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _run(cell.paragraphs[0], text, size=11)
