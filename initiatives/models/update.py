"""Updates: how it goes, told by those who do it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.mentions import named_in
from activity.models import record, rewall
from alliances.models import Organisation, standing_of
from initiatives.models.file import UpdateFile
from initiatives.models.stage import Stage
from people.models import Circled, CircledQuerySet, Person
from web.exceptions import DomainError
from web.files import FileAnswers
from web.markdown import first_words
from web.models import Thing, TranslatedInTable, TranslatedQuerySet, Translation

if TYPE_CHECKING:
    from initiatives.models.initiative import Initiative


class UpdateQuerySet(CircledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        """Neither withdrawn nor of an initiative that was."""
        return self.filter(withdrawn_at=None, initiative__withdrawn_at=None)

    def lessons(self) -> Self:
        return self.filter(kind=Update.Kind.LESSON)

    def for_reading(self) -> Self:
        return self.select_related("organisation", "author").with_text()

    def with_files(self) -> Self:
        """With the photos and PDFs that stand, as ``shown_files``; one query."""
        files = UpdateFile.objects.standing().in_order()
        return self.prefetch_related(models.Prefetch("files", files, to_attr="shown_files"))

    def with_initiative(self) -> Self:
        """With the initiative it is told of, as a link names it."""
        return self.select_related("initiative__partnership__organisation")

    def newest_first(self) -> Self:
        return self.order_by("-happened_on", "-created_at", "-pk")


class Update(Thing, Circled, TranslatedInTable):
    """A step forward, a lesson, a milestone or a call for help; or that the stage has changed, and why.

    It stands behind the walls of what it is about. Personal: ``author``, who goes when the account does; the
    text stays, the organisation's.
    """

    TEXTS = ("body",)

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        LESSON = "lesson", _("Lesson")
        MILESTONE = "milestone", _("Milestone")
        HELP = "help", _("Call for help")
        STAGE = "stage", _("New stage")

    TOLD = (Kind.PROGRESS, Kind.LESSON, Kind.MILESTONE, Kind.HELP)

    initiative = models.ForeignKey(
        "initiatives.Initiative",
        verbose_name=_("initiative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="updates",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("what there is to tell"), max_length=4_000)
    # The stage it came to, where the kind says that this is what happened.
    stage = models.CharField(_("stage"), max_length=24, choices=Stage, blank=True)
    happened_on = models.DateField(_("when"))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("told by"), on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        Person, verbose_name=_("author"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    demo = models.BooleanField(_("demo content"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        indexes = [
            models.Index(
                fields=["initiative", "-happened_on", "-created_at", "-id"],
                name="update_newest_of",
                condition=Q(withdrawn_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="update_has_words"),
            models.CheckConstraint(condition=Q(initiative__isnull=False), name="update_about_something"),
            models.CheckConstraint(
                condition=Q(kind="stage") & ~Q(stage="") | ~Q(kind="stage") & Q(stage=""),
                name="update_stage_named",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="update_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return first_words(self.text.body, 80)

    def get_absolute_url(self) -> str:
        return f"{self.about.get_absolute_url()}#update-{self.pk}"

    @property
    def about(self) -> Any:
        """What it is told of."""
        return self.initiative

    @classmethod
    def add(
        cls,
        *,
        about: "Initiative",
        kind: str,
        text: str,
        language: str,
        by: Person | None,
        happened_on: date | None = None,
        stage: str = "",
        attached: FileAnswers | None = None,
        demo: bool = False,
        at: datetime | None = None,
    ) -> "Update":
        """Tell how ``about`` goes. Its organisation is the one ``by`` works for among those that work on it, else
        the one that leads it. Raises ``DomainError`` for a day ahead, and where ``about`` was withdrawn."""
        now = at or timezone.now()
        if happened_on and happened_on > timezone.localdate(now):
            raise DomainError(_("This day has not come yet. Tell of it when it has."), field="happened_on")
        with transaction.atomic():
            # Held, so that its walls cannot move between reading them and standing behind them.
            initiative = type(about).objects.select_for_update(no_key=True).get(pk=about.pk)
            if initiative.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            public, circles = initiative.walls()
            update = cls.objects.create(
                initiative=initiative,
                kind=kind,
                body=text,
                language=language,
                stage=stage,
                happened_on=happened_on or timezone.localdate(now),
                organisation=_told_by(initiative, by),
                author=by,
                public=public,
                circles=circles,
                demo=demo,
            )
            if attached is not None:
                UpdateFile.settle(owner=update, answers=attached, by=by, at=now)
            record(
                f"update.{kind}",
                actor=by,
                subject=update,
                concerns=update.news_for(),
                mentions=named_in(text, by),
                at=now,
            )
        return update

    def news_for(self) -> list[Any]:
        """What an event of this update is also news of."""
        return [self.about, *self.about.news_for()]

    def withdraw(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Take the update off every page; no-op when withdrawn. Raises ``DomainError`` without a reason."""
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        with transaction.atomic():
            row = Update.objects.select_for_update(no_key=True).get(pk=self.pk)
            if row.withdrawn_at:
                return
            row.withdrawn_at, row.withdrawn_reason = at or timezone.now(), reason
            row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record("update.withdrawn", actor=by, subject=row, concerns=row.news_for(), at=at)
        self.withdrawn_at, self.withdrawn_reason = row.withdrawn_at, row.withdrawn_reason


def follow_walls(updates: Iterable[Update], thing: Any) -> None:
    """Give ``updates`` of ``thing``, and their events, the walls that ``thing`` has now."""
    public, circles = thing.walls()
    for update in updates:
        update.public, update.circles = public, circles
        update.save(update_fields=["public", "circles"])
        rewall(update)


def _told_by(initiative: "Initiative", by: Person | None) -> Organisation:
    lead = initiative.partnership
    beside = {one.pk: one for one in initiative.partners.select_related("organisation")}
    mine = [row.partnership_id for row in standing_of(by).memberships]
    own = next((beside[pk] for pk in mine if pk in beside), None)
    return lead.organisation if own is None or lead.pk in mine else own.organisation


class UpdateTranslation(Translation):
    source = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of an update")
        verbose_name_plural = _("translations of updates")
        constraints = [models.UniqueConstraint(fields=["source", "language"], name="update_translation_once")]
