"""What both cities say along an adoption: updates, questions with answers, what is ready, and news of the origin."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.mentions import named_in
from activity.models import record
from alliances.models import Alliance, Organisation, standing_of
from challenges.models.adoption import Adoption, State
from challenges.models.dossier import items_of
from challenges.models.revision import ChallengeRevision
from people.models import Person
from web.exceptions import DomainError
from web.models import Text, Thing, TranslatedInTable, TranslatedQuerySet, Translation


class AdoptionUpdateQuerySet(TranslatedQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of adoptions that ``person`` may see."""
        return self.filter(adoption__in=Adoption.objects.visible_to(person).values("pk"))

    def for_reading(self) -> Self:
        return self.select_related("alliance", "organisation").with_text()

    def from_where(self) -> Self:
        """With the city that tells and the adoption it tells of, in the same query."""
        return self.for_reading().select_related("adoption__alliance", "adoption__local")

    def newest_first(self) -> Self:
        return self.order_by("-happened_on", "-created_at", "-id")

    def lessons_for(self, challenge: Any) -> Self:
        """What was learnt of ``challenge`` by whoever made it their own, at any depth, and what its own alliance
        took back of that."""
        taken = Q(kind=AdoptionUpdate.Kind.TAKEN, alliance=challenge.alliance_id)
        learnt = taken | Q(kind=AdoptionUpdate.Kind.LESSON)
        return self.filter(learnt, adoption__local__ancestors__contains=[challenge.pk])


class AdoptionUpdate(Thing, TranslatedInTable):
    """One of the two cities tells how an adoption goes; it stands behind the adoption's walls.

    A lesson of the adopters stands at every origin of theirs as well; ``taken`` is what an origin's city learnt from
    it. Personal: ``author``, who goes when the account does; the text stays, the organisation's.
    """

    TEXTS = ("body",)

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        LESSON = "lesson", _("Lesson")
        MILESTONE = "milestone", _("Milestone")
        HELP = "help", _("Call for help")
        TAKEN = "taken", _("Lesson taken back")

    TOLD = (Kind.PROGRESS, Kind.LESSON, Kind.MILESTONE, Kind.HELP)

    adoption = models.ForeignKey(
        Adoption, verbose_name=_("adoption"), on_delete=models.PROTECT, related_name="updates"
    )
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("told by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    author = models.ForeignKey(
        Person, verbose_name=_("author"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("what there is to tell"), max_length=4_000)
    happened_on = models.DateField(_("when"))

    objects = AdoptionUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update of an adoption")
        verbose_name_plural = _("updates of adoptions")
        indexes = [models.Index(fields=["adoption", "-happened_on"], name="adoption_update_newest")]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="adoption_update_has_words")]

    def __str__(self) -> str:
        return self.text.body[:80]

    def get_absolute_url(self) -> str:
        return f"{self.adoption.get_absolute_url()}#rails"

    @classmethod
    def add(
        cls,
        *,
        adoption: Adoption,
        alliance: Alliance,
        kind: str,
        text: str,
        language: str,
        by: Person | None,
        at: datetime | None = None,
    ) -> "AdoptionUpdate":
        """Tell, as ``alliance``, how the adoption goes or, as an origin of it, what was learnt from it.

        Raises ``DomainError`` where the alliance has no part in it, and where only an origin may speak.
        """
        now = at or timezone.now()
        sides = {adoption.alliance_id, adoption.origin.alliance_id}
        if kind == cls.Kind.TAKEN:
            if adoption.local is None or not adoption.local.descends_from(alliance):
                raise DomainError(_("Only whose challenge it descends from takes its lesson back."))
        elif alliance.pk not in sides:
            raise DomainError(_("Your alliance has no part in this adoption."))
        with transaction.atomic():
            update = cls.objects.create(
                adoption=adoption,
                alliance=alliance,
                organisation=_organisation_of(by, alliance),
                author=by,
                kind=kind,
                body=text.strip(),
                language=language,
                happened_on=timezone.localdate(now),
            )
            record(
                f"adoption.{kind}",
                actor=by,
                subject=adoption,
                concerns=[*adoption.news_for(by), alliance],
                mentions=named_in(text, by),
                at=now,
            )
        return update


def _organisation_of(person: Person | None, alliance: Alliance) -> Organisation | None:
    """For whom ``person`` speaks in ``alliance``."""
    rows = [row for row in standing_of(person).partnerships if row.alliance_id == alliance.pk]
    return rows[0].organisation if rows else None


class AdoptionUpdateTranslation(Translation):
    source = models.ForeignKey(AdoptionUpdate, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of an adoption’s update")
        verbose_name_plural = _("translations of adoptions’ updates")
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="adoption_update_translation_once")
        ]


class Question(Thing):
    """What the adopters ask the origin, and its answer. Personal: who asked and who answered; both go with their
    accounts, the words stay the organisations'."""

    adoption = models.ForeignKey(
        Adoption, verbose_name=_("adoption"), on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField(_("question"), max_length=2_000)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asker = models.ForeignKey(
        Person, verbose_name=_("asked by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer_text = models.TextField(_("answer"), max_length=4_000, blank=True)
    answer_language = models.CharField(
        _("language of the answer"), max_length=5, choices=settings.LANGUAGES, blank=True
    )
    answerer = models.ForeignKey(
        Person,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to the origin")
        verbose_name_plural = _("questions to the origin")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & (Q(answered_at=None) | ~Q(answer_text="")), name="question_has_words"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def ask(
        cls, *, adoption: Adoption, text: str, language: str, by: Person | None, at: datetime | None = None
    ) -> "Question":
        """Ask the origin's city."""
        with transaction.atomic():
            question = cls.objects.create(adoption=adoption, text=text.strip(), language=language, asker=by)
            record("adoption.asked", actor=by, subject=adoption, concerns=adoption.news_for(by), at=at)
        return question

    def answer(self, *, text: str, language: str, by: Person | None, at: datetime | None = None) -> None:
        """Answer it, or answer it better; no-op where nothing differs."""
        with transaction.atomic():
            row = Question.objects.select_for_update(of=("self",)).select_related("adoption").get(pk=self.pk)
            if (row.answer_text, row.answer_language) == (text.strip(), language):
                return
            row.answer_text, row.answer_language = text.strip(), language
            row.answerer, row.answered_at = by, at or timezone.now()
            row.save(update_fields=["answer_text", "answer_language", "answerer", "answered_at"])
            news = row.adoption.news_for(by)
            record(
                "adoption.answered",
                actor=by,
                subject=row.adoption,
                concerns=news,
                at=at,
                question=str(row.pk),
            )
        self.refresh_from_db()


class Check(Thing):
    """Whether one of the origin's preconditions is met where it is adopted. ``item`` is its line as it stood."""

    class Mark(models.TextChoices):
        OPEN = "open", _("Not yet")
        PARTLY = "partly", _("Partly")
        MET = "met", _("Met")

    adoption = models.ForeignKey(
        Adoption, verbose_name=_("adoption"), on_delete=models.PROTECT, related_name="checks"
    )
    item = models.TextField(_("precondition"))
    mark = models.CharField(_("met"), max_length=6, choices=Mark, default=Mark.OPEN)

    class Meta:
        verbose_name = _("readiness of an adoption")
        verbose_name_plural = _("readiness of adoptions")
        constraints = [models.UniqueConstraint(fields=["adoption", "item"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_mark_display()}"


def readiness(adoption: Adoption) -> list[tuple[str, str]]:
    """The preconditions as they stood in the origin's dossier that day, each with its mark; one query."""
    marks = dict(adoption.checks.values_list("item", "mark"))
    items = items_of(adoption.origin_revision.texts.get("preconditions", ""))
    return [(item, marks.get(item, Check.Mark.OPEN)) for item in items]


def readable(adoption: Adoption, items: list[str], snapshot: Text) -> tuple[list[str], str]:
    """``items`` in the words of the reader's ``snapshot`` where that was translated line by line, else as they were
    written; and which language that is."""
    words = items_of(snapshot.preconditions)
    if len(words) != len(items):
        return items, adoption.origin_revision.language
    return words, snapshot.languages["preconditions"]


def mark_ready(*, adoption: Adoption, marks: dict[str, str], by: Person | None) -> None:
    """Say which preconditions are met: ``marks`` by their words; no-op where nothing differs.

    Items that are none of the dossier's are left out, so a page that was open too long marks nothing wrong.
    """
    with transaction.atomic():
        Adoption.objects.select_for_update(no_key=True).get(pk=adoption.pk)
        now = dict(readiness(adoption))
        differing = {item: mark for item, mark in marks.items() if item in now and now[item] != mark}
        if not differing:
            return
        Check.objects.bulk_create(
            [Check(adoption=adoption, item=item, mark=mark) for item, mark in differing.items()],
            update_conflicts=True,
            unique_fields=["adoption", "item"],
            update_fields=["mark"],
        )
        met = sum(mark == Check.Mark.MET for mark in (now | differing).values())
        record(
            "adoption.checked",
            actor=by,
            subject=adoption,
            concerns=adoption.news_for(by),
            met=met,
            of=len(now),
        )


class OriginChange(Thing):
    """A revision of the origin that came after an adoption, and what the adopters make of it."""

    class Answer(models.TextChoices):
        NEW = "new", _("New")
        SEEN = "seen", _("Seen")
        TAKEN_OVER = "taken_over", _("Taken over")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    adoption = models.ForeignKey(
        Adoption, verbose_name=_("adoption"), on_delete=models.PROTECT, related_name="changes"
    )
    revision = models.ForeignKey(
        ChallengeRevision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=14, choices=Answer, default=Answer.NEW)
    reason = models.CharField(_("because"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("change at the origin")
        verbose_name_plural = _("changes at the origin")
        ordering = ["-revision__number"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "revision"], name="origin_change_once"),
            models.CheckConstraint(
                condition=~Q(answer="not_applicable") | ~Q(reason=""), name="origin_change_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_answer_display()}"

    def settle(self, *, answer: str, by: Person | None, reason: str = "", at: datetime | None = None) -> None:
        """Mark it seen, taken over, or not applicable because of ``reason``; no-op where that is said.

        Raises ``DomainError`` for "not applicable" without a reason.
        """
        if answer == self.Answer.NOT_APPLICABLE and not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        reason = reason.strip() if answer == self.Answer.NOT_APPLICABLE else ""
        with transaction.atomic():
            rows = OriginChange.objects.select_for_update(of=("self",)).select_related("adoption")
            row = rows.get(pk=self.pk)
            if (row.answer, row.reason) == (answer, reason):
                return
            row.answer, row.reason, row.answered_at = self.Answer(answer), reason, at or timezone.now()
            row.save(update_fields=["answer", "reason", "answered_at"])
            news = row.adoption.news_for(by)
            record("adoption.settled", actor=by, subject=row.adoption, concerns=news, at=at, answer=answer)
        self.refresh_from_db()


def flag_change(revision: ChallengeRevision, *, by: Person | None, at: datetime | None = None) -> None:
    """Flag ``revision`` at every adoption of its challenge that is not stopped, and let its adopters hear of it.

    Called in the transaction that publishes it, where everybody may read it: what an alliance writes for itself is
    shown to no adopter.
    """
    rows = Adoption.objects.filter(origin=revision.source_id, origin_revision__number__lt=revision.number)
    rows = rows.exclude(state=State.STOPPED).exclude(changes__revision=revision)
    adoptions = list(rows.select_related("alliance", "origin__alliance", "local"))
    OriginChange.objects.bulk_create(OriginChange(adoption=row, revision=revision) for row in adoptions)
    for row in adoptions:
        record(
            "adoption.origin_changed",
            actor=by,
            subject=row,
            concerns=[row.alliance],
            at=at,
            number=revision.number,
        )
