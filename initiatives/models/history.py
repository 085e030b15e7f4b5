"""What an initiative said before, and what it says in other languages."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from web.models import Revision, Translation


class InitiativeRevision(Revision):
    source = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="revisions")

    class Meta:
        verbose_name = _("version of an initiative")
        verbose_name_plural = _("versions of initiatives")
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="initiative_revision_once")]

    @classmethod
    def begun_otherwise(cls, key: UUID, by: Person | None, **texts: str) -> bool:
        """Whether ``by`` logged an initiative of that key already, and it began with other words."""
        first = cls.objects.filter(source=key, number=1, source__author=by).first()
        return first is not None and first.texts != texts


class InitiativeTranslation(Translation):
    source = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.CASCADE, related_name="translations"
    )

    class Meta:
        verbose_name = _("translation of an initiative")
        verbose_name_plural = _("translations of initiatives")
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="initiative_translation_once")
        ]
