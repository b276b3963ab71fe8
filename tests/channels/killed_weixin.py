"""A small installation of its own for a test that kills its server: `prepare`, `count`, `wake`."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tests.channels.fake_weixin import AES_KEY, TOKEN  # noqa: E402
from tests.town import Town  # noqa: E402
from wangge.channels.actions import knowledge, weixin_gates  # noqa: E402
from wangge.channels.models import Gate, Incoming, Line, Outgoing, Sender  # noqa: E402
from wangge.jobs.models import Job  # noqa: E402


def prepare(api: str) -> None:
    """A town, and an account at a WeChat of the test's own."""
    town, at = Town(), timezone.now()
    town.stock()
    knowledge.seed(at=at)
    gate = Gate(
        name="公众号",
        kind="official",
        code="killed",
        app_id="wx-ours",
        secret="s",
        token=TOKEN,
        aes_key=AES_KEY,
        api=api,
    )
    weixin_gates.save_gate(gate, by=town.sysadmin, at=at)


def wake() -> None:
    """As if its time had come, and whatever a dead process held were free."""
    Job.objects.filter(kind__startswith="channels.weixin").update(
        state="queued", lease_until=None, run_at=timezone.now() - timedelta(seconds=1)
    )


def count() -> dict[str, object]:
    """What is there."""
    return {
        "taken": Incoming.objects.count(),
        "open": Incoming.objects.filter(state="new").count(),
        "senders": Sender.objects.count(),
        "heard": Line.objects.filter(who="resident").count(),
        "sent": Outgoing.objects.filter(state="done").count(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2])
    elif sys.argv[1] == "wake":
        wake()
    sys.stdout.write(json.dumps(count()))
