"""Two looks behind the glass in the invented district: one judged, one that waits for its review."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from wangge.cases import actions
from wangge.cases.models import Case
from wangge.cases.queries import glass as queries
from wangge.demo.stage import Stage
from wangge.grids.access import Acting, Permit
from wangge.matters.rules import Visibility

_TOLD = (
    ("harm", "邻居到社区说屋里有打斗声，民警在路上，要先找到门栋。"),
    ("lost", "老人走失，家属在社区，要联系最早报告的人。"),
)


#: Who breaks it: the first of these before whom something is hidden.
_HATS = ("staff", "dispatcher", "district")


@transaction.atomic
def break_some(stage: Stage) -> None:
    """By whoever does not see them as it is: the community's worker, else a desk above or beside."""
    audit = stage.cast.users.get("audit")
    if audit is None:
        return
    for n, ((by, case), (why, words)) in enumerate(zip(_hidden(stage), _TOLD, strict=False)):
        at = stage.now - timedelta(minutes=50 - 30 * n)
        glass = actions.break_glass(case, why=why, words=words, by=by, at=at)
        if n == 0:
            seen = at + timedelta(minutes=15)
            actions.judge(glass, verdict="justified", words="情况属实。", by=audit.acting(), at=seen)


def _hidden(stage: Stage) -> list[tuple[Acting, Case]]:
    """Cases and somebody within whose area each lies, though he may not see it; each case once."""
    found: dict[UUID, tuple[Acting, Case]] = {}
    for name in _HATS:
        if name not in stage.cast.users:
            continue
        by = stage.cast.users[name].acting()
        reach = Case.objects.open_to(by, Permit.GLASS_BREAK).open()
        secret = reach.filter(visibility=Visibility.CONFIDENTIAL).order_by("-reported_at")
        for case in secret[:10]:
            if case.pk not in found and not queries.sees_anyway(case, by):
                found[case.pk] = (by, case)
    return list(found.values())
