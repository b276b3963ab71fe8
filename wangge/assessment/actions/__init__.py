"""Every write about standards and reviews."""

from wangge.assessment.actions.results import answer_appeal, appeal, publish, settle
from wangge.assessment.actions.reviews import check, judge, open_reviews, send_back, submit
from wangge.assessment.actions.standards import change_item, new_version, put_in_force, seed

__all__ = [
    "answer_appeal",
    "appeal",
    "change_item",
    "check",
    "judge",
    "new_version",
    "open_reviews",
    "publish",
    "put_in_force",
    "seed",
    "send_back",
    "settle",
    "submit",
]
