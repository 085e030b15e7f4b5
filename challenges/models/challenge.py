"""The challenge an alliance works on: opened, written on, adopted by others, withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record, rewall
from alliances.models import Alliance, Commitment
from challenges.models.adoption import Adoption, State
from challenges.models.dossier import TEXTS, Dossier
from challenges.models.rails import flag_change
from challenges.models.revision import ChallengeRevision
from challenges.models.theme import Theme
from people.models import Person, Walled, WalledQuerySet
from search.index import index
from web.addresses import free_slug
from web.exceptions import DomainError, Overtaken
from web.models import Thing, TranslatedInTable, TranslatedQuerySet, Translation

RESERVED = ("new",)  # what an address beneath ``challenges/`` stands for already


class ChallengeQuerySet(WalledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def in_alliance(self, slug: str) -> Self:
        return self.filter(alliance__slug=slug)

    def for_cards(self) -> Self:
        """With what a card shows, in the same query."""
        return self.select_related("alliance", "theme").with_text()

    def in_order(self) -> Self:
        """The lead alliance's first, then by theme."""
        return self.order_by("-alliance__lead", "alliance__name", "theme__order", "slug")

    def originals(self) -> Self:
        """Those that were adopted from nowhere."""
        return self.filter(ancestors=[])

    def first_of_their_line(self, person: Any) -> Self:
        """Originals, and what was made out of one that ``person`` may not see (any more)."""
        seen = Challenge.objects.standing().visible_to(person)
        return self.filter(Q(ancestors=[]) | ~Exists(seen.filter(pk=OuterRef("ancestors__0"))))

    def descending_from(self, challenge: "Challenge | UUID") -> Self:
        """What was made out of ``challenge``, at any depth."""
        pk = challenge.pk if isinstance(challenge, Challenge) else challenge
        return self.filter(ancestors__contains=[pk])

    def in_line_with(self, challenge: "Challenge") -> Self:
        """The whole lineage ``challenge`` stands in: its first origin and everything made out of that."""
        root = challenge.root_id
        return self.filter(Q(pk=root) | Q(ancestors__contains=[root]))


class Challenge(Thing, Walled, TranslatedInTable, Dossier):
    """A question an alliance works on, with its dossier.

    ``ancestors`` are the ids of the challenges it was made out of, the first origin first: a path that is written
    when it is made and never changes, so that a lineage is read in one query.
    """

    TEXTS = TEXTS

    class Source(models.TextChoices):
        """Where the project's own publications name the challenge."""

        MISSION = "mission", _("One of the four challenges of the mission")
        TEAMS = "published_teams", _("On the project's published list of teams")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="challenges"
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("theme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="challenges",
    )
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("the problem in a line"), max_length=300)
    body = models.TextField(_("description"), max_length=6_000, blank=True)
    sources = ArrayField(
        models.CharField(max_length=20, choices=Source), verbose_name=_("named by"), default=list, blank=True
    )
    demo = models.BooleanField(_("demo content"), default=False)
    ancestors = ArrayField(models.UUIDField(), verbose_name=_("descends from"), default=list, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        indexes = [GinIndex(fields=["ancestors"], name="challenge_ancestors")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(ancestors__contains=[models.F("id")]), name="challenge_not_its_own_origin"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="challenge_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:detail", args=[self.slug])

    @property
    def source_words(self) -> list[str]:
        """Where the project's own publications name it, in words."""
        return [str(Challenge.Source(source).label) for source in self.sources]

    @property
    def root_id(self) -> UUID:
        """The first origin of the lineage it stands in; itself where it was adopted from nowhere."""
        return self.ancestors[0] if self.ancestors else self.pk

    @property
    def depth(self) -> int:
        """How many adoptions lie between the first origin and this."""
        return len(self.ancestors)

    def descends_from(self, alliance: Alliance) -> bool:
        """Whether it is ``alliance``'s own or was made, at any depth, out of something that is; one query."""
        line = Q(pk=self.pk) | Q(pk__in=self.ancestors)
        return Challenge.objects.filter(line, alliance=alliance).exists()

    @property
    def revision(self) -> ChallengeRevision:
        """The dossier as it stands now."""
        return self.revisions.get(number=self.version)

    @classmethod
    def open(
        cls,
        *,
        alliance: Alliance,
        title: str,
        summary: str,
        language: str,
        by: Person | None,
        slug: str = "",
        body: str = "",
        theme: Theme | None = None,
        sources: Iterable[str] = (),
        public: bool = True,
        demo: bool = False,
        key: UUID | None = None,
        at: datetime | None = None,
        **sections: str,
    ) -> "Challenge":
        """Put a new challenge before the alliance; ``sections`` are those of its dossier.

        Without a ``slug`` it gets an address made of its title. A second answer with the ``key`` of a first one by
        the same person (a form sent twice) returns what the first one made; raises ``DomainError`` for somebody
        else's.
        """
        with transaction.atomic():
            if not slug:
                # One at a time in the house, so that two titles never take one address.
                list(Alliance.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
                slug = free_slug(cls, title, RESERVED, stem="challenge")
            before = cls.objects.filter(pk=key).first() if key else None
            if before is not None:
                return before._sent_again(alliance, by)
            challenge = cls.objects.create(
                id=key or uuid4(),
                alliance=alliance,
                circle_id=alliance.circle_id,
                slug=slug,
                title=title,
                summary=summary,
                body=body,
                language=language,
                theme=theme,
                sources=list(sources),
                public=public,
                demo=demo,
                **sections,
            )
            ChallengeRevision.keep(challenge, by=by, at=at)
            record("challenge.opened", actor=by, subject=challenge, concerns=[alliance], at=at)
            index(challenge)
        return challenge

    def _sent_again(self, alliance: Alliance, by: Person | None) -> "Challenge":
        first = self.revisions.get(number=1)
        if self.alliance_id != alliance.pk or first.author_id != (by and by.pk):
            raise DomainError(_("This form cannot be sent again. Please begin a new one."))
        return self

    def publish(
        self,
        *,
        by: Person | None,
        note: str,
        language: str = "",
        seen: int | None = None,
        at: datetime | None = None,
        **texts: str,
    ) -> None:
        """Publish the dossier anew with ``texts`` (any of ``TEXTS``), saying in a sentence, ``note``, what changed.

        No-op where nothing differs. ``seen`` is the version the person read before writing: raises ``Overtaken`` when
        somebody else published since, ``DomainError`` without a sentence, or when withdrawn.
        """
        new = {**texts, "language": language or self.language}
        with transaction.atomic():
            row = Challenge.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                raise DomainError(_("This challenge was withdrawn."))
            changed = [name for name, value in new.items() if getattr(row, name) != value]
            if not changed:
                return
            if seen is not None and seen != row.version:
                raise Overtaken(_("Somebody published this dossier while you were writing."))
            if not note.strip():
                raise DomainError(_("Say in a sentence what changed."), field="note")
            for name in changed:
                setattr(row, name, new[name])
            row.version += 1
            row.save(update_fields=[*changed, "version"])
            revision = ChallengeRevision.keep(row, by=by, note=note.strip(), at=at)
            if row.public:
                flag_change(revision, by=by, at=at)
            record(
                "challenge.revised",
                actor=by,
                subject=row,
                concerns=[row.alliance],
                at=at,
                fields=sorted(set(changed) & set(TEXTS)),
            )
            index(row)
        self.refresh_from_db()

    def declare_interest(
        self, *, alliance: Alliance, by: Person | None, at: datetime | None = None
    ) -> Adoption:
        """Note that ``alliance`` looks at this challenge; no-op when it has adopted it or looks already.
        What it looked at once and let go it looks at again.

        Raises ``DomainError`` for what is not public, and for what is ``alliance``'s own or descends from it.
        """
        with transaction.atomic():
            row = self._locked_for(alliance)
            known = row.adoptions.filter(alliance=alliance).first()
            if known is not None:
                if known.let_go:
                    known.resume(by=by, at=at)
                return known
            now = at or timezone.now()
            adoption = Adoption.objects.create(
                origin=row,
                origin_revision=row.revision,
                alliance=alliance,
                circles=[alliance.circle_id, row.circle_id],
                language=alliance.languages[0],
                author=by,
                began_on=timezone.localdate(now),
            )
            record("adoption.considered", actor=by, subject=adoption, concerns=adoption.news_for(by), at=at)
        return adoption

    def adopt(
        self,
        *,
        alliance: Alliance,
        by: Person | None,
        kept: str = "",
        changed: str = "",
        dropped: str = "",
        first_step: str = "",
        due: date | None = None,
        title: str = "",
        language: str = "",
        public: bool = True,
        key: UUID | None = None,
        at: datetime | None = None,
        **recorded: Any,
    ) -> Adoption:
        """Make this challenge ``alliance``'s own: a local challenge in its language, this one kept as it stands now.

        Interest declared before becomes the adoption. Without ``kept`` and ``changed`` it is recorded history that
        nobody has told yet; ``recorded`` are then its ``day_known``, ``inferred`` and ``focus``. A second answer with
        the ``key`` of a first one (a form sent twice) returns what the first one made.

        Raises ``DomainError`` where the alliance has adopted it, where it is the alliance's own or descends from it,
        and for what is not public. The first step is the adopter's own commitment, reminded of before its day.
        """
        now, language = at or timezone.now(), language or alliance.languages[0]
        with transaction.atomic():
            row = self._locked_for(alliance)
            known = row.adoptions.select_for_update().filter(alliance=alliance).first()
            if known is not None and known.local_id:
                if key is not None and known.local_id == key and known.author_id == (by and by.pk):
                    return known
                raise DomainError(_("Your alliance has adopted this challenge already."))
            adoption = known or Adoption(origin=row, alliance=alliance)
            told = bool(kept.strip() and changed.strip())
            adoption.local = row._opened_by(alliance, title, language, public=public, key=key)
            for name, value in {
                "origin_revision": row.revision,
                "circles": [alliance.circle_id, row.circle_id],
                "state": State.ADOPTED,
                "public": public,
                "language": language,
                "kept": kept.strip(),
                "changed": changed.strip(),
                "dropped": dropped.strip(),
                "first_step": first_step.strip(),
                "due": due,
                "told_at": now if told else None,
                "author": by,
                "began_on": timezone.localdate(now),
                "reason": "",
                **recorded,
            }.items():
                setattr(adoption, name, value)
            adoption.save()
            record("challenge.adopted", actor=by, subject=adoption, concerns=adoption.news_for(by), at=now)
            index(adoption.local)
            if by is not None and due is not None:
                Commitment.make(
                    about=adoption,
                    alliance=alliance,
                    what=adoption.first_step,
                    language=language,
                    owner=by,
                    due=due,
                    by=by,
                    at=now,
                )
        return adoption

    def _locked_for(self, alliance: Alliance) -> "Challenge":
        """The row, locked with the alliance against other adoptions and changes, where it may be adopted."""
        Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
        row = Challenge.objects.select_related("alliance").select_for_update(of=("self",)).get(pk=self.pk)
        if row.withdrawn_at:
            raise DomainError(_("This challenge was withdrawn."))
        if not row.public:
            raise DomainError(_("Only what is public can be adopted."))
        if row.alliance_id == alliance.pk:
            raise DomainError(_("This challenge is your alliance’s own."))
        if row.descends_from(alliance):
            raise DomainError(_("This challenge descends from your own. Take the lesson back instead."))
        return row

    def _opened_by(
        self, alliance: Alliance, title: str, language: str, *, public: bool, key: UUID | None
    ) -> "Challenge":
        """The local challenge: in the adopters' ``language`` where this one can be read in it."""
        text = self.text_in(language)
        local = Challenge.objects.create(
            id=key or uuid4(),
            alliance=alliance,
            circle_id=alliance.circle_id,
            # The caller holds the lock of the alliance it is named after.
            slug=free_slug(Challenge, f"{self.slug[:40].rstrip('-')}-{alliance.slug[:30]}", stem="challenge"),
            theme_id=self.theme_id,
            title=title.strip() or text.title,
            summary=text.summary,
            language=language if title.strip() else text.language,
            public=public,
            demo=self.demo,
            ancestors=[*self.ancestors, self.pk],
        )
        ChallengeRevision.keep(local, by=None)
        if not title.strip() or title.strip() == text.title:
            local._translated_as(self)
        return local

    def _translated_as(self, origin: "Challenge") -> None:
        """Its first words are its origin's, so they can be read in every language in which those can."""
        languages = [origin.language, *origin.translations.values_list("language", flat=True)]
        texts = [origin.text_in(language) for language in languages if language != self.language]
        ChallengeTranslation.objects.bulk_create(
            ChallengeTranslation(
                source=self, language=text.language, texts={"title": text.title, "summary": text.summary}
            )
            for text in texts
        )

    def withdraw(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Take the challenge off every page; its address answers 410 with ``reason``, adopters keep their snapshot.

        No-op when withdrawn. Raises ``DomainError`` without a reason.
        """
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        with transaction.atomic():
            row = Challenge.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                return
            row.withdrawn_at, row.withdrawn_reason = at or timezone.now(), reason.strip()
            row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record("challenge.withdrawn", actor=by, subject=row, concerns=[row.alliance], at=at)
            index(row)
        self.refresh_from_db()

    def show_to_all(self, public: bool, *, by: Person | None) -> None:
        """Make the challenge public, or the alliance's own again; what hangs on it follows."""
        with transaction.atomic():
            row = Challenge.objects.select_for_update().get(pk=self.pk)
            if row.public == public:
                return
            row.public = public
            row.save(update_fields=["public"])
            rewall(row)
            Commitment.follow_walls(row)
            if public:
                flag_change(row.revision, by=by)
            record("challenge.wall_moved", actor=by, subject=row, concerns=[row.alliance], public=public)
            index(row)
        self.public = public


class ChallengeTranslation(Translation):
    source = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of a challenge")
        verbose_name_plural = _("translations of challenges")
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="challenge_translation_once")
        ]
