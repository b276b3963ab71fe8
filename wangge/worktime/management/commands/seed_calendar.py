"""`manage.py seed_calendar [YEAR ...]`: enters the announced holidays, or a CSV of them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangge.journal.models import COMMAND_LINE
from wangge.worktime import actions
from wangge.worktime.rules import parse_days


class Command(BaseCommand):
    """Without years: five years back to next year."""

    help = "录入节假日和调休安排"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", type=int, help="年份，默认从五年前到明年")
        parser.add_argument("--csv", type=Path, help="改从 CSV 文件导入，列：年份、日期、名称、是否放假")

    def handle(self, *args: Any, years: list[int], csv: Path | None = None, **options: Any) -> None:
        at = timezone.localtime()
        if csv is None:
            entered = actions.seed_years(years or range(at.year - 5, at.year + 2), by=COMMAND_LINE, at=at)
        else:
            rows, faults = parse_days(csv.read_text("utf-8-sig"))
            if faults:
                raise CommandError("\n".join(faults))
            entered = actions.import_days(rows, by=COMMAND_LINE, at=at)
        self.stdout.write(f"已录入 {'、'.join(map(str, entered.known)) or '0'} 年，共 {entered.days} 天")
        for year in entered.unknown:
            self.stdout.write(f"{year} 年的放假安排没有数据，暂按周一至周五推算；公布后请导入")
