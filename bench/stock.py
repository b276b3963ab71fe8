"""The databases of the page benchmarks, made once and kept in var/bench: the same city with ever more cases.

One PostgreSQL cluster holds them: `town` (areas, people, catalogue), `k10` (ten thousand cases), `m1` (a
million), `m10` (ten million, `--full`). They are made anew when the code that makes them changes, or after
a day, since cases are reported up to the present moment.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var/bench"
#: What a change of makes the data old.
_SOURCES = (
    "wangge/demo/bulk",
    "wangge/demo/geography",
    "wangge/cases/migrations",
    "bench/town.py",
    "bench/copies.py",
)
#: Poured case by case; what is more is copied from them.
_POURED = 40_000
SIZES = {"k10": 10_000, "m1": 1_000_000, "m10": 10_000_000}
#: As a district's server has it, in so far as it decides what is measured.
_SERVER = {"shared_buffers": "2GB", "max_wal_size": "8GB", "work_mem": "16MB", "checkpoint_timeout": "30min"}


@dataclass(frozen=True)
class Stock:
    """A running cluster and the folder with keys and tokens."""

    url: str
    data: Path

    def at(self, name: str) -> str:
        """The address of one of its databases."""
        return self.url.rsplit("/", 1)[0] + f"/{name}"

    def environment(self, name: str) -> Mapping[str, str]:
        """For processes of the product on that database."""
        others = {key: value for key, value in os.environ.items() if not key.startswith("WANGGE_")}
        return {
            **others,
            "DATABASE_URL": self.at(name),
            "WANGGE_DATA": str(self.data),
            "WANGGE_PUBLIC_LIMIT": "0",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        }

    def has(self, name: str) -> bool:
        return (self.data / f"{name}.whole").exists()

    def make(self, name: str) -> float:
        """That database, unless it is there; answers the seconds it took."""
        began = time.monotonic()
        if name == "town":
            self._create("town", "template1")
            self.run("town", "manage.py", "migrate", "-v", "0", "--skip-checks")
            self.run("town", "-m", "bench.town", "settle", str(self.data / "tokens.json"))
        else:
            self.make_missing("town")
            self._create(name, "town")
            poured = min(SIZES[name], _POURED)
            self.run(name, "-m", "bench.town", "pour", str(poured))
            if SIZES[name] > poured:
                self.run(name, "-m", "bench.copies", str(SIZES[name]))
        self._tidy(name)
        (self.data / f"{name}.whole").write_text(f"{time.monotonic() - began:.0f} s")
        return time.monotonic() - began

    def make_missing(self, name: str) -> None:
        if not self.has(name):
            print(f"making the database {name} …", file=sys.stderr, flush=True)
            print(f"  made in {self.make(name):.0f} s", file=sys.stderr, flush=True)

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())

    def _tidy(self, name: str) -> None:
        with psycopg.connect(self.at(name), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")

    def run(self, name: str, *arguments: str) -> None:
        """Python on that database."""
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment(name), check=True)


@contextmanager
def opened(*names: str) -> Iterator[Stock]:
    """The cluster with these databases in it."""
    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL server programs are not here (Debian: apt-get install postgresql).")
    folder = HOME / _edition()
    if not folder.exists():
        shutil.rmtree(HOME, ignore_errors=True)
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    with postgres.server(programs, durable=True, options=_SERVER, folder=folder / "cluster") as url:
        stock = Stock(url, data)
        stock.run("postgres", "manage.py", "collectstatic", "--noinput", "-v0", "--skip-checks")
        for name in names:
            stock.make_missing(name)
        yield stock


def _edition() -> str:
    """What the data was made by, and on which day."""
    digest = hashlib.sha256(f"{datetime.now(UTC):%Y-%m-%d}".encode())
    for source in _SOURCES:
        path = ROOT / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
