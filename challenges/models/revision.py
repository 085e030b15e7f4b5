"""A challenge's dossier as it stood at a moment: what an adoption keeps of its origin."""

from types import SimpleNamespace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.models.dossier import TEXTS
from web.models import Revision, Text


class ChallengeRevision(Revision):
    """The whole text of a challenge at a moment, and in a sentence what changed. Never altered after."""

    source = models.ForeignKey(
        "challenges.Challenge",
        verbose_name=_("challenge"),
        on_delete=models.PROTECT,
        related_name="revisions",
    )

    class Meta:
        verbose_name = _("revision of a challenge")
        verbose_name_plural = _("revisions of challenges")
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="challenge_revision_once"),
            # What an adoption's key of two columns points at: a revision of its own origin, no other's.
            models.UniqueConstraint(fields=["source", "id"], name="challenge_revision_of_it"),
        ]

    def text_with(self, translation: dict[str, Any] | None) -> Text:
        """What it said, in the words of ``translation`` where that was made of this very revision."""
        said: Any = SimpleNamespace(
            language=self.language,
            version=self.number,
            TEXTS=TEXTS,
            **{name: self.texts.get(name, "") for name in TEXTS},
        )
        fits = translation is not None and translation["version"] == self.number
        return Text(said, translation if fits else None)
