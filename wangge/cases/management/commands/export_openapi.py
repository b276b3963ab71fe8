"""`manage.py export_openapi` writes docs/openapi.json from the API's own address; `--check` compares."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import RequestFactory
from django.urls import resolve

ADDRESS = "/api/v1/openapi.json"


def document() -> str:
    """The document as it is served, in an order that does not change."""
    request = RequestFactory().get(ADDRESS)
    match = resolve(ADDRESS)
    schema = json.loads(match.func(request, *match.args, **match.kwargs).content)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class Command(BaseCommand):
    """Writes the document; a changed API without its document fails a test."""

    help = "Write docs/openapi.json, or compare with --check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail where it is behind")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path, text = Path(settings.BASE) / "docs" / "openapi.json", document()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json is behind the code; run ./dev manage export_openapi")
