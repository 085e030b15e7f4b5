"""``python -m bench [names…]``: measure, on an engine that is made for it and gone afterwards."""

import os
import sys
from importlib import import_module

from magnet import embedded

BENCHES = [
    "lists",
    "search",
    "movement",
    "suggestions",
    "connections",
    "importing",
    "reports",
    "transfer",
    "registrations",
    "memory",
]


def main(names: list[str]) -> int:
    """Run the benches called ``names``, or all; 2 for one that does not exist."""
    if unknown := set(names) - set(BENCHES):
        print(f"No bench is called {', '.join(sorted(unknown))}. There are: {', '.join(BENCHES)}.")
        return 2
    os.environ.update(MAGNET_TESTING="1", DEBUG="0", DEMO="0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "magnet.settings")
    with embedded.servers("test"):
        import django

        django.setup()
        measure(names or BENCHES)
    return 0


def measure(names: list[str]) -> None:
    """Migrate, and print each bench's table under its question."""
    from django.conf import settings
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection

    from bench import harness
    from web.messages import catalogs

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    catalogs.compile_(settings.BASE_DIR)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    size = harness.LONG if os.environ.get("LONG") else harness.SHORT
    for name in names:
        bench = import_module(f"bench.{name}")
        call_command("flush", interactive=False, verbosity=0)
        ContentType.objects.clear_cache()
        print(f"\n{name}: {(bench.__doc__ or '').splitlines()[0]}")
        for line in harness.table(bench.run(size)):
            print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
