from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people import privacy
        from web import slots

        # Asked with ``[person]``, oneself; shows a ``<section class="card">`` beside the settings.
        slots.declare("settings.panels")
        # Filled by ``people.privacy.register``.
        slots.declare(privacy.SLOT)
        privacy.register(*privacy.HOLDINGS)
