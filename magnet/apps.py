from importlib import import_module

from django.apps import AppConfig


class MagnetConfig(AppConfig):
    name = "magnet"

    def ready(self) -> None:
        # The web process nudges through the same application that the worker runs.
        import_module("magnet.celery")
