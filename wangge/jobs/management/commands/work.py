"""`manage.py work`: does the jobs until it is told to end; as many as you like may run beside one another."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wangge.jobs.runner import BATCH, Worker


class Command(BaseCommand):
    """Ends between two jobs on SIGTERM or SIGINT; what it had claimed and not begun, it gives back."""

    help = "执行后台任务，收到 SIGTERM 后做完手头的一件再退出"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完到期的任务就退出")
        parser.add_argument("--batch", type=int, default=BATCH, help="一次领取多少件")

    def handle(self, *args: Any, once: bool, batch: int, **options: Any) -> None:
        worker = Worker(batch=batch)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if once:
            worker.work_off()
        else:
            worker.work()
        if options["verbosity"] > 1 or once:
            self.stdout.write(f"完成 {worker.done} 件任务")
