"""Taking in the good rows of an import: the worker's part. All of them, or none.

The job's transaction stays open to its end, so that the rows, the state and "done" commit together; how far it is
is said over a second connection.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from activity.beside import Beside
from alliances.permissions import may_coordinate
from initiatives.judging import Judge, draft_key
from initiatives.models import Initiative
from initiatives.models.importing import Import, ImportRow, ImportState
from people.models import Draft, Person

log = structlog.get_logger()

EVERY = 25  # rows between two words on how far it is
FORM = "initiative.log"
KEPT = timedelta(days=90)  # how long the rows of an import are remembered


class Stopped(Exception):  # noqa: N818  (not a fault: somebody wanted it no more)
    """The run was cancelled, or is somebody else's by now."""


def take_in(pk: UUID, run: int, now: datetime) -> None:
    """Take in the good rows, in the transaction that marks the job done. No-op when the run is over.

    What stops it for good is told on the import. A database that is away or busy raises, so that it is tried again.
    """
    rows = Import.objects.open().select_related("alliance", "asked_by")
    source = rows.filter(pk=pk, run=run).first()
    if source is None:
        return
    by = source.asked_by
    with Beside() as beside, translation.override(source.language):
        if by is None or not may_coordinate(by, source.alliance):
            words = _("Whoever asked for it no longer coordinates this alliance.")
            source.close(ImportState.FAILED, at=now, trouble=words)
            return
        try:
            with transaction.atomic():
                take_rows(source, by, beside, now)
                if not source.close(ImportState.DONE, at=now):
                    raise Stopped
        except Stopped:
            log.info("import_stopped", source=str(pk))
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("import_failed", source=str(pk))
            words = _("Something went wrong on our side, not on yours. Nothing was imported.")
            source.close(ImportState.FAILED, at=now, trouble=words)


def take_rows(source: Import, by: Person, beside: Beside, now: datetime) -> None:
    """Make every good row what it is to become. What came to stand here since the file was read is left alone."""
    judge = Judge.of(source.alliance, by, source.language)
    good = [row for row in source.rows.select_related("initiative") if row.is_good]
    known = judge.known(row.key for row in good if row.key)
    for done, row in enumerate(good):
        if done % EVERY == 0:
            if not source.is_wanted():
                raise Stopped
            beside.do(source.tell, done)
        if row.key in known:
            row.known = True
        elif source.as_drafts:
            keep_draft(row, judge, by, now)
        else:
            publish(row, judge, by, now)
    ImportRow.objects.bulk_update(good, ["known", "initiative"], batch_size=500)


def publish(row: ImportRow, judge: Judge, by: Person, now: datetime) -> None:
    """Raises ``LookupError`` where what a row names is no longer there."""
    answers, problems = judge.answers(row.cells)
    if problems:
        raise LookupError(f"row {row.number}: {problems}")
    row.initiative = Initiative.log(**answers, by=by, key=row.key, imported=True, at=now)


def keep_draft(row: ImportRow, judge: Judge, by: Person, now: datetime) -> None:
    """A draft of whoever asked, as if it had been typed into the form."""
    answers, _problems = judge.answers(row.cells)
    typed = QueryDict(mutable=True)
    for name in ("title", "text", "stage", "language"):
        typed[name] = answers[name] or ""
    typed["partnership"] = str(answers["partnership"].pk)
    typed["place"] = str(answers["place"].pk) if answers["place"] else ""
    typed["visibility"] = "public" if answers["public"] else "own"
    typed.setlist("challenges", [challenge.slug for challenge in answers["challenges"]])
    if row.key:
        path = reverse("initiatives:new")
        Draft.keep(pk=draft_key(row.key, by), form=FORM, path=path, data=typed, by=by, at=now)


def forget(now: datetime) -> None:
    """Delete what was read or taken in long ago; the initiatives stay."""
    Import.objects.filter(created_at__lt=now - KEPT).exclude(state__in=("asked", "working")).delete()
