"""`manage.py seed_catalogue`: the shipped matters, models and numbers; what was edited here stays."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from wangge.journal.models import COMMAND_LINE
from wangge.matters import actions


class Command(BaseCommand):
    """Enter or renew the shipped catalogue."""

    help = "导入随产品提供的事项目录、处置模型和默认数值；本地改过的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, then say how much was new."""
        done = actions.seed_catalogue(by=COMMAND_LINE, at=timezone.now())
        self.stdout.write(
            f"新增：事项 {done.matters}，处置模型 {done.models}，数值 {done.numbers}；"
            f"更新 {done.renewed}；本地改过、保持不动 {done.kept}。"
        )
