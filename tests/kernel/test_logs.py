"""Queries are cut off the addresses in a log."""

import logging
from io import StringIO
from typing import Any

from django.conf import settings

from wangge.kernel.logs import NoQuery

SECRET = "0268480b6a6317d8eecb1588d6c0109a"


def _logged(message: str, *args: object) -> str:
    stream, log = StringIO(), logging.getLogger("test.logs")
    handler = logging.StreamHandler(stream)
    handler.addFilter(NoQuery())
    log.addHandler(handler)
    log.propagate = False
    try:
        log.warning(message, *args)
    finally:
        log.removeHandler(handler)
    return stream.getvalue()


def test_a_request_line_is_logged_without_its_query() -> None:
    line = _logged('"%s" %s %s', f"GET /c/49010941550/?secret={SECRET} HTTP/1.1", "200", 12)

    assert line == '"GET /c/49010941550/ HTTP/1.1" 200 12\n'


def test_a_message_without_arguments_is_cut_too() -> None:
    assert _logged(f"GET /c/?secret={SECRET}") == "GET /c/\n"


def test_every_handler_of_the_installation_cuts_queries() -> None:
    logging_: Any = settings.LOGGING

    assert all("no_query" in handler["filters"] for handler in logging_["handlers"].values())
    assert logging_["loggers"]["django.server"]["handlers"] == ["console"]
