"""`manage.py hot`: which messages of a CSV file are about the same trouble at the same place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wangge.matters.management import tables
from wangge.matters.rules.understanding import hot
from wangge.matters.rules.understanding.hot import Message

HEAD = ("id", "cluster", "rank", "heat", "place", "title")
_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
)


class Command(BaseCommand):
    """Group the messages of a table."""

    help = "在一张来件 CSV 里找出同一地点的同一件事，按热度排名；一行对一行，cluster 为空是单独的一件。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The table and its columns."""
        parser.add_argument("--input", required=True, help="来件 CSV")
        parser.add_argument("--id", required=True, help="编号在哪一列")
        parser.add_argument("--text", required=True, help="文字在哪一列；几列用逗号连起来，标题在前")
        parser.add_argument("--time", required=True, help="时间在哪一列")
        parser.add_argument("--output", required=True, help="结果写到哪里")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, group, write."""
        wanted = [name.strip() for name in options["text"].split(",")]
        head, rows = tables.table(options["input"], options["id"], options["time"], *wanted)
        told = zip(*(tables.column(head, rows, name) for name in wanted), strict=True)
        found = [
            Message(number, "\n".join(part.strip() for part in parts), moment(at))
            for number, parts, at in zip(
                tables.column(head, rows, options["id"]),
                told,
                tables.column(head, rows, options["time"]),
                strict=True,
            )
        ]
        groups = hot.groups(found)
        tables.write_csv(options["output"], HEAD, _rows(found, groups))
        together = sum(len(group.members) for group in groups)
        self.stdout.write(f"{len(found)} 件，{len(groups)} 组，共 {together} 件同地同事。")


def moment(text: str) -> datetime | None:
    """A moment as tables write it, without a zone; None where it cannot be read."""
    text = text.strip().replace("T", " ")[:19]
    for form in _FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  only compared with its like
        except ValueError:
            continue
    return None


def _rows(messages: Sequence[Message], groups: Sequence[hot.Group]) -> list[list[str]]:
    home = hot.by_member(groups)
    newest = max((m.at for m in messages if m.at), default=None)
    rows = []
    for place, message in enumerate(messages):
        name, group = home.get(place, ("", None))
        if group is None:
            heat = f"{hot.heat([message.at], newest):.3f}"
            rows.append([message.id, "", "", heat, "", hot.title(message.text)])
        else:
            rows.append([message.id, name, str(group.rank), f"{group.heat:.3f}", group.place, group.title])
    return rows
