"""A real server for the journeys: granian on loopback, its worker beside it, on a data folder of their own.

What takes long is made once: the static files once for each state of the sources (in `var/journeys/`), the
town's database once a run; a process of the run copies it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_SERVER = [
    "-m",
    "granian",
    "wangge.config.wsgi:application",
    "--interface=wsgi",
    "--host=127.0.0.1",
    "--no-ws",
]
_DATABASE = "wangge.sqlite3"


def _free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


#: Where a journey's own other side listens: the only address that the served town may call.
OTHER = _free_port()


def environment(data: Path) -> dict[str, str]:
    """The environment of an installation of the demo's kind; nothing of the test process's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WANGGE_", "DJANGO_", "PYTEST_"))}
    kept.pop("DATABASE_URL", None)
    own = {"WANGGE_DATA": str(data), "WANGGE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    own["WANGGE_OUT"] = f"127.0.0.0/8:{OTHER}"
    return {**kept, **own, "PYTHONPATH": str(ROOT)}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: of two, the second finds the work done."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def static_files() -> Path:
    """The collected static files of the sources as they are now."""
    home = ROOT / "var" / "journeys" / _digest()
    with _alone(home.parent):
        if not (home / "whole").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            run(home, "manage.py", "collectstatic", "--noinput", "-v0")
            (home / "whole").touch()
            _clear_away(home)
    return home / "static"


def _clear_away(newest: Path) -> None:
    """Folders of earlier states, once a day has passed and no run can use them any more."""
    for folder in newest.parent.iterdir():
        if folder.is_dir() and folder != newest and time.time() - folder.stat().st_mtime > 86400:
            shutil.rmtree(folder, ignore_errors=True)


def _digest() -> str:
    """Changes with any own static file, the front-end packages' lock, and the code that collects them."""
    own = (path for path in (ROOT / "wangge").glob("*/static/**/*") if path.is_file())
    makers = [*(ROOT / "wangge/portal/theme").glob("*.py"), ROOT / "wangge/portal/finders.py"]
    read = sorted([*own, *makers, ROOT / "package-lock.json", ROOT / "wangge/kernel/staticfiles.py"])
    total = hashlib.sha256()
    for path in read:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def town_folder(shared: Path) -> Path:
    """The founded town, made by whichever process of the run comes first."""
    founded = shared / "town"
    with _alone(shared):
        if not (founded / "whole").exists():
            shutil.rmtree(founded, ignore_errors=True)
            founded.mkdir()
            run(founded, "-m", "tests.journeys.ground")
            (founded / "whole").touch()
    return founded


def run(data: Path, *command: str) -> None:
    """A command of the installation in `data`, to its end."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(data),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The installation in `data`, served with one worker for its jobs; yields the address."""
    if not (data / "static").exists():
        (data / "static").symlink_to(static_files())
    port = _free_port()
    size = ["--workers=1", "--blocking-threads=4", "--log-level=warning", f"--port={port}"]
    with (data / "server.log").open("w") as log:
        children = [_start(data, log, *_SERVER, *size)]
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, children[0], data)
            children.append(_start(data, log, "manage.py", "work"))
            yield address
        finally:
            for child in children:
                child.terminate()
            for child in children:
                _end(child)


def _start(data: Path, log: IO[str], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(data),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(10)
        return
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _wait(address: str, child: subprocess.Popen[bytes], data: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 60
    while time.monotonic() < until and child.poll() is None:
        with contextlib.suppress(OSError):
            if direct.open(f"{address}/healthz", timeout=5).status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not become well:\n{(data / 'server.log').read_text()}")


def copy_of(founded: Path, data: Path) -> Path:
    """An installation of one's own, as the founded one was left."""
    data.mkdir(parents=True, exist_ok=True)
    for name in (_DATABASE, "keys.json"):
        shutil.copy2(founded / name, data / name)
    if (founded / "files").exists():
        shutil.copytree(founded / "files", data / "files", dirs_exist_ok=True)
    return data
