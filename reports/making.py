"""Making a report: the worker's part. Files are written aside and become the report's all at once, or never.

The job's transaction stays open to its end, so that the files' rows, the state and "done" commit together. How
far it is must be seen before that: it is said over a second connection, which commits at once.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from activity.beside import Beside
from blocks.models import Block, BlockVersion
from reports.document import Document, Section
from reports.formats import write
from reports.models import Aim, Format, Report, Trouble, Written, folder
from reports.naming import unnamed
from reports.permissions import may_report

log = structlog.get_logger()

# A run that breaks off this often without a word has a reason that trying again does not mend.
BEGUN_AT_MOST = 3
# What no report names and is older than this, nobody is writing any more; in seconds.
FORGOTTEN_AFTER = 24 * 3600


class Stopped(Exception):  # noqa: N818  (not a fault: somebody wanted it no more)
    """The run is over: the report was cancelled, or somebody else finished it."""


def make(pk: UUID, run: int, now: datetime) -> None:
    """Make the report of that run, in the transaction that marks the job done. No-op when the run is over.

    What stops it for good is told on the report. A database that is away or busy raises, so that it is tried again.
    """
    report = Report.objects.open().select_related("alliance", "asked_by").filter(pk=pk, run=run).first()
    if report is None:
        return
    if not may_report(report.asked_by, report.alliance):
        report.fail(Trouble.RIGHTS, at=now)
        return
    if report.begun >= BEGUN_AT_MOST:
        report.fail(Trouble.LOST, at=now)
        return
    with Beside() as beside:
        build_or_tell_why_not(report, Progress(report, beside), now)


def build_or_tell_why_not(report: Report, progress: "Progress", now: datetime) -> None:
    """Build the report; whatever comes in between, no half of it stays."""
    place = report.folder / uuid4().hex
    kept = False
    try:
        with transaction.atomic():
            kept = build(report, place, progress.at, now)
    except Stopped:
        log.info("report_stopped", report=str(report.pk))
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        log.exception("report_failed", report=str(report.pk))
        progress.fail(trouble_of(fault), f"{type(fault).__name__}: {fault}", now)
    finally:
        if not kept:
            remove(place)


def build(report: Report, place: Path, at: Callable[[str], None], now: datetime) -> bool:
    """Bring the report to its run's aim; ``False`` where no file of it is to stay.

    Freezing a draft keeps the figures that were seen: nothing but the words is put in.
    """
    with translation.override(report.language), timezone.override(report.alliance.time_zone):
        document = gather(report, at, now) if report.gathers else report.says
        if document is None:
            raise ValueError("There is no draft to freeze")
        if report.aim == Aim.DRAFT:
            report.drafted(unnamed(document), at=now)
            return False
        document = unnamed(document.with_narrative(report.narrative, report.language))
        files = []
        for format in Format:
            at(format)
            files.append(written(format, document, place, report, now))
        return report.finish(document, files=files, at=now)


def gather(report: Report, at: Callable[[str], None], now: datetime) -> Document:
    """Read every section of it as of ``now``, in the language that is active."""
    kind, scope = report.registered, report.scope(now)
    sections = []
    for name in report.chosen:
        at(name)
        section = kind.sections[name]
        sections.append(Section(name=name, title=str(section.label), parts=list(section.parts(scope))))
    return Document(
        kind=kind.name,
        title=report.title,
        note=str(kind.note),
        alliance=report.alliance.text.name,
        language=report.language,
        since=report.since,
        until=report.until,
        as_of=now.replace(microsecond=0),
        finding=kind.finding(scope),
        sections=sections,
        blocks=block_versions(report.asked_by),
    )


def block_versions(reader: Any) -> dict[str, str]:
    """The id of the version that each innovation block has now, by its slug."""
    blocks = Block.objects.visible_to(reader).values("pk")
    rows = BlockVersion.objects.now_of(blocks).values_list("block__slug", "pk").order_by("block__slug")
    return {slug: str(pk) for slug, pk in rows}


def written(format: Format, document: Document, place: Path, report: Report, now: datetime) -> Written:
    """Write one file, so that it outlasts a loss of power the moment the database says that it is there."""
    place.mkdir(parents=True, exist_ok=True)
    name = f"{slugify(report.kind)}-{report.alliance.slug}-{timezone.localdate(now)}.{format}"
    path = place / name
    write(format, document, path, checksum=document.checksum)
    for settled in (path, place, place.parent, folder()):
        handle = os.open(settled, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    with path.open("rb") as content:
        checksum = hashlib.file_digest(content, "sha256").hexdigest()
    return Written(
        format=format,
        name=name,
        path=str(path.relative_to(folder())),
        size=path.stat().st_size,
        checksum=checksum,
    )


def trouble_of(fault: Exception) -> Trouble:
    """What to tell whoever asked."""
    if isinstance(fault, SoftTimeLimitExceeded):
        return Trouble.TIME
    return Trouble.SPACE if isinstance(fault, OSError) else Trouble.FAULT


class Progress:
    """Says how far a report is while its job's transaction is open, ``beside`` it."""

    def __init__(self, report: Report, beside: Beside) -> None:
        self.report, self.beside = report, beside
        self._tell(report.steps[0], begins=True)

    def at(self, step: str) -> None:
        """Say that ``step`` begins; raises ``Stopped`` where nobody wants the report any more."""
        if not Report.objects.open().filter(pk=self.report.pk, run=self.report.run).exists():
            raise Stopped
        self._tell(step)

    def fail(self, trouble: Trouble, error: str, now: datetime) -> None:
        """Tell the person, whatever the fault has left of the job's own connection."""
        self.beside.do(self.report.fail, trouble, error, at=now)

    def _tell(self, step: str, *, begins: bool = False) -> None:
        self.beside.do(Report.tell, self.report.pk, self.report.run, step, begins=begins)


def remove(place: Path) -> None:
    """Delete a folder of files that no report names; the report's own folder too where that was all it held."""
    shutil.rmtree(place, ignore_errors=True)
    try:
        place.parent.rmdir()
    except OSError:
        return


def tidy(named: Iterable[str], now: datetime) -> None:
    """Delete what killed workers left behind: folders older than a day that are not in ``named``, the paths of all
    files there are."""
    known = {str(Path(path).parent) for path in named}
    for place in folder().glob("*/*"):
        forgotten = now.timestamp() - place.stat().st_mtime > FORGOTTEN_AFTER
        if forgotten and str(place.relative_to(folder())) not in known:
            remove(place)
