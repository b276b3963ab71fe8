"""Two rows, as a plain application would have them."""

from django.db import models

from wangge.kernel.ids import uuid7


class Incident(models.Model):
    """What happened."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    text = models.TextField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    state = models.CharField(max_length=12, default="reported")
    reported_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """Who said so."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    incident = models.ForeignKey(Incident, models.CASCADE)
    request_id = models.CharField(max_length=64, unique=True)
    phone = models.CharField(max_length=20)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.request_id
