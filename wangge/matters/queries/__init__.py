"""Reads about matters; what the intake asks comes from memory."""

from wangge.matters.queries.gaps import Gap, routes_missing
from wangge.matters.queries.lookup import (
    as_of_model,
    catalogue,
    limit,
    matter,
    matter_version,
    model_for,
    model_version,
    route_for,
    rules_for,
    setting,
)
from wangge.matters.queries.previews import Preview, preview

__all__ = [
    "Gap",
    "Preview",
    "as_of_model",
    "catalogue",
    "limit",
    "matter",
    "matter_version",
    "model_for",
    "model_version",
    "preview",
    "route_for",
    "routes_missing",
    "rules_for",
    "setting",
]
