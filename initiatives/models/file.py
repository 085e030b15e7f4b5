"""Photos and PDFs of initiatives and of what is told of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import record
from web.exceptions import DomainError
from web.files import File, FileAnswers, FileQuerySet
from web.uploads import Size


class InitiativeFile(File):
    """A photo or PDF of an initiative; whoever may see the initiative sees it."""

    OWNER = "initiative"

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="files")

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an initiative")
        verbose_name_plural = _("files of initiatives")
        indexes = [models.Index(fields=["initiative", "added_at"], name="initiative_files")]

    def url(self, size: str) -> str:
        return reverse("initiatives:file", args=[self.initiative.slug, self.pk, size])

    @classmethod
    def put(
        cls,
        *,
        initiative: Any,
        answers: FileAnswers,
        by: Any,
        told: bool = True,
        at: datetime | None = None,
    ) -> None:
        """Add, describe and take away files of ``initiative`` as a form says; no-op where nothing differs.

        ``told=False`` where the same act is told already (a new initiative that comes with its photos). Raises
        ``DomainError`` when it is withdrawn, and for too many files.
        """
        with transaction.atomic():
            owner = type(initiative).objects.select_for_update().get(pk=initiative.pk)
            if owner.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            if cls.settle(owner=owner, answers=answers, by=by, at=at) and told:
                record("initiative.files_changed", actor=by, subject=owner, concerns=owner.news_for(), at=at)


class UpdateFile(File):
    """A photo or PDF of an update; whoever may see the update sees it."""

    OWNER = "update"

    update = models.ForeignKey("initiatives.Update", on_delete=models.CASCADE, related_name="files")

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an update")
        verbose_name_plural = _("files of updates")
        indexes = [models.Index(fields=["update", "added_at"], name="update_files")]

    def url(self, size: str) -> str:
        return reverse("initiatives:update_file", args=[self.update.about.slug, self.pk, size])


@dataclass(frozen=True, kw_only=True)
class CardPhoto:
    """A photo as a card shows it, fetched with its initiative."""

    slug: str
    id: str
    alt: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return reverse("initiatives:file", args=[self.slug, self.id, Size.CARD])


def first_photo() -> Subquery:
    """For ``annotate``: what a card needs of an initiative's first photo, in the same query."""
    photos = InitiativeFile.objects.standing().photos().filter(initiative=OuterRef("pk")).in_order()
    found = JSONObject(id="id", alt="alt", width="width", height="height")
    return Subquery(photos.values(found=found)[:1], output_field=models.JSONField())
