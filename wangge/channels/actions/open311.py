"""A request from another system through Open311, once however often it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases import queries as case_queries
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.grids.access import Acting
from wangge.matters.models import Matter
from wangge.matters.rules import emergency

_ANSWER = ("service_request_id", "service_notice", "account_id")


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted, read."""

    matter: Matter
    text: str
    contact: Contact
    place: str = ""
    lon: float | None = None
    lat: float | None = None


@transaction.atomic
def post(posted: Posted, *, key: str, digest: bytes, by: Acting, at: datetime) -> dict[str, Any]:
    """Take it in; the same key again gets the same answer, with another body it is refused."""

    def deed() -> dict[str, Any]:
        spot = case_queries.spot(lon=posted.lon, lat=posted.lat, place=posted.place, text=posted.text)
        alarm = emergency(posted.text)
        appeal = cases.report(
            text=posted.text,
            spot=spot,
            by=by,
            at=at,
            source=Source.API,
            matter="" if alarm else posted.matter.code,
            contact=posted.contact,
        )
        return {
            "service_request_id": appeal.case.number,
            "service_notice": alarm.text if alarm else None,
            "account_id": None,
        }

    answer = cases.once(f"open311:{by.post_id}", key, digest, at=at, deed=deed)
    return {name: answer.get(name) for name in _ANSWER}  # a database may keep the names in another order
