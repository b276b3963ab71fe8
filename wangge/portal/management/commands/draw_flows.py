"""`manage.py draw_flows` writes docs/flows from the tables of moves; `--check` compares (a house test)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices

from wangge.assessment.rules import REVIEW_FLOW
from wangge.assessment.rules import State as ReviewState
from wangge.cases.rules.flows import CASE_FLOW, CASE_STEPS, ORDER_FLOW, OrderState, State
from wangge.duties.rules.whistle import CALL_FLOW, CallState
from wangge.gatherings.rules.meeting import GATHERING_FLOW
from wangge.gatherings.rules.meeting import State as GatheringState
from wangge.grids.access import PERMITS
from wangge.kernel.flow import Flow, Move
from wangge.party.rules.members import TRANSFER_FLOW, TransferState
from wangge.party.rules.serving import REPORT_FLOW, TASK_FLOW, ReportState, TaskState
from wangge.promises.rules import PROJECT_FLOW, PROMISE_FLOW, ProjectState
from wangge.promises.rules import State as PromiseState

FLOWS: dict[str, tuple[str, Flow, type[TextChoices] | None]] = {
    "case.md": ("The flow of a case", CASE_FLOW, State),
    "case-steps.md": ("Steps of a case that change no state", CASE_STEPS, None),
    "whistle.md": ("The flow of a unit called by a whistle", CALL_FLOW, CallState),
    "order.md": ("The flow of a work order", ORDER_FLOW, OrderState),
    "gathering.md": ("The flow of a meeting or an activity", GATHERING_FLOW, GatheringState),
    "promise.md": ("The flow of a promise", PROMISE_FLOW, PromiseState),
    "project.md": ("The flow of a residents' project", PROJECT_FLOW, ProjectState),
    "micro-task.md": ("The flow of a micro-task", TASK_FLOW, TaskState),
    "report-in.md": ("The flow of a report-in", REPORT_FLOW, ReportState),
    "transfer.md": ("The flow of a transfer of the organisation relation", TRANSFER_FLOW, TransferState),
    "review.md": ("The flow of a review", REVIEW_FLOW, ReviewState),
}


class Command(BaseCommand):
    """Draws every flow; a changed table without its document fails the house tests."""

    help = "Write docs/flows from the tables of moves, or compare with --check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail where a document is behind"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        folder = Path(settings.BASE) / "docs" / "flows"
        behind = []
        for name, (title, flow, states) in FLOWS.items():
            text, path = document(title, flow, states), folder / name
            if not check:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                behind.append(name)
        if behind:
            raise CommandError(
                f"docs/flows is behind the code: {', '.join(behind)}; run ./dev manage draw_flows"
            )


def document(title: str, flow: Flow, states: type[TextChoices] | None) -> str:
    """A page of its own: the diagram where states change, and the table it is drawn from."""
    lines = [
        f"# {title}",
        "",
        "Written by `./dev manage draw_flows` from the table in the code; do not edit.",
        "",
    ]
    if states:
        labels = {str(value): str(label) for value, label in states.choices}
        lines += ["```mermaid", flow.diagram(labels).rstrip(), "```", ""]
    lines += ["| verb | 名称 | from | to | permit | held by |", "|---|---|---|---|---|---|"]
    lines += [row(move) for move in flow.rows]
    return "\n".join(lines) + "\n"


def row(move: Move) -> str:
    """One move and every role that carries its permit."""
    roles = ", ".join(role.value for role, permits in PERMITS.items() if move.permit in permits)
    sources = ", ".join(sorted(move.sources)) or "–"
    return (
        f"| `{move.verb}` | {move.name} | {sources} | {move.target or 'stays'} | `{move.permit}` | {roles} |"
    )
