"""Runs as a process of its own: a workbook on stdin becomes JSON on stdout. Imports nothing of the project.

A hostile or damaged workbook can ask for any amount of memory (one cell in the last row and column is enough)
or bring the parser down: here that ends this process, and whoever started it says so in a sentence.
"""

import datetime
import io
import json
import math
import sys
from typing import Any

#: Address space in bytes, and processor seconds.
MEMORY = 1536 * 1024 * 1024
SECONDS = 60
#: Excel keeps 15 digits of a number: longer ones (codes and cards typed as numbers) have lost their end.
DIGITS_KEPT = 10**15


def limit_myself() -> None:
    """Set the limits where the system has them (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(value: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, dates as 2026-11-20."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        whole = math.isfinite(value) and value == int(value)
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value)


def chosen_sheet(workbook: Any, calamine: Any) -> tuple[str, list[str], Any] | None:
    """The first visible sheet with anything in it, the names of the other visible ones, and the sheet."""
    shown, worksheet = calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet
    seen = [m.name for m in workbook.sheets_metadata if m.visible == shown and m.typ == worksheet]
    for name in seen:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is not None:
            return name, [other for other in seen if other != name], sheet
    return None


def read(content: bytes, max_rows: int, max_columns: int) -> dict[str, Any]:
    """`{"sheet", "others", "rows", "cut"}`, or `{"no": reason}`."""
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = chosen_sheet(workbook, calamine)
    except calamine.PasswordError:
        return {"no": "locked"}
    except calamine.CalamineError:
        return {"no": "damaged"}
    if found is None:
        return {"no": "empty"}
    name, others, sheet = found
    last_row, last_column = sheet.end
    if last_column >= max_columns:
        return {"no": "wide"}
    raw = sheet.to_python(skip_empty_area=False, nrows=max_rows + 1)
    if last_row >= max_rows and any(any(cell != "" for cell in row) for row in raw[max_rows:]):
        return {"no": "long"}
    rows = [[text_of(cell) for cell in row] for row in raw]
    cut = [
        (number, column)
        for number, row in enumerate(raw, 1)
        for column, cell in enumerate(row)
        if type(cell) is float and abs(cell) >= DIGITS_KEPT
    ]
    return {"sheet": name, "others": others, "rows": rows, "cut": cut}


def main() -> None:
    """Limits first, then the one workbook."""
    limit_myself()
    answer = read(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
