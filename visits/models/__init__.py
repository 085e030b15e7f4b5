"""Site visits with their programme, their guests and what comes of them."""

from visits.models.afterwards import TAKEAWAY_LENGTH, Outcome, Takeaway, TakeawayFile
from visits.models.calendars import CalendarLink
from visits.models.guests import ASKED_A_DAY, TERM, Answer, Invitee
from visits.models.programme import (
    Day,
    Preparation,
    ProgrammeItem,
    Slot,
    current_item,
    next_item,
    programme,
)
from visits.models.registrations import Places, Registration, may_answer
from visits.models.visit import Phase, SiteVisit, SiteVisitTranslation, VisitHost

__all__ = [
    "ASKED_A_DAY",
    "TAKEAWAY_LENGTH",
    "TERM",
    "Answer",
    "CalendarLink",
    "Day",
    "Invitee",
    "Outcome",
    "Phase",
    "Places",
    "Preparation",
    "ProgrammeItem",
    "Registration",
    "SiteVisit",
    "SiteVisitTranslation",
    "Slot",
    "Takeaway",
    "TakeawayFile",
    "VisitHost",
    "current_item",
    "may_answer",
    "next_item",
    "programme",
]
