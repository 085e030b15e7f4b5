"""What a family of challenges is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from web.models import Thing, TranslatedInRow


class Theme(Thing, TranslatedInRow):
    """What a family of challenges is about, across cities: housing, city vibe."""

    TEXTS = ("name",)

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.text.name
