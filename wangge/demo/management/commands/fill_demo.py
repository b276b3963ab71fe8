"""`manage.py fill_demo`: fill an empty database with the invented district."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from wangge.demo import fill, geography
from wangge.demo.models import DemoMark
from wangge.grids.models import Area
from wangge.jobs import runner


class Command(BaseCommand):
    help = "把虚构的城区装进一个空的数据库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=[*fill.SCALE], default="small")
        parser.add_argument("--seed", type=int, default=geography.SEED)
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        mark = DemoMark.objects.first()
        if mark is not None:
            self.stdout.write(
                f"演示数据已经装好（{mark.size}）。"
                if mark.is_whole
                else "演示数据没有装完，请换一个数据目录重装。"
            )
            return
        if Area.objects.exists():
            raise CommandError("这个数据库里已有区域，不能再装演示数据。")
        bars: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            bar = bars.get(stage)
            if bar is None:
                bars[stage] = bar = tqdm(
                    total=total, desc=stage, disable=options["quiet"], leave=True, mininterval=1
                )
            bar.update(done - bar.n)
            if done >= total:
                bar.close()

        at = timezone.now()
        fill.fill(options["size"], seed=options["seed"], at=at, tell=tell)
        while runner.run_due(at=timezone.now(), is_slow=False):  # the worker fits the model beside the pages
            pass
