"""The dossier of a challenge: what another city must know before it makes the challenge its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SECTION_LENGTH = 3_000  # characters of one section; the whole form fits into a draft


class Dossier(models.Model):
    """The sections beside a challenge's title, its problem in a line and its description. Any may be empty.

    ``preconditions`` holds one to a line: they are the checklist of who adopts. ``contacts`` are roles, not people.
    """

    evidence = models.TextField(_("evidence"), max_length=SECTION_LENGTH, blank=True)
    affected = models.TextField(_("who is affected"), max_length=SECTION_LENGTH, blank=True)
    tried = models.TextField(_("what was tried"), max_length=SECTION_LENGTH, blank=True)
    failed = models.TextField(_("what failed"), max_length=SECTION_LENGTH, blank=True)
    preconditions = models.TextField(_("preconditions"), max_length=SECTION_LENGTH, blank=True)
    cost = models.TextField(_("order of cost"), max_length=SECTION_LENGTH, blank=True)
    people = models.TextField(_("people it takes"), max_length=SECTION_LENGTH, blank=True)
    law = models.TextField(_("law and permits"), max_length=SECTION_LENGTH, blank=True)
    adapting = models.TextField(_("how to adapt it"), max_length=SECTION_LENGTH, blank=True)
    questions = models.TextField(_("open questions"), max_length=SECTION_LENGTH, blank=True)
    contacts = models.TextField(_("contacts by role"), max_length=SECTION_LENGTH, blank=True)

    class Meta:
        abstract = True


SECTIONS = tuple(field.name for field in Dossier._meta.local_fields)
TEXTS = ("title", "summary", "body", *SECTIONS)


def items_of(text: str) -> list[str]:
    """The lines of a section as single items, without the signs of a list; each once, in their order."""
    lines = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
