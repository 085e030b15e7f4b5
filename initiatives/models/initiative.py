"""Initiatives: what a partner does about a challenge, in its own words."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib.postgres.indexes import GinIndex
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activity.mentions import named_in
from activity.models import record, rewall
from alliances.models import Commitment, Partnership, Place
from challenges.models import Challenge
from initiatives.models.details import Audience, Details, Line, Link, Participation
from initiatives.models.file import CardPhoto
from initiatives.models.history import InitiativeRevision
from initiatives.models.queries import InitiativeQuerySet, Named
from initiatives.models.stage import STEPS, Stage
from initiatives.models.update import Update, follow_walls
from people.models import Person, Walled
from search.index import index
from web.addresses import free_slug
from web.exceptions import DomainError, Overtaken
from web.models import Thing, TranslatedInTable

RESERVED = {"new", "edit", "import", "updates", "triage", "coverage", "adopt"}
TRIES = 3  # at a plain address, when others take the same one in the same moment


class Initiative(Thing, Walled, TranslatedInTable):
    """One piece of work, led by an organisation in an alliance."""

    TEXTS = ("title", "body")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    partnership = models.ForeignKey(
        Partnership, verbose_name=_("led by"), on_delete=models.PROTECT, related_name="initiatives"
    )
    partners = models.ManyToManyField(
        Partnership, verbose_name=_("partners"), blank=True, related_name="joined_initiatives"
    )
    author = models.ForeignKey(
        Person,
        verbose_name=_("logged by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField(_("title"), max_length=140)
    body = models.TextField(_("what is happening"), max_length=10_000)
    stage = models.CharField(_("stage"), max_length=24, choices=Stage, default=Stage.IDEA)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    challenges = models.ManyToManyField(
        Challenge, verbose_name=_("challenges"), blank=True, related_name="initiatives"
    )
    # "We don't know yet" is an answer to which challenges it is about; no answer is none.
    challenges_unsure = models.BooleanField(_("challenges not known yet"), default=False)
    began_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    audiences = models.ManyToManyField(
        Audience, verbose_name=_("for whom"), blank=True, related_name="initiatives"
    )
    participation = models.CharField(
        _("how much say people have"), max_length=10, choices=Participation, blank=True
    )
    participation_reason = models.CharField(_("why so much"), max_length=500, blank=True)
    # Lists of Line and of Link, as mappings: few, short, and read only together with the initiative.
    needs = models.JSONField(_("needs"), default=list, blank=True)
    offers = models.JSONField(_("offers"), default=list, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    adapted_from = models.ForeignKey(
        "self",
        verbose_name=_("adapted from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adaptations",
    )
    demo = models.BooleanField(_("demo content"), default=False)
    logged_at = models.DateTimeField(_("logged"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        indexes = [
            # The list in its order, whole and by each of its own filters.
            models.Index(
                fields=["-logged_at", "-id"], name="initiative_newest", condition=Q(withdrawn_at=None)
            ),
            models.Index(
                fields=["partnership", "-logged_at", "-id"],
                name="initiative_newest_of",
                condition=Q(withdrawn_at=None),
            ),
            models.Index(
                fields=["stage", "-logged_at", "-id"],
                name="initiative_newest_at",
                condition=Q(withdrawn_at=None),
            ),
            # Who seeks what another offers: a rare kind is found without a walk through all.
            GinIndex(fields=["needs"], name="initiative_needs", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["offers"], name="initiative_offers", opclasses=["jsonb_path_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="initiative_withdrawn_why"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="initiative_has_words"),
            models.CheckConstraint(
                condition=Q(began_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("began_on")),
                name="initiative_ends_after",
            ),
            models.CheckConstraint(
                condition=Q(adapted_from=None) | ~Q(adapted_from=F("id")), name="initiative_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:detail", args=[self.slug])

    @property
    def named_challenges(self) -> list[Named]:
        """The challenges that ``with_challenges`` fetched."""
        found = []
        for row in self.fetched_challenges:  # type: ignore[attr-defined]
            translated = row["translated"]
            title = translated and translated["texts"].get("title")
            language = translated["language"] if title else row["language"]
            found.append(Named(row["slug"], title or row["title"], language))
        return found

    @property
    def photo(self) -> CardPhoto | None:
        """The first photo, where ``for_cards`` fetched it."""
        found = getattr(self, "fetched_photo", None)
        return CardPhoto(slug=self.slug, **found) if found else None

    @property
    def step(self) -> int:
        """How far along the method, of ``steps``; 0 when it stands beside it."""
        return Stage(self.stage).step

    @property
    def steps(self) -> int:
        return len(STEPS)

    @property
    def promise(self) -> Any:
        """What its level of participation promises, in a sentence; empty where none was chosen."""
        return Participation(self.participation).promise if self.participation else ""

    @property
    def needed(self) -> list[Line]:
        return [Line(**line) for line in self.needs]

    @property
    def offered(self) -> list[Line]:
        return [Line(**line) for line in self.offers]

    @property
    def linked(self) -> list[Link]:
        return [Link(**link) for link in self.links]

    @property
    def alliance_id(self) -> UUID:
        return self.partnership.alliance_id

    def news_for(self) -> list[Any]:
        """What an event of this initiative is also news of."""
        return [self.partnership.alliance, self.partnership.organisation, *self.challenges.all()]

    @classmethod
    def log(
        cls,
        *,
        partnership: Partnership,
        title: str,
        text: str,
        language: str,
        by: Person | None,
        stage: str = Stage.IDEA,
        place: Place | None = None,
        challenges: Iterable[Challenge] = (),
        partners: Iterable[Partnership] = (),
        details: Details | None = None,
        public: bool = True,
        demo: bool = False,
        imported: bool = False,
        slug: str = "",
        key: UUID | None = None,
        at: datetime | None = None,
    ) -> "Initiative":
        """Publish a new initiative of ``partnership``, with the ``partners`` beside it.

        Without a ``slug`` it gets an address made of its title. A second answer with the ``key`` of a first one by
        the same person (a form sent twice) changes nothing and returns what the first one made; other words under
        that key (a form gone back to and written anew) are another initiative. Raises
        ``DomainError`` for a challenge, place or partner of another alliance, and for somebody else's key. One of
        many that are ``imported`` at once is not told of by itself.
        """
        challenges, partners = list(challenges), list(partners)
        details = details or Details()
        cls._refuse_strangers(partnership, place, challenges, partners)
        now = at or timezone.now()
        if key and InitiativeRevision.begun_otherwise(key, by, title=title, body=text):
            key = uuid5(
                key, f"{title}\n{text}"
            )  # the same for the same words: sent twice, they are one as well
        initiative = cls(
            id=key or uuid4(),
            slug=slug,
            partnership=partnership,
            circle_id=partnership.alliance.circle_id,
            author=by,
            title=title,
            body=text,
            language=language,
            stage=stage,
            place=place,
            public=public,
            demo=demo,
            logged_at=now,
            changed_at=now,
            **details.columns(),
        )
        with transaction.atomic():
            if not initiative._take_address():
                return cls._sent_before(initiative.pk, by)
            initiative.challenges.set(challenges)
            initiative.partners.set(partners)
            initiative.audiences.set(details.audiences)
            InitiativeRevision.keep(initiative, by=by, answers=initiative.answers(), at=now)
            record(
                "initiative.imported" if imported else "initiative.logged",
                actor=by,
                subject=initiative,
                concerns=initiative.news_for(),
                mentions=named_in(text, by),
                at=now,
            )
            index(initiative)
        return initiative

    def change(
        self,
        *,
        by: Person,
        title: str,
        text: str,
        language: str,
        stage: str,
        place: Place | None,
        challenges: Iterable[Challenge],
        public: bool,
        partners: Iterable[Partnership] | None = None,
        details: Details | None = None,
        stage_reason: str = "",
        note: str = "",
        seen: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Rewrite the initiative; no-op where nothing differs. Walls of what hangs on it follow ``public``.

        ``partners`` and ``details`` stay as they are where they are ``None``. ``stage_reason`` says in a sentence
        why the stage is another one, and is told as an update; ``note`` what changed. ``seen`` is the version the
        person read before writing. Raises ``Overtaken`` when somebody else changed it since, ``DomainError`` when
        withdrawn, for a stage without a reason, or for a challenge, place or partner of another alliance.
        """
        sets: dict[str, Iterable[Any]] = {"challenges": list(challenges)}
        if partners is not None:
            sets["partners"] = [one for one in partners if one.pk != self.partnership_id]
        self._refuse_strangers(self.partnership, place, sets["challenges"], sets.get("partners", ()))
        new = {
            "title": title,
            "body": text,
            "language": language,
            "stage": stage,
            "place_id": place and place.pk,
            "public": public,
        }
        if details is not None:
            new |= details.columns()
            sets["audiences"] = list(details.audiences)
            self._refuse_descendant(details.adapted_from)
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            before = row.body
            changed = [name for name, value in new.items() if getattr(row, name) != value]
            moved = [name for name, things in sets.items() if row._differs(name, things)]
            if not changed and not moved:
                return
            if seen is not None and seen != row.version:
                raise Overtaken(_("Somebody changed this initiative while you were writing."))
            if "stage" in changed and not stage_reason.strip():
                raise DomainError(
                    _("Say in a sentence why the stage is another one now."), field="stage_reason"
                )
            for name in moved:
                getattr(row, name).set(sets[name])
            for name in changed:
                setattr(row, name, new[name])
            row.changed_at = at or timezone.now()
            row.version += 1
            row.save(update_fields=[*changed, "changed_at", "version"])
            row._carry_along(changed, by=by, stage_reason=stage_reason)
            InitiativeRevision.keep(row, by=by, note=note, answers=row.answers(), at=row.changed_at)
            record(
                "initiative.changed",
                actor=by,
                subject=row,
                concerns=row.news_for(),
                mentions=named_in(text, by, before=before),
                fields=sorted([*changed, *moved]),
                at=at,
            )
            index(row)
        self.refresh_from_db()

    def _differs(self, name: str, things: Iterable[Any]) -> bool:
        return {one.pk for one in getattr(self, name).all()} != {one.pk for one in things}

    def _carry_along(self, changed: list[str], *, by: Person, stage_reason: str) -> None:
        """What hangs on the initiative follows what ``changed`` in it."""
        if "public" in changed:
            rewall(self)
            follow_walls(self.updates.all(), self)
            Commitment.follow_walls(self)
        if "stage" in changed:
            Update.add(
                about=self,
                kind=Update.Kind.STAGE,
                stage=self.stage,
                text=stage_reason,
                language=self.language,
                by=by,
                at=self.changed_at,
            )
        if not {"title", "body", "language"} & set(changed):
            # The words are the same: what was a fresh translation of them still is.
            fresh = self.translations.filter(source_version=self.version - 1)
            fresh.update(source_version=self.version)

    def answers(self) -> dict[str, Any]:
        """Everything it says beside its words, as its form asks for it; for revisions, and for two writers at once.

        Three queries.
        """
        unsure = ["unsure"] if self.challenges_unsure else []
        return {
            "challenges": [*sorted(one.slug for one in self.challenges.all()), *unsure],
            "visibility": "public" if self.public else "own",
            "stage": self.stage,
            "place": str(self.place_id or ""),
            "partners": sorted(str(one.pk) for one in self.partners.all()),
            "began_on": self.began_on.isoformat() if self.began_on else "",
            "ends_on": self.ends_on.isoformat() if self.ends_on else "",
            "audiences": [one.slug for one in self.audiences.all()],
            "participation": self.participation,
            "participation_reason": self.participation_reason,
            "needs": self.needs,
            "offers": self.offers,
            "links": self.links,
            "adapted_from": str(self.adapted_from_id or ""),
        }

    def restore(self, number: int, *, by: Person, at: datetime | None = None) -> None:
        """Say again what the version of that number said; its stage and who may read it stay as they are now.

        No-op where that is what it says. What is no longer there (a place, a partner that left) stays away.
        Raises ``DomainError`` for a version there never was, and when withdrawn.
        """
        revision = self.revisions.filter(number=number).first()
        if revision is None:
            raise DomainError(_("There is no such version."))
        said, alliance = revision.answers, self.partnership.alliance_id
        place, origin = said["place"], said["adapted_from"]
        self.change(
            by=by,
            title=revision.texts["title"],
            text=revision.texts["body"],
            language=revision.language,
            stage=self.stage,
            place=Place.objects.filter(alliance=alliance, pk=place).first() if place else None,
            challenges=Challenge.objects.filter(alliance=alliance, slug__in=said["challenges"]),
            partners=Partnership.objects.filter(alliance=alliance, pk__in=said["partners"]),
            public=self.public,
            details=Details.said(
                said, adapted_from=Initiative.objects.filter(pk=origin).first() if origin else None
            ),
            note=gettext("As it was in version %(number)d") % {"number": number},
            at=at,
        )

    def withdraw(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Take the initiative off every page; its address answers 410 with ``reason``. No-op when withdrawn.

        Raises ``DomainError`` without a reason.
        """
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                return
            row.withdrawn_at, row.withdrawn_reason = at or timezone.now(), reason
            row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record("initiative.withdrawn", actor=by, subject=row, concerns=row.news_for())
            index(row)
        self.withdrawn_at, self.withdrawn_reason = row.withdrawn_at, reason

    def _take_address(self) -> bool:
        """Insert the row; where its title's address was taken just now, under the next free one. Whether it is new."""
        given = self.slug
        for attempt in count(1):
            crowded = attempt > TRIES
            self.slug = given or free_slug(
                Initiative, self.title, RESERVED, stem="initiative", crowded=crowded
            )
            try:
                with transaction.atomic():
                    self.save(force_insert=True)
            except IntegrityError:
                if Initiative.objects.filter(pk=self.pk).exists():
                    return False
                if given or not Initiative.objects.filter(slug=self.slug).exists():
                    raise
            else:
                break
        return True

    @classmethod
    def _sent_before(cls, key: UUID, by: Person | None) -> "Initiative":
        made = cls.objects.filter(pk=key, author=by).first()
        if made is None:
            raise DomainError(_("This form cannot be sent again. Please begin a new one."))
        return made

    def _refuse_descendant(self, origin: "Initiative | None") -> None:
        while origin is not None:
            if origin.pk == self.pk:
                raise DomainError(_("That one was adapted from this one."), field="adapted_from")
            origin = origin.adapted_from

    @staticmethod
    def _refuse_strangers(
        partnership: Partnership,
        place: Place | None,
        challenges: Iterable[Challenge],
        partners: Iterable[Partnership] = (),
    ) -> None:
        if place is not None and place.alliance_id != partnership.alliance_id:
            raise DomainError(_("This place belongs to another alliance."), field="place")
        if any(one.alliance_id != partnership.alliance_id for one in challenges):
            raise DomainError(_("This challenge belongs to another alliance."), field="challenges")
        if any(one.alliance_id != partnership.alliance_id for one in partners):
            raise DomainError(_("This organisation belongs to another alliance."), field="partners")
