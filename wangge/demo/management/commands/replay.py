"""`manage.py replay TABLE`: carry real events through the product in a database of their own."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from wangge.demo import replay
from wangge.demo.replay import table
from wangge.grids.models import Area
from wangge.kernel.refusal import Refused

#: Says that a data folder was made by a replay and may be made anew by the next one.
_MARK = ".replay"


class Command(BaseCommand):
    requires_system_checks = ()
    help = "重放一张真实事件表：建区域和单位，逐件办理，给出归类、派单准确率和用时。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", type=Path, help="事件表（.csv 或 .csv.gz）")
        parser.add_argument("--limit", type=int, help="只取前 N 件")
        parser.add_argument("--district", default="坪山区", help="表里没有的区名")
        parser.add_argument("--fresh", type=Path, metavar="DIR", help="用这个新的数据目录，不动现有数据")
        parser.add_argument("--quiet", action="store_true", help="不显示进度")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["table"]
        if not path.exists():
            raise CommandError(f"没有这个文件：{path}")
        if folder := self._folder(options["fresh"]):
            self._run_in(folder, options)
            return
        self._prepare()
        try:
            events = table.read(path, limit=options["limit"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if not events:
            raise CommandError("这张表里没有事件。")
        bar = tqdm(total=len(events), desc="事件", unit="件", disable=options["quiet"])

        def tell(stage: str, done: int, total: int) -> None:
            bar.update(done - bar.n)

        outcome = replay.run(events, district=options["district"], tell=tell)
        bar.close()
        self._say(outcome)
        self._verify()

    # --- where ---

    def _folder(self, fresh: Path | None) -> Path | None:
        """The folder of its own that a replay goes to; None where it may use the installation at hand.

        The demo's folder is never used: the demo would find a strange district there.
        """
        if fresh is not None:
            if fresh.exists() and any(fresh.iterdir()) and not (fresh / _MARK).exists():
                raise CommandError(f"目录 {fresh} 不是空的，请换一个。")
            return fresh
        is_default = connection.vendor == "sqlite" and settings.DATA == settings.BASE / "var" / "demo"
        return settings.BASE / "var" / "replay" if is_default else None

    def _run_in(self, folder: Path, options: dict[str, Any]) -> None:
        """The same command in a process whose installation lies in that folder, made anew."""
        if (folder / _MARK).exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()
        again = ["replay", str(options["table"].resolve()), "--district", options["district"]]
        again += ["--limit", str(options["limit"])] if options["limit"] is not None else []
        again += ["--quiet"] if options["quiet"] else []
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WANGGE_KEYS")}
        environment |= {"WANGGE_DATA": str(folder.resolve())}
        self.stdout.write(f"数据目录：{folder}")
        command = [sys.executable, str(settings.BASE / "manage.py"), *again]
        if status := subprocess.call(command, env=environment):  # noqa: S603  (ourselves)
            sys.exit(status)

    def _prepare(self) -> None:
        """Tables where there are none; a database with areas is somebody's."""
        call_command("migrate", verbosity=0)
        if Area.objects.exists():
            raise CommandError("这个数据库里已有区域，不能在这里重放；请加 --fresh 目录。")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes can be replayed

    # --- what came of it ---

    def _say(self, outcome: replay.Outcome) -> None:
        say = self.stdout.write
        say(
            f"小类 {outcome.kinds} 种，对应到事项 {_share(outcome.kinds_mapped, outcome.kinds)}；"
            f"事件 {outcome.events} 件，对应到事项 {_share(outcome.events_mapped, outcome.events)}"
        )
        if outcome.unmapped:
            names = "、".join(f"{kind}（{count}）" for kind, count in outcome.unmapped)
            say(f"没有对应事项的小类（事件数）：{names}")
        say(f"单位 {outcome.units} 个；看名称认不出部门的 {len(outcome.units_unread)} 个")
        if outcome.units_unread:
            say(f"认不出部门的单位：{'、'.join(outcome.units_unread)}")
        say(
            f"受理 {_share(outcome.accepted, outcome.events)}；"
            f"派给实际办理单位 {_share(outcome.dispatched, outcome.events)}；"
            f"办结 {_share(outcome.closed, outcome.events)}"
        )
        say(_times(outcome.timed))
        for verdict in outcome.verdicts:
            in_three = f"，前三 {verdict.in_three:.1%}" if verdict.in_three is not None else ""
            say(f"派对单位——{verdict.name}：第一 {verdict.first:.1%}{in_three}（{verdict.asked} 件有单位）")
        say(f"写入步骤 {outcome.steps} 条；用时 {sum(outcome.seconds.values()):.0f} 秒")
        say("　其中 " + "，".join(f"{name} {seconds:.1f} 秒" for name, seconds in outcome.seconds.items()))

    def _verify(self) -> None:
        began = perf_counter()
        faults = replay.faults()
        for fault in faults[:20]:
            self.stdout.write(f"历史校验：{fault}")
        if faults:
            raise CommandError(f"历史校验：{len(faults)} 处不符。")
        self.stdout.write(f"历史校验：每件事的链、每天的封存全部通过（{perf_counter() - began:.1f} 秒）")


def _share(part: int, whole: int) -> str:
    return f"{part}（{part / whole:.1%}）" if whole else str(part)


def _times(timed: dict[tuple[bool, bool], int]) -> str:
    """The table's word against our clock, for those that were closed."""
    total = sum(timed.values())
    agreed = timed.get((True, True), 0) + timed.get((False, False), 0)
    odd = timed.get((False, True), 0)
    more = f"；表上逾期而时限为“立即”、无所谓逾期的 {odd} 件" if odd else ""
    return f"按期、逾期与表一致 {_share(agreed, total)}{more}"
