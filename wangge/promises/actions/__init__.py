"""Every write about promises, agreements and residents' projects."""

from wangge.promises.actions.agreements import agree_on, end_agreement, note_partner
from wangge.promises.actions.keeping import forget_old
from wangge.promises.actions.projects import (
    agree_project,
    appraise_project,
    decline_project,
    end_project,
    propose_project,
    report_project,
)
from wangge.promises.actions.promises import (
    Given,
    confirm,
    drop,
    make,
    mark_late,
    mark_reminded,
    prove,
    publish,
    put_off,
    redo,
)

__all__ = [
    "Given",
    "agree_on",
    "agree_project",
    "appraise_project",
    "confirm",
    "decline_project",
    "drop",
    "end_agreement",
    "end_project",
    "forget_old",
    "make",
    "mark_late",
    "mark_reminded",
    "note_partner",
    "propose_project",
    "prove",
    "publish",
    "put_off",
    "redo",
    "report_project",
]
