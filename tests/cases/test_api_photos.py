"""POST /api/v1/cases/{number}/photos: by content, once each, with the secret or a token that may write."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cases.asking import Answer, send_photos
from tests.cases.story import Story
from tests.town import Town
from wangge.cases.models import Appeal, CasePhoto
from wangge.cases.queries.lookup import secret_of
from wangge.files.models import StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _photo(shade: int = 0, *, kind: str = "JPEG", name: str = "photo.jpg") -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), (shade * 25 % 256, 80, shade)).save(picture, kind)
    return SimpleUploadedFile(name, picture.getvalue(), "application/octet-stream")


def _send(appeal: Appeal, *photos: Any, secret: str = "") -> Answer:
    path = f"/cases/{appeal.number}/photos"
    return send_photos(path, list(photos), X_Case_Secret=secret or secret_of(appeal))


def test_a_sender_adds_photos_of_every_kind_that_is_taken(story: Story) -> None:
    appeal = story.report()

    answer = _send(appeal, _photo(1), _photo(2, kind="PNG"), _photo(3, kind="WEBP"))

    assert answer.status == 200
    assert answer.body == {"number": appeal.number, "added": 3, "total": 3}
    assert story.verbs(appeal.case) == ["report", "add_photo"]


def test_the_same_photo_again_is_no_second_one(story: Story) -> None:
    appeal = story.report()
    _send(appeal, _photo(1))

    again = _send(appeal, _photo(1), _photo(2))

    assert again.body == {"number": appeal.number, "added": 1, "total": 2}
    assert StoredFile.objects.count() == 2


def test_the_same_photo_twice_in_one_form_is_one(story: Story) -> None:
    assert _send(story.report(), _photo(1), _photo(1)).body["total"] == 1


def test_nine_photos_and_no_tenth(story: Story) -> None:
    appeal = story.report()
    assert _send(appeal, *(_photo(n) for n in range(9))).body["total"] == 9

    tenth = _send(appeal, _photo(100))

    assert tenth.status == 409
    assert "最多 9 张" in tenth.faults["photos"]
    assert CasePhoto.objects.count() == 9


def test_ten_photos_at_once_are_refused(story: Story) -> None:
    answer = _send(story.report(), *(_photo(n) for n in range(10)))

    assert answer.status == 422
    assert "photos" in answer.faults


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a" + b"\x00" * 40, "GIF"),
        (b"%PDF-1.7\n%%EOF", "PDF"),
        (b"<svg onload=alert(1)>", "网页或矢量图"),
        (b"MZ\x90\x00" * 10, "不是照片"),
        (b"\xff\xd8\xff" + b"\x00" * 50, "photo.jpg"),
        (b"", "空"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(story: Story, content: bytes, words: str) -> None:
    answer = _send(story.report(), SimpleUploadedFile("photo.jpg", content, "image/jpeg"))

    assert answer.status == 422
    assert words in answer.faults["photos"]
    assert not StoredFile.objects.exists()


def test_a_photo_over_ten_megabytes_is_refused(story: Story) -> None:
    large = SimpleUploadedFile("large.jpg", b"\xff\xd8\xff" + b"\x00" * (10 * 1024 * 1024), "image/jpeg")

    answer = _send(story.report(), large)

    assert answer.status == 422
    assert "10 MB" in answer.faults["photos"]


def test_a_form_without_photos_is_refused(story: Story) -> None:
    assert _send(story.report()).status == 422


def test_a_wrong_secret_and_an_unknown_number_are_one_404(story: Story) -> None:
    appeal = story.report()

    wrong = _send(appeal, _photo(), secret="0" * 32)
    unknown = send_photos("/cases/12345678903/photos", [_photo()], X_Case_Secret="0" * 32)

    assert wrong.status == unknown.status == 404
    assert wrong.body == unknown.body
    assert not StoredFile.objects.exists()


def test_a_unit_adds_its_photos_with_a_token(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-02")
    path = f"/cases/{case.number}/photos"

    answer = send_photos(path, [_photo(1)], token=town.token("other_handler"), kind="after")
    again = send_photos(path, [_photo(1)], token=town.token("other_handler"), kind="after")

    assert (answer.body["added"], again.body["added"]) == (1, 0)
    assert CasePhoto.objects.get().kind == "after"
    assert story.verbs(case)[-1] == "log"


def test_a_token_out_of_reach_or_without_the_permit_adds_none(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-02")
    path = f"/cases/{case.number}/photos"

    assert send_photos(path, [_photo()], token=town.token("handler")).status == 404
    assert send_photos(path, [_photo()], token=town.token("streetleader")).status == 403
    assert send_photos(path, [_photo()], token="wg_wrong").status == 401
    assert not StoredFile.objects.exists()


def test_an_unknown_kind_is_refused(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-02")

    answer = send_photos(
        f"/cases/{case.number}/photos", [_photo()], token=town.token("other_handler"), kind="holiday"
    )

    assert answer.status == 422
    assert "kind" in answer.faults
