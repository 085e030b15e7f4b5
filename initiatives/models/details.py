"""What an initiative may say of itself beside its words: for whom, how openly, what it seeks and what it gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from web.exceptions import DomainError
from web.models import Thing, TranslatedInRow

if TYPE_CHECKING:
    from initiatives.models.initiative import Initiative

MOST_LINES = 8


class Participation(models.TextChoices):
    """How much say those have whom an initiative is for; what is promised is kept."""

    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    INVOLVE = "involve", _("Involve")
    CO_CREATE = "co_create", _("Co-create")

    @property
    def promise(self) -> Any:
        """What the level promises, in a sentence."""
        return {
            "inform": _("We tell people what happens."),
            "consult": _("We ask people and say what we made of their answers."),
            "involve": _("People work with us, and we show where their word counted."),
            "co_create": _("People decide with us."),
        }[self.value]


class LineKind(models.TextChoices):
    """What a need asks for, and an offer gives."""

    CONTACTS = "contacts", _("Contacts")
    SPACE = "space", _("Space")
    SKILLS = "skills", _("Skills")
    FUNDING = "funding", _("Funding")
    DATA = "data", _("Data")


class Audience(Thing, TranslatedInRow):
    """Somebody whom initiatives are for: young people, tenants. Edited by administrators, as data."""

    TEXTS = ("name",)

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.text.name


@dataclass(frozen=True)
class Line:
    """A need or an offer: a kind, and a few words."""

    kind: str
    text: str

    @property
    def label(self) -> Any:
        return LineKind(self.kind).label


@dataclass(frozen=True)
class Link:
    """A page elsewhere, and what to call it."""

    url: str
    words: str = ""

    @property
    def label(self) -> str:
        return self.words or self.url.partition("://")[2].rstrip("/")


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything an initiative may say and need not; what is left out is not told yet.

    ``challenges_unsure`` is the answer "we don't know yet" to which challenges it is about.
    """

    challenges_unsure: bool = False
    began_on: date | None = None
    ends_on: date | None = None
    audiences: Iterable[Audience] = ()
    participation: str = ""
    participation_reason: str = ""
    needs: Sequence[Line] = ()
    offers: Sequence[Line] = ()
    links: Sequence[Link] = ()
    adapted_from: "Initiative | None" = None

    @classmethod
    def said(cls, answers: dict[str, Any], *, adapted_from: "Initiative | None") -> "Details":
        """What ``answers`` said, as ``Initiative.answers`` writes them down; who is no longer there stays away."""
        return cls(
            challenges_unsure="unsure" in answers["challenges"],
            began_on=date.fromisoformat(answers["began_on"]) if answers["began_on"] else None,
            ends_on=date.fromisoformat(answers["ends_on"]) if answers["ends_on"] else None,
            audiences=Audience.objects.filter(slug__in=answers["audiences"]),
            participation=answers["participation"],
            participation_reason=answers["participation_reason"],
            needs=[Line(**line) for line in answers["needs"]],
            offers=[Line(**line) for line in answers["offers"]],
            links=[Link(**link) for link in answers["links"]],
            adapted_from=adapted_from,
        )

    def columns(self) -> dict[str, Any]:
        """The values of the initiative's own columns; raises ``DomainError`` where they do not fit together."""
        if self.began_on and self.ends_on and self.ends_on < self.began_on:
            raise DomainError(_("This day is before the first one."), field="ends_on")
        if any(not link.url.startswith(("https://", "http://")) for link in self.links):
            raise DomainError(_("A link leads to a page on the web."), field="links")
        return {
            "challenges_unsure": self.challenges_unsure,
            "began_on": self.began_on,
            "ends_on": self.ends_on,
            "participation": self.participation,
            "participation_reason": self.participation_reason,
            "needs": [vars(line) for line in self.needs],
            "offers": [vars(line) for line in self.offers],
            "links": [vars(link) for link in self.links],
            "adapted_from_id": self.adapted_from.pk if self.adapted_from else None,
        }
