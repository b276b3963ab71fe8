"""Keeping, holding for a form, claiming, and forgetting; what lies on disk tells nothing."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import transaction

from tests.files.conftest import CLERK, MONDAY_9_00, SENDER, picture, sent, telephone_picture
from wangge.files import actions, jobs, links, pictures, queries, rules, store
from wangge.files.models import StoredFile
from wangge.files.rules import Ready
from wangge.journal.models import Entry
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

OWNER = "appeal:0190"


def ready(shade: int = 0) -> Ready:
    """A prepared picture; another shade is another picture."""
    return pictures.prepare(sent(picture(colour=(shade * 8 % 256, 100, 100))))


def held(holder: str, shade: int = 0) -> StoredFile:
    return actions.hold(ready(shade), holder=holder, by=SENDER, at=MONDAY_9_00)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def claimed(holder: str, ids: list[UUID]) -> list[StoredFile]:
    return actions.claim(holder, ids, owner=OWNER, by=SENDER, at=MONDAY_9_00 + timedelta(minutes=5))


def test_the_same_picture_for_the_same_owner_is_kept_once(files_folder: Path) -> None:
    first = actions.take(ready(), owner=OWNER, by=SENDER, at=MONDAY_9_00)
    again = actions.take(ready(), owner=OWNER, by=SENDER, at=MONDAY_9_00 + timedelta(hours=1))
    elsewhere = actions.take(ready(), owner="appeal:0191", by=SENDER, at=MONDAY_9_00)

    assert again.pk == first.pk
    assert elsewhere.pk != first.pk
    assert len(on_disk(files_folder)) == 2 * 3
    assert queries.of(OWNER) == [first]


def test_nothing_on_disk_can_be_read_or_told_apart_without_the_keys(files_folder: Path) -> None:
    actions.take(pictures.prepare(sent(telephone_picture())), owner=OWNER, by=SENDER, at=MONDAY_9_00)

    for path in on_disk(files_folder):
        content = path.read_bytes()
        assert not any(mark in content for mark in (b"\xff\xd8\xff", b"JFIF", b"Secret"))
        assert not any(part.startswith("0190") for part in path.relative_to(files_folder).parts)
    trees = {path.relative_to(files_folder).parts[0] for path in on_disk(files_folder)}
    assert trees == {"originals", "copies"}


def test_a_file_put_in_the_place_of_another_does_not_open(files_folder: Path) -> None:
    one, two = (actions.take(ready(shade), owner=OWNER, by=SENDER, at=MONDAY_9_00) for shade in (1, 2))
    small = {path.name: path for path in on_disk(files_folder) if path.name.endswith("small")}
    small[f"{one.key}-small"].write_bytes(small[f"{two.key}-small"].read_bytes())

    with pytest.raises(InvalidTag):
        queries.content(one, "small")


def test_held_photos_are_claimed_in_the_order_of_the_form() -> None:
    holder = links.new_holder()
    a, b, c = (held(holder, shade) for shade in (1, 2, 3))

    files = claimed(holder, [c.pk, a.pk])

    assert [file.pk for file in files] == [c.pk, a.pk]
    assert {file.pk for file in queries.of(OWNER)} == {a.pk, c.pk}
    assert queries.held(holder, [a.pk, b.pk, c.pk]) == [b]


def test_claiming_twice_gives_the_same_files() -> None:
    holder = links.new_holder()
    ids = [held(holder, 1).pk, held(holder, 2).pk]

    first, second = claimed(holder, ids), claimed(holder, ids)

    assert [file.pk for file in second] == [file.pk for file in first] == ids


def test_a_photo_the_owner_has_already_is_not_kept_twice(django_capture_on_commit_callbacks: Any) -> None:
    there = actions.take(ready(), owner=OWNER, by=SENDER, at=MONDAY_9_00)
    holder = links.new_holder()
    twin = held(holder)

    with django_capture_on_commit_callbacks(execute=True):
        files = claimed(holder, [twin.pk])

    assert files == [there]
    twin.refresh_from_db()
    assert twin.is_forgotten


def test_a_stranger_cannot_claim_what_another_form_holds() -> None:
    photo = held(links.new_holder())

    with pytest.raises(Refused, match="重新添加"):
        claimed(links.new_holder(), [photo.pk])


def test_a_claim_of_something_that_is_gone_claims_nothing() -> None:
    holder = links.new_holder()
    photo = held(holder)

    with pytest.raises(Refused), transaction.atomic():
        claimed(holder, [photo.pk, uuid4()])

    assert queries.of(OWNER) == []
    assert queries.held(holder, [photo.pk]) == [photo]


def test_what_nobody_came_back_for_goes_after_a_day_and_what_was_claimed_stays(
    files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    holder = links.new_holder()
    left, kept = held(holder, 1), held(holder, 2)
    claimed(holder, [kept.pk])

    jobs.forget_unclaimed(at=MONDAY_9_00 + timedelta(hours=23))
    assert queries.held(holder, [left.pk]) == [left]
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget_unclaimed(at=MONDAY_9_00 + timedelta(hours=25))

    left.refresh_from_db()
    assert left.is_forgotten
    assert {path.name.partition("-")[0] for path in on_disk(files_folder)} == {kept.key}


def test_a_photo_taken_out_of_a_form_is_gone_at_once_but_only_by_that_form(
    files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    holder = links.new_holder()
    photo = held(holder)

    actions.let_go(links.new_holder(), photo.pk, at=MONDAY_9_00)
    assert on_disk(files_folder)
    with django_capture_on_commit_callbacks(execute=True):
        actions.let_go(holder, photo.pk, at=MONDAY_9_00)

    assert not on_disk(files_folder)


def test_a_form_cannot_be_used_to_fill_the_disk() -> None:
    holder = links.new_holder()
    for shade in range(rules.MAX_HELD):
        held(holder, shade)

    with pytest.raises(Refused, match="最多 9 张"):
        held(holder, 31)
    assert held(holder, 0).pk


def test_a_forgotten_file_leaves_the_fact_and_nothing_else(
    files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    photo = actions.take(pictures.prepare(sent(telephone_picture())), owner=OWNER, by=SENDER, at=MONDAY_9_00)

    with django_capture_on_commit_callbacks(execute=True):
        actions.forget(photo, by=CLERK, at=MONDAY_9_00)

    photo.refresh_from_db()
    assert not on_disk(files_folder)
    assert (photo.digest, photo.key, photo.taken_at, photo.is_forgotten) == ("", "", None, True)
    assert (queries.of(OWNER), queries.content(photo, "small"), queries.url_of(photo)) == ([], None, "")
    assert Entry.objects.get().verb == "files.forget"
    with pytest.raises(Refused, match="按期删除"):
        actions.open_original(photo, reason="复核", by=CLERK, at=MONDAY_9_00)


def test_retention_forgets_all_files_of_an_owner(django_capture_on_commit_callbacks: Any) -> None:
    for shade in (1, 2):
        actions.take(ready(shade), owner=OWNER, by=SENDER, at=MONDAY_9_00)
    other = actions.take(ready(1), owner="appeal:0191", by=SENDER, at=MONDAY_9_00)

    with django_capture_on_commit_callbacks(execute=True):
        gone = actions.forget_of([OWNER], by=CLERK, at=MONDAY_9_00)

    assert gone == 2
    assert queries.of("appeal:0191") == [other]


def test_the_original_is_given_only_with_a_reason_and_on_record() -> None:
    content = telephone_picture()
    photo = actions.take(pictures.prepare(sent(content)), owner=OWNER, by=SENDER, at=MONDAY_9_00)

    with pytest.raises(Refused, match="理由"):
        actions.open_original(photo, reason=" ", by=CLERK, at=MONDAY_9_00)
    original = actions.open_original(photo, reason="核对拍摄时间", by=CLERK, at=MONDAY_9_00)

    assert original == content
    entry = Entry.objects.get()
    assert (entry.verb, entry.person_id, entry.note) == ("files.original", 7, "核对拍摄时间")


def test_bytes_of_a_transaction_that_was_rolled_back_are_swept(files_folder: Path) -> None:
    kept = actions.take(ready(1), owner=OWNER, by=SENDER, at=MONDAY_9_00)
    lost = kept.key[:2] + store.new_key()[2:]
    store.put(lost, "small", b"x")
    for path in on_disk(files_folder):
        os.utime(path, (MONDAY_9_00.timestamp() - 86_400 * 3,) * 2)
    shelf_hour = next(
        hour
        for hour in range(256)
        if f"{int((MONDAY_9_00 + timedelta(hours=hour)).timestamp()) // 3600 % 256:02x}" == kept.key[:2]
    )

    jobs.sweep(at=MONDAY_9_00 + timedelta(hours=shelf_hour))

    assert {path.name.partition("-")[0] for path in on_disk(files_folder)} == {kept.key}
