"""Organisations, and what each is in an alliance."""

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.models.alliance import Alliance, Place
from web.collation import SortKeyField
from web.models import Thing, TranslatedInRow


class Sector(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    BUSINESS_SUPPORT = "business_support", _("Business support")
    HOUSING = "housing", _("Housing")
    YOUTH = "youth", _("Youth")
    BUSINESS = "business", _("Business")
    RESEARCH = "research", _("Research")
    RESEARCH_NGO = "research_ngo", _("Research and civil society")
    CREATIVE = "creative", _("Creative industries")


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Who takes part is public."""
        return self

    def by_name(self) -> Self:
        """In the order of the alphabet of their own names; a page that shows translated names sorts by those."""
        return self.order_by("sort_key", "slug")


class Organisation(Thing, TranslatedInRow):
    """One of the organisations that work together; ``meaning`` is what innovation means to it.

    ``sort_key`` is written by its own field each time the row is saved (``web.collation.SortKeyField``).
    """

    TEXTS = ("name", "about", "meaning")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    sort_key = SortKeyField(source="name")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(_("what it is"), max_length=300, blank=True)
    meaning = models.TextField(_("what innovation means to it"), blank=True)
    recurring_visitor = models.BooleanField(_("comes regularly for workshops and fieldwork"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.text.name

    def get_absolute_url(self) -> str:
        return reverse("alliances:partner", args=[self.slug])

    def walls(self) -> tuple[bool, list[UUID]]:
        return True, []


class PartnershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Not ended."""
        return self.filter(until=None)

    def by_name(self) -> Self:
        """In the order of the alphabet of the organisations' own names."""
        return self.order_by("organisation__sort_key", "organisation__slug")


class Partnership(Thing):
    """An organisation's place in an alliance, by the European Urban Initiative's roles."""

    class Role(models.TextChoices):
        MUA = "mua", _("Main Urban Authority")
        ASSOCIATED = "associated", _("Associated Urban Authority")
        DELIVERY = "delivery", _("Delivery partner")
        TRANSFER = "transfer", _("Transfer partner")
        STAKEHOLDER = "stakeholder", _("Wider group of stakeholders")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="partnerships"
    )
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="partnerships"
    )
    # Empty where the project's own text names no role.
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    role_inferred = models.BooleanField(
        _("role by inference, not from the project's own text"), default=False
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "alliance"], name="partnership_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="partnership_until_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.alliance}"
