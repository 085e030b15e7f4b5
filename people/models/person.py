"""Who signs in, and the walls that say what each may see."""

import zoneinfo
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from web.models import Thing


def known_time_zone(value: str) -> None:
    """Refuse a name that the time zone database does not hold."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("This time zone is not known."))


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person who signs in by ``email``; without a password none fits."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(Thing, AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. Residents and guests are no persons: they have no row here."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Ljubljana", validators=[known_time_zone]
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the admin site"), default=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.is_superuser

    def walls(self) -> tuple[bool, list[UUID]]:
        """What happens to an account is for administrators alone."""
        return False, []

    def set_preferences(self, *, name: str, language: str, time_zone: str) -> None:
        """How the person is called and spoken to; no-op when nothing is new."""
        new = {"name": name, "language": language, "time_zone": time_zone}
        changed = [field for field, value in new.items() if getattr(self, field) != value]
        if changed:
            for field in changed:
                setattr(self, field, new[field])
            self.save(update_fields=changed)

    def close_account(self) -> None:
        """From the next request on, nobody signs in as this person; what they made stays. No-op when closed."""
        if self.is_active:
            self.is_active = False
            self.save(update_fields=["is_active"])

    def reopen_account(self) -> None:
        if not self.is_active:
            self.is_active = True
            self.save(update_fields=["is_active"])

    @cached_property
    def circle_ids(self) -> list[UUID]:
        """The circles this person stands in; asked once per request."""
        return list(CircleMember.objects.filter(person=self).values_list("circle_id", flat=True))


def display_name(person: Person) -> str:
    """The name mails and pages call somebody by."""
    return str(person)


class Circle(Thing):
    """A set of people who may see something. An alliance has one, kept in step by its verbs."""

    name = models.CharField(_("name"), max_length=200)
    people = models.ManyToManyField(Person, through="CircleMember", related_name="circles")

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")

    def __str__(self) -> str:
        return self.name

    def let_in(self, person: Person) -> None:
        """From now on ``person`` sees what this circle sees; no-op when already inside."""
        CircleMember.objects.get_or_create(circle=self, person=person)

    def let_out(self, person: Person) -> None:
        CircleMember.objects.filter(circle=self, person=person).delete()


class CircleMember(models.Model):
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("member of a circle")
        verbose_name_plural = _("members of circles")
        constraints = [models.UniqueConstraint(fields=["circle", "person"], name="circle_member_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.circle}"


class CircledQuerySet(models.QuerySet[Any]):
    """Rows with ``public`` and any number of circles."""

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """What ``person`` may see: all that is public, and what their circles may. Administrators see all."""
        if getattr(person, "is_administrator", False):
            return self
        wall = Q(public=True)
        if isinstance(person, Person):
            wall |= Q(circles__overlap=person.circle_ids)
        return self.filter(wall)


class Circled(models.Model):
    """Something that stands behind the walls of another thing, and so behind as many circles as that does.

    Who moves the other thing's walls moves these along in the same transaction.
    """

    public = models.BooleanField(_("public"), default=True)
    circles = ArrayField(
        models.UUIDField(), verbose_name=_("who may see it otherwise"), default=list, blank=True
    )

    class Meta:
        abstract = True

    def walls(self) -> tuple[bool, list[UUID]]:
        """Whether everybody may see this, and the circles that may otherwise."""
        return self.public, self.circles


class WalledQuerySet(models.QuerySet[Any]):
    """Rows with ``public`` and one ``circle``."""

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """What ``person`` may see: all that is public, and what their circles may. Administrators see all."""
        if getattr(person, "is_administrator", False):
            return self
        return self.filter(self.wall_of(person))

    @staticmethod
    def wall_of(person: "Person | AnonymousUser", prefix: str = "") -> Q:
        """The wall as a condition, for a query that reaches these rows over ``prefix`` (``"initiative__"``)."""
        open_to_all = Q(**{f"{prefix}public": True})
        if not isinstance(person, Person):
            return open_to_all
        if person.is_administrator:
            return Q()
        return open_to_all | Q(**{f"{prefix}circle__in": person.circle_ids})


class Walled(models.Model):
    """Something that is public or its circle's own."""

    public = models.BooleanField(_("public"), default=True)
    circle = models.ForeignKey(
        Circle, verbose_name=_("who may see it otherwise"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def walls(self) -> tuple[bool, list[UUID]]:
        """Whether everybody may see this, and the circles that may otherwise."""
        return self.public, [self.circle_id]
