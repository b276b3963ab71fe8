"""What `./dev test` does: each kind of run once, ending with pytest's own summary line of the last one."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
QUICK = "not journey and not slow and not postgres"
NO_TESTS = 5


def main() -> int:
    """Run what can be run here, name what cannot, and fail if any run failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the database server is ended too
    parser = argparse.ArgumentParser(prog="./dev test", allow_abbrev=False, epilog="All else goes to pytest.")
    parser.add_argument("--quick", action="store_true", help="at most a minute: SQLite only, nothing slow")
    parser.add_argument("-m", dest="marks", default="", help="pytest's -m, joined to the run's own")
    options, rest = parser.parse_known_args([word for word in sys.argv[1:] if word != "--"])
    with tempfile.NamedTemporaryFile("w", prefix="wangge-runs-", suffix=".txt") as notes:
        suite = Suite(options.marks, rest, notes.name)
        if options.quick:
            suite.run("SQLite, quick", QUICK)
        else:
            run_all(suite)
    return suite.verdict()


class Suite:
    """The runs so far; each leaves a line of its counts for the summary of the last."""

    def __init__(self, marks: str, rest: list[str], notes: str) -> None:
        self.marks, self.rest, self.notes = marks, rest, notes
        self.statuses: list[int] = []

    def run(self, name: str, marks: str, *more: str, **environment: str) -> None:
        """One pytest run of the tests with these marks, joined to those asked for."""
        marks = f"({marks}) and ({self.marks})" if self.marks else marks
        print(f"\n== {name} ==", flush=True)
        own = {"WANGGE_RUN": name, "WANGGE_RUN_NOTES": self.notes}
        command = [sys.executable, "-m", "pytest", "-n2", *more, "-m", marks, *self.rest]
        status = subprocess.call(
            command, cwd=ROOT, env={**os.environ, **own, **environment}, stdin=subprocess.DEVNULL
        )
        self.statuses.append(status)

    def verdict(self) -> int:
        """The first failure; no tests is one only where every run found none."""
        failures = [status for status in self.statuses if status not in (0, NO_TESTS)]
        return failures[0] if failures else min(self.statuses)

    def wants(self, folder: str) -> bool:
        """Whether the arguments leave a folder in: they name no path, or one above or below it."""
        paths = [Path(word.split("::")[0]) for word in self.rest]
        named = [(ROOT / path).resolve() for path in paths if (ROOT / path).exists()]
        there = ROOT / folder
        return there.exists() and (
            not named or any(there in (p, *p.parents) or p in there.parents for p in named)
        )


def run_all(suite: Suite) -> None:
    """SQLite, then PostgreSQL, then the browser; what is missing is named first."""
    programs, chromium = postgres.programs(), find_chromium()
    if not programs:
        miss(
            "PostgreSQL's server programs (Debian: postgresql)",
            "the tests marked both and postgres, on PostgreSQL",
        )
    if not chromium:
        miss("Chromium (Debian: chromium and fonts-noto-cjk, or $WANGGE_CHROMIUM)", "the browser journeys")
    suite.run("SQLite", "not journey and not postgres")
    if programs:
        with postgres.server(programs) as url:
            suite.run("PostgreSQL", "(both or postgres) and not journey", DATABASE_URL=url)
    if chromium and suite.wants("tests/journeys"):
        suite.run("journeys", "journey", "--dist=loadfile", WANGGE_CHROMIUM=chromium)


def miss(what: str, whose: str) -> None:
    """Name what is not here; where everything is asked for (.ci/run) that is a failure."""
    if os.environ.get("WANGGE_REQUIRE_ALL") == "1":
        sys.exit(f"{what}: not found, but WANGGE_REQUIRE_ALL=1 asks for {whose}.")
    print(f"Not found: {what}. Skipped: {whose}.", flush=True)


def find_chromium() -> str | None:
    """The browser that $WANGGE_CHROMIUM names, or Debian's."""
    named = os.environ.get("WANGGE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


if __name__ == "__main__":
    sys.exit(main())
