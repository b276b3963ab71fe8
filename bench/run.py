"""`./dev bench [name...]`: the benchmarks by name, each against a real server and database; prints tables."""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Name to the module that measures it.
BENCHES = {
    "insight": "bench.insight",
    "intake": "bench.intake",
    "knowledge": "bench.knowledge",
    "pages": "bench.pages",
    "party": "bench.party",
    "understand": "bench.understand",
}
#: Those that have larger data.
LARGER = {"insight", "pages"}
#: By name alone: they take as long as what they replay or watch.
LONG = {"events": "bench.events", "wall": "bench.wall"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    choices = [*BENCHES, *LONG, []]
    parser.add_argument("names", nargs="*", choices=choices, help="which ones")
    parser.add_argument("--full", action="store_true", help="larger data where a benchmark has any")
    options = parser.parse_args()
    for name in options.names or BENCHES:
        more = ["--full"] if options.full and name in LARGER else []
        done = subprocess.run([sys.executable, "-m", (BENCHES | LONG)[name], *more], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
