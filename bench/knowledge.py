"""How well the assistant answers: paraphrases of the sample entries, and questions nobody has written about.

Two sets, written apart from the entries: by `questions.tsv` entries and threshold were improved, `fresh.tsv`
was written later and has changed nothing but one filler word (会不会), so it says what to expect.
"""

import csv
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from wangge.channels.rules import retrieval
from wangge.channels.rules.retrieval import Knowledge, Written

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests/channels/data/questions.tsv"
FRESH = ROOT / "tests/channels/data/fresh.tsv"
ENTRIES = ROOT / "wangge/channels/data/knowledge.tsv"


@dataclass(frozen=True)
class Judged:
    """One question, what it should find (0: nothing), what came first and what was answered."""

    question: str
    wanted: int
    first: int
    answered: int
    score: float


def entries() -> list[Written]:
    """The sample entries; K007 is entry 7."""
    return [
        Written(int(row["key"][1:]), (row["question"], *row["variants"].split("|")), row["answer"])
        for row in _rows(ENTRIES)
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))


def judge(file: Path = QUESTIONS) -> tuple[list[Judged], float]:
    """Every question of a file asked, and the milliseconds of one."""
    knowledge = Knowledge.of(entries())
    rows = _rows(file)
    judged = []
    began = time.perf_counter()
    for row in rows:
        hits = knowledge.best(row["question"])
        found = retrieval.chosen(hits)
        wanted = int(row["key"][1:]) if row["key"] else 0
        first = hits[0] if hits else retrieval.Hit(0, 0)
        judged.append(Judged(row["question"], wanted, first.id, found.id if found else 0, first.score))
    return judged, (time.perf_counter() - began) * 1000 / len(rows)


def shares(judged: list[Judged]) -> dict[str, float]:
    """Right first, right answered, wrongly answered, and `does not know` of what is outside."""
    inside = [j for j in judged if j.wanted]
    outside = [j for j in judged if not j.wanted]
    return {
        "right entry first": sum(j.first == j.wanted for j in inside) / len(inside),
        "right entry answered": sum(j.answered == j.wanted for j in inside) / len(inside),
        "wrong entry answered": sum(j.answered not in (0, j.wanted) for j in inside) / len(inside),
        "does not know (outside)": sum(j.answered == 0 for j in outside) / len(outside),
    }


def main() -> int:
    known, each = judge()
    fresh, _ = judge(FRESH)
    print(f"entries {len(entries())}, {each:.2f} ms a question")
    print(f"{'':26}{'known':>8}{'fresh':>8}")
    sets = (known, fresh)
    print(f"{'paraphrases':26}" + "".join(f"{sum(bool(j.wanted) for j in part):8}" for part in sets))
    print(f"{'outside':26}" + "".join(f"{sum(not j.wanted for j in part):8}" for part in sets))
    parts = [shares(part) for part in sets]
    for name in parts[0]:
        print(f"{name:26}" + "".join(f"{part[name]:8.3f}" for part in parts))
    if "--wrong" in sys.argv:
        for j in (*known, *fresh):
            if j.answered != j.wanted:
                print(f"{j.question}\twanted {j.wanted}\tfirst {j.first}\tanswered {j.answered}\t{j.score}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
