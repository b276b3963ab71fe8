"""Small drawn scenes as photos of the demo: a street with rubbish, without it, a car in the
lane, a free lane.
"""

import io
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from wangge.files import pictures
from wangge.files.rules import Ready

_SKY, _GROUND, _WALL = (206, 225, 239), (196, 199, 202), (222, 205, 182)
SCENES = 6


@lru_cache(maxsize=32)
def scene(number: int, *, is_after: bool) -> Ready:
    """One of a few scenes, before or after; prepared once, kept many times."""
    picture = Image.new("RGB", (640, 480), _SKY)
    pen = ImageDraw.Draw(picture)
    shift = number * 37 % 90
    pen.rectangle((0, 300, 640, 480), fill=_GROUND)
    pen.polygon([(0, 120 + shift), (210, 190), (210, 330), (0, 400)], fill=_WALL)
    pen.polygon([(640, 100 + shift), (430, 190), (430, 330), (640, 410)], fill=(214, 196, 172))
    for row in range(3):
        for column in range(2):
            x, y = 30 + column * 80, 170 + shift // 2 + row * 60
            pen.rectangle((x, y, x + 40, y + 34), fill=(120, 158, 190))
    pen.polygon([(230, 480), (300, 300), (345, 300), (430, 480)], fill=(168, 171, 175))
    for step in range(5):
        y = 320 + step * 34
        pen.line((250 - step * 6, y, 300 - step * 10, y + 18), fill=(226, 188, 62), width=4)
    pen.ellipse((270, 190, 360, 280), fill=(126, 166, 122))
    if not is_after:
        _trouble(pen, number)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    name = f"scene-{number}-{'after' if is_after else 'before'}.jpg"
    return pictures.prepare(SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg"))


def _trouble(pen: ImageDraw.ImageDraw, number: int) -> None:
    if number % 2:
        colours = ((92, 116, 84), (150, 120, 90), (70, 82, 110))
        for n in range(7):
            x = 250 + n * 24
            pen.ellipse((x, 380 - n % 3 * 16, x + 52, 430), fill=colours[n % 3])
        return
    pen.rounded_rectangle((262, 350, 402, 420), radius=16, fill=(176, 64, 60))
    pen.polygon([(285, 352), (305, 318), (362, 318), (384, 352)], fill=(150, 52, 50))
    for x in (286, 362):
        pen.ellipse((x, 404, x + 34, 438), fill=(44, 46, 50))
