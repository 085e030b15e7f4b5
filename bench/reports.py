"""How much memory does a report need, and does it grow with the initiatives it is on?"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from alliances.models import Alliance
from bench.harness import Ratio, Size, many_initiatives
from people.models import Person
from reports.formats import WRITERS, write
from reports.making import gather
from reports.models import Report
from reports.registry import kinds
from tests import world

MOST = 100_000  # initiatives that one alliance's report is on

ASK = """
import django
django.setup()
from bench.reports import made
print(made())
"""


def peak() -> float:
    """The most memory this process has held so far, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def made() -> str:
    """Make every kind's report on the bench's alliance in this process, and say the most memory it held, in
    megabytes, and how much of that was there before."""
    alliance = Alliance.objects.get(slug="celje")
    reader = Person.objects.filter(is_staff=True).order_by("pk").first()
    before = peak()
    for kind in kinds():
        report = Report(kind=kind.name, alliance=alliance, language="sl", asked_by=reader)
        report.since = report.since.replace(year=report.since.year - 2)
        with translation.override("sl"), tempfile.TemporaryDirectory() as folder:
            document = gather(report, lambda _step: None, timezone.now())
            for format in WRITERS:
                write(format, document, Path(folder) / f"report.{format}")
    return f"{peak()} {before}"


def measured() -> tuple[float, float]:
    """The most memory of a fresh process that makes the reports, and what it had before."""
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    most, before = map(float, done.stdout.split()[-2:])
    return most, before


def run(size: Size) -> Iterator[Ratio]:
    made_world = world.world()
    few_rows, many_rows = size.few, min(size.many, MOST)
    many_initiatives(made_world, few_rows)
    few, before = measured()
    many_initiatives(made_world, many_rows)
    many, _before = measured()
    seen = f"{before:.0f} MB before, {few:.0f} MB at {few_rows:,}, {many:.0f} MB at {many_rows:,}"
    yield Ratio("megabytes for the reports of all kinds", many, "≤ 400", seen)
    yield Ratio(f"memory, {many_rows:,} initiatives / {few_rows:,} initiatives", many / few, "≤ 1.5")
