"""Column types that behave alike on both databases."""

from typing import Any

from django.db import models


class PathField(models.CharField):  # type: ignore[type-arg]
    """A string compared byte by byte, so that a range on its index finds everything below a path.

    PostgreSQL needs the collation named; SQLite compares bytes by itself.
    """

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
