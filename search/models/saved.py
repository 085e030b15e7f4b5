"""Searches that people saved, and what these have found so far."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import Follow
from people.models import Person
from search.registry import Listing, listing_named
from web.exceptions import DomainError
from web.models import Thing

MOST = 50  # saved by one person
# What finds more than this is no search yet.
BROAD = 2_000
LONGEST_QUERY = 500
LONGEST_NAME = 120


def fresh_slug() -> str:
    """A word of its own for the address."""
    return uuid4().hex


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, person: Any) -> Self:
        """A person's own; nobody else sees what somebody looks for, administrators neither."""
        return self.filter(person=person) if isinstance(person, Person) else self.none()

    def alerting(self) -> Self:
        """Those whose owners want to hear of what they find."""
        return self.filter(pk__in=Follow.objects.values("subject_id"), person__is_active=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-id")


class SavedSearch(Thing):
    """A question to one of our lists that a person keeps; who follows it hears of what answers it anew.

    Personal: ``query`` and ``name`` say what somebody looks for. They are part of a person's export, and go with
    the person.
    """

    slug = models.CharField(_("address"), max_length=32, unique=True, default=fresh_slug, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("whose"), on_delete=models.CASCADE, related_name="+")
    listing = models.CharField(_("list"), max_length=30)
    query = models.CharField(_("question"), max_length=LONGEST_QUERY)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # Everything that happened before has been compared with this search.
    looked_at = models.DateTimeField(_("looked"), default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["person", "listing", "query"], name="saved_search_once")
        ]
        indexes = [models.Index(fields=["looked_at"], name="saved_search_looked")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as it answers now."""
        return f"{reverse(self.asks.route)}?{self.query}"

    @property
    def asks(self) -> Listing:
        """The list that it is a question to."""
        listing = listing_named(self.listing)
        if listing is None:
            raise LookupError(self.listing)
        return listing

    def answers(self, among: Collection[UUID] | None = None, limit: int = BROAD) -> set[UUID]:
        """The ids of what answers it now, as its owner may see it."""
        return set(self.asks.answers(QueryDict(self.query), self.person, among, limit))

    # --- verbs ---
    @classmethod
    def keep(
        cls, *, listing: Listing, query: QueryDict, by: Person, at: datetime | None = None
    ) -> tuple["SavedSearch", bool]:
        """Save what ``query`` asks of ``listing`` and tell ``by`` of what answers it from now on: (search, whether
        it is new). What answers it already is no news.

        Raises ``DomainError`` for a question without a word, one that finds nearly everything, and one too many.
        """
        asked = question(listing, query)
        named = listing.words(QueryDict(asked), by)
        if not named or len(asked) > LONGEST_QUERY:
            raise DomainError(_("There is no search here to save. Choose a filter or type a word first."))
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            own = cls.objects.visible_to(by)
            same = own.filter(listing=listing.name, query=asked).first()
            if same is not None:
                return same, False
            if own.count() >= MOST:
                words = _("You have saved %(number)d searches already. Let go of one first.")
                raise DomainError(words % {"number": MOST})
            saved = cls(person=by, listing=listing.name, query=asked, looked_at=at or timezone.now())
            saved.name = " · ".join(map(str, named))[:LONGEST_NAME]
            known = saved.answers(limit=BROAD + 1)
            if len(known) > BROAD:
                raise DomainError(_("This finds nearly everything. Narrow it before you save it."))
            saved.save()
            Known.note(saved, known)
            Follow.begin(thing=saved, by=by)
        return saved, True

    def rename(self, *, name: str, by: Person) -> None:
        """Call it ``name``; no-op when it is called so."""
        if self.person_id == by.pk and self.name != name:
            self.name = name
            self.save(update_fields=["name"])

    def let_go(self, *, by: Person) -> None:
        """Have it no more, nor its alerts."""
        if self.person_id == by.pk:
            with transaction.atomic():
                Follow.end(thing=self, by=by)
                self.delete()


def question(listing: Listing, query: QueryDict) -> str:
    """What of ``query`` is a question to ``listing``, always written the same way."""
    asked = QueryDict(mutable=True)
    for name in listing.params():
        value = query.get(name, "").strip()
        if value:
            asked[name] = value
    return asked.urlencode()


class Known(models.Model):
    """That something has answered a saved search: it is news once."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="known")
    subject_id = models.UUIDField()

    class Meta:
        verbose_name = _("known answer")
        verbose_name_plural = _("known answers")
        constraints = [models.UniqueConstraint(fields=["search", "subject_id"], name="known_answer_once")]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.subject_id}"

    @staticmethod
    def note(search: SavedSearch, found: Collection[UUID]) -> set[UUID]:
        """Note ``found`` as answers of ``search``; returns those that are new. The caller holds the search."""
        before: QuerySet[Any, UUID] = Known.objects.filter(search=search, subject_id__in=found).values_list(
            "subject_id", flat=True
        )
        new = set(found) - set(before)
        Known.objects.bulk_create([Known(search=search, subject_id=one) for one in new], batch_size=1_000)
        return new
