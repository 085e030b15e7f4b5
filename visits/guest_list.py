"""The hosts' list: who comes on which day, what they expect and need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from visits.guest_forms import ReplyForm
from visits.models import Invitee, Places, Registration, SiteVisit
from web.sheets import Sheet


@dataclass(frozen=True)
class Line:
    """One guest with the answer for each day, in the visit's order."""

    invitee: Invitee
    answers: list[Registration | None]
    reply: ReplyForm

    @property
    def by_day(self) -> Iterator[tuple[date, str]]:
        """Each of the visit's days with the answer in words, empty where none was given."""
        return zip(self.invitee.visit.days, map(words, self.answers), strict=True)


class GuestList:
    """Everybody invited to a visit, for ``person`` who hosts it; ``refused`` are answers to guests that came back."""

    def __init__(
        self, visit: SiteVisit, person: Any, refused: Mapping[UUID, ReplyForm] | None = None
    ) -> None:
        self.visit, self.person, self.refused = visit, person, refused or {}

    @cached_property
    def counts(self) -> list[tuple[date, Places]]:
        return list(Registration.objects.all().counted(self.visit).items())

    @cached_property
    def delegations(self) -> list[Invitee]:
        rows = Invitee.objects.visible_to(self.person).delegations().filter(visit=self.visit)
        return list(rows.select_related("alliance").order_by("alliance__city"))

    @cached_property
    def lines(self) -> list[Line]:
        rows = Invitee.objects.visible_to(self.person).guests().filter(visit=self.visit)
        rows = rows.select_related("person", "alliance", "visit").prefetch_related("registrations")
        lines = []
        for row in rows.order_by("created_at", "pk"):
            said = {one.day: one for one in row.registrations.all()}
            reply = self.refused.get(row.pk) or ReplyForm(invitee=row)
            lines.append(Line(row, [said.get(day) for day in self.visit.days], reply))
        return lines

    def sheet(self) -> Sheet:
        """The list as a table, a column a day."""
        days = [date_format(day, "SHORT_DATE_FORMAT") for day in self.visit.days]
        head = [
            pgettext("of a person", "Name"),
            _("Organisation"),
            _("City"),
            *days,
            _("Expects"),
            _("Access and diet"),
        ]
        return Sheet(title=self.visit.title, head=head, rows=self._rows())

    def _rows(self) -> Iterator[list[str]]:
        for line in self.lines:
            row = line.invitee
            yield [
                str(row),
                row.organisation,
                row.alliance.city if row.alliance else "",
                *(words(one) for one in line.answers),
                row.expectation,
                row.needs,
            ]


def words(registration: Registration | None) -> str:
    """One answer, as the table says it."""
    if registration is None:
        return ""
    return _("waits for a place") if registration.waits else registration.get_answer_display()
