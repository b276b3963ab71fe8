"""From an upload to a file that may be kept: type by content, copies without metadata. Slow."""

import io
import re
from datetime import datetime, timedelta, timezone
from typing import Protocol

from PIL import ExifTags, Image, ImageOps

from wangge.files import rules
from wangge.files.rules import Kind, Ready
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY = 82
_DATE = re.compile(r"\d{4}(:\d\d){2} \d\d(:\d\d){2}")


class Upload(Protocol):
    """What Django's uploaded files and open binary files share."""

    @property
    def name(self) -> str | None: ...

    def read(self, size: int = -1, /) -> bytes: ...


def prepare(upload: Upload, *, documents: bool = False) -> Ready:
    """Look at an upload's content and make its copies; PDF only where documents are asked for.

    Raises Refused with a sentence that names the file, field `photos`.
    """
    content = upload.read(rules.MAX_BYTES + 1)
    name = (upload.name or "").replace("\\", "/").rsplit("/", 1)[-1][:80]
    if not content:
        raise _refused(name, "是空的，没有内容。")
    if len(content) > rules.MAX_BYTES:
        raise _refused(name, f"超过 {rules.MAX_BYTES // 1024 // 1024} MB，请换小一些的。")
    content_type = rules.true_type(content[:2048])
    if problem := rules.why_not(content_type, documents=documents):
        raise _refused(name, problem)
    if content_type == "application/pdf":
        return _document(content, name)
    return _photo(content, name, content_type)


def _refused(name: str, problem: str) -> Refused:
    return Refused(f"“{name or '这个文件'}”{problem}", field="photos")


def _document(content: bytes, name: str) -> Ready:
    if problem := rules.pdf_problem(content):
        raise _refused(name, problem)
    return Ready(Kind.DOCUMENT, "application/pdf", content, name)


def _photo(content: bytes, name: str, content_type: str) -> Ready:
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[content_type]]) as image:
            width, height = image.size
            if max(width, height) > rules.MAX_SIDE or width * height > rules.MAX_POINTS[content_type]:
                raise _refused(name, f"尺寸太大（{width}×{height}），请换小一些的。")
            taken_at = _taken_at(image)
            is_turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
            copies = _copies(image)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(name, "尺寸太大，请换小一些的。") from None
    except MemoryError:
        raise
    except Exception:  # a hostile or broken picture can raise anything inside the decoder
        raise _refused(name, "打不开，可能没有传完整，请重新选择或重拍一张。") from None
    if is_turned:
        width, height = height, width
    return Ready(Kind.IMAGE, content_type, content, name, width, height, taken_at, copies)


def _copies(image: Image.Image) -> dict[str, tuple[bytes, int, int]]:
    """JPEG copies, turned upright, of points only: whatever else the file carried stays behind."""
    largest = max(rules.SIZES.values())
    image.draft(
        "RGB", (largest, largest)
    )  # JPEG decodes at a fraction of its size, which saves most of the time
    image.load()
    upright = _on_white(ImageOps.exif_transpose(image))
    made = {}
    for size in sorted(rules.SIZES, key=lambda s: -rules.SIZES[s]):
        upright.thumbnail((rules.SIZES[size], rules.SIZES[size]), Image.Resampling.LANCZOS)
        target = io.BytesIO()
        upright.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=size == "large")
        made[size] = (target.getvalue(), upright.width, upright.height)
    return made


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture of the same points, without the old one's notes; what is transparent becomes white."""
    plain = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _taken_at(image: Image.Image) -> datetime | None:
    """The moment the camera wrote; without a zone it is taken as Shanghai's. None when absent or nonsense."""
    try:
        notes = image.getexif().get_ifd(ExifTags.IFD.Exif)
        found = _DATE.fullmatch(str(notes.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 "))
        if not found:
            return None
        zone = re.fullmatch(r"([+-])(\d\d):(\d\d)", str(notes.get(ExifTags.Base.OffsetTimeOriginal, "")))
        moment = datetime.strptime(found[0], "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        if zone:
            shift = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "-" else 1)
            moment = moment.replace(tzinfo=timezone(shift))
        return moment
    except Exception:  # notes are anybody's bytes: a picture is good without them
        return None
