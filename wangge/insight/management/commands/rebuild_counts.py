"""`manage.py rebuild_counts`: count everything anew; pages show the same numbers before and after."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone

from wangge.cases.actions import counting
from wangge.insight import actions

_TRIES = 5


class Command(BaseCommand):
    help = "从案件重新计算全部统计数，结果应与逐笔累计一致。"

    def handle(self, *args: Any, **options: Any) -> None:
        begun, older = monotonic(), 0
        while done := counting.tally_old(at=timezone.now()):
            older += done
        for left in reversed(range(_TRIES)):
            try:
                actions.rebuild(at=timezone.now())
                break
            except OperationalError:  # somebody folded at the same moment
                if not left:
                    raise
        self.stdout.write(f"已重新计算，用时 {monotonic() - begun:.1f} 秒；补记 {older} 件旧案。")
