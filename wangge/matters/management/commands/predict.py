"""`manage.py predict`: labels for the texts of a CSV file by a learnt model. Needs no database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangge.kernel.refusal import Refused
from wangge.matters.management import tables
from wangge.matters.queries import understanding
from wangge.matters.rules.understanding import texts


class Command(BaseCommand):
    """Label the texts of a table."""

    help = "用 learn 学出的模型给一张 CSV 的文字逐行判定类别，原有各列保留，后面加 label、score 两列。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The model, the table and its column of texts."""
        parser.add_argument("--model", required=True, help="learn 写出的模型文件")
        parser.add_argument("--input", required=True, help="要判定的 CSV")
        parser.add_argument("--text", required=True, help="文字在哪一列")
        parser.add_argument("--output", required=True, help="结果写到哪里")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, label, write."""
        try:
            model = understanding.texts_model(options["model"])
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        head, rows = tables.table(options["input"], options["text"])
        found = [texts.label(model, text) for text in tables.column(head, rows, options["text"])]
        labelled = [[*row, label, f"{score:.4f}"] for row, (label, score) in zip(rows, found, strict=True)]
        tables.write_csv(options["output"], [*head, "label", "score"], labelled)
        self.stdout.write(f"{len(rows)} 行。")
