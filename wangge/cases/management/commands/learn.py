"""`manage.py learn`: from a labelled CSV into a model file; without one, from the installation's cases."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangge.cases.queries import lessons
from wangge.journal.models import COMMAND_LINE
from wangge.kernel.refusal import Refused
from wangge.matters import actions as matters
from wangge.matters.jobs import learn
from wangge.matters.management import tables
from wangge.matters.queries import understanding
from wangge.matters.rules.understanding import packing, store, texts


class Command(BaseCommand):
    """Learn from labelled texts."""

    help = "从一张带类别的 CSV 学习，写出一个模型文件；不给 CSV 就从本机已结案的来件学习。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The table, its columns, the model file."""
        parser.add_argument("--input", help="带类别的 CSV")
        parser.add_argument("--text", help="文字在哪一列")
        parser.add_argument("--label", help="类别在哪一列")
        parser.add_argument("--output", help="模型文件写到哪里")
        parser.add_argument("--back", action="store_true", help="退回上一次从案件学习之前的模型")

    def handle(self, *args: Any, **options: Any) -> None:
        """From the table, or from our own cases."""
        given = [name for name in ("input", "text", "label", "output") if options[name]]
        try:
            if options["back"]:
                self._back()
            elif not given:
                self._from_cases()
            elif len(given) == 4:
                self._from_table(options)
            else:
                raise CommandError("请给出 --input、--text、--label 和 --output；都不给就从本机的案件学习。")
        except Refused as refusal:
            raise CommandError(refusal.message) from None

    def _back(self) -> None:
        if not understanding.drop_own():
            raise Refused("现在用的就是随产品提供的模型，没有可以退回的。")
        matters.note_way_back(by=COMMAND_LINE, at=timezone.now())
        self.stdout.write("已退回学习之前的模型。")

    def _from_cases(self) -> None:
        begun = time.monotonic()
        lesson, outcome = learn(lessons.examples(), by=COMMAND_LINE, at=timezone.now())
        self.stdout.write(f"学习了 {lesson.cases} 件已结案的来件，其中改判过的 {lesson.corrections} 件。")
        self.stdout.write(
            f"没学过的本机来件，第一个事项就对：学习前 {outcome.before:.3f}，学习后 {outcome.after:.3f}。"
        )
        self.stdout.write(
            f"随产品的来件：学习前 {outcome.shipped_before:.3f}，学习后 {outcome.shipped_after:.3f}。"
        )
        for old, new, filed, count in outcome.changed:
            self.stdout.write(f"  原来 {old} → 现在 {new}（实际 {filed}）：{count} 件")
        self.stdout.write("已采用学到的模型。" if lesson.is_kept else "没有变好，照旧使用原来的模型。")
        self.stdout.write(f"用时 {time.monotonic() - begun:.0f} 秒。")

    def _from_table(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        head, rows = tables.table(options["input"], options["text"], options["label"])
        told = tables.column(head, rows, options["text"])
        labels = [label.strip() for label in tables.column(head, rows, options["label"])]
        known = [i for i, label in enumerate(labels) if label]
        told, labels = [told[i] for i in known], [labels[i] for i in known]
        classes = sorted(set(labels))
        if len(classes) < 2:
            raise CommandError("至少要有两个不同的类别才能学习。")
        self.stdout.write(f"类别 {len(classes)}：{'、'.join(classes)}")
        self.stdout.write(
            f"行数 {len(told)}"
            + (f"，另有 {len(rows) - len(told)} 行没有类别" if len(rows) > len(told) else "")
        )
        tested = texts.cross_validated(told, labels)
        if tested is None:
            self.stdout.write("样本太少，不做交叉验证。")
        else:
            self.stdout.write(
                f"{texts.FOLDS} 折交叉验证（{tested.rows} 行）："
                f"accuracy {tested.accuracy:.4f}，macro-F1 {tested.macro_f1:.4f}"
            )
        about, arrays = packing.pack_texts(texts.fit(told, labels))
        store.write(Path(options["output"]), packing.TEXTS, about, arrays)
        self.stdout.write(f"模型写到 {options['output']}，用时 {time.monotonic() - begun:.0f} 秒。")
