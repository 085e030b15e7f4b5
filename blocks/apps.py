from django.apps import AppConfig


class BlocksConfig(AppConfig):
    name = "blocks"

    def ready(self) -> None:
        from blocks import registrations

        registrations.register()
