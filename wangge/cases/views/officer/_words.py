"""What the pages of a grid's people share: who comes in, and how a case is named on a card."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse

from wangge.cases.models import Case
from wangge.cases.queries import officer
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Role
from wangge.grids.doors import in_post
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import NotAllowed

P = ParamSpec("P")


def on_foot(view: Callable[Concatenate[ActingRequest, P], HttpResponse]) -> Any:
    """The page is for those whose work is the ground: officers, leaders, captains."""

    @wraps(view)
    def checked(request: ActingRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.acting.role not in {*officer.WALKERS, Role.CAPTAIN}:
            raise NotAllowed("这一页是网格长、网格员和楼道长用的，您现在的岗位请用工作台。")
        return view(request, *args, **kwargs)

    walked: Any = checked
    return in_post(walked)


def heading(acting: Acting) -> str:
    node = grids.area(acting.area_id)
    return node.label.replace("·", "・") if node else acting.seat


def title(case: Case) -> str:
    return f"{case.title}・{case.place}" if case.place and not case.is_confidential else case.title


#: What is said of a case where it holds.
MARKS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("特急", lambda case: case.urgency == "emergency"),
    ("督办", lambda case: case.is_supervised),
    ("来件人说没解决，重办", lambda case: case.reopen_count > 0 and case.is_open),
    ("返过工", lambda case: case.rework_count > 0 and case.is_open),
    ("多人反映", lambda case: case.appeal_count > 1),
)


def marks(case: Case) -> list[str]:
    """The marks that hold."""
    return [words for words, holds in MARKS if holds(case)]
