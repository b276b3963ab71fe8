"""`manage.py handbook_words` writes the handbook's page of states and outcomes; `--check` compares it."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wangge.cases.rules.flows import (
    CASE_FLOW,
    CASE_STEPS,
    ORDER_FLOW,
    DeclineReason,
    OrderState,
    Outcome,
    PushReason,
    Source,
    SuspendCause,
)
from wangge.cases.rules.words import DECLINE_CHANNEL, OUTCOME_PUBLIC, STATUS
from wangge.grids.access import PERMITS, Role
from wangge.matters.actions.seeding import DATA
from wangge.matters.rules.entries import Number

FILE = "docs/handbook/11-states.md"
#: What each status asks, and of whom.
_NEXT = {
    "reported": "受理席位",
    "waiting_info": "来件人；时限停着",
    "accepted": "受理席位",
    "deliberating": "社区和邻里",
    "dispatched": "单位签收",
    "in_hand": "单位，或接手的网格员",
    "returned": "派单席位答复",
    "disputed": "领导裁定",
    "suspended": "到日子复查；时限停着",
    "verifying": "核查的人",
    "verified": "受理席位",
    "closed": "来件人评价，30 天内可以说没解决",
    "declined": "—；原因和该去的地方写在进度页",
    "merged": "看并入的那一件",
}
_ORDER_WORDS = {
    OrderState.SENT: "已经派出，单位还没有接",
    OrderState.ACKNOWLEDGED: "单位签收了，正在办",
    OrderState.SUBMITTED: "单位提交了结果，等核查",
    OrderState.DONE: "结果认可了",
    OrderState.RETURNED: "单位说不归它管，等席位答复",
    OrderState.DISPUTED: "由领导定谁来办",
    OrderState.WITHDRAWN: "席位收回了，或改派给别的单位",
}
_OUTCOME_WORDS = {
    Outcome.SOLVED: "只有它算“解决”",
    Outcome.PARTLY: "要写明剩下的由谁办",
    Outcome.EXPLAINED_ACCEPTED: "来件人自己说接受",
    Outcome.EXPLAINED_NOT_ACCEPTED: "来件人自己说不接受",
    Outcome.BEYOND_POWER: "答复里写明该找谁",
    Outcome.UNFOUNDED: "要到现场看过",
    Outcome.WITHDRAWN: "只能由来件人自己点",
}
#: Default numbers that people of the loop meet, in its order.
_NUMBERS = (
    "intake_decision",
    "intake_decision_emergency",
    "dispatch",
    "grid_desk",
    "acknowledge",
    "acknowledge_emergency",
    "first_contact",
    "first_contact_urgent",
    "send_back",
    "send_back_long",
    "arbitration",
    "arbitration_emergency",
    "deliberation",
    "info_wait",
    "assist_share",
    "extension_times",
    "extension_max_share",
    "suspension_review",
    "warn_colour",
    "warn_remind",
    "warn_supervise",
    "warn_escalate",
    "rework_supervise",
    "reopen_days",
    "reopen_escalate",
    "archive_days",
    "revisit_tries",
    "wrong_dispatch_undo",
)


class Command(BaseCommand):
    """Writes the page; a changed table without it fails a test."""

    help = "Write the handbook's page of states and outcomes from the code, or compare with --check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail where it is behind")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path, text = Path(settings.BASE) / FILE, page()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{FILE} is behind the code; run ./dev manage handbook_words")


def page() -> str:
    """The whole page."""
    sections = [
        ("事项的状态", "", states(), ""),
        ("工单的状态", "一张工单是一个单位的一份活；一件事可以有几张。", orders(), ""),
        ("办理结果", "", outcomes(), ""),
        ("不予受理的原因", "", declines(), "原因属于这件事，不属于来件的人。"),
        ("其他要选的词", "", choices(), ""),
        ("谁能做什么", "先看得到这件事，才谈得上能做；保密事项另有更窄的范围。", deeds(), ""),
        ("默认数值", "本地可以在“办理时限与比例”里改，以系统里显示的为准。", numbers(), ""),
    ]
    lines = [
        "# 状态和结果",
        "",
        "同一个状态，工作人员和来件人看到的字不一样：一个说工作到哪一步，一个说对您意味着什么。",
        "这一章由 `./dev manage handbook_words` 按程序里的表写出，不要手工改。",
    ]
    for title, before, rows, after in sections:
        lines += ["", f"## {title}", "", *([before, ""] if before else []), *rows]
        lines += ["", after] if after else []
    return "\n".join(lines) + "\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell or '—' for cell in row)} |"


def states() -> Iterator[str]:
    shown = (status for code, status in STATUS.items() if code != "draft")
    rows = ((status.name, status.public, _NEXT.get(status.code, "")) for status in shown)
    return table(["工作人员看到", "来件人看到", "下一步谁来"], rows)


def orders() -> Iterator[str]:
    return table(["状态", "意思"], ((str(state.label), _ORDER_WORDS[state]) for state in OrderState))


def outcomes() -> Iterator[str]:
    rows = ((str(o.label), OUTCOME_PUBLIC[o], _OUTCOME_WORDS[o]) for o in Outcome)
    return table(["工作人员看到", "来件人看到", "说明"], rows)


def declines() -> Iterator[str]:
    rows = ((str(reason.label), DECLINE_CHANNEL[reason.value]) for reason in DeclineReason)
    return table(["原因", "告诉来件人的话（按这件事改）"], rows)


def choices() -> Iterator[str]:
    lists = (("上报上一级的原因", PushReason), ("挂起的原因", SuspendCause), ("来件的来源", Source))
    return table(["选什么", "有哪些"], ((name, "、".join(map(str, of.labels))) for name, of in lists))


def deeds() -> Iterator[str]:
    """Every deed by its name, and the roles that carry one of its permits."""
    names: dict[str, set[str]] = {}
    for flow in (CASE_FLOW, ORDER_FLOW, CASE_STEPS):
        for move in flow.rows:
            names.setdefault(move.name, set()).add(move.permit)
    return table(["动作", "哪些岗位"], ((name, _roles(permits)) for name, permits in names.items()))


def _roles(permits: set[str]) -> str:
    held: Mapping[Role, frozenset[Any]] = PERMITS
    return "、".join(str(role.label) for role, own in held.items() if permits & {str(p) for p in own})


def numbers() -> Iterator[str]:
    with (DATA / "settings.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    found = (rows[key] for key in _NUMBERS)
    return table(["环节", "默认"], ((row["name"], _number(row)) for row in found))


def _number(row: Mapping[str, str]) -> str:
    since = date.fromisoformat(row["effective_from"])
    about = (row["unit"], row["mark"], row["source_note"])
    return Number(row["key"], row["name"], float(row["value"]), *about, since).words
