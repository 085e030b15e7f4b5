"""What came from another installation, so that it is told apart from what is at home here."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from people.models import Person
from web.models import Thing


class BroughtQuerySet(models.QuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-brought_at")


class Brought(Thing):
    """A challenge that a kit brought: from which installation, under which address there, and when.

    ``things`` are the ids of everything the kit made here, which are the origin's own: a kit may rewrite those and
    nothing else. ``lineage`` is what the origin knew of its travels. ``by`` is a personal field: an erased account
    leaves it empty.
    """

    challenge = models.OneToOneField(
        Challenge, verbose_name=_("challenge"), on_delete=models.PROTECT, related_name="brought"
    )
    site = models.URLField(_("installation"), max_length=200)
    url = models.URLField(_("address there"), max_length=500)
    things = ArrayField(models.UUIDField(), default=list)
    lineage = models.JSONField(_("lineage"), default=list)
    by = models.ForeignKey(
        Person, verbose_name=_("brought by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    brought_at = models.DateTimeField(_("brought"), default=timezone.now)

    objects = BroughtQuerySet.as_manager()

    class Meta:
        verbose_name = _("brought challenge")
        verbose_name_plural = _("brought challenges")

    def __str__(self) -> str:
        return f"{self.challenge} ({self.site})"
