"""Who was asked for the words of one box of a draft."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from alliances.models import Membership
from people.models import Person
from reports.models.report import Report
from web.models import Thing


class BoxWriterQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Those who still belong to the report's alliance."""
        inside: Any = Membership.objects.current().filter(
            person=OuterRef("person"), partnership__alliance=OuterRef("report__alliance")
        )
        return self.filter(Exists(inside))


class BoxWriter(Thing):
    """One person of the alliance whom its coordinators asked for the words of a box; without a row they owe them.

    Personal: ``person``, with whose account the row goes.
    """

    report = models.ForeignKey(
        Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="writers"
    )
    box = models.CharField(_("box"), max_length=30)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")

    objects = BoxWriterQuerySet.as_manager()

    class Meta:
        verbose_name = _("who writes a box")
        verbose_name_plural = _("who writes boxes")
        constraints = [models.UniqueConstraint(fields=["report", "box"], name="box_writer_once")]

    def __str__(self) -> str:
        return f"{self.box}: {self.person}"
