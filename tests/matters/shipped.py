"""The shipped catalogue as values, without a database."""

import csv
import json
from pathlib import Path

from wangge.matters.actions import seeding
from wangge.matters.queries.memory import data_of_matter, entry_of
from wangge.matters.rules import MatterEntry, ModelEntry
from wangge.matters.rules.entries import model_of
from wangge.people.actions.units import DEPARTMENTS

DATA = seeding.DATA


def rows(file: Path) -> list[dict[str, str]]:
    """A table without quoting."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def departments() -> set[str]:
    """The codes of all kinds of units."""
    return {row["code"] for row in rows(DEPARTMENTS)}


def all_matters() -> dict[str, MatterEntry]:
    """The matters by code."""
    shipped = map(seeding._matter, rows(DATA / "matters.tsv"))
    return {m.code: entry_of(data_of_matter(m), category_name=m.category_id) for m in shipped}


def all_models() -> list[ModelEntry]:
    """The handling models in the order of their codes."""
    return [model_of(row) for row in json.loads((DATA / "handling_models.json").read_text())["models"]]
