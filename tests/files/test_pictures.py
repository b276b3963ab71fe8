"""What is taken and what is refused, by content; and that copies carry points and nothing else."""

import io
import struct
import zlib
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.files.conftest import opened, picture, sent, telephone_picture
from wangge.files import pictures, rules
from wangge.files.rules import Kind
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def refusal(content: bytes, name: str = "现场.jpg", *, documents: bool = False) -> str:
    with pytest.raises(Refused) as caught:
        pictures.prepare(SimpleUploadedFile(name, content), documents=documents)
    assert caught.value.field == "photos"
    return caught.value.message


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it has this many points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("form", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_three_formats_are_taken_by_their_content_whatever_the_name_says(
    form: str, content_type: str
) -> None:
    ready = pictures.prepare(sent(picture(2000, 1000, form=form), "照片.bmp"))

    assert (ready.kind, ready.content_type, ready.width, ready.height) == (
        Kind.IMAGE,
        content_type,
        2000,
        1000,
    )
    sizes = {size: opened(content).size for size, (content, _, _) in ready.copies.items()}
    assert sizes == {"large": (1600, 800), "small": (320, 160)}
    assert {opened(content).format for content, _, _ in ready.copies.values()} == {"JPEG"}


def test_a_small_picture_is_not_blown_up() -> None:
    ready = pictures.prepare(sent(picture(64, 48)))

    assert {(w, h) for _, w, h in ready.copies.values()} == {(64, 48)}


def test_copies_carry_no_place_no_moment_no_device_and_no_comment() -> None:
    ready = pictures.prepare(sent(telephone_picture()))

    assert b"Secretphone" in ready.original
    for content, _, _ in ready.copies.values():
        image = opened(content)
        image.load()
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        for mark in (b"Secret", b"Exif", b"2026:11:15", b"xmp"):
            assert mark not in content


def test_notes_of_a_webp_stay_behind_too() -> None:
    notes = Image.Exif()
    notes[0x010F] = "Secretphone"

    ready = pictures.prepare(sent(picture(form="WEBP", exif=notes.tobytes())))

    assert b"Secretphone" in ready.original
    assert not any(b"Secret" in content for content, _, _ in ready.copies.values())


def test_the_moment_of_the_camera_is_kept_as_evidence() -> None:
    assert pictures.prepare(sent(telephone_picture())).taken_at == datetime(
        2026, 11, 15, 18, 30, 5, tzinfo=SHANGHAI
    )
    assert pictures.prepare(sent(picture())).taken_at is None


@pytest.mark.parametrize("moment", ["2026:13:45 99:00:00", "0000:00:00 00:00:00", "yesterday", "\x00\x00"])
def test_a_camera_with_nonsense_for_a_moment_is_believed_nothing(moment: str) -> None:
    notes = Image.Exif()
    notes.get_ifd(0x8769)[0x9003] = moment

    assert pictures.prepare(sent(picture(exif=notes))).taken_at is None


def test_a_picture_that_lies_on_its_side_is_turned_upright() -> None:
    image = Image.new("RGB", (80, 40), "white")
    image.paste((255, 0, 0), (0, 0, 40, 40))  # red on the left
    notes = Image.Exif()
    notes[0x0112] = 6  # turned a quarter clockwise when shown: red comes to the top
    target = io.BytesIO()
    image.save(target, "JPEG", exif=notes, quality=95)

    ready = pictures.prepare(sent(target.getvalue()))

    small = opened(ready.copies["small"][0])
    top, bottom = small.getpixel((20, 20)), small.getpixel((20, 60))
    assert (ready.width, ready.height, small.size) == (40, 80, (40, 80))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 60
    assert bottom[1] > 200


def test_what_is_transparent_becomes_white() -> None:
    ready = pictures.prepare(sent(picture(form="PNG", mode="RGBA", colour=(0, 0, 0, 0))))

    assert opened(ready.copies["small"][0]).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "I;16", "CMYK"])
def test_pictures_of_every_mode_are_taken(mode: str) -> None:
    form, colour = ("JPEG" if mode == "CMYK" else "PNG"), 1 if mode in ("L", "1", "P", "I;16") else None

    ready = pictures.prepare(sent(picture(form=form, mode=mode, colour=colour or 0)))

    assert opened(ready.copies["small"][0]).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "网页或矢量图"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>", "网页或矢量图"),
        (b"GIF89a" + bytes(40), "GIF"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "视频"),
        (b"BM" + bytes(60), "不是照片"),
        (b"MZ\x90\x00" + bytes(60), "不是照片"),
        (PDF, "PDF"),
        (picture(800, 600)[:-2000], "打不开"),
        (picture(800, 600, form="PNG")[:-60], "打不开"),
        (picture()[:30], "打不开"),
        (b"\xff\xd8\xff" + b"<html>" * 100, "打不开"),
        (picture(form="PNG").replace(b"IDAT", b"XDAT"), "打不开"),
        (bomb(30_000, 30_000), "尺寸太大"),
        (bomb(8_000, 8_000), "尺寸太大"),
        (bomb(16_385, 2), "尺寸太大"),
        (bomb(5_000, 5_000), "打不开"),
        (picture() + bytes(rules.MAX_BYTES), "超过 10 MB"),
    ],
)
def test_everything_else_is_refused_with_a_sentence_that_names_the_file(content: bytes, words: str) -> None:
    sentence = refusal(content)

    assert words in sentence
    assert sentence.startswith("“现场.jpg”")


def test_a_file_over_the_limit_is_not_read_to_its_end() -> None:
    upload = sent(bytes(rules.MAX_BYTES + 4096))

    with pytest.raises(Refused):
        pictures.prepare(upload)

    assert upload.tell() == rules.MAX_BYTES + 1


def test_a_picture_with_a_page_behind_it_is_taken_and_its_copies_are_only_a_picture() -> None:
    ready = pictures.prepare(sent(picture() + b"<script>alert(1)</script>"))

    assert not any(b"script" in content for content, _, _ in ready.copies.values())


def test_a_pdf_is_taken_only_where_documents_are_asked_for() -> None:
    ready = pictures.prepare(sent(PDF, "合同.pdf"), documents=True)

    assert (ready.kind, ready.content_type, ready.copies) == (Kind.DOCUMENT, "application/pdf", {})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(1)>>"), "脚本或附件"),
        (PDF.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"), "脚本或附件"),
        (PDF.replace(b"%%EOF", b""), "没有传完整"),
        (b"plain words", "不是照片（JPG、PNG、WebP）或 PDF"),
    ],
)
def test_a_document_that_could_do_something_is_refused(content: bytes, words: str) -> None:
    assert words in refusal(content, "合同.pdf", documents=True)


def test_the_name_in_the_sentence_is_the_bare_name() -> None:
    with pytest.raises(Refused, match=r"^“照片\.gif”"):
        pictures.prepare(SimpleUploadedFile("x/../照片.gif", b"GIF89a"))
