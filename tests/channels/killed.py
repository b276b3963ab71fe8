"""A small installation of its own for a test that kills its worker: `prepare ROWS`, `wake`, `count`."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tests.channels.conftest import add_system  # noqa: E402
from tests.town import Town  # noqa: E402
from wangge.cases.models import Appeal, Case, Step  # noqa: E402
from wangge.channels import imports  # noqa: E402
from wangge.channels.models import OutsideOrder  # noqa: E402
from wangge.channels.rules import hotline  # noqa: E402
from wangge.jobs.models import Job  # noqa: E402
from wangge.sheets import actions, reading, registry, staging  # noqa: E402
from wangge.sheets.models import Run  # noqa: E402


def prepare(rows: int) -> None:
    """A town, a hotline, and an import that somebody has just confirmed."""
    town, at = Town(), timezone.now()
    town.stock()
    system, by = add_system(town), town.dispatcher
    lines = "".join(f"K{n},第{n}件：路边有垃圾没人扫,柳荫一网格\n" for n in range(rows))
    table = reading.parse(f"工单编号,诉求内容,地点\n{lines}".encode(), "热线.csv")
    importer = registry.find_importer(imports.NAME)
    assert importer is not None
    draft = staging.prepare(importer, hotline.ours(table, {}, system=system.name), by=by, at=at)
    actions.confirm(actions.stage(draft, by=by, at=at), by=by, at=at)


def wake() -> None:
    """As if the lease of whatever a dead worker held had run out."""
    Job.objects.filter(state="running").update(lease_until=timezone.now() - timedelta(seconds=1))


def count() -> dict[str, object]:
    """What is there."""
    run = Run.objects.get()
    return {
        "state": str(run.state),
        "done": run.done,
        "failed": run.failed,
        "orders": OutsideOrder.objects.count(),
        "numbers": OutsideOrder.objects.values("number").distinct().count(),
        "cases": Case.objects.count(),
        "appeals": Appeal.objects.count(),
        "steps": Step.objects.filter(verb="report").count(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    elif sys.argv[1] == "wake":
        wake()
    sys.stdout.write(json.dumps(count()))
