"""A folder of its own for every test's files, and small pictures made on the spot."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from wangge.journal.models import Machine
from wangge.kernel.words import SHANGHAI

MONDAY_9_00 = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
SENDER = Machine("来件人", "door")
CLERK = Machine("王芳・社区工作者", "staff", person_id=7, post_id=70)


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Any) -> Path:
    """Where this test's files lie."""
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path / "files"


def picture(
    width: int = 64,
    height: int = 48,
    *,
    form: str = "JPEG",
    mode: str = "RGB",
    colour: Any = (200, 16, 46),
    **options: Any,
) -> bytes:
    """A picture of one colour, as its file."""
    target = io.BytesIO()
    Image.new(mode, (width, height), colour).save(target, form, **options)
    return target.getvalue()


def telephone_picture(width: int = 64, height: int = 48, *, orientation: int = 1) -> bytes:
    """A JPEG with what telephones write into it: place, moment, device, a comment."""
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = orientation
    notes[ExifTags.Base.Make] = "Secretphone"
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:15 18:30:05"
    place = notes.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (32.0, 3.0, 4.5)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (118.0, 46.0, 7.5)
    return picture(
        width, height, exif=notes, comment=b"Secretcomment", xmp=b"<x:xmpmeta>Secretxmp</x:xmpmeta>"
    )


def sent(content: bytes, name: str = "现场.jpg") -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, content)


def opened(content: bytes) -> Image.Image:
    """A picture from its file."""
    return Image.open(io.BytesIO(content))
