"""That somebody asked for a copy of what is kept of them: one at a time, made by a worker, deleted after its term."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models.owed import Owed, owe
from people.models import Person
from web.exceptions import DomainError
from web.models import Thing

MAKE = "activity.export"
KEPT = timedelta(days=7)


def folder() -> Path:
    """Where the files of all exports lie; web and workers must both reach it."""
    return Path(settings.MEDIA_ROOT) / "exports"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, person: Any) -> Self:
        """One's own, whoever one is: no administrator reads another's."""
        return self.filter(person=person) if isinstance(person, Person) else self.none()

    def standing(self, now: datetime) -> Self:
        """Being made, or ready and within its term."""
        return self.filter(models.Q(delete_at=None) | models.Q(delete_at__gt=now))


class Export(Thing):
    """A ZIP with everything that is kept of ``person``: asked for, made, ready until ``delete_at``."""

    person = models.OneToOneField(Person, verbose_name=_("whose"), on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    delete_at = models.DateTimeField(_("to be deleted"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def path(self) -> Path:
        return folder() / f"{self.pk}.zip"

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None

    @property
    def failed(self) -> bool:
        """Whether the worker has given up on it."""
        return Owed.objects.dead().filter(task=MAKE, key=str(self.pk)).exists()

    @classmethod
    def ask(cls, *, by: Person, at: datetime | None = None) -> "Export":
        """Have a copy made of all that is kept of ``by``; who asks again gets the one there is.

        One that could not be made is tried again; one past its term makes way for a new one.
        """
        now = at or timezone.now()
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            cls.objects.visible_to(by).exclude(pk__in=cls.objects.standing(now)).delete()
            export, new = cls.objects.get_or_create(person=by, defaults={"asked_at": now})
            if new:
                owe(MAKE, str(export.pk), export=str(export.pk))
            else:
                for row in Owed.objects.dead().filter(task=MAKE, key=str(export.pk)):
                    row.try_again(by=by)
        return export

    def discard(self, *, by: Person) -> None:
        """Delete the copy before its term. Raises ``DomainError`` while it is being made."""
        with transaction.atomic():
            row = Export.objects.visible_to(by).select_for_update().filter(pk=self.pk).first()
            if row is None:
                return
            if not row.is_ready:
                raise DomainError(_("Your copy is being made. Wait until it is ready."))
            row.delete()
            transaction.on_commit(lambda: self.path.unlink(missing_ok=True))

    @staticmethod
    def forget_of(person: Person) -> None:
        """Delete the copy of somebody who goes."""
        for row in Export.objects.visible_to(person):
            transaction.on_commit(lambda path=row.path: path.unlink(missing_ok=True))  # type: ignore[misc]
        Export.objects.visible_to(person).delete()


def forget_old_exports(now: datetime) -> None:
    """Delete the copies whose term is over, and from the disk whatever no row names."""
    Export.objects.exclude(pk__in=Export.objects.standing(now)).delete()
    known = {f"{pk}.zip" for pk in Export.objects.values_list("pk", flat=True)}
    for path in folder().glob("*"):
        if path.name.removesuffix(".part") not in known:
            path.unlink(missing_ok=True)
