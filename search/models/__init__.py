"""The index, and the searches that people saved."""

from search.models.entries import CONFIGURATIONS, PLAIN, Entry, EntryQuerySet, Word, configuration_of
from search.models.saved import Known, SavedSearch

__all__ = [
    "CONFIGURATIONS",
    "PLAIN",
    "Entry",
    "EntryQuerySet",
    "Known",
    "SavedSearch",
    "Word",
    "configuration_of",
]
