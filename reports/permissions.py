"""Who may ask for reports, follow and download them."""

from typing import Any

from alliances.models import Alliance, standing_of
from alliances.permissions import may_coordinate
from people.models import Person
from reports.models import Report


def may_report(person: Any, alliance: Alliance) -> bool:
    """On this alliance: its coordinators, and administrators."""
    return may_coordinate(person, alliance)


def may_write(person: Any, report: Report) -> bool:
    """Into this draft: whoever coordinates, and who was asked for one of its boxes, into that one."""
    if may_report(person, report.alliance):
        return True
    asked = Report.objects.filter(pk=report.pk)
    return isinstance(person, Person) and asked.asked_of(person).exists()


def may_report_somewhere(person: Any) -> bool:
    """On some alliance or other."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)
