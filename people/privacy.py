"""The register of what is kept of a person: where it stands, what their export says of it, what erasure does with it.

Each room registers its own tables when the house is built (``<room>/holdings.py``), so that the export and erasure,
which stand on a lower floor, know them all. ``tests/people/test_register.py`` fails for a link to a person, and for
a field that looks personal, which nobody registered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from people.models import CircleMember, Draft, DraftFile, Person
from web import slots
from web.exceptions import DomainError
from web.slots import Words

SLOT = "privacy.holdings"
ALL = Q(pk__isnull=False)
LEFT_OUT = "[…]"  # stands where a name or an address stood in the words of others


@dataclass(frozen=True, kw_only=True)
class Holding:
    """The rows of ``model`` that have to do with a person: those whose ``link`` they are, or that ``find`` names.

    ``export`` are the fields that a person's export shows. What is a secret, means nothing to a reader or is
    somebody else's is ``left_out``. ``goes`` says whether erasure deletes the rows; otherwise they stay, their
    organisation's, and point to nobody (a foreign key does either by its ``on_delete``). ``before(person)`` is what
    erasure does besides, before the person goes, and ``after(words)`` what it does once the words that named them are
    taken out of every text. ``hindrances(person)`` are reasons why they cannot go yet, in words that say what to do.
    """

    model: type[models.Model]
    link: str = ""
    find: Callable[[Person], Q] | None = None
    export: Sequence[str] = ()
    left_out: Sequence[str] = ()
    goes: bool = False
    before: Callable[[Person], None] | None = None
    after: Callable[["Traces"], None] | None = None
    hindrances: Callable[[Person], Sequence[Words]] | None = None
    fixed: Q | None = None
    order: int = 50

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.link or 'found'}"

    @property
    def title(self) -> str:
        """What its rows are called, in the active language; where several links lead to one table, by which."""
        plural = capfirst(str(self.model._meta.verbose_name_plural))
        if not self.link or self.goes:
            return plural
        return f"{plural} ({self.model._meta.get_field(self.link).verbose_name})"  # type: ignore[union-attr]

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """Those of ``person``, oldest first where they have a day."""
        condition = self.find(person) if self.find else Q(**{self.link: person})
        return self.model._base_manager.filter(condition).order_by("pk")


@dataclass(frozen=True)
class Traces:
    """The words that name somebody: ``name`` is empty where others are called the same, or by one word alone."""

    email: str
    name: str
    mention: str

    @classmethod
    def of(cls, person: Person) -> "Traces":
        """A name that begins somebody else's as well is not taken out: it would be theirs that goes."""
        others = Person.objects.exclude(pk=person.pk).filter(name__istartswith=person.name)
        name = "" if not person.name or others.exists() else person.name
        return cls(email=person.email, name=name if " " in name else "", mention=name)


def register(*holdings: Holding) -> None:
    for holding in holdings:
        slots.fill(SLOT, holding)


def holdings() -> list[Holding]:
    """Every one of the house, in the order in which erasure comes to them."""
    return [row for row in slots.of(SLOT) if isinstance(row, Holding)]


def changeable(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of ``model`` whose words may be changed."""
    rows = model._base_manager.all()
    for holding in holdings():
        if holding.model is model and holding.fixed is not None:
            rows = rows.exclude(holding.fixed)
    return rows


def hindrances(person: Person) -> list[Words]:
    """Why ``person`` cannot go yet; empty where nothing stands against it."""
    return [words for holding in holdings() if holding.hindrances for words in holding.hindrances(person)]


# --- what many rooms have ----------------------------------------------------------------------------
def of_files(model: type[models.Model]) -> Holding:
    """A room's table of files: whoever added one gets it with their export; it stays with what it belongs to."""
    return Holding(
        model=model, link="added_by", export=("name", "alt", "kind", "size", "added_at", "removed_at")
    )


def of_translations(*models_: type[models.Model]) -> list[Holding]:
    """Rooms' tables of translations."""
    export = ("source", "language", "texts", "updated_at")
    return [Holding(model=model, link="translator", export=export) for model in models_]


def of_revisions(*models_: type[models.Model]) -> list[Holding]:
    """Rooms' tables of what a text said before."""
    export = ("source", "number", "language", "texts", "note", "created_at")
    return [Holding(model=model, link="author", export=export) for model in models_]


# --- what this floor holds ---------------------------------------------------------------------------
def end_sessions(person: Person) -> None:
    """Sign ``person`` out everywhere; a session says whose it is only inside, so all of them are read."""
    own = [
        row.pk
        for row in Session.objects.iterator()
        if row.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    Session.objects.filter(pk__in=own).delete()


def unname_in_log(person: Person) -> None:
    """The admin site's log calls a row by its words: of a person, by the name."""
    about = {"content_type": ContentType.objects.get_for_model(Person), "object_id": str(person.pk)}
    LogEntry.objects.filter(**about).update(object_repr=LEFT_OUT, change_message="")


def last_administrator(person: Person) -> list[Words]:
    others = Person.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if not person.is_administrator or others.exists():
        return []
    return [_("This installation would be without an administrator. Name another one first.")]


def leave_administration(person: Person) -> None:
    """Sign ``person`` out everywhere; of two administrators who leave at once, one stays."""
    if person.is_administrator:
        list(Person.objects.filter(is_superuser=True).order_by("pk").select_for_update())
        for words in last_administrator(person):
            raise DomainError(words)
    end_sessions(person)


def own_row(person: Person) -> Q:
    return Q(pk=person.pk)


HOLDINGS = (
    Holding(
        model=Person,
        find=own_row,
        goes=True,
        export=(
            *("email", "name", "language", "time_zone", "created_at", "last_login"),
            *("is_active", "is_superuser", "groups", "user_permissions"),
        ),
        left_out=("password", "is_staff"),
        before=leave_administration,
        hindrances=last_administrator,
        fixed=ALL,  # what others are called is theirs
        order=10,
    ),
    Holding(model=EmailAddress, link="user", goes=True, export=("email", "verified", "primary"), order=20),
    # Follows from memberships, which are told.
    Holding(model=CircleMember, link="person", goes=True, left_out=("circle",)),
    Holding(
        model=Draft,
        link="person",
        goes=True,
        export=("form", "path", "payload", "saved_at"),
        left_out=("version", "tab", "turn"),
    ),
    Holding(
        model=DraftFile,
        link="person",
        goes=True,
        export=("name", "alt", "kind", "size", "added_at"),
        left_out=(
            *("form", "sheet", "place", "checksum", "width", "height"),
            *("added_by", "removed_at", "created_at"),
        ),
    ),
    Holding(
        model=LogEntry,
        link="user",
        goes=True,
        export=("action_time", "content_type", "action_flag"),
        # What was done to others is called by their names.
        left_out=("object_id", "object_repr", "change_message"),
        before=unname_in_log,
    ),
)
