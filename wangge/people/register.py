"""The processing register (domain/06 R-01): what is taken about people, why, on what basis, for how long.

A form, an API body or a table that takes personal data names its row in an attribute `register`; one whose
fields only sound like a person's says `no_person`. A house test holds both.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("register.tsv")
#: What a form says whose `name` is a thing's.
NO_PERSON = "no_person"


@dataclass(frozen=True, slots=True)
class Processing:
    """One row: one purpose and all that belongs to it."""

    row: str
    purpose: str
    basis: str
    fields: str
    source: str
    recipients: str
    retention: str
    owner: str
    assessment: str

    @property
    def field_list(self) -> list[str]:
        return self.fields.split("；")


@cache
def register() -> dict[str, Processing]:
    """Row to what it says, in the order of the file; ValueError where a cell is missing."""
    heading, *lines = _FILE.read_text(encoding="utf-8").splitlines()
    names = [field.name for field in fields(Processing)]
    if heading.split("\t") != names:
        raise ValueError("the register has other columns")
    found = {}
    for line in lines:
        cells = line.split("\t")
        if len(cells) != len(names) or not all(cells):
            raise ValueError(f"an incomplete row: {cells[0]}")
        found[cells[0]] = Processing(*cells)
    return found
