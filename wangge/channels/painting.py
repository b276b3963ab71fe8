"""Painting over a photo: on our own copy of it, in one flat colour, and written anew. Slow."""

import io
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from wangge.channels.rules.painting import Box, Paint, Stroke
from wangge.files import pictures
from wangge.files import queries as files
from wangge.files.models import StoredFile
from wangge.files.rules import Ready
from wangge.kernel.refusal import Refused

#: Flat: what is blurred or made of large squares can be guessed back.
_COLOUR = (58, 64, 74)


def painted(source: StoredFile, marks: Sequence[Paint]) -> Ready:
    """A new picture of the points that may be seen; nothing of the source's file is carried over."""
    found = files.content(source, "large") if source.is_image else None
    if found is None:
        raise Refused("这张照片已经不在了，请换一张。")
    with Image.open(io.BytesIO(found[0])) as copy:
        picture = copy.convert("RGB")
    pen, (width, height) = ImageDraw.Draw(picture), picture.size
    for mark in marks:
        _put(pen, mark, width, height)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return pictures.prepare(SimpleUploadedFile("公开.jpg", target.getvalue(), "image/jpeg"))


def _put(pen: ImageDraw.ImageDraw, mark: Paint, width: int, height: int) -> None:
    if isinstance(mark, Box):
        left, top = mark.left * width / 100, mark.top * height / 100
        right, bottom = left + mark.width * width / 100, top + mark.height * height / 100
        pen.rectangle((left, top, right, bottom), fill=_COLOUR)
        return
    _stroke(pen, mark, width, height)


def _stroke(pen: ImageDraw.ImageDraw, mark: Stroke, width: int, height: int) -> None:
    wide = max(2, round(mark.width * max(width, height) / 100))
    points = [(x * width / 100, y * height / 100) for x, y in mark.points]
    pen.line(points, fill=_COLOUR, width=wide, joint="curve")
    for x, y in points:
        pen.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=_COLOUR)
