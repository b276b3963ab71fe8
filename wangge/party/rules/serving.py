"""Micro-tasks, report-ins, the six duties and the three roles with their twenty indicators; pure."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import TextChoices

from wangge.kernel.flow import Flow, move

INDICATORS_FILE = Path(__file__).resolve().parents[1] / "data" / "indicators.tsv"


class Duty(TextChoices):
    """The six duties (row 34): every deed is one of them."""

    DISCOVER = "discover", "发现"
    ADVISE = "advise", "建言"
    SUPERVISE = "supervise", "监督"
    DELIBERATE = "deliberate", "议事"
    MOBILISE = "mobilise", "动员"
    SERVE = "serve", "服务"


class TaskKind(TextChoices):
    """What a grid asks its members for."""

    TASK = "task", "微事项"
    DEED = "deed", "实事"


class TaskState(TextChoices):
    """Where a micro-task stands."""

    OPEN = "open", "待认领"
    CLAIMED = "claimed", "已认领"
    DONE = "done", "待确认"
    CONFIRMED = "confirmed", "已完成"
    WITHDRAWN = "withdrawn", "已撤回"


TASK_FLOW = Flow(
    "微事项",
    (
        move("publish", set(), TaskState.OPEN, "task_publish", "发布"),
        move("claim", {TaskState.OPEN}, TaskState.CLAIMED, "party_mine", "认领"),
        move("hand_back", {TaskState.CLAIMED}, TaskState.OPEN, "party_mine", "交回"),
        move("finish", {TaskState.CLAIMED}, TaskState.DONE, "party_mine", "报完成"),
        move("confirm", {TaskState.DONE}, TaskState.CONFIRMED, "task_publish", "确认"),
        move("redo", {TaskState.DONE}, TaskState.CLAIMED, "task_publish", "请再做一下"),
        move("withdraw", {TaskState.OPEN, TaskState.CLAIMED}, TaskState.WITHDRAWN, "task_publish", "撤回"),
    ),
)


class ReporterKind(TextChoices):
    """Who reports in: a unit's branch, or a serving member where he lives."""

    MEMBER = "member", "在职党员"
    UNIT = "unit", "单位党组织"


class ReportState(TextChoices):
    """Where a report-in stands."""

    REPORTED = "reported", "已报到，待选岗"
    CHOSEN = "chosen", "已选岗，待确认"
    SERVING = "serving", "服务中"
    ENDED = "ended", "已结束"


REPORT_FLOW = Flow(
    "双报到",
    (
        move("report_in", set(), ReportState.REPORTED, "party_mine", "报到"),
        move("choose", {ReportState.REPORTED, ReportState.CHOSEN}, ReportState.CHOSEN, "party_mine", "选岗"),
        move("accept", {ReportState.CHOSEN}, ReportState.SERVING, "task_publish", "确认"),
        move("decline", {ReportState.CHOSEN}, ReportState.REPORTED, "task_publish", "请另选"),
        move(
            "hand_back", {ReportState.CHOSEN, ReportState.SERVING}, ReportState.REPORTED, "party_mine", "交回"
        ),
        move(
            "end",
            {ReportState.REPORTED, ReportState.CHOSEN, ReportState.SERVING},
            ReportState.ENDED,
            "party_mine",
            "结束",
        ),
    ),
)


def half_of(day: date) -> str:
    """2026-1 for the first half of a year, 2026-2 for the second."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def half_name(half: str) -> str:
    """2026 年上半年."""
    year, part = half.split("-")
    return f"{year} 年{'上' if part == '1' else '下'}半年"


def half_bounds(half: str) -> tuple[date, date]:
    """The first and the last day of a half-year."""
    year, part = half.split("-")
    if part == "1":
        return date(int(year), 1, 1), date(int(year), 6, 30)
    return date(int(year), 7, 1), date(int(year), 12, 31)


class CardRole(TextChoices):
    """The three roles of a participant (row 33)."""

    GUIDE = "political_guide", "政治引航员"
    WATCHER = "neighbour_watcher", "邻里守望者"
    WOODPECKER = "community_woodpecker", "社区啄木鸟"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the twenty. `source`: kinds of confirmed deeds it counts; empty: told by the member himself."""

    code: str
    role: str
    name: str
    source: tuple[str, ...]
    definition: str

    @property
    def is_counted(self) -> bool:
        return bool(self.source)


@cache
def indicators() -> Mapping[str, Indicator]:
    """The twenty, in their order."""
    with INDICATORS_FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Indicator(
                row["code"],
                row["role"],
                row["name"],
                tuple(part for part in row["source"].split(",") if part),
                row["definition"],
            )
            for row in csv.DictReader(lines, delimiter="\t")
        }
