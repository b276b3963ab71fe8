"""Who gets to what a phone keeps and sends later; the shell itself holds nothing and is open to everybody."""

from collections.abc import Mapping
from typing import Any

from tests.doors import Door
from tests.town import Town

TOLD_IN_JSON = "It answers a script: nobody signed in is told 401 in JSON, not sent to the sign-in page."
NOBODY = frozenset({401})


def nothing_sent(town: Town) -> Mapping[str, Any]:
    return {}


def a_case(town: Town) -> Mapping[str, Any]:
    return {"number": "00000000000", "verb": "verify"}


def an_order(town: Town) -> Mapping[str, Any]:
    return {"order_id": "00000000-0000-0000-0000-000000000000", "verb": "submit"}


DOORS = [
    Door(name="portal:manifest", public=True),
    Door(name="portal:worker", public=True),
    Door(name="portal:offline", public=True),
    Door(name="cases:phone_known", public=True, answers=NOBODY, why=TOLD_IN_JSON),
    Door(name="cases:phone_ready", public=True, answers=NOBODY, why=TOLD_IN_JSON),
    Door(name="cases:phone_report", public=True, post=nothing_sent, answers=NOBODY, why=TOLD_IN_JSON),
    Door(
        name="cases:phone_case", public=True, to=a_case, post=nothing_sent, answers=NOBODY, why=TOLD_IN_JSON
    ),
    Door(
        name="cases:phone_order",
        public=True,
        to=an_order,
        post=nothing_sent,
        answers=NOBODY,
        why=TOLD_IN_JSON,
    ),
]
