"""The messages the product learns from: enough of each matter, varied, marked truthfully, invented."""

import csv
import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import combinations

import pytest

from tests.matters.shipped import DATA, rows
from tests.shared_data import SHARED
from wangge.matters.rules.understanding.masking import spans
from wangge.matters.rules.understanding.model import SPECIAL, URGENCIES
from wangge.matters.rules.understanding.training import Example, read_examples

FILES = sorted((DATA / "utterances").glob("*.tsv"))
CODES = {row["code"] for row in rows(DATA / "matters.tsv")}
LEAST, LEAST_SPECIAL, WITHOUT_NOUN = 25, 150, 5
_MARKS = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
#: Words of a name that are no thing.
_NO_NOUN = re.compile(
    r"[与和或及、()（）]|问题|管理|破损|缺失|损坏|不洁|矛盾|纠纷|求助|服务|投诉|隐患|处置|救助|违规|乱\w"
)


def _each() -> list[tuple[str, Example]]:
    return [(file.stem, example) for file in FILES for example in read_examples(file)]


@lru_cache(maxsize=1)
def utterances() -> dict[str, list[Example]]:
    """First code to its messages."""
    found: dict[str, list[Example]] = defaultdict(list)
    for _, example in _each():
        found[example.codes[0]].append(example)
    return dict(found)


def _pieces(text: str) -> set[str]:
    plain = _MARKS.sub("", text)
    return {plain[i : i + 3] for i in range(len(plain) - 2)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_is_whole_and_true_to_itself(file) -> None:  # type: ignore[no-untyped-def]
    with file.open(encoding="utf-8", newline="") as lines:
        table = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))

    assert table[0] == ["message", "matter_code", "urgency", "place"]
    wrong = [
        (number, row[:1])
        for number, row in enumerate(table[1:], start=2)
        if len(row) != 4
        or not row[0].strip()
        or not set(row[1].split(";")) <= CODES | set(SPECIAL)
        or row[2] not in URGENCIES
        or any(place not in row[0] for place in row[3].split(";"))
    ]
    assert wrong == []


def test_every_matter_is_said_in_enough_ways() -> None:
    said = utterances()

    few = {code: len(said.get(code, ())) for code in CODES if len(said.get(code, ())) < LEAST}
    few |= {code: len(said.get(code, ())) for code in SPECIAL if len(said.get(code, ())) < LEAST_SPECIAL}

    assert few == {}


def test_no_two_of_a_matter_share_more_than_half_of_their_pieces() -> None:
    alike = []
    for code, examples in utterances().items():
        cut = [(example.text, _pieces(example.text)) for example in examples]
        for (one, own), (other, its) in combinations(cut, 2):
            if own and its and len(own & its) > min(len(own), len(its)) / 2:
                alike.append((code, one, other))

    assert alike == []


def test_some_of_every_matter_do_not_name_the_thing() -> None:
    nouns = {row["code"]: _nouns(row["name"]) for row in rows(DATA / "matters.tsv")}

    short = {}
    for code, examples in utterances().items():
        if code in CODES:
            without = sum(not any(noun in example.text for noun in nouns[code]) for example in examples)
            if without < WITHOUT_NOUN:
                short[code] = without

    assert short == {}


def _nouns(name: str) -> list[str]:
    """The things a name speaks of: its parts, without words that are no thing."""
    return [part for part in _NO_NOUN.sub(" ", name).split() if len(part) >= 2]


def test_nothing_is_said_twice_nor_copied_from_the_catalogue() -> None:
    told = Counter(example.text for _, example in _each())
    phrases = {phrase for row in rows(DATA / "matters.tsv") for phrase in row["phrases"].split("|")}

    assert [text for text, count in told.items() if count > 1] == []
    assert [text for text in told if text in phrases] == []


def test_nothing_is_copied_from_the_development_messages() -> None:
    file = SHARED / "domain/07-messages.tsv"
    if not file.exists():
        pytest.skip("the shared messages are not beside this project (../shared)")

    others = {example.text for example in read_examples(file)}

    assert [example.text for _, example in _each() if example.text in others] == []


def test_no_number_leads_to_anybody() -> None:
    numbers = [
        example.text[begin:end]
        for _, example in _each()
        for begin, end, kind in spans(example.text)
        if kind in ("phone", "identity", "card")
    ]

    assert [number for number in numbers if not re.fullmatch(r"1[3-9]0{9}|1[3-9][0-9]0{8}", number)] == []


def test_special_messages_want_nothing_done() -> None:
    for code in SPECIAL:
        assert {example.urgency for example in utterances().get(code, ())} <= {"low"}, code
