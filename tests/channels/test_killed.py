"""kill -9 in the middle of an import: what was taken in stays, the rest follows, nothing is doubled."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
ROWS = 520
pytestmark = [pytest.mark.both, pytest.mark.slow]


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, on the same kind of database."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WANGGE_", "DATABASE_"))}
    env = kept | {
        "WANGGE_TESTING": "1",
        "WANGGE_DATA": str(tmp_path),
        "WANGGE_MODELS": os.environ["WANGGE_MODELS"],  # fitted once for all
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    if connection.vendor != "postgresql":
        yield env
        return
    about, name = connection.settings_dict, f"killed_{uuid.uuid4().hex[:8]}"
    server = {
        "host": about["HOST"],
        "port": about["PORT"],
        "user": about["USER"],
        "password": about["PASSWORD"],
    }
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        password = f":{about['PASSWORD']}" if about["PASSWORD"] else ""
        host = str(about["HOST"]).replace("/", "%2F")
        yield env | {"DATABASE_URL": f"postgres://{about['USER']}{password}@{host}:{about['PORT']}/{name}"}
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def run(env: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def counted(env: dict[str, str], *command: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(env, "-m", "tests.channels.killed", *command))
    return found


def done(env: dict[str, str]) -> int:
    """How many rows are written, asked beside the product."""
    question = "SELECT done FROM sheets_run"
    if "DATABASE_URL" in env:
        with psycopg.connect(env["DATABASE_URL"]) as there:
            row = there.execute(question).fetchone()
    else:
        with closing(sqlite3.connect(Path(env["WANGGE_DATA"]) / "wangge.sqlite3", timeout=20)) as here:
            row = here.execute(question).fetchone()
    return int(row[0]) if row else 0


def test_a_killed_import_loses_nothing_and_doubles_nothing(apart: dict[str, str]) -> None:
    run(apart, "manage.py", "migrate", "--verbosity", "0")
    counted(apart, "prepare", str(ROWS))
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=apart)
    try:
        until = time.monotonic() + 240
        while (seen := done(apart)) == 0 and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)  # a block is being written now
    finally:
        worker.kill()
        worker.wait()

    torn = counted(apart, "count")
    assert seen > 0
    assert torn["state"] == "running", "it was over before it was killed: give it more rows"
    assert torn["orders"] == torn["cases"] == torn["done"]
    counted(apart, "wake")
    run(apart, "manage.py", "work", "--once")

    whole = counted(apart, "count")
    assert whole == {"state": "done", "failed": 0} | dict.fromkeys(
        ("done", "orders", "numbers", "cases", "appeals", "steps"), ROWS
    )
