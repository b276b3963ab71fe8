"""The year's results as a workbook."""

from datetime import date

from wangge.assessment import queries
from wangge.assessment.models import Standard
from wangge.assessment.rules import StandardState
from wangge.grids.access import Acting, Permit
from wangge.life.imports.tables import Out, Rows, add


def _results(acting: Acting, on: date) -> Rows:
    for standard in Standard.objects.filter(state=StandardState.IN_FORCE).order_by("pk"):
        for review in queries.reviews_within(acting, standard, on.year):
            yield {
                "org": review.unit.name,
                "standard": standard.name,
                "state": review.get_state_display(),
                "total": review.total if standard.has_total else "",
                "grade": "一票否决" if review.is_vetoed else review.grade,
                "notice": review.notice_until,
            }


add(
    "results",
    Out(
        "考评和星级",
        Permit.ASSESS_SEE,
        {
            "org": "组织",
            "standard": "标准",
            "state": "状态",
            "total": "得分",
            "grade": "等次",
            "notice": "公示到",
        },
        _results,
        "assessment:home",
    ),
)
