"""The product's server as a district runs it, for as long as something is measured."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORT = 8609
WORKERS, THREADS = 2, 4


@contextmanager
def served(environment: Mapping[str, str], *, threads: int = THREADS) -> Iterator[None]:
    """Granian with two workers on PORT."""
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(threads)),
        *("--host", "127.0.0.1", "--port", str(PORT), "--no-ws", "--log-level", "warning"),
        "wangge.config.wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), start_new_session=True)
    try:
        _wait()
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait() -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/nothing", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")
