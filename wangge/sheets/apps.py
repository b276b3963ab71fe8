"""Finds the `imports` module of every room, where importers and exporters register themselves."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SheetsConfig(AppConfig):
    name = "wangge.sheets"
    verbose_name = "表格"

    def ready(self) -> None:
        autodiscover_modules("imports")
