"""Connections: two initiatives that could join, why, and what people made of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from activity.models import deliver, record
from alliances.models import Organisation
from blocks.models.tag import organisation_of
from initiatives.models import Initiative, InitiativeTranslation
from people.models import Person, WalledQuerySet
from web.exceptions import DomainError
from web.models import Thing

INTRODUCTION = "blocks.introduction"  # the mail to who introduces two
ENDS = ("one", "other")
BESIDE = ("partnership__organisation", "partnership__alliance", "place")


class Meeting(models.TextChoices):
    """How far two initiatives have come towards each other."""

    SUGGESTED = "suggested", gettext_lazy("Suggested")
    INTRODUCED = "introduced", gettext_lazy("Introduced")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    JOINED = "joined", gettext_lazy("Joint work")
    DISMISSED = "dismissed", gettext_lazy("Dismissed")


OPEN = (Meeting.SUGGESTED, Meeting.INTRODUCED, Meeting.ACCEPTED, Meeting.JOINED)
ACTED = (Meeting.INTRODUCED, Meeting.ACCEPTED, Meeting.JOINED)


class ConnectionQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Only who may see both ends sees that they could meet; neither may have been withdrawn."""
        walls = WalledQuerySet.wall_of(person, "one__") & WalledQuerySet.wall_of(person, "other__")
        return self.filter(walls, one__withdrawn_at=None, other__withdrawn_at=None)

    def open(self) -> Self:
        """Not dismissed."""
        return self.filter(state__in=OPEN)

    def acted_on(self) -> Self:
        """Somebody introduced the two to each other, and nobody has dismissed it."""
        return self.filter(state__in=ACTED)

    def touching(self, initiatives: Iterable[Initiative | UUID]) -> Self:
        """With one of ``initiatives`` at an end."""
        ends = list(initiatives)
        return self.filter(Q(one__in=ends) | Q(other__in=ends))

    def closest_first(self) -> Self:
        return self.order_by("-score", "pk")

    def with_ends(self) -> Self:
        """Both initiatives with what a card shows, in the reader's language, in the same query."""
        language = get_language() or "en"
        texts = JSONObject(language="language", version="source_version", texts="texts", credit="credit")
        translated = InitiativeTranslation.objects.filter(language=language)
        found = {
            f"{end}_text": Subquery(
                translated.filter(source=OuterRef(end)).values(found=texts)[:1],
                output_field=models.JSONField(),
            )
            for end in ENDS
        }
        related = [f"{end}__{name}" for end in ENDS for name in BESIDE]
        return self.select_related(*related).annotate(in_language=models.Value(language), **found)


class Connection(Thing):
    """A pair of initiatives, worked out from what both say (``blocks.connections``) and acted on by people.

    The pair is ordered by id, so there is one row a pair. ``reasons`` are facts, not sentences: each a ``code``
    with ids or plain values, and the ``points`` it adds (``blocks.connections.words`` says them). ``known`` are
    the reasons it was dismissed in spite of: it comes back with another one only.
    """

    one = models.ForeignKey(
        Initiative, verbose_name=gettext_lazy("one"), on_delete=models.CASCADE, related_name="connections"
    )
    other = models.ForeignKey(
        Initiative, verbose_name=gettext_lazy("other"), on_delete=models.CASCADE, related_name="+"
    )
    score = models.PositiveSmallIntegerField(gettext_lazy("score"))
    reasons = models.JSONField(gettext_lazy("reasons"), default=list)
    state = models.CharField(gettext_lazy("state"), max_length=12, choices=Meeting, default=Meeting.SUGGESTED)
    known = ArrayField(
        models.CharField(max_length=80), verbose_name=gettext_lazy("dismissed in spite of"), default=list
    )
    joint = models.ForeignKey(
        Initiative,
        verbose_name=gettext_lazy("joint initiative"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    weighed_at = models.DateTimeField(gettext_lazy("weighed"), default=timezone.now)
    moved_at = models.DateTimeField(gettext_lazy("last act"), null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("connection")
        verbose_name_plural = gettext_lazy("connections")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="connection_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="connection_in_order"),
            models.CheckConstraint(condition=Q(state__in=Meeting.values), name="connection_state_known"),
            models.CheckConstraint(condition=Q(score__lte=100), name="connection_score_to_100"),
        ]
        indexes = [
            models.Index(fields=["one", "-score"], name="connection_closest"),
            models.Index(fields=["other", "-score"], name="connection_closest_back"),
            models.Index(fields=["-moved_at"], name="connection_acted", condition=Q(moved_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return _("%(one)s and %(other)s") % {"one": self.end("one"), "other": self.end("other")}

    def get_absolute_url(self) -> str:
        return reverse("connections:detail", args=[self.pk])

    def walls(self) -> tuple[bool, list[UUID]]:
        """Who meets whom is the affair of both alliances; between an alliance's own things, of that one.

        A pair across a wall is never made (``blocks.connections.score.may_meet``).
        """
        return False, sorted({self.one.circle_id, self.other.circle_id})

    def end(self, name: str) -> Initiative:
        """The initiative at that end, with the text that ``with_ends`` brought along."""
        initiative = getattr(self, name)
        if hasattr(self, f"{name}_text"):
            initiative.fetched_text = getattr(self, f"{name}_text")
            initiative.fetched_language = self.in_language  # type: ignore[attr-defined]
        return initiative

    @property
    def ends(self) -> list[Initiative]:
        return [self.end(name) for name in ENDS]

    def across_from(self, initiative: Initiative | UUID) -> Initiative:
        """The end that is not ``initiative``."""
        pk = getattr(initiative, "pk", initiative)
        return self.end("other" if self.one_id == pk else "one")

    @property
    def keys(self) -> list[str]:
        """What of its reasons makes a dismissed connection worth another look: who shares what, by name."""
        return sorted({key for reason in self.reasons for key in keys_of(reason)})

    # --- what people do ---------------------------------------------------------------------------
    def introduce(self, *, by: Person, at: datetime | None = None) -> None:
        """Introduce the two to each other: both sides are told why, and whom to write to.

        No-op when introduced already, or further. Raises ``DomainError`` where an end was withdrawn.
        """
        with transaction.atomic():
            row = self._locked()
            if row.state not in (Meeting.SUGGESTED, Meeting.DISMISSED):
                return
            step = row._move(Meeting.INTRODUCED, by, at)
            deliver(INTRODUCTION, str(step.pk), language=by.language, person=by, connection=str(row.pk))
            record("connection.introduced", actor=by, subject=row, concerns=row.news_for(), at=at)
        self._take(row)

    def accept(self, *, by: Person, at: datetime | None = None) -> None:
        """Say yes to an introduction. No-op when accepted already, or further.

        Raises ``DomainError`` where nobody has introduced the two, and where an end was withdrawn.
        """
        with transaction.atomic():
            row = self._locked()
            if row.state in (Meeting.ACCEPTED, Meeting.JOINED):
                return
            if row.state != Meeting.INTRODUCED:
                raise DomainError(_("Introduce the two to each other first."))
            row._move(Meeting.ACCEPTED, by, at)
            record("connection.accepted", actor=by, subject=row, concerns=row.news_for(), at=at)
        self._take(row)

    def dismiss(self, *, by: Person, word: str = "", at: datetime | None = None) -> None:
        """Put the connection aside until it has a new reason. No-op when dismissed.

        Raises ``DomainError`` for joint work, and where an introduction is declined without a word.
        """
        with transaction.atomic():
            row = self._locked()
            if row.state == Meeting.DISMISSED:
                return
            if row.state == Meeting.JOINED:
                raise DomainError(_("This has become joint work. Close or withdraw that instead."))
            declined = row.state != Meeting.SUGGESTED
            if declined and not word.strip():
                raise DomainError(_("Say in a word why not: the others wait for an answer."), field="word")
            row.known = row.keys
            row._move(Meeting.DISMISSED, by, at, word=word.strip())
            kind = "connection.declined" if declined else "connection.dismissed"
            record(kind, actor=by, subject=row, concerns=row.news_for(), at=at)
        self._take(row)

    def join(
        self, *, by: Person | None, initiative: Initiative | None = None, at: datetime | None = None
    ) -> None:
        """Say that it became joint work: an ``initiative`` of both or, without one, a commitment about it.

        No-op when that is known. Raises ``DomainError`` where nobody has accepted the introduction.
        """
        with transaction.atomic():
            row = self._locked()
            if row.state == Meeting.JOINED and (initiative is None or row.joint_id):
                return
            if row.state not in (Meeting.ACCEPTED, Meeting.JOINED):
                raise DomainError(_("Accept the introduction first."))
            row.joint = initiative
            row._move(Meeting.JOINED, by, at)
            record("connection.joined", actor=by, subject=row, concerns=row.news_for(), at=at)
        self._take(row)

    def begin_joint_work(self, *, by: Person, at: datetime | None = None) -> "ConnectionStep":
        """Note that ``by`` writes a joint initiative; the step's id is that of its draft and of the initiative.

        The same person gets the same step again. Raises ``DomainError`` where nobody has accepted.
        """
        with transaction.atomic():
            row = self._locked()
            if row.state not in (Meeting.ACCEPTED, Meeting.JOINED):
                raise DomainError(_("Accept the introduction first."))
            begun = row.steps.filter(act=ConnectionStep.WRITING, by=by).first()
            return begun or row._note(ConnectionStep.WRITING, by, at)

    def news_for(self) -> list[Any]:
        """What an event of this connection is also news of."""
        found = []
        for end in self.ends:
            found += [end, end.partnership.organisation, end.partnership.alliance]
        return found

    def _locked(self) -> "Connection":
        rows = Connection.objects.select_related(*(f"{end}__{name}" for end in ENDS for name in BESIDE[:2]))
        row = rows.select_for_update(of=("self",)).get(pk=self.pk)
        if any(end.withdrawn_at for end in row.ends):
            raise DomainError(_("One of the two initiatives was withdrawn."))
        return row

    def _move(
        self, state: Meeting, by: Person | None, at: datetime | None, word: str = ""
    ) -> "ConnectionStep":
        self.state, self.moved_at = state, at or timezone.now()
        self.save(update_fields=["state", "moved_at", "known", "joint"])
        return self._note(state, by, self.moved_at, word)

    def _note(self, act: str, by: Person | None, at: datetime | None, word: str = "") -> "ConnectionStep":
        return ConnectionStep.objects.create(
            connection=self,
            act=act,
            by=by,
            organisation=(organisation_of(by, self.one) or organisation_of(by, self.other)) if by else None,
            word=word,
            language=by.language if by else "en",
            at=at or timezone.now(),
        )

    def _take(self, row: "Connection") -> None:
        for name in ("state", "moved_at", "known", "joint"):
            setattr(self, name, getattr(row, name))


def keys_of(reason: dict[str, Any]) -> list[str]:
    """The names a reason goes by: "blocks:<id>" for each shared block, "need:skills" and so on. What only says how
    near or unlike two initiatives are (stage, sectors, words) has none: it is no new reason to meet."""
    code = reason["code"]
    if "ids" in reason:
        return [f"{code}:{value}" for value in reason["ids"]]
    return [f"{code}:{reason['kind']}"] if "kind" in reason else [code] if code == "lineage" else []


class ConnectionStepQuerySet(models.QuerySet):
    def told(self) -> Self:
        """What moved it, the oldest first; not who began to write."""
        rows = self.exclude(act=ConnectionStep.WRITING).select_related("organisation")
        return rows.order_by("at", "pk")


class ConnectionStep(Thing):
    """One act on a connection: who did it, for whom, and what they said.

    ``by`` and ``word`` are personal: erasing the account empties the first, and the words stay attributed to the
    organisation, as those on tags do.
    """

    WRITING = "writing"
    RETURNED = "returned"
    ACTS = (
        *Meeting.choices[1:],
        (WRITING, gettext_lazy("Writing a joint initiative")),
        (RETURNED, gettext_lazy("Back with a new reason")),
    )

    connection = models.ForeignKey(
        Connection,
        verbose_name=gettext_lazy("connection"),
        on_delete=models.CASCADE,
        related_name="steps",
    )
    act = models.CharField(gettext_lazy("what"), max_length=12, choices=ACTS)
    by = models.ForeignKey(
        Person, verbose_name=gettext_lazy("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=gettext_lazy("for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    word = models.CharField(gettext_lazy("a word on it"), max_length=500, blank=True)
    language = models.CharField(gettext_lazy("language of the word"), max_length=5, default="en")
    at = models.DateTimeField(gettext_lazy("when"), default=timezone.now)

    objects = ConnectionStepQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("step of a connection")
        verbose_name_plural = gettext_lazy("steps of connections")
        indexes = [models.Index(fields=["connection", "at"], name="connection_step_order")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"
