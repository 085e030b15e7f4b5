"""Files that wait with a draft: uploaded, checked, and seen by nobody but the writer until they are published."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.person import Person
from web.exceptions import DomainError
from web.files import MOST, File, FileQuerySet, too_many_files
from web.uploads import take

WAITING_AT_MOST = 120  # files of one person in all drafts together
# Chosen in a form that was never saved nor sent again.
ABANDONED_AFTER = timedelta(days=14)


class DraftFileQuerySet(FileQuerySet):
    def visible_to(self, person: Any) -> Self:
        """One's own, whoever one is."""
        return self.filter(person=person) if isinstance(person, Person) else self.none()

    def of_sheet(self, sheet: UUID, form: str) -> Self:
        return self.filter(sheet=sheet, form=form)

    def abandoned(self, now: datetime, drafts: models.QuerySet) -> Self:
        """Of none of ``drafts``, and old."""
        kept = drafts.filter(pk=OuterRef("sheet"), person=OuterRef("person"))
        return self.filter(~Exists(kept), added_at__lt=now - ABANDONED_AFTER)


class DraftFile(File):
    """A file in one instance of a form that is neither published nor discarded; see ``Draft``.

    What a person's export and erasure take along: the files of their drafts, with the drafts.
    """

    OWNER = "sheet"

    person = models.ForeignKey(
        Person, verbose_name=_("writer"), on_delete=models.CASCADE, related_name="draft_files"
    )
    form = models.CharField(_("form"), max_length=120)
    sheet = models.UUIDField(_("draft"))

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        constraints = [
            models.UniqueConstraint(fields=["person", "sheet", "checksum"], name="draft_file_once")
        ]

    def url(self, size: str) -> str:
        return reverse("people:draft_file", args=[self.sheet, self.pk, size])

    @classmethod
    def keep(
        cls, uploads: Iterable[UploadedFile], *, sheet: UUID, form: str, by: Person
    ) -> list[DomainError]:
        """Check ``uploads`` and keep what may be kept with the draft; the refusals of the rest, in words.

        One sent twice is kept once.
        """
        refusals = []
        for upload in uploads:
            mine = cls.objects.visible_to(by)
            try:
                if mine.of_sheet(sheet, form).count() >= MOST or mine.count() >= WAITING_AT_MOST:
                    raise DomainError(too_many_files(), field="attached")
                taken = take(upload)
            except DomainError as refusal:
                refusals.append(refusal)
                continue
            described = {**vars(taken), "form": form, "added_by": by}
            cls.objects.get_or_create(
                person=by, sheet=sheet, checksum=described.pop("checksum"), defaults=described
            )
        return refusals

    @classmethod
    def copy(cls, *, sheet: UUID, form: str, to: UUID, by: Person) -> None:
        """Let the draft ``to`` have the files of ``sheet`` as well: text that became a draft of its own keeps them."""
        for file in cls.objects.visible_to(by).of_sheet(sheet, form):
            cls.objects.get_or_create(
                person=by,
                sheet=to,
                checksum=file.checksum,
                defaults={**vars(file.taken), "form": form, "alt": file.alt, "added_by": by},
            )
