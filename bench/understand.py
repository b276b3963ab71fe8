"""How well messages are understood, on messages the model has not seen, and how long one takes.

Three ways: a model of the product's own utterances asked about the 300 development messages, which it has not
seen; the shipped model asked about messages written for this alone (tests/matters/fresh_messages.tsv); and
cross-validation over everything. The seven classes and the hot issues need the real data beside the
project (../shared/data); without it they are left out, and this says so.
"""

import csv
import gzip
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("WANGGE_TESTING", "1")
os.environ.setdefault("WANGGE_DATA", tempfile.mkdtemp(prefix="wangge-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")

from wangge.matters.rules.understanding import fitting, hot, packing, store, texts, training
from wangge.matters.rules.understanding.model import SPECIAL, Model, Understood
from wangge.matters.rules.understanding.training import Example

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FRESH = Path(__file__).resolve().parents[1] / "tests" / "matters" / "fresh_messages.tsv"
FOLDS = 3
#: A missed emergency costs ten false ones.
_MISSED = 10


@dataclass
class Asked:
    """Examples with what a model that has not seen them said."""

    examples: list[Example] = field(default_factory=list)
    answers: list[Understood] = field(default_factory=list)
    seconds: float = 0.0

    def ask(self, model: Model, examples: Sequence[Example]) -> None:
        begun = time.perf_counter()
        self.answers += [model.understand(example.text) for example in examples]
        self.seconds += time.perf_counter() - begun
        self.examples += examples

    @property
    def rows(self) -> list[tuple[Example, Understood]]:
        return list(zip(self.examples, self.answers, strict=True))


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.3f} ({sum(hits)}/{len(hits)})" if hits else "–"


def figures(name: str, asked: Asked) -> None:
    rows = asked.rows
    first = [a.first == e.codes[0] for e, a in rows]
    three = [e.codes[0] in [m.code for m in a.meant] for e, a in rows]
    any_of = [a.first in e.codes for e, a in rows]
    talk = [a.is_report for e, a in rows if e.codes[0] in ("CHAT", "THANKS")]
    questions = [a.is_report for e, a in rows if e.codes[0] == "QUESTION"]
    reports = [a.is_report for e, a in rows if e.codes[0] not in SPECIAL]
    found = [a.urgency == "emergency" for e, a in rows if e.urgency == "emergency"]
    true = [e.urgency == "emergency" for e, a in rows if a.urgency == "emergency"]
    missed, false = len(found) - sum(found), len(true) - sum(true)
    print(f"\n{name}: {len(rows)} messages")
    for label, value in (
        ("first matter right", share(first)),
        ("first among the message's codes", share(any_of)),
        ("right in the first three", share(three)),
        ("category right", share([a.first[:3] == e.codes[0][:3] for e, a in rows])),
        ("case from chat or thanks", share(talk)),
        ("case from a question", share(questions)),
        ("report taken as a report", share(reports)),
        ("urgency right", share([a.urgency == e.urgency for e, a in rows])),
        ("emergencies found", share(found)),
        ("emergencies true", share(true)),
        ("cost of emergencies (miss 10, false 1)", str(missed * _MISSED + false)),
        ("places, F1 of literal spans", f"{place_f1(rows):.3f}"),
        ("places, F1 of characters", f"{sign_f1(rows):.3f}"),
        ("milliseconds a message", f"{asked.seconds / len(rows) * 1000:.2f}"),
    ):
        print(f"  {label:40s} {value}")
    pairs = Counter((e.codes[0], a.first) for e, a in rows if a.first not in e.codes)
    worst = ", ".join(f"{true} taken for {said} {n}x" for (true, said), n in pairs.most_common(12))
    print(f"  worst pairs: {worst}")


def place_f1(rows: Sequence[tuple[Example, Understood]]) -> float:
    hit = sum(len(set(e.places or ()) & set(a.places)) for e, a in rows)
    return 2 * hit / max(1, sum(len(set(e.places or ())) + len(a.places) for e, a in rows))


def sign_f1(rows: Sequence[tuple[Example, Understood]]) -> float:
    hit = total = 0
    for e, a in rows:
        own, said = _signs(e.text, e.places or ()), _signs(e.text, a.places)
        hit, total = hit + len(own & said), total + len(own) + len(said)
    return 2 * hit / max(1, total)


def _signs(text: str, places: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for place in places:
        begin = text.find(place)
        found.update(range(begin, begin + len(place)))
    return found


def unseen(shipped: Sequence[Example], names: Sequence[Example]) -> None:
    """The development messages, asked of a model of the utterances alone."""
    asked = Asked()
    begun = time.perf_counter()
    model = training.train([e for e in shipped if e.weight == 1], names)
    print(f"fitted in {time.perf_counter() - begun:.0f} s")
    asked.ask(model, [e for e in shipped if e.weight > 1])
    figures("Learnt from the utterances, asked about the development messages", asked)


def fresh(shipped: Sequence[Example], names: Sequence[Example]) -> None:
    """Messages that nothing is learnt from, asked of the model of everything."""
    asked = Asked()
    begun = time.process_time()
    model = training.train(shipped, names)
    about, arrays = packing.pack(model)
    size = len(store.dumped(packing.MESSAGES, about, arrays)) / 1e6
    print(f"\nthe shipped model: {time.process_time() - begun:.0f} s of one core, {size:.0f} MB")
    asked.ask(model, training.read_examples(FRESH))
    figures("The shipped model, asked about fresh messages", asked)


def crossed(shipped: Sequence[Example], names: Sequence[Example]) -> None:
    """Everything, each third asked of a model of the other two."""
    fold = fitting.folds([e.codes[0] for e in shipped], FOLDS)
    careful, own = Asked(), Asked()
    for number in range(FOLDS):
        model = training.train([e for e, f in zip(shipped, fold, strict=True) if f != number], names)
        tests = [e for e, f in zip(shipped, fold, strict=True) if f == number]
        careful.ask(model, [e for e in tests if e.weight > 1])
        own.ask(model, [e for e in tests if e.weight == 1])
    figures(f"Cross-validated in {FOLDS}: the development messages", careful)
    figures(f"Cross-validated in {FOLDS}: the utterances (written apart from each other on purpose)", own)


def seven() -> None:
    """The seven classes of real appeals, judged on those that are as their writers left them."""
    file = SHARED / "appeals-7class-dev.csv.gz"
    if not file.exists():
        print(f"\nSeven classes: left out, {file.name} is not beside this project")
        return
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    begun = time.perf_counter()
    tested = texts.cross_validated([r["text"] for r in rows], [r["label"] for r in rows])
    print(f"\nSeven classes, {texts.FOLDS}-fold, judged on raw texts ({time.perf_counter() - begun:.0f} s)")
    if tested is not None:
        print(f"  {tested.rows} texts: accuracy {tested.accuracy:.4f}, macro-F1 {tested.macro_f1:.4f}")


def grouped() -> None:
    """The real messages, grouped by place and trouble."""
    file = SHARED / "appeals-hot-issues-4326.csv.gz"
    if not file.exists():
        print(f"\nHot issues: left out, {file.name} is not beside this project")
        return
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    begun = time.perf_counter()
    groups = hot.groups([hot.Message(r["留言编号"], f"{r['留言主题']}\n{r['留言详情']}") for r in rows])
    print(f"\nHot issues: {len(rows)} messages in {time.perf_counter() - begun:.1f} s")
    print(f"  {len(groups)} groups of {sum(len(g.members) for g in groups)} messages; the largest:")
    for group in sorted(groups, key=lambda g: -len(g.members))[:5]:
        print(f"  {len(group.members):4d}  {group.place}  {group.title}")


def main() -> int:
    shipped, names = training.shipped(), training.phrases()
    print(f"{len(shipped)} labelled messages, {len(names)} names and phrases")
    unseen(shipped, names)
    fresh(shipped, names)
    crossed(shipped, names)
    seven()
    grouped()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
