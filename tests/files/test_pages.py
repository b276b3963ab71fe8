"""Addresses of files, photos sent ahead, and a form that fails without losing any."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from tests.files.conftest import MONDAY_9_00, SENDER, picture, sent
from tests.files.test_pictures import PDF
from wangge.files import actions, links, pictures, queries, rules, views
from wangge.files.forms import PhotosField, PhotosMixin
from wangge.files.models import StoredFile
from wangge.kernel import limits

pytestmark = pytest.mark.django_db


class Report(PhotosMixin, forms.Form):
    """The smallest form with photos."""

    text = forms.CharField()
    photos = PhotosField(required=False)


class Proof(PhotosMixin, forms.Form):
    """A form that needs one, and takes documents."""

    photos = PhotosField(required=True, documents=True, most=2)


def photo(shade: int = 0, name: str = "现场.jpg") -> SimpleUploadedFile:
    return sent(picture(colour=(shade * 8, 50, 50)), name)


def filled(
    form: type[PhotosMixin], data: dict[str, list[Any]], uploads: list[SimpleUploadedFile] | None = None
) -> Any:
    """A bound form after its view held what came with it."""
    bound = form(MultiValueDict(data), MultiValueDict({"photos": list(uploads or [])}))
    bound.hold_photos(by=SENDER, at=MONDAY_9_00)
    return bound


def hidden(page: str, name: str) -> list[str]:
    """The values of hidden fields in a rendered form."""
    return [
        part.split('value="')[1].split('"')[0]
        for part in page.split("<input")[1:]
        if f'name="{name}"' in part and "hidden" in part
    ]


def kept(owner: str = "appeal:0190") -> StoredFile:
    return actions.take(pictures.prepare(photo()), owner=owner, by=SENDER, at=MONDAY_9_00)


# --- addresses ---


def test_a_signed_address_shows_the_picture_to_whoever_holds_it() -> None:
    answer = Client().get(queries.url_of(kept(), "large"))

    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"].startswith("private, max-age=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_addresses_that_are_not_ours_lead_nowhere() -> None:
    one, two = kept("appeal:1"), kept("appeal:2")
    good = queries.url_of(one, "small")
    path, _, token = good.partition("?t=")
    past = rules.token(one.pk, "small", 1_700_000_000, links._key())
    wrong = [
        path,
        f"{path}?t=",
        f"{path}?t={token[:-1]}x",
        f"{path}?t={past}",
        f"{path}?t={token}0",
        good.replace("small", "large"),
        good.replace("small", "original"),
        good.replace(str(one.pk), str(two.pk)),
        reverse("files:show", args=[one.pk, "original"])
        + "?t="
        + links.address(one.pk, "original").partition("?t=")[2],
    ]

    assert [Client().get(address).status_code for address in wrong] == [404] * len(wrong)
    assert Client().get(good).status_code == 200


def test_an_address_lives_one_to_two_hours_and_is_the_same_within_an_hour() -> None:
    key, noon = b"k" * 32, 1_800_000_000.0
    at_noon, later = rules.until(noon), rules.until(noon + 1800)

    token = rules.token("f", "small", at_noon, key)

    assert at_noon == later
    assert rules.is_valid(token, "f", "small", key, moment=noon + 3599)
    assert not rules.is_valid(token, "f", "small", key, moment=noon + 7201)
    assert not rules.is_valid(token, "f", "small", b"other" * 8, moment=noon)


def test_a_forgotten_picture_is_not_found_even_with_a_good_address() -> None:
    file = kept()
    address = queries.url_of(file)
    actions.forget(file, by=SENDER, at=MONDAY_9_00)

    assert Client().get(address).status_code == 404


def test_a_document_is_handed_out_as_a_download() -> None:
    ready = pictures.prepare(sent(PDF, "合同.pdf"), documents=True)
    file = actions.take(ready, owner="order:1", by=SENDER, at=MONDAY_9_00)

    answer = Client().get(queries.url_of(file))

    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")


# --- sent ahead ---


def test_a_photo_sent_ahead_is_held_and_shown() -> None:
    holder = links.new_holder()

    answer = Client().post(reverse("files:hold"), {"holder": holder, "file": photo()})

    assert answer.status_code == 201
    assert queries.held(holder, [UUID(answer.json()["id"])])
    assert Client().get(answer.json()["url"]).status_code == 200


@pytest.mark.parametrize(
    ("holder", "content", "words"),
    [
        ("ours", b"GIF89a", "GIF 动图"),
        ("ours", b"", "是空的"),
        ("hold:" + "0" * 32 + "-77777-" + "0" * 16, picture(), "刷新后再添加"),
        ("", picture(), ""),
    ],
)
def test_what_cannot_be_held_is_answered_with_a_sentence(holder: str, content: bytes, words: str) -> None:
    data = {"holder": links.new_holder() if holder == "ours" else holder, "file": sent(content, "x.jpg")}

    answer = Client().post(reverse("files:hold"), data)

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert not StoredFile.objects.exists()


def test_the_sixty_first_photo_of_a_minute_waits_and_says_so() -> None:
    client, address = Client(), limits.address_of(RequestFactory().get("/"))
    for at in (timezone.now(), timezone.now() + timedelta(minutes=1)):
        for _ in range(60):
            limits.allow(views._HELD, address, at=at)

    answer = client.post(reverse("files:hold"), {"holder": links.new_holder(), "file": photo()})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(
        reverse("files:hold"), {"holder": links.new_holder(), "file": photo()}
    )

    assert (answer.status_code, elsewhere.status_code) == (429, 201)
    assert "会跟着一起传" in answer.json()["detail"]
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_form_s_secret_serves_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    holder = links.new_holder()
    assert links.is_holder(holder)

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 26 * 3600)

    assert not links.is_holder(holder)


def test_uploads_from_other_sites_are_refused() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert (
        strict.post(reverse("files:hold"), {"holder": links.new_holder(), "file": photo()}).status_code == 403
    )
    assert strict.post(reverse("files:let_go"), {}).status_code == 403


def test_a_photo_taken_out_by_script_is_let_go() -> None:
    holder = links.new_holder()
    client = Client()
    file_id = client.post(reverse("files:hold"), {"holder": holder, "file": photo()}).json()["id"]

    answer = client.post(reverse("files:let_go"), {"holder": holder, "id": file_id})

    assert answer.status_code == 204
    assert queries.held(holder, [UUID(file_id)]) == []


# --- in a form ---


def test_a_fresh_form_shows_an_empty_picker_with_a_secret() -> None:
    page = str(Report()["photos"])

    assert links.is_holder(hidden(page, "photos_holder")[0])
    assert "0 / 9" in page
    assert 'type="file"' in page
    assert "multiple" in page


def test_photos_of_a_form_that_failed_come_back_with_it_and_are_claimed_at_the_second_try() -> None:
    failed = filled(Report, {"text": [""]}, [photo(1), photo(2)])
    assert not failed.is_valid()
    page = str(failed["photos"])
    holder, ids = hidden(page, "photos_holder"), hidden(page, "photos_held")

    second = filled(Report, {"text": ["路灯不亮"], "photos_holder": holder, "photos_held": ids}, [photo(3)])

    assert (page.count("<img"), len(ids)) == (2 + 1, 2)  # one more in the template of a tile
    assert "2 / 9" in page
    assert second.is_valid()
    chosen = second.cleaned_data["photos"]
    assert [str(file_id) for file_id in chosen.ids[:2]] == ids
    files = actions.claim(chosen.holder, chosen.ids, owner="appeal:1", by=SENDER, at=MONDAY_9_00)
    assert len(files) == 3


def test_one_bad_file_costs_the_good_ones_nothing() -> None:
    form = filled(Report, {"text": ["路灯不亮"]}, [photo(1), sent(b"GIF89a", "动图.gif"), photo(2)])

    assert form.errors["photos"] == ["“动图.gif”是 GIF 动图，请换成照片（JPG、PNG 或 WebP）。"]
    assert len(hidden(str(form["photos"]), "photos_held")) == 2


def test_the_tenth_photo_is_not_taken_and_the_form_says_so() -> None:
    form = filled(Report, {"text": ["路灯不亮"]}, [photo(shade) for shade in range(11)])

    assert form.errors["photos"] == ["最多 9 张，多出的 2 张没有收下。"]
    page = str(form["photos"])
    assert len(hidden(page, "photos_held")) == 9
    assert 'photo-add" hidden' in page


def test_a_photo_is_taken_out_by_a_tick_without_script() -> None:
    first = filled(Report, {"text": [""]}, [photo(1), photo(2)])
    holder, ids = hidden(str(first["photos"]), "photos_holder"), hidden(str(first["photos"]), "photos_held")

    data = {"text": ["路灯不亮"], "photos_holder": holder, "photos_held": ids, "photos_drop": ids[:1]}
    second = filled(Report, data)

    assert [str(file_id) for file_id in second.cleaned_data["photos"].ids] == ids[1:]
    assert StoredFile.objects.get(pk=ids[0]).is_forgotten


def test_ids_of_another_form_and_nonsense_are_passed_over() -> None:
    foreign = actions.hold(pictures.prepare(photo()), holder=links.new_holder(), by=SENDER, at=MONDAY_9_00)
    data = {
        "text": ["路灯不亮"],
        "photos_holder": [links.new_holder()],
        "photos_held": [str(foreign.pk), "x", ""],
    }

    form = filled(Report, data)

    assert form.is_valid()
    assert form.cleaned_data["photos"].ids == []


def test_a_forged_secret_is_replaced_by_a_fresh_one() -> None:
    form = filled(Report, {"text": [""], "photos_holder": ["appeal:0190"]}, [photo()])

    chosen = hidden(str(form["photos"]), "photos_holder")[0]
    assert links.is_holder(chosen)
    assert not StoredFile.objects.filter(holder="appeal:0190").exists()


def test_a_form_that_needs_a_photo_says_so_and_is_content_with_a_held_one() -> None:
    empty = filled(Proof, {})
    assert empty.errors["photos"] == ["请至少添加一张文件。"]
    first = filled(Proof, {}, [sent(PDF, "合同.pdf"), photo()])
    page = str(first["photos"])

    again = filled(
        Proof, {"photos_holder": hidden(page, "photos_holder"), "photos_held": hidden(page, "photos_held")}
    )

    assert first.is_valid()
    assert again.is_valid()
    assert "application/pdf" in page


def test_the_same_photo_sent_twice_counts_once() -> None:
    form = filled(Report, {"text": ["路灯不亮"]}, [photo(1), photo(1)])

    assert len(form.cleaned_data["photos"].ids) == 1


def test_a_file_s_name_that_is_markup_stays_text() -> None:
    form = filled(Report, {"text": ["x"]}, [sent(b"GIF89a", "<img src=x onerror=1>.gif")])

    assert "<img src=x" not in str(form.errors)
