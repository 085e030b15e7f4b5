"""How much memory does a process that answers pages hold, and does it grow with the rows?"""

import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings

from bench.harness import Ratio, Size, many_initiatives
from tests import world

ASK = """
import django, psutil
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.test import Client
for _ in range(40):
    for page in ("", "initiatives/", "initiatives/bench-7/", "challenges/", "blocks/", "search/?q=meeting"):
        assert Client().get(f"/en/{page}").status_code == 200, page
print(psutil.Process().memory_full_info().pss)
"""


def held() -> float:
    """Megabytes (PSS) of a fresh process after 240 pages."""
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 2**20


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()
    many_initiatives(made, size.few)
    few = held()
    many_initiatives(made, size.many)
    many = held()
    yield Ratio("megabytes (PSS) after 240 pages", many, "≤ 100", f"{few:.0f} MB at {size.few:,} rows")
    yield Ratio(f"memory, {size.many:,} rows / {size.few:,} rows", many / few, "≤ 1.1")
