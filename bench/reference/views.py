"""The bare view."""

import json

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from bench.reference.models import Incident, Message
from wangge.cases.api.schemas import Report


@csrf_exempt
def take_in(request: HttpRequest) -> HttpResponse:
    """Validate, write two rows in one transaction, answer."""
    try:
        body = Report.model_validate(json.loads(request.body))
    except (ValueError, ValidationError):
        return JsonResponse({"detail": "invalid"}, status=422)
    at = timezone.now()
    with transaction.atomic():
        incident = Incident._default_manager.create(
            text=body.text, lon=body.lon, lat=body.lat, reported_at=at
        )
        phone = (body.contact and body.contact.phone) or ""
        Message._default_manager.create(
            incident=incident, request_id=body.client_request_id, phone=phone, received_at=at
        )
    return JsonResponse({"number": str(incident.pk), "status": incident.state}, status=201)
