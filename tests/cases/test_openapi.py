"""The API's document: committed, whole, and kept to by every answer that schemathesis can provoke."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cases.asking import get
from tests.cases.story import Story
from tests.town import Town
from wangge.cases.api.deeds import CASE_DEEDS, ORDER_DEEDS
from wangge.cases.queries.lookup import secret_of
from wangge.config.wsgi import application

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
FOUND: list[Any] = list(SCHEMA.get_all_operations())
OPERATIONS = {found.ok().label: found.ok() for found in FOUND}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


def test_the_committed_document_is_that_of_the_code() -> None:
    call_command("export_openapi", "--check")


def test_every_move_stands_in_the_document() -> None:
    moves = {label for label in OPERATIONS if "/moves/" in label}

    assert moves == {
        *(f"POST /api/v1/cases/{{number}}/moves/{verb}" for verb in CASE_DEEDS),
        *(f"POST /api/v1/orders/{{order_id}}/moves/{verb}" for verb in ORDER_DEEDS),
    }


def test_every_error_is_a_problem(db: None) -> None:
    for operations in get("/openapi.json").body["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                wanted = "application/json" if int(status) < 400 else "application/problem+json"
                assert list(answer["content"]) == [wanted]


def test_every_address_says_in_chinese_what_it_is(db: None) -> None:
    for operations in get("/openapi.json").body["paths"].values():
        for operation in operations.values():
            assert any("\u4e00" <= sign <= "\u9fff" for sign in operation["summary"])
            assert operation["description"]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.both
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
@pytest.mark.parametrize("part", ["/api/v1/cases/{number}/moves/", "/api/v1/orders/", ""], ids=str)
def test_every_answer_is_as_the_document_says(
    town: Town, story: Story, part: str, mode: GenerationMode, unlimited: None
) -> None:
    wanted = [o for label, o in OPERATIONS.items() if (part in label if part else "/moves/" not in label)]
    assert len(wanted) >= 5
    for operation in wanted:
        _provoke(operation, mode, town, story)


def _provoke(operation: Any, mode: GenerationMode, town: Town, story: Story) -> None:
    """A few requests at one address, about a case that is there and by tokens that may; or about nothing."""
    appeal, case = story.report(), story.dispatched(matter="ENV-01")
    known = {
        "number": st.sampled_from([appeal.number, case.number]),
        "order_id": st.just(str(story.lead(case).pk)),
    }
    tokens = [town.token("dispatcher"), town.token("other_handler"), town.token("verifier"), ""]
    secret = secret_of(appeal)

    @settings(max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(made=operation.as_strategy(generation_mode=mode), chosen=st.data())
    def ask(made: Any, chosen: st.DataObject) -> None:
        for name in made.path_parameters:
            if chosen.draw(st.integers(0, 3)):
                made.path_parameters[name] = chosen.draw(known[name])
        token = chosen.draw(st.sampled_from(tokens))
        headers = {"Authorization": f"Bearer {token}"} if token else {"X-Case-Secret": secret}
        made.validate_response(made.call(headers=headers), checks=CHECKS)

    ask()


@pytest.fixture
def unlimited(settings: Any) -> Iterator[None]:
    """No limits, since all come from one address; and the test's own transaction stays open meanwhile."""
    settings.PUBLIC_LIMIT = False
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
