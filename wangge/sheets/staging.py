"""From a table to a draft that can be confirmed. All that is slow happens here, before any transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused
from wangge.sheets import cells, rules, store
from wangge.sheets.registry import Importer, Review
from wangge.sheets.rules import Checked, RowError, Table, Template

#: Rows of one block: what one transaction of a background run writes.
BLOCK = 250
_SAMPLE = 10
_SAMPLE_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked upload whose rows lie on disk; `actions.stage` makes a run of it."""

    importer: Importer
    file_name: str
    key: str
    blocks: int
    total: int
    #: row number -> all that is wrong with it
    bad: dict[int, str]
    preview: "Preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person sees before confirming; kept as sealed JSON."""

    titles: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    #: Row number first, then the recognised columns' cells in the template's order.
    sample: list[list[str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: (column, problem, how many rows)
    common: list[tuple[str, str, int]] = field(default_factory=list)

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Preview":
        """An empty text gives an empty preview: the rows have been forgotten."""
        return cls(**json.loads(text)) if text else cls()


def prepare(importer: Importer, table: Table, *, by: Actor, at: datetime) -> Draft:
    """Check, review and store a table. Refuses a table that cannot be looked into at all."""
    template = importer.template
    checked = rules.check(table, template)
    if checked.problems:
        raise Refused("".join(checked.problems), field="file")
    review = importer.review(checked.rows, by=by, at=at) if importer.review else Review()
    errors = [*checked.errors, *review.errors]
    key = store.new_key()
    return Draft(
        importer=importer,
        file_name=table.name or "未命名",
        key=key,
        blocks=_store_rows(key, table, checked),
        total=checked.total,
        bad=rules.by_row(errors),
        preview=_preview(table, template, checked, errors, review.notes),
    )


def _store_rows(key: str, table: Table, checked: Checked) -> int:
    filled = rules.filled_rows(table, checked.heading)
    blocks = 0
    while block := list(islice(filled, BLOCK)):
        store.put_rows(key, blocks, block)
        blocks += 1
    return blocks


def _preview(
    table: Table, template: Template, checked: Checked, errors: list[RowError], notes: Sequence[str]
) -> Preview:
    heading = checked.heading
    known = [c for c in template.columns if c.key in heading.places]
    sample = []
    for number, row in islice(rules.filled_rows(table, heading), _SAMPLE):
        wanted = [row[p] if (p := heading.places[c.key]) < len(row) else "" for c in known]
        sample.append([str(number), *(cells.short(cells.tidy(cell), _SAMPLE_WIDTH) for cell in wanted)])
    return Preview(
        titles=[cells.tidy(cell) for cell in table.rows[heading.row - 1]],
        places=dict(heading.places),
        sample=sample,
        columns=[c.title for c in known],
        extra=list(heading.extra),
        absent=list(heading.absent),
        notes=[*_about_file(table), *notes],
        common=rules.common_problems(errors),
    )


def _about_file(table: Table) -> list[str]:
    notes = []
    if table.encoding not in ("", "UTF-8"):
        notes.append(f"文件按 {table.encoding} 编码读取，请看看下面的文字有没有乱码。")
    if table.other_sheets:
        others = cells.listed([f"“{name}”" for name in table.other_sheets], 3)
        notes.append(f"只读取了第一张有内容的工作表“{table.sheet}”，没有读：{others}。")
    return notes
