"""Which initiatives, in which order, and what is fetched with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.urls import reverse

from alliances.models import Partnership
from challenges.models import Challenge
from initiatives.models.file import first_photo
from people.models import WalledQuerySet
from web.models import TranslatedQuerySet


@dataclass(frozen=True, slots=True)
class Named:
    """A challenge as a card names it: fetched with its initiative, in the reader's language."""

    slug: str
    title: str
    language: str

    def get_absolute_url(self) -> str:
        return reverse("challenges:detail", args=[self.slug])


class InitiativeQuerySet(WalledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-logged_at", "-id")

    def for_cards(self) -> Self:
        """With what a card shows, all in one query."""
        rows = self.select_related("partnership__organisation", "partnership__alliance", "place").with_text()
        return rows.annotate(fetched_photo=first_photo())

    def for_reading(self) -> Self:
        """With what its own page shows besides: the organisations beside the leading one, and who logged it."""
        partners = Partnership.objects.select_related("organisation")
        return (
            self.for_cards()
            .select_related("author")
            .prefetch_related(Prefetch("partners", partners), "audiences")
        )

    def with_challenges(self, person: Any) -> Self:
        """Bring the challenges that ``person`` may see along in the same query; see ``named_challenges``."""
        rows = Challenge.objects.visible_to(person).filter(initiatives=OuterRef("pk")).with_text()
        named = JSONObject(slug="slug", title="title", language="language", translated="fetched_text")
        return self.annotate(
            fetched_challenges=ArraySubquery(rows.order_by("theme__order", "slug").values(named=named))
        )

    def on_challenge(self, challenge: Challenge | UUID) -> Self:
        return self.filter(challenges=challenge)

    def led_by(self, partnerships: Iterable[Partnership | UUID]) -> Self:
        return self.filter(partnership__in=partnerships)
