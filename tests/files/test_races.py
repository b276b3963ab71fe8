"""The same photo sent twice at one instant is one file. Proven on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tests.files.conftest import MONDAY_9_00, SENDER, picture, sent
from wangge.files import actions, links, pictures
from wangge.files.models import StoredFile
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_two_requests_with_one_photo_keep_one_file(files_folder: Path) -> None:
    ready = pictures.prepare(sent(picture()))
    holder, together = links.new_holder(), threading.Barrier(2, timeout=20)

    def hold() -> str:
        try:
            together.wait()
            return str(actions.hold(ready, holder=holder, by=SENDER, at=MONDAY_9_00).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ids = [future.result(timeout=30) for future in [pool.submit(hold) for _ in range(2)]]

    assert ids[0] == ids[1]
    assert StoredFile.objects.count() == 1
    assert len([path for path in files_folder.rglob("*") if path.is_file()]) == 3


def test_two_claims_of_one_photo_leave_it_with_one_owner(files_folder: Path) -> None:
    holder, together = links.new_holder(), threading.Barrier(2, timeout=20)
    file = actions.hold(pictures.prepare(sent(picture())), holder=holder, by=SENDER, at=MONDAY_9_00)

    def claim(owner: str) -> bool:
        try:
            together.wait()
            actions.claim(holder, [file.pk], owner=owner, by=SENDER, at=MONDAY_9_00)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        won = [future.result(timeout=30) for future in [pool.submit(claim, f"appeal:{n}") for n in (1, 2)]]

    assert sorted(won) == [False, True]
