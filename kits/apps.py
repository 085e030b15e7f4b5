from django.apps import AppConfig


class KitsConfig(AppConfig):
    name = "kits"

    def ready(self) -> None:
        from kits import registrations

        registrations.register()
