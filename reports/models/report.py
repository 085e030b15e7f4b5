"""Reports: what was asked for, how far it is, and what came of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from activity.models import record, rewall
from alliances.models import Alliance, Membership, standing_of
from people.models import Person
from reports.document import Document, Narrative, checksum_of
from reports.models.files import ReportFile, Written, folder
from reports.models.run import RunQuerySet
from reports.models.states import UNFINISHED, Aim, State, Trouble
from reports.models.words import Worded
from reports.registry import Occasion, ReportKind, Scope, kind_of
from web.exceptions import DomainError
from web.slots import Words

LONGEST_PERIOD = timedelta(
    days=3653
)  # ten years: told by months, a chart and a table that one can still read


class ReportQuerySet(RunQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Public ones, all on the alliances a person coordinates, and drafts that they were asked to write into;
        administrators see all."""
        standing = standing_of(person)
        if standing.administrator:
            return self
        seen = Q(public=True) | Q(alliance__in=standing.coordinated)
        if isinstance(person, Person):
            seen |= Q(pk__in=Report.objects.asked_of(person).values("pk"))
        return self.filter(seen)

    def asked_of(self, person: Person) -> Self:
        """Unfinished ones of which ``person``, as a member of the alliance, was asked for a box."""
        inside = Membership.objects.current().filter(person=person).values("partnership__alliance")
        rows = Report.objects.unfinished().filter(writers__person=person, alliance__in=inside)
        return self.filter(pk__in=rows.values("pk"))

    def coordinated_by(self, person: Any) -> Self:
        """Those that ``person`` may have made and write into."""
        standing = standing_of(person)
        return self if standing.administrator else self.filter(alliance__in=standing.coordinated)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-id")

    def for_reading(self) -> Self:
        """With what a row of the list or a page shows: two queries."""
        return self.select_related("alliance", "asked_by").prefetch_related("files")

    def without_words(self) -> Self:
        """Without the document, which may be long."""
        return self.defer("document", "narrative")


class Report(Worded):
    """One report on one alliance: asked for, drafted by a worker, written into, frozen, downloaded.

    ``about`` is the one occasion that it is on, as ``registered.occasions`` knows it, with the title that it then had.

    Once there is a ``checksum`` its ``document`` is frozen, and the database lets nothing change it. Personal:
    ``asked_by``, who goes when the account does.
    """

    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="reports"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), default=timezone.localdate)
    about = models.UUIDField(_("on this alone"), null=True, blank=True)
    about_title = models.CharField(_("its title"), max_length=200, blank=True)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("new version of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
    )
    finding = models.TextField(_("finding"), blank=True)
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True)
    public = models.BooleanField(_("everybody may read it"), default=False)
    demo = models.BooleanField(_("demo content"), default=False)

    objects = ReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["alliance", "-asked_at", "-id"], name="report_newest")]
        constraints = [
            # Whoever asks while it is being made or written gets the one there is.
            models.UniqueConstraint(
                fields=["alliance", "kind", "language", "since", "until", "sections", "about", "predecessor"],
                condition=Q(state__in=UNFINISHED),
                nulls_distinct=False,
                name="report_open_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(trouble=""), name="report_failed_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | Q(finished_at__isnull=False), name="report_done_when"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DRAFTED) | Q(document__isnull=False), name="report_draft_says"
            ),
            models.CheckConstraint(
                condition=Q(checksum="") | Q(state=State.DONE, document__isnull=False),
                name="report_frozen_whole",
            ),
            models.CheckConstraint(condition=Q(public=False) | ~Q(checksum=""), name="report_public_frozen"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="report_days_in_order"),
            models.CheckConstraint(
                condition=Q(predecessor=None) | ~Q(predecessor=F("id")), name="report_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    def walls(self) -> tuple[bool, list[UUID]]:
        """Of the alliance's own things until its coordinators let everybody read it."""
        return self.public, [self.alliance.circle_id]

    @property
    def title(self) -> str:
        return self.registered.title_for(self.alliance, self.about_title)

    @property
    def outcome(self) -> Words:
        """What came of it, in a sentence; empty while it is being made."""
        if self.state == State.FAILED:
            return Trouble(self.trouble).label
        return {
            State.DRAFTED: _("The draft is ready."),
            State.DONE: _("The report is ready."),
            State.CANCELLED: _("The report was cancelled."),
        }.get(State(self.state), "")

    @property
    def is_frozen(self) -> bool:
        return self.checksum != ""

    @property
    def folder(self) -> Path:
        """Where its files lie, whichever run wrote them."""
        return folder() / str(self.pk)

    def scope(self, now: datetime) -> Scope:
        """What is to be read for it, as of ``now``."""
        return Scope(
            alliance=self.alliance,
            reader=self.asked_by,
            since=self.since,
            until=self.until,
            language=self.language,
            as_of=now,
            about=self.about,
            sections=self.chosen,
        )

    # --- what people do ---
    @classmethod
    def ask(
        cls,
        *,
        kind: str,
        alliance: Alliance,
        language: str,
        by: Person | None,
        since: date | None = None,
        until: date | None = None,
        sections: Iterable[str] = (),
        about: UUID | None = None,
        predecessor: "Report | None" = None,
        narrative: Mapping[str, str] | None = None,
        demo: bool = False,
        at: datetime | None = None,
    ) -> tuple["Report", bool]:
        """Have a report drafted, or made where its kind needs no words: (report, whether it is new).

        Who asks for one that is being made or written gets that one. Without days it is on this year so far, without
        ``sections`` it has all. What it is ``about`` alone brings days of its own. Raises ``DomainError`` for days in
        the wrong order or too far apart, and for sections and occasions unknown.
        """
        registered, now = kind_of(kind), at or timezone.now()
        today = timezone.localdate(now, ZoneInfo(alliance.time_zone))
        occasion = cls._occasion(registered, about, alliance=alliance, language=language, by=by)
        if occasion is not None:
            since, until = occasion.since, occasion.until
        until = until if until and registered.periodic else today
        since = (since or until.replace(month=1, day=1)) if registered.periodic else today
        if since > until:
            raise DomainError(_("The last day comes before the first one."), field="until")
        if until - since > LONGEST_PERIOD:
            raise DomainError(_("A report covers ten years at most."), field="until")
        named = set(sections) or set(registered.sections)
        if named - set(registered.sections):
            raise DomainError(_("This report has no such section."), field="sections")
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
            report, new = cls.objects.unfinished().get_or_create(
                kind=kind,
                alliance=alliance,
                language=language,
                since=since,
                until=until,
                sections=[name for name in registered.sections if name in named],
                about=occasion.pk if occasion else None,
                predecessor=predecessor,
                defaults={
                    "about_title": occasion.title if occasion else "",
                    "asked_by": by,
                    "asked_at": now,
                    "aim": Aim.DRAFT if registered.narrative else Aim.FREEZE,
                    "narrative": dict(narrative or {}),
                    "demo": demo,
                },
            )
            if new:
                report._owe()
                record("report.asked", actor=by, subject=report, concerns=[alliance], at=at, inside=True)
        return report, new

    @staticmethod
    def _occasion(
        registered: ReportKind, about: UUID | None, *, alliance: Alliance, language: str, by: Person | None
    ) -> Occasion | None:
        """What a report is to be on alone, titled in its language; raises ``DomainError`` where there is no such."""
        if about is None:
            return None
        with translation.override(language):
            occasion = registered.occasion(about, alliance, by)
        if occasion is None:
            raise DomainError(_("This does not belong to the alliance you chose."), field="about")
        return occasion

    def read_anew(self, *, by: Person, at: datetime | None = None) -> None:
        """Have the draft's figures read again; what was written stays. No-op while it is being made.

        Raises ``DomainError`` where it is no draft.
        """
        with transaction.atomic():
            row = self._held()
            if row.is_open:
                return
            row._refuse_unless_draft()
            row._begin(Aim.DRAFT, by=by, now=at or timezone.now())
        self.refresh_from_db()

    def freeze(
        self, *, narrative: Mapping[str, str], seen: int, by: Person, at: datetime | None = None
    ) -> None:
        """Have the draft as it was seen, with ``narrative``, frozen and its files written.

        No-op when that is under way or done. Raises ``Overtaken`` as ``write`` does, ``DomainError`` where it is no
        draft.
        """
        with transaction.atomic():
            row = self._held()
            if row.is_frozen or (row.is_open and row.aim == Aim.FREEZE):
                return
            row._refuse_unless_draft()
            row._refuse_overtaken(seen)
            row.narrative = dict(narrative)
            row.save(update_fields=["narrative"])
            row._begin(Aim.FREEZE, by=by, now=at or timezone.now())
        self.refresh_from_db()

    def new_version(self, *, by: Person, at: datetime | None = None) -> tuple["Report", bool]:
        """Begin a draft that is to follow this frozen report, from its words: (draft, whether it is new).

        Raises ``DomainError`` where this one is not frozen.
        """
        if not self.is_frozen:
            raise DomainError(_("Only a frozen report can have a new version."))
        return Report.ask(
            kind=self.kind,
            alliance=self.alliance,
            language=self.language,
            since=self.since,
            until=self.until,
            sections=[name for name in self.sections if name in self.registered.sections],
            about=self.about,
            predecessor=self,
            narrative=self.narrative,
            by=by,
            at=at,
        )

    def publish(self, *, by: Person, at: datetime | None = None) -> None:
        """Let everybody read it and take its files; no-op when they may. Raises ``DomainError`` before it is frozen."""
        with transaction.atomic():
            row = self._held()
            if row.public:
                return
            if not row.is_frozen:
                raise DomainError(_("Only a frozen report can be read by everybody."))
            row.public = True
            row.save(update_fields=["public"])
            record("report.published", actor=by, subject=row, concerns=[row.alliance], at=at)
        self.public = True

    def unpublish(self, *, by: Person, at: datetime | None = None) -> None:
        """Keep it within the alliance again; no-op when it is."""
        with transaction.atomic():
            row = self._held()
            if not row.public:
                return
            row.public = False
            row.save(update_fields=["public"])
            rewall(row)
            record("report.unpublished", actor=by, subject=row, concerns=[row.alliance], at=at)
        self.public = False

    def cancel(self, *, by: Person, at: datetime | None = None) -> None:
        """Have the present run no more: a draft that there was stands again. The worker stops before its next step.

        No-op when that has happened. Raises ``DomainError`` when it is frozen, or has failed without a draft.
        """
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=self.alliance_id)
            row = self._held()
            if row.state in (State.CANCELLED, State.DRAFTED):
                return
            if row.state == State.FAILED and row.document:
                row._refuse_doubled()
            elif not row.is_open:
                raise DomainError(_("This report is no longer being made, so there is nothing to cancel."))
            state = State.DRAFTED if row.document else State.CANCELLED
            row._close(state, at=at or timezone.now(), step="", trouble="", error="")
            record("report.cancelled", actor=by, subject=row, concerns=[row.alliance], at=at, inside=True)
        self.refresh_from_db()

    def discard(self, *, by: Person, at: datetime | None = None) -> None:
        """Throw the draft away; what was written stays with the row. No-op when cancelled.

        Raises ``DomainError`` where it is no draft.
        """
        with transaction.atomic():
            row = self._held()
            if row.state == State.CANCELLED:
                return
            row._refuse_unless_draft()
            row._close(State.CANCELLED, at=at or timezone.now())
            record("report.cancelled", actor=by, subject=row, concerns=[row.alliance], at=at, inside=True)
        self.refresh_from_db()

    def try_again(self, *, by: Person, at: datetime | None = None) -> None:
        """Have a failed or cancelled report made after all, for ``by``; no-op while it is made and when it is done.

        Raises ``DomainError`` where the same report has been asked for anew meanwhile.
        """
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=self.alliance_id)
            row = self._held()
            if not row.can_be_tried_again:
                return
            row._refuse_doubled()
            row._begin(Aim(row.aim), by=by, now=at or timezone.now())
        self.refresh_from_db()

    def _refuse_doubled(self) -> None:
        """Only one of its like may be unfinished; the alliance's row must be held."""
        same = Report.objects.unfinished().filter(
            alliance=self.alliance, kind=self.kind, language=self.language, since=self.since, until=self.until
        )
        same = same.filter(sections=self.sections, about=self.about, predecessor=self.predecessor_id)
        if same.exclude(pk=self.pk).exists():
            raise DomainError(_("This report is being made already: somebody asked for it anew."))

    # --- what the worker does ---
    def drafted(self, document: Document, *, at: datetime) -> bool:
        """Put the draft there to be written into; ``False``, and nothing done, where this run is over."""
        with transaction.atomic():
            if not self._still_wanted():
                return False
            self.version += 1
            self._close(
                State.DRAFTED,
                at=at,
                document=document.as_json(),
                finding=document.finding,
                version=self.version,
                step="",
            )
            record("report.drafted", actor=None, subject=self, concerns=[self.alliance], at=at, inside=True)
        return True

    def finish(self, document: Document, *, files: Iterable[Written], at: datetime) -> bool:
        """Freeze ``document`` and make ``files`` what there is to download; ``False``, and nothing done, where this
        run is over."""
        with transaction.atomic():
            if not self._still_wanted():
                return False
            ReportFile.objects.bulk_create(ReportFile(report=self, **vars(file)) for file in files)
            told = document.as_json()
            written = {box.name: box.text for box in document.parts_of(Narrative)}
            self._close(
                State.DONE,
                at=at,
                document=told,
                narrative={name: written.get(name, "") for name in self.narrative},
                checksum=checksum_of(told),
                finding=document.finding,
                step="",
            )
            record("report.made", actor=None, subject=self, concerns=[self.alliance], at=at, inside=True)
        return True
