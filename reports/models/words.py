"""Words: what people write into the boxes of a draft, and who is asked for them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Membership
from people.models import Person
from reports.document import Document, Narrative, document_of
from reports.models.run import Run
from reports.models.states import State
from web.exceptions import DomainError, Overtaken


class Worded(Run):
    """What a report says, and what people write into it while it is a draft.

    ``document`` is all of it, as ``reports.document`` tells it in JSON; ``narrative`` is what people wrote so far, by
    the names of the boxes; ``version`` counts what writers see change.
    """

    document = models.JSONField(_("what it says"), null=True, blank=True)
    narrative = models.JSONField(_("what people wrote"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        abstract = True

    writers: Any  # who was asked for which box

    @cached_property
    def says(self) -> Document | None:
        """What it says so far; ``None`` before it was drafted."""
        return document_of(self.document) if self.document else None

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFTED

    @property
    def boxes(self) -> list[Narrative]:
        """What people are to write, in reading order."""
        return list(self.says.parts_of(Narrative)) if self.says else []

    @property
    def empty_boxes(self) -> list[str]:
        """The names of those that nobody has written into yet."""
        return [box.name for box in self.boxes if not self.narrative.get(box.name)]

    def write(
        self, *, narrative: Mapping[str, str], seen: int, by: Person, at: datetime | None = None
    ) -> None:
        """Keep what people wrote into the boxes; no-op where nothing differs.

        ``seen`` is the version that was read before writing. Raises ``Overtaken`` when somebody wrote since or had the
        figures read anew, ``DomainError`` where it is no draft.
        """
        with transaction.atomic():
            row = self._held()
            row._refuse_unless_draft()
            if row.narrative != narrative:
                row._refuse_overtaken(seen)
                row._keep(narrative, by=by, at=at)
        self.refresh_from_db()

    def answer(
        self,
        *,
        words: Mapping[str, str],
        read: Mapping[str, str],
        by: Person,
        at: datetime | None = None,
    ) -> None:
        """Keep the words of the boxes that ``by`` was asked for, by name; every other box stays as it is.

        ``read`` is what these boxes said before writing. No-op where nothing differs. Raises ``Overtaken`` where one
        of them says something else by now, ``DomainError`` where it is no draft and for a box of somebody else's.
        """
        with transaction.atomic():
            row = self._held()
            row._refuse_unless_draft()
            asked = row.writers.standing().filter(person=by)
            if not set(words) <= set(asked.values_list("box", flat=True)):
                raise DomainError(_("You can write only into the boxes that you were asked for."))
            held = {name: row.narrative.get(name, "") for name in words}
            if held != dict(words):
                if any(held[name] != read.get(name, "") for name in words if held[name] != words[name]):
                    raise Overtaken(_("Somebody changed this draft while you were writing."))
                told = {**row.narrative, **words}
                row._keep({name: text for name, text in told.items() if text}, by=by, at=at)
        self.refresh_from_db()

    def entrust(self, *, box: str, to: Person | None, by: Person, at: datetime | None = None) -> None:
        """Ask ``to``, a member of the alliance, for the words of one box; nobody in particular owes them without.

        No-op where that stands. Raises ``DomainError`` where it is no draft, has no such box, and for a stranger.
        """
        with transaction.atomic():
            row = self._held()
            asked = row.writers.filter(box=box).first()
            if (asked and asked.person) == to:
                return
            row._refuse_unless_draft()
            if box not in {one.name for one in row.boxes}:
                raise DomainError(_("This report has no such box."))
            if to is None:
                row.writers.filter(box=box).delete()
                return
            inside = Membership.objects.current().filter(partnership__alliance=row.alliance, person=to)
            if not inside.exists():
                raise DomainError(_("Only a member of the alliance can be asked."))
            row.writers.update_or_create(box=box, defaults={"person": to})
            record(
                "report.entrusted",
                actor=by,
                subject=row,
                concerns=[row.alliance],
                at=at,
                inside=True,
                box=box,
            )

    def _held(self) -> Any:
        """This row as it is, held until the transaction ends."""
        rows: Any = type(self).objects
        return rows.select_for_update(of=("self",)).select_related("alliance").get(pk=self.pk)

    def _keep(self, narrative: Mapping[str, str], *, by: Person, at: datetime | None) -> None:
        """Have these words stand in the boxes of this row, which is held."""
        self.narrative, self.version = dict(narrative), self.version + 1
        self.save(update_fields=["narrative", "version"])
        record("report.written", actor=by, subject=self, concerns=[self.alliance], at=at, inside=True)

    def _refuse_unless_draft(self) -> None:
        if not self.is_draft:
            raise DomainError(_("This report is no draft any more."))

    def _refuse_overtaken(self, seen: int) -> None:
        if seen != self.version:
            raise Overtaken(_("Somebody changed this draft while you were writing."))
