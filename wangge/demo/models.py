"""The mark that a database is a demo's: without it nobody is signed in by one click."""

from django.db import models


class DemoMark(models.Model):
    """One row in a demo's database: what was filled, from which seed, and how far it came."""

    size = models.CharField(max_length=10)
    seed = models.BigIntegerField()
    filled_at = models.DateTimeField()
    is_whole = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.size} {self.filled_at:%Y-%m-%d}"
