"""`manage.py verify_chain`: does the history still hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wangge.cases.models import Case, ChainSeal, Step
from wangge.cases.queries import history


class Command(BaseCommand):
    help = "核对每件事的步骤链、每日封存和封存文件。"

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*history.broken_chains(), *history.broken_seals()]
        for fault in faults:
            self.stdout.write(f"{fault.where}: {fault.what}")
        counts = (
            f"{Case.objects.count()} 件事、{Step.objects.count()} 个步骤、{ChainSeal.objects.count()} 天封存"
        )
        if faults:
            raise CommandError(f"{len(faults)} 处对不上（共核对 {counts}）")
        self.stdout.write(self.style.SUCCESS(f"全部一致：{counts}"))
