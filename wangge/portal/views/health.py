"""Whether the installation lives, for balancers and watchers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from wangge import __version__


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """One question to the database; 503 when it does not answer."""
    status = "ok"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        status = "down"
    answer = {"status": status, "database": connection.vendor, "version": __version__}
    return JsonResponse(answer, status=200 if status == "ok" else 503)
