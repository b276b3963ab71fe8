"""A PostgreSQL server of one's own, by the standard library: forgetful for tests, durable for benchmarks."""

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "wangge"
#: What nobody would do to data worth keeping.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def programs() -> Path | None:
    """The folder of the newest server programs: Debian's, or where `initdb` on PATH lies; None without."""
    found = {folder: _number(folder) for folder in Path("/usr/lib/postgresql").glob("*/bin")}
    newest = max((f for f in found if (f / "initdb").exists()), key=lambda f: found[f], default=None)
    on_path = shutil.which("initdb")
    return newest or (Path(on_path).resolve().parent if on_path else None)


def _number(folder: Path) -> float:
    match = re.search(r"(\d+(?:\.\d+)?)/bin$", str(folder))
    return float(match[1]) if match else 0.0


@contextmanager
def server(
    programs: Path,
    *,
    durable: bool = False,
    options: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[str]:
    """A running server on a free local port; yields its DATABASE_URL.

    `durable` keeps PostgreSQL's own promises (for benchmarks). `folder` keeps the cluster there, to be used
    again; without it the cluster lies in a temporary folder and is gone afterwards.
    """
    home = folder or Path(tempfile.mkdtemp(prefix="wangge-postgres-"))
    home.mkdir(parents=True, exist_ok=True)
    run = _Runner(programs, home)
    try:
        password = _make_cluster(run)
        port = _free_port()
        settings = {**({} if durable else FORGETFUL), **(options or {})}
        _start(run, port, settings)
        try:
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-D", run.data, "-m", "fast" if durable else "immediate")
    finally:
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


class _Runner:
    """Runs server programs; as root under Debian's user `postgres`, since PostgreSQL refuses to be root."""

    def __init__(self, programs: Path, home: Path) -> None:
        self.programs, self.home, self.data = programs, home, str(home / "data")
        self.identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = _unprivileged()
            os.chown(home, account.pw_uid, account.pw_gid)
            self.identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def __call__(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.home)},
            **self.identity,
        )
        if done.returncode:
            raise ServerError(f"{program} failed:\n{done.stdout}{done.stderr}")


class ServerError(Exception):
    """A server program failed; its own words inside."""


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`.")


def _make_cluster(run: _Runner) -> str:
    """`initdb` unless the folder holds a cluster already; the password of its user."""
    secret = run.home / "password"
    if Path(run.data, "PG_VERSION").exists():
        return secret.read_text()
    password = secrets.token_urlsafe(12)
    secret.write_text(password)
    secret.chmod(0o600)
    if run.identity:
        os.chown(secret, run.identity["user"], run.identity["group"])
    base = [
        "-D",
        run.data,
        "-U",
        USER,
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "--encoding=UTF8",
        "--no-sync",
    ]
    # An ICU collation, as a district has it: what only works because strings compare by bytes fails here.
    try:
        run("initdb", *base, "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-Hans-CN")
    except ServerError:
        shutil.rmtree(run.data, ignore_errors=True)
        run("initdb", *base, "--locale=C.UTF-8")
    return password


def _start(run: _Runner, port: int, settings: Mapping[str, str]) -> None:
    own = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(port)}
    flags = " ".join(f"-c {name}={value}" for name, value in {**own, **settings}.items())
    run("pg_ctl", "start", "-w", "-s", "-D", run.data, "-l", str(run.home / "log"), "-o", flags)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """`python -m tests.postgres`: a server to try things on, until Ctrl-C."""
    found = programs()
    if found is None:
        sys.exit("PostgreSQL server programs are not here (Debian: apt-get install postgresql).")
    with server(found) as url:
        print(f"DATABASE_URL={url}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
