"""Does the history still hold? Every case's chain against its head, every day against its seal and the seal
file.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings

from wangge.cases.models import Case, ChainSeal, Step
from wangge.cases.queries.ground import day_bounds
from wangge.cases.rules import chain
from wangge.kernel import sealing
from wangge.kernel.words import local_day


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, as the auditor reads it."""

    where: str
    what: str


def seal_file() -> Path:
    """One line a sealed day, outside the database, to be printed or kept elsewhere."""
    return Path(settings.DATA) / "seals.tsv"


def seal_line(seal: ChainSeal) -> str:
    return f"{seal.day}\t{seal.steps}\t{bytes(seal.root).hex()}\t{bytes(seal.mac).hex()}"


def seal_mac(seal: ChainSeal) -> bytes:
    """The keyed digest of a day's root: without the key ring nobody can make one."""
    message = f"{seal.day.isoformat()}:{seal.steps}:".encode() + bytes(seal.root)
    return sealing.mac(message, purpose="chain-seal", length=32)


def broken_chains() -> Iterator[Fault]:
    """Cases whose steps do not link up, or whose head is not their last step."""
    heads = dict(Case.objects.order_by().values_list("pk", "head"))
    steps = Step.objects.in_order().iterator(chunk_size=5000)
    for case_id, group in groupby(steps, key=lambda step: step.case_id):
        links = [(s.facts, bytes(s.previous), bytes(s.hash)) for s in group]
        place = chain.broken_at(links)
        if place is not None:
            yield Fault(str(case_id), f"第 {place} 步与前一步对不上")
        elif bytes(heads.pop(case_id, b"")) != links[-1][2]:
            yield Fault(str(case_id), "最后一步与事项记录的链头不一致")
        heads.pop(case_id, None)
    for case_id in heads:
        yield Fault(str(case_id), "没有任何步骤")


def broken_seals() -> Iterator[Fault]:
    """Days whose steps are not the ones that were sealed, or whose seal was made without the key."""
    written = _written()
    for seal in ChainSeal.objects.order_by("day"):
        start, end = day_bounds(seal.day)
        steps = Step.objects.filter(at__gte=start, at__lt=end).order_by("case_id", "seq")
        leaves = [bytes(h) for h in steps.values_list("hash", flat=True).iterator(chunk_size=5000)]
        if len(leaves) != seal.steps or chain.merkle_root(leaves) != bytes(seal.root):
            yield Fault(str(seal.day), "当天的步骤与封存时不一致")
        elif not hmac.compare_digest(seal_mac(seal), bytes(seal.mac)):
            yield Fault(str(seal.day), "封存记录不是用本系统的密钥做的")
        line = written.pop(str(seal.day), None)
        if line != seal_line(seal):
            yield Fault(str(seal.day), "封存文件里没有这一天，或与数据库不一致")
    for day in written:
        yield Fault(day, "封存文件里有这一天，数据库里没有")


def unsealed_days(today: date) -> list[date]:
    """The days before today that wait for their seal: since the last one, or since the first step of all."""
    last = ChainSeal.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first = Step.objects.order_by("at").values_list("at", flat=True).first()
        last = local_day(first) - timedelta(days=1) if first else today
    return [last + timedelta(days=n) for n in range(1, (today - last).days)]


def _written() -> dict[str, str]:
    path = seal_file()
    if not path.exists():
        return {}
    return {line.split("\t", 1)[0]: line for line in path.read_text().splitlines() if line}
