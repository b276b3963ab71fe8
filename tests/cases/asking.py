"""Asking the API as other systems do: JSON in, JSON out."""

import itertools
from typing import Any, NamedTuple

from django.test import Client

from tests.town import middle

_ids = itertools.count()


class Answer(NamedTuple):
    """Status, headers, and the JSON."""

    status: int
    headers: Any
    body: Any

    @property
    def faults(self) -> dict[str, str]:
        """The sentence of each field of a problem."""
        return {error["field"]: error["message"] for error in self.body["errors"]}


def request_id() -> str:
    """An id that no request of this run has used."""
    return f"test-{next(_ids):08}"


def report_of(where: str = "grid", **more: Any) -> dict[str, Any]:
    """A report about the middle of a grid; `where=""` for one without a point. What is None stays out."""
    body: dict[str, Any] = {"client_request_id": request_id(), "text": "路灯不亮，晚上看不见路"}
    if where:
        body["lon"], body["lat"] = middle(where)
    return {name: value for name, value in (body | more).items() if value is not None}


def post(path: str, body: Any, *, token: str = "", **headers: str) -> Answer:
    """POST under /api/v1; a dict goes as JSON, bytes and text as they are."""
    return _answer(
        Client(raise_request_exception=False).post(
            f"/api/v1{path}", body, content_type="application/json", headers=_headers(token, headers)
        )
    )


def get(path: str, *, token: str = "", **headers: str) -> Answer:
    """GET under /api/v1."""
    found = Client(raise_request_exception=False).get(f"/api/v1{path}", headers=_headers(token, headers))
    return _answer(found)


def send_photos(path: str, photos: list[Any], *, token: str = "", kind: str = "", **headers: str) -> Answer:
    """POST of photos as a form."""
    form: dict[str, Any] = {"photos": photos, **({"kind": kind} if kind else {})}
    return _answer(
        Client(raise_request_exception=False).post(f"/api/v1{path}", form, headers=_headers(token, headers))
    )


def _headers(token: str, more: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return named | ({"Authorization": f"Bearer {token}"} if token else {})


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, response.headers, response.json())
