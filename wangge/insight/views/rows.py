"""What the pages of the room share: a case as a line of a list, figures as JSON inside a page."""

import json
from typing import Any

from wangge.cases.models import Case
from wangge.grids import queries as grids


def line(case: Case) -> dict[str, Any]:
    """A case as lists show it; a confidential one without its place. Needs matter and lead unit joined."""
    node = grids.area(case.area_id)
    hidden = case.is_confidential
    return {
        "case": case,
        "title": case.title,
        "place": "保密事项，只显示大类" if hidden else case.place,
        "area": "" if hidden else node.label if node else "待定位",
        "unit": case.lead_unit.name if case.lead_unit else "",
        "status": case.reading,
    }


def script(figures: Any) -> str:
    """JSON that may stand in a page."""
    return json.dumps(figures, ensure_ascii=False).replace("<", "\\u003c")
