"""What may be kept, under which limits, and how an address of a file is signed. Pure."""

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db.models import TextChoices

MAX_BYTES = 10 * 1024 * 1024
#: Photos in one form.
MAX_PHOTOS = 9
#: One holder may keep more than one form's worth: photos taken out and replaced wait for their end too.
MAX_HELD = 3 * MAX_PHOTOS
#: Telephones make pictures of 64 million points; other formats unfold at once and get less.
MAX_POINTS = {"image/jpeg": 65_000_000, "image/png": 40_000_000, "image/webp": 40_000_000}
MAX_SIDE = 16_384
#: Longer side in points.
SIZES = {"small": 320, "large": 1600}
#: An address works for one to two hours: it changes on the hour, so that browsers can keep pictures.
STEP = 3600


class Kind(TextChoices):
    """What a file is to people."""

    IMAGE = "image", "照片"
    DOCUMENT = "document", "文件"


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that passed: its bytes as they came, and for an image its copies without metadata."""

    kind: Kind
    content_type: str
    original: bytes
    name: str = ""
    width: int = 0
    height: int = 0
    #: When the camera says it was taken.
    taken_at: datetime | None = None
    #: size -> (JPEG bytes, width, height)
    copies: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return sha256(self.original).hexdigest()


_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"RIFF....WEBP", "image/webp"),
    (b"GIF8[79]a", "image/gif"),
    (b"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", "image/heic"),
    (b"....ftyp|\x1aE\xdf\xa3|RIFF", "video"),
    (b".{0,1000}%PDF-", "application/pdf"),
    (b"(\xef\xbb\xbf)?\\s*<", "text"),
)


def true_type(head: bytes) -> str:
    """The content type by the first bytes; empty when it is none that we name."""
    found = (kind for start, kind in _BEGINNINGS if re.match(start, head, re.DOTALL))
    return next(found, "")


_WHY_NOT = {
    "image/gif": "是 GIF 动图，请换成照片（JPG、PNG 或 WebP）。",
    "image/heic": "是苹果手机的 HEIC 格式。请在“设置→相机→格式”里选“兼容性最佳”，或截图后再传。",
    "video": "是视频，这里只收照片。",
    "application/pdf": "是 PDF 文件，这里只收照片。",
    "text": "是网页或矢量图，不是照片。请换成 JPG、PNG 或 WebP。",
}


def why_not(content_type: str, *, documents: bool) -> str:
    """The end of the sentence that begins with the file's name; empty when the type is welcome."""
    if content_type in MAX_POINTS or (documents and content_type == "application/pdf"):
        return ""
    wanted = "照片（JPG、PNG、WebP）或 PDF" if documents else "照片。请换成 JPG、PNG 或 WebP"
    return _WHY_NOT.get(content_type, f"不是{wanted}。")


_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


def pdf_problem(content: bytes) -> str:
    """What is wrong with a PDF; empty when nothing is. Scripts and files within are not accepted."""
    if b"%%EOF" not in content[-2048:]:
        return "没有传完整，请重新选择。"
    if _ACTIVE.search(content):
        return "里面带有脚本或附件，不能接收。请打印成新的 PDF 再传。"
    return ""


def until(moment: float) -> int:
    """The end of the next whole step after a moment (seconds): the same for all who ask within one step."""
    return (int(moment) // STEP + 2) * STEP


def token(file_id: object, size: str, expires: int, key: bytes) -> str:
    """The signature of one size of one file until a moment."""
    message = f"{file_id}:{size}:{expires}".encode()
    return f"{expires:x}-{hmac.digest(key, message, sha256)[:16].hex()}"


def is_valid(given: str, file_id: object, size: str, key: bytes, *, moment: float) -> bool:
    """Whether a signature is ours, for this file and size, and has not run out."""
    found = re.fullmatch(r"([0-9a-f]{1,12})-[0-9a-f]{32}", given)
    if not found:
        return False
    expires = int(found[1], 16)
    return expires > moment and hmac.compare_digest(token(file_id, size, expires, key), given)
