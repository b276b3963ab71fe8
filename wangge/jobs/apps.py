"""Finds the `jobs` module of every room, where handlers and periodic work register themselves."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "wangge.jobs"

    def ready(self) -> None:
        autodiscover_modules("jobs")
