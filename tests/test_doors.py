"""Every address of the product, asked by whoever may, whoever may not, and nobody at all (tests/doors)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver
from pytest_django import DjangoDbBlocker

from tests.doors import Aside, Door, Table, table
from tests.town import PEOPLE, Town

pytestmark = pytest.mark.django_db
TABLE = table()


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """One town for all doors, with everybody signed in: they only look, and what they do is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = Town()
        town.stock()
        town.settle({who for door in TABLE.doors for who in (*door.right, *door.wrong, *door.hidden_from)})
        yield town
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(settled: Town, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's own, which would close the connection under the settled town."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def town(settled: Town, _django_db_helper: None) -> Town:
    """That town, as it was, for each door."""
    return settled.again()


def names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, str]]:
    """Every name of the resolver with its route; an address without a name is named by its route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            for name, route in names(pattern.url_patterns, inner):
                yield name, str(pattern.pattern) + route
        else:
            yield f"{space}{pattern.name or f'(no name: {pattern.pattern})'}", str(pattern.pattern)


def is_aside(name: str, where: Table) -> bool:
    return any(name.startswith(f"{aside.namespace}:") for aside in where.aside)


def without_a_row(known: Iterable[str], where: Table) -> list[str]:
    """The names that no row speaks of."""
    rows = {door.name for door in where.doors}
    return sorted({name for name in known if name not in rows and not is_aside(name, where)})


def incomplete(door: Door, *, has_arguments: bool) -> list[str]:
    """What a row leaves unsaid."""
    said = bool(door.why)
    problems = {
        "public, yet somebody is named": door.public and bool(door.right or door.wrong or door.hidden_from),
        "nobody is let in": not door.public and not door.right,
        "nobody is kept out, and no reason given": not door.public and not door.wrong and not said,
        "nothing lies elsewhere, and no reason given": has_arguments
        and not door.public
        and door.elsewhere is None
        and not said,
        "people nobody knows": bool({*door.right, *door.wrong, *door.hidden_from} - set(PEOPLE)),
    }
    return [f"{door.name}: {problem}" for problem, found in problems.items() if found]


def test_every_address_has_a_row() -> None:
    known = dict(names(get_resolver().url_patterns))

    missing = without_a_row(known, TABLE)

    assert not missing, "no row for: " + ", ".join(missing)


def test_every_row_has_an_address_and_stands_once() -> None:
    known = dict(names(get_resolver().url_patterns))
    rows = [door.name for door in TABLE.doors]

    assert [name for name in rows if name not in known] == []
    assert sorted(rows) == sorted(set(rows))


def test_every_row_says_who_is_kept_out() -> None:
    known = dict(names(get_resolver().url_patterns))

    problems = [
        p for door in TABLE.doors for p in incomplete(door, has_arguments="<" in known.get(door.name, ""))
    ]

    assert problems == []


def test_a_missing_row_and_an_unsaid_one_are_found() -> None:
    some = Table([Door(name="a:b", right=("officer",))], [Aside(namespace="admin", why="not ours")])

    assert without_a_row(["a:b", "a:c", "admin:index"], some) == ["a:c"]
    assert incomplete(some.doors[0], has_arguments=True)
    assert incomplete(Door(name="a:b", right=("nobody",), why="said"), has_arguments=False)
    assert not incomplete(Door(name="a:b", right=("officer",), wrong=("audit",)), has_arguments=False)


def ask(door: Door, town: Town, who: str | None, arguments: Mapping[str, Any] | None = None) -> HttpResponse:
    """One request at a door by somebody, or by nobody."""
    address = reverse(door.name, kwargs=dict(door.to(town) if arguments is None else arguments))
    headers = dict(door.headers(town))
    if who and door.api:
        headers["Authorization"] = f"Bearer {town.token(who)}"
    client = town.client(who) if who and not door.api else Client()
    if door.post is None:
        return client.get(address, headers=headers)  # type: ignore[return-value]
    form: Any = dict(door.post(town))
    kind = "application/json" if door.api else MULTIPART_CONTENT
    return client.post(address, form, content_type=kind, headers=headers)  # type: ignore[return-value]


def told(door: Door, answer: HttpResponse) -> str:
    return f"{door.name} answered {answer.status_code} {answer.headers.get('Location', '')}"


@pytest.mark.parametrize("door", [d for d in TABLE.doors if d.public], ids=lambda door: door.name)
def test_a_public_door_is_open_to_all(door: Door, town: Town) -> None:
    answer = ask(door, town, None)

    assert answer.status_code in door.expected, told(door, answer)


@pytest.mark.parametrize("door", [d for d in TABLE.doors if not d.public], ids=lambda door: door.name)
def test_a_door_opens_to_whom_it_should_and_to_nobody_else(door: Door, town: Town) -> None:
    reached = door.to(town)
    nobody = ask(door, town, None, reached)
    if door.api:
        assert nobody.status_code == 401, told(door, nobody)
    else:
        assert nobody.status_code == 302, told(door, nobody)
        assert nobody.headers["Location"].partition("?")[0] == reverse(settings.LOGIN_URL), told(door, nobody)
    for who in door.wrong:
        answer = ask(door, town, who, reached)
        assert answer.status_code in (403, 404), f"{who}: {told(door, answer)}"
    for who in door.hidden_from:
        answer = ask(door, town, who, reached)
        assert answer.status_code == 404, f"{who}: {told(door, answer)}"
    if door.elsewhere is not None:
        for who in door.right:
            answer = ask(door, town, who, door.elsewhere(town))
            assert answer.status_code == 404, f"{who}, elsewhere: {told(door, answer)}"
    for who in door.right:  # last, and each to something fresh: these may change it
        answer = ask(door, town, who)
        assert answer.status_code in door.expected, f"{who}: {told(door, answer)}"


def test_the_way_to_sign_in_is_an_address_of_ours() -> None:
    assert resolve(reverse(settings.LOGIN_URL)).view_name == settings.LOGIN_URL


@pytest.mark.parametrize("who", ["officer", "district", "secadmin", "audit", "sysadmin", "stranger"])
def test_the_stock_admin_is_closed_to_whoever_is_no_operator(town: Town, who: str) -> None:
    answer = town.client(who).get(reverse("admin:index"))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))
