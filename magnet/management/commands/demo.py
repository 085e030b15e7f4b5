"""``manage.py demo``: load the Celje data; a second run doubles nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from magnet.demo.load import load


class Command(BaseCommand):
    help = "Load the demo's data: the alliance of Celje, its transfer partners and demo initiatives."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's accounts are public. Set DEMO=1 to load them.")
        counts = load()
        self.stdout.write(", ".join(f"{number} {kind}" for kind, number in counts.items()))
