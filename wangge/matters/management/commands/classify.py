"""`manage.py classify`: what messages mean, one row out for each row in. Needs no database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wangge.matters.management import tables
from wangge.matters.queries import understanding
from wangge.matters.rules.understanding.model import Model

HEAD = ("message", "matter_1", "score_1", "matter_2", "matter_3", "urgency", "place", "ms")


class Command(BaseCommand):
    """Classify the messages of a tab-separated table."""

    help = "把一张来件表逐行归类：事项前三、紧急程度、地点。制表符分隔，UTF-8。"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from and where to."""
        parser.add_argument("--input", required=True, help="来件表（有 message 列，或者每行一条）")
        parser.add_argument("--output", required=True, help="结果写到哪里")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, classify, write."""
        messages = tables.messages(options["input"])
        model = understanding.the_model()
        model.understand("预热一下分词")
        rows = [_row(model, message) for message in messages]
        tables.write_tabs(options["output"], HEAD, rows)
        total = sum(float(row[-1]) for row in rows)
        self.stdout.write(f"{len(rows)} 条，平均每条 {total / max(1, len(rows)):.2f} 毫秒。")


def _row(model: Model, message: str) -> list[str]:
    begun = time.perf_counter()
    found = model.understand(message)
    took = (time.perf_counter() - begun) * 1000
    codes = [meant.code for meant in found.meant] + ["", "", ""]
    score = found.meant[0].share if found.meant else 0.0
    place = ";".join(found.places)
    return [message, codes[0], f"{score:.4f}", codes[1], codes[2], found.urgency, place, f"{took:.3f}"]
