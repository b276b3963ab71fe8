"""The mapping of a real district's kinds of events to our matters."""

import csv
import gzip
from pathlib import Path

from tests.matters.shipped import all_matters
from tests.shared_data import shared

MAPPING = Path(__file__).parents[2] / "wangge" / "demo" / "data" / "pingshan_subtypes.tsv"


def mapping() -> dict[str, str]:
    with MAPPING.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len({row["sub_type"] for row in rows}) == len(rows)
    return {row["sub_type"]: row["matter"] for row in rows}


def test_every_mapped_kind_leads_to_a_matter_of_the_catalogue() -> None:
    assert {code for code in mapping().values() if code} <= set(all_matters())


def test_every_kind_of_the_real_events_is_named_and_nine_in_ten_events_have_a_matter() -> None:
    file = shared("data/pingshan-events-dev-7000.csv.gz")
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as lines:
        kinds = [row["sub_type"] for row in csv.DictReader(lines)]
    codes = mapping()

    assert [kind for kind in set(kinds) if kind not in codes] == []
    assert sum(bool(codes[kind]) for kind in kinds) / len(kinds) > 0.93
