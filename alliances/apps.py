from django.apps import AppConfig


class AlliancesConfig(AppConfig):
    name = "alliances"

    def ready(self) -> None:
        from alliances import registrations

        registrations.register()
