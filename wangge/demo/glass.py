"""Two looks behind the glass in the invented district: one judged, one that waits for its review."""

from datetime import timedelta

from django.db import transaction

from wangge.cases import actions
from wangge.cases.models import Case
from wangge.cases.queries import glass as queries
from wangge.demo.stage import Stage
from wangge.grids.access import Permit
from wangge.matters.rules import Visibility

_TOLD = (
    ("harm", "邻居到社区说屋里有打斗声，民警在路上，要先找到门栋。"),
    ("lost", "老人走失，家属在社区，要联系最早报告的人。"),
)


@transaction.atomic
def break_some(stage: Stage) -> None:
    """By the community's worker, for cases that lie on the street's desk."""
    staff, audit = stage.cast.users.get("staff"), stage.cast.users.get("audit")
    if staff is None or audit is None:
        return
    by = staff.acting()
    reach = Case.objects.open_to(by, Permit.GLASS_BREAK).open()
    hidden = reach.filter(visibility=Visibility.CONFIDENTIAL).order_by("-reported_at")
    cases = [case for case in hidden[:10] if not queries.sees_anyway(case, by)]
    for n, (case, (why, words)) in enumerate(zip(cases, _TOLD, strict=False)):
        at = stage.now - timedelta(minutes=50 - 30 * n)
        glass = actions.break_glass(case, why=why, words=words, by=by, at=at)
        if n == 0:
            seen = at + timedelta(minutes=15)
            actions.judge(glass, verdict="justified", words="情况属实。", by=audit.acting(), at=seen)
