"""`manage.py verify_journal`: walk the journal's chain and say what was changed or removed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangge.journal import queries


class Command(BaseCommand):
    """Exits with 1 and the list of faults when the chain does not hold."""

    help = "核对操作日志：是否有记录被改动或删除"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--file", type=Path, help="另外保存的封印文件，默认为数据目录中的 seals/journal.tsv"
        )

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        verdict = queries.verify(file)
        if verdict.faults:
            raise CommandError("日志核对不通过：\n" + "\n".join(verdict.faults))
        self.stdout.write(f"日志完好：已封存 {verdict.sealed} 条，待封存 {verdict.unsealed} 条")
