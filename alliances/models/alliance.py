"""An alliance and the places it works in."""

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from people.models import Circle, known_time_zone
from web.models import Thing, TranslatedInRow

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class AllianceQuerySet(models.QuerySet):
    def with_partner_count(self) -> Self:
        """Brings along ``partner_count``: organisations that take part now."""
        return self.annotate(partner_count=Count("partnerships", filter=Q(partnerships__until=None)))

    def visible_to(self, person: Any) -> Self:
        """Alliances themselves are public; what they keep to themselves stands behind their circle."""
        return self

    def lead_first(self) -> Self:
        return self.order_by("-lead", "city")

    def at_the_door(self, pk: UUID) -> Any:
        """The alliance, locked against everybody else who lets people in or out; call it first in such a verb.

        The lock leaves alone who merely points at the alliance.
        """
        return self.select_related("circle").select_for_update(of=("self",), no_key=True).get(pk=pk)


class Alliance(Thing, TranslatedInRow):
    """A city's local alliance: the lead one, or one that carries home what works elsewhere."""

    TEXTS = ("name", "description")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    city = models.CharField(_("city"), max_length=80)
    country = CountryField(_("country"))
    latitude = models.FloatField(_("latitude"), validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), validators=LONGITUDE)
    lead = models.BooleanField(_("lead alliance"), default=False)
    languages = ArrayField(
        models.CharField(max_length=5, choices=settings.LANGUAGES), verbose_name=_("languages"), default=list
    )
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[known_time_zone])
    members_invite = models.BooleanField(_("members may invite into their own organisation"), default=True)
    circle = models.OneToOneField(
        Circle, verbose_name=_("circle"), on_delete=models.PROTECT, related_name="+"
    )

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(lead=True), name="alliance_one_lead"),
        ]

    def __str__(self) -> str:
        return self.text.name

    def get_absolute_url(self) -> str:
        return reverse("alliances:detail", args=[self.slug])

    def walls(self) -> tuple[bool, list[UUID]]:
        return True, [self.circle_id]

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """Its languages by code and own name, the alliance's first one first."""
        names = dict(settings.LANGUAGES)
        return [(code, names[code]) for code in self.languages if code in names]


class Place(Thing, TranslatedInRow):
    """Somewhere inside an alliance's reach where an initiative happens: Celje, Prebold."""

    TEXTS = ("name",)

    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="places"
    )
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    latitude = models.FloatField(_("latitude"), validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), validators=LONGITUDE)
    approximate = models.BooleanField(_("the point stands for an area"), default=False)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [models.UniqueConstraint(fields=["alliance", "slug"], name="place_once_per_alliance")]

    def __str__(self) -> str:
        return self.text.name
