"""The tests' own ground: an installation of their own, the database asked for, and no network."""

import os
import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_tests_run_in_a_data_folder_of_their_own() -> None:
    folder = Path(settings.DATA)

    assert folder.parent == Path(tempfile.gettempdir()).resolve()
    assert settings.TESTING


def test_the_database_is_the_one_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        row = cursor.fetchone()

    assert (connection.vendor, row) == (wanted, (1,))


def test_a_test_cannot_reach_another_machine() -> None:
    with socket.socket() as probe, pytest.raises(AssertionError, match="reached for the network"):
        probe.connect(("192.0.2.1", 80))
