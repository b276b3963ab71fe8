"""Registers the settings checks."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "wangge.kernel"

    def ready(self) -> None:
        from wangge.kernel import checks  # noqa: F401  (registers itself)
