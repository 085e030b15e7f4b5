"""One challenge on its way from city to city: what was kept, changed and dropped, and how far it has come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance, Commitment
from challenges.models.revision import ChallengeRevision
from people.models import Circled, CircledQuerySet, Person
from web.exceptions import DomainError
from web.models import Text, Thing, TranslatedInTable, TranslatedQuerySet, Translation

WORDS = 2_000  # characters of what is kept, changed or dropped


class Stage(models.TextChoices):
    """How deep the transfer has gone, after URBACT's motto."""

    UNDERSTAND = "understand", _("Understand")
    ADAPT = "adapt", _("Adapt")
    REUSE = "reuse", _("Reuse")


class State(models.TextChoices):
    """Whether the adoption goes on."""

    INTERESTED = "interested", _("Interested")
    ADOPTED = "adopted", _("Adopted")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    SUSTAINED = "sustained", _("Sustained")


class AdoptionQuerySet(CircledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    """Adoptions stand within two circles: the adopters' and the origin's."""

    def visible_to(self, person: Any) -> Self:
        """Besides the wall: brings along ``origin_open`` and ``local_open``, whether ``person`` may (still) see the
        origin, and the challenge that was made of it: the adopters may keep that to themselves."""
        challenges: Any = self.model._meta.get_field("origin").related_model
        seen = challenges.objects.standing().visible_to(person)
        return (
            super()
            .visible_to(person)
            .annotate(
                origin_open=Exists(seen.filter(pk=OuterRef("origin"))),
                local_open=Exists(seen.filter(pk=OuterRef("local"))),
            )
        )

    def adopted(self) -> Self:
        """Those that have become the adopters' own, interest alone left out."""
        return self.exclude(local=None)

    def newest_first(self) -> Self:
        return self.order_by("-began_on", "-created_at", "-id")

    def for_cards(self) -> Self:
        """With both cities and both challenges: two queries more."""
        challenges: Any = self.model._meta.get_field("origin").related_model
        rows = challenges.objects.for_cards()
        both = [Prefetch("origin", rows), Prefetch("local", rows)]
        return self.select_related("alliance").prefetch_related(*both).with_text()

    def beneath(self, challenges: Sequence[Any]) -> dict[UUID, list["Adoption"]]:
        """By the id of each of ``challenges``, what was made out of it at any depth, nearest first; two queries."""
        ids = {challenge.pk for challenge in challenges}
        table: Any = self.model._meta.get_field("origin").related_model
        local = table.objects.standing().with_text()
        rows = self.filter(local__ancestors__overlap=list(ids), local__withdrawn_at=None)
        rows = (
            rows.select_related("alliance").prefetch_related(Prefetch("local", local)) if ids else rows.none()
        )
        found: dict[UUID, list[Adoption]] = {}
        for row in sorted(rows, key=lambda row: (row.local.depth, row.began_on, row.alliance.city)):
            for pk in ids & set(row.local.ancestors):
                found.setdefault(pk, []).append(row)
        return found


class Adoption(Thing, Circled, TranslatedInTable):
    """An alliance makes another's challenge its own, in its own language, as ``local``.

    ``origin_revision`` is the origin as it stood that day. ``told_at`` is empty where history is recorded and nobody
    has told yet what was kept, changed or dropped. ``began_on`` is the first of the month where ``day_known`` is
    false. The author is a person: their account's erasure empties the field.
    """

    TEXTS = ("kept", "changed", "dropped", "first_step")

    class Focus(models.TextChoices):
        """The published account's own word for an adoption."""

        CHOSEN = "chosen", _("Chosen")
        EXPLORED = "explored", _("Explored")
        FOCUSED = "focused", _("Focused on")

    origin = models.ForeignKey(
        "challenges.Challenge",
        verbose_name=_("origin"),
        on_delete=models.PROTECT,
        related_name="adoptions",
    )
    origin_revision = models.ForeignKey(
        ChallengeRevision,
        verbose_name=_("the origin as it stood"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("adopted by"), on_delete=models.PROTECT, related_name="adoptions"
    )
    local = models.OneToOneField(
        "challenges.Challenge",
        verbose_name=_("local challenge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="descent",
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.INTERESTED)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.UNDERSTAND)
    kept = models.TextField(_("what we keep"), max_length=WORDS, blank=True)
    changed = models.TextField(_("what we change"), max_length=WORDS, blank=True)
    dropped = models.TextField(_("what we drop, and why"), max_length=WORDS, blank=True)
    first_step = models.CharField(_("first step"), max_length=300, blank=True)
    due = models.DateField(_("by when"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    reason = models.CharField(_("why paused or stopped"), max_length=500, blank=True)
    author = models.ForeignKey(
        Person,
        verbose_name=_("adopted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    began_on = models.DateField(_("since"))
    day_known = models.BooleanField(_("the day is known"), default=True)
    inferred = models.BooleanField(_("the date is inferred"), default=False)
    focus = models.CharField(_("published word"), max_length=12, choices=Focus, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [
            models.UniqueConstraint(fields=["origin", "alliance"], name="adoption_once"),
            models.CheckConstraint(
                condition=Q(state=State.INTERESTED, local=None)
                | Q(state=State.STOPPED)
                | (~Q(state=State.INTERESTED) & Q(local__isnull=False)),
                name="adoption_has_local",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | (~Q(kept="") & ~Q(changed="")),
                name="adoption_told_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PAUSED, State.STOPPED]) | ~Q(reason=""),
                name="adoption_ended_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.origin.alliance.city} → {self.alliance.city}"

    def get_absolute_url(self) -> str:
        return reverse("challenges:adoption", args=[self.pk])

    @property
    def open_local(self) -> Any:
        """The local challenge as far as the reader may see it, ``None`` where the adopters keep it to themselves or
        took it back; for who was not asked for by ``visible_to``, as far as everybody may."""
        if self.local is None:
            return None
        return self.local if getattr(self, "local_open", self.local.public) else None

    @property
    def version_url(self) -> str:
        """Where a reader finds the local version: its own page, or the adoption's where it is not theirs to see."""
        return (self.open_local or self).get_absolute_url()

    @property
    def _named_after(self) -> Text | None:
        """What names it: the local challenge, else the origin, as far as the reader may see these."""
        if local := self.open_local:
            return local.text
        return self.origin.text if getattr(self, "origin_open", True) else None

    @property
    def title(self) -> str:
        """What it is about; nothing that one of the two cities keeps from the reader."""
        named = self._named_after
        return named.title if named else str(_("Not public any more"))

    @property
    def title_language(self) -> str:
        """The language of its title; empty for words of ours."""
        named = self._named_after
        return named.languages["title"] if named else ""

    @property
    def travelled(self) -> Text | None:
        """What a picture names it by: the origin, else the local challenge, as far as the reader may see these."""
        return self.origin.text if getattr(self, "origin_open", True) else self._named_after

    @property
    def snapshot(self) -> Text:
        """The origin as it stood that day, in the reader's language where it was translated as it stood."""
        language = get_language() or "en"
        translation = (
            self.origin.translation_into(language) if language != self.origin_revision.language else None
        )
        return self.origin_revision.text_with(translation)

    def snapshot_open_to(self, person: Any) -> bool:
        """Whether ``person`` may read the snapshot: whoever may see the origin, and the adopters in any case.

        An origin that was withdrawn or turned internal leaves its words with those who built on them, not with all.
        """
        if getattr(self, "origin_open", False):
            return True
        own = getattr(person, "circle_ids", ())
        return getattr(person, "is_administrator", False) or self.alliance.circle_id in own

    @property
    def told(self) -> bool:
        return self.told_at is not None

    @property
    def goes_on(self) -> bool:
        """Whether the adopters work on it."""
        return self.state in (State.ADOPTED, State.SUSTAINED)

    @property
    def standing(self) -> str:
        """Where it stands in one word: its stage while it goes on, else its state."""
        return self.stage if self.state == State.ADOPTED else self.state

    @property
    def standing_words(self) -> str:
        return str(self.get_stage_display() if self.state == State.ADOPTED else self.get_state_display())

    @property
    def let_go(self) -> bool:
        """Whether there was interest, and it never became more."""
        return self.state == State.STOPPED and self.local_id is None

    @property
    def untouched(self) -> bool:
        """Whether there is interest and nothing more: nobody told, asked or promised anything along it."""
        return not (
            self.local_id
            or self.updates.exists()
            or self.questions.exists()
            or Commitment.objects.about([self]).exists()
        )

    @property
    def step(self) -> int:
        """How far along the way, of ``steps``; 0 while it rests or is only looked at."""
        if self.state == State.SUSTAINED:
            return self.steps
        return list(Stage).index(Stage(self.stage)) + 1 if self.state == State.ADOPTED else 0

    @property
    def steps(self) -> int:
        return len(Stage) + 1

    def news_for(self, by: Person | None) -> list[Any]:
        """What an event of this adoption is also news of: both challenges and both cities.

        What nobody is noted to have done (recorded history) is told as the adopters' own.
        """
        things: list[Any] = [self.origin, self.alliance]
        if by is not None:
            things.append(self.origin.alliance)
        return [*things, self.local] if self.local else things

    def tell(
        self,
        *,
        by: Person | None,
        kept: str,
        changed: str,
        dropped: str = "",
        first_step: str = "",
        due: date | None = None,
        language: str = "",
        at: datetime | None = None,
    ) -> None:
        """Say what was kept, changed and dropped: of recorded history for the first time, or anew.

        No-op where nothing differs. Raises ``DomainError`` where it is not adopted, or without words.
        """
        new = {
            "kept": kept.strip(),
            "changed": changed.strip(),
            "dropped": dropped.strip(),
            "first_step": first_step.strip(),
            "due": due,
            "language": language or self.language,
        }
        for name in ("kept", "changed"):
            if not new[name]:
                raise DomainError(_("Fill this in."), field=name)
        with transaction.atomic():
            row = self._locked()
            if row.state == State.INTERESTED:
                raise DomainError(_("Adopt it first: so far there is only interest."))
            differing = [name for name, value in new.items() if getattr(row, name) != value]
            if not differing:
                return
            first = not row.told
            for name in differing:
                setattr(row, name, new[name])
            row.told_at = at or timezone.now()
            row.version += 1
            row.save(update_fields=[*differing, "told_at", "version"])
            kind = "adoption.told" if first else "adoption.retold"
            record(kind, actor=by, subject=row, concerns=row.news_for(by), at=at)
        self.refresh_from_db()

    def advance(self, *, stage: str, by: Person | None, at: datetime | None = None) -> None:
        """Move to ``stage``; back too, when it showed that there is more to understand. No-op when there.

        Raises ``DomainError`` while it is not being worked on.
        """
        with transaction.atomic():
            row = self._locked()
            if row.stage == stage and row.state == State.ADOPTED:
                return
            if not row.goes_on:
                raise DomainError(_("Take it up first: nobody works on it now."))
            row.stage, row.state = Stage(stage), State.ADOPTED
            row.save(update_fields=["stage", "state"])
            record(
                "adoption.advanced", actor=by, subject=row, concerns=row.news_for(by), at=at, to=str(stage)
            )
        self.refresh_from_db()

    def sustain(self, *, by: Person | None, at: datetime | None = None) -> None:
        """It has become the city's own habit. No-op when it is; raises ``DomainError`` before it is reused."""
        with transaction.atomic():
            row = self._locked()
            if row.state == State.SUSTAINED:
                return
            if row.state != State.ADOPTED or row.stage != Stage.REUSE:
                raise DomainError(_("Only what is reused can be sustained."), field="stage")
            row.state = State.SUSTAINED
            row.save(update_fields=["state"])
            record("adoption.sustained", actor=by, subject=row, concerns=row.news_for(by), at=at)
        self.refresh_from_db()

    def pause(self, *, reason: str, by: Person | None, at: datetime | None = None) -> None:
        """Let it rest, with a reason; no-op when it rests."""
        self._end(State.PAUSED, "adoption.paused", reason=reason, by=by, at=at)

    def stop(self, *, reason: str, by: Person | None, at: datetime | None = None) -> None:
        """Work on it no more, with a reason; what was learnt stays. No-op when stopped."""
        self._end(State.STOPPED, "adoption.stopped", reason=reason, by=by, at=at)

    def resume(self, *, by: Person | None, at: datetime | None = None) -> None:
        """Take it up again after a pause or a stop; no-op while it goes on."""
        with transaction.atomic():
            row = self._locked()
            if row.state not in (State.PAUSED, State.STOPPED):
                return
            row.state, row.reason = State.ADOPTED if row.local_id else State.INTERESTED, ""
            row.save(update_fields=["state", "reason"])
            record("adoption.resumed", actor=by, subject=row, concerns=row.news_for(by), at=at)
        self.refresh_from_db()

    def _end(self, state: State, kind: str, *, reason: str, by: Person | None, at: datetime | None) -> None:
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        with transaction.atomic():
            row = self._locked()
            if row.state == state:
                return
            if state == State.PAUSED and not row.goes_on:
                raise DomainError(_("Take it up first: nobody works on it now."))
            row.state, row.reason = state, reason.strip()
            row.save(update_fields=["state", "reason"])
            record(kind, actor=by, subject=row, concerns=row.news_for(by), at=at)
        self.refresh_from_db()

    def _locked(self) -> "Adoption":
        """The row, locked against every other verb of it."""
        rows = Adoption.objects.select_related("alliance", "origin__alliance", "local")
        return rows.select_for_update(of=("self",)).get(pk=self.pk)


class AdoptionTranslation(Translation):
    source = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of an adoption")
        verbose_name_plural = _("translations of adoptions")
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="adoption_translation_once")
        ]
