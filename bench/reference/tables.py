"""Makes the reference's tables: `DJANGO_SETTINGS_MODULE=bench.reference.settings python -m
bench.reference.tables`.
"""

import django
from django.db import connection


def main() -> None:
    """Make both tables."""
    django.setup()
    from bench.reference.models import Incident, Message

    with connection.schema_editor() as editor:
        editor.create_model(Incident)
        editor.create_model(Message)


if __name__ == "__main__":
    main()
