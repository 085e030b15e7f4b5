"""A site visit: who receives whom, when and where, and how far it is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record, rewall
from alliances.models import Alliance, Membership
from people.models import Person, Walled, WalledQuerySet, known_time_zone
from search.index import index
from visits.plans import PLANS, Plan
from web.addresses import free_slug
from web.exceptions import DomainError, Overtaken
from web.models import Thing, TranslatedInTable, TranslatedQuerySet, Translation
from web.slots import Words

RESERVED = {"new", "guest", "edit", "calendar"}
SOON = timedelta(days=7)
# What a calendar shows of a visit: a change of any of these is a new edition of its event.
IN_CALENDARS = {"title", "month", "first_day", "last_day", "venue", "meeting_point", "time_zone"}


class Phase(models.TextChoices):
    """How far a visit is; it only ever moves on."""

    DRAFT = "draft", _("Draft")
    INVITED = "invited", _("Invited")
    OPEN = "open", _("Open for registration")
    UNDER_WAY = "under_way", _("Under way")
    HELD = "held", _("Held")
    WRITTEN_UP = "written_up", _("Written up")

    @property
    def step(self) -> int:
        """Which of the phases this is, from 1."""
        return list(Phase).index(self) + 1


AHEAD = (Phase.DRAFT, Phase.INVITED, Phase.OPEN, Phase.UNDER_WAY)
MOVED = {
    Phase.INVITED: "visit.announced",
    Phase.OPEN: "visit.opened",
    Phase.UNDER_WAY: "visit.begun",
    Phase.HELD: "visit.held",
    Phase.WRITTEN_UP: "visit.written_up",
}


class SiteVisitQuerySet(WalledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def visible_to(self, person: Any) -> Self:
        """Public ones, those of one's own circles and those one is invited to; drafts for who prepares them."""
        if getattr(person, "is_administrator", False):
            return self
        announced = ~Q(phase=Phase.DRAFT)
        if not isinstance(person, Person):
            return self.filter(announced, public=True)
        rows: models.QuerySet[Any] = models.QuerySet(self.model).filter(invitees__revoked_at=None)
        invited = rows.filter(
            Q(invitees__person=person)
            | Q(invitees__kind="delegation", invitees__alliance__circle__in=person.circle_ids)
        )
        hosting = VisitHost.objects.filter(visit=OuterRef("pk"), person=person)
        coordinating = Membership.objects.current().filter(
            person=person, role=Membership.Role.COORDINATOR, partnership__alliance=OuterRef("alliance")
        )
        return self.filter(
            announced & (self.wall_of(person) | Q(pk__in=invited.values("pk")))
            | Q(circle__in=person.circle_ids) & (Exists(hosting) | Exists(coordinating))
        )

    def standing(self) -> Self:
        """Not called off."""
        return self.filter(called_off_at=None)

    def announced(self) -> Self:
        return self.exclude(phase=Phase.DRAFT)

    def ahead(self, today: date) -> Self:
        """Not over yet: under way, or still to come."""
        return self.filter(
            Q(last_day__gte=today) | Q(last_day=None, month__gte=today.replace(day=1)), phase__in=AHEAD
        )

    def behind(self, today: date) -> Self:
        return self.exclude(pk__in=self.ahead(today).values("pk"))

    def soonest_first(self) -> Self:
        return self.order_by("month", F("first_day").asc(nulls_last=True), "slug")

    def latest_first(self) -> Self:
        return self.order_by("-month", F("first_day").desc(nulls_last=True), "slug")

    def for_cards(self) -> Self:
        """With what a card shows, in one query."""
        return self.select_related("alliance").with_text()


class SiteVisit(Thing, Walled, TranslatedInTable):
    """An alliance receives guests. Without a known day only its ``month`` stands (the first day of that month).

    ``capacity`` counts places a day (none: as many as come); ``time_zone`` is the place's own. ``sequence`` is
    the edition of its event in calendars. ``hosts`` are people of the alliance: export and erasure take the
    rows of ``VisitHost``.
    """

    TEXTS = ("title", "body", "venue", "meeting_point")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("host alliance"), on_delete=models.PROTECT, related_name="visits"
    )
    plan = models.CharField(
        _("kind"), max_length=20, choices=[(plan.key, plan.label) for plan in PLANS], default="thematic"
    )
    title = models.CharField(_("title"), max_length=140)
    body = models.TextField(_("description"), max_length=10_000, blank=True)
    month = models.DateField(_("month"))
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    meeting_point = models.CharField(_("meeting point"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=5, choices=settings.LANGUAGES),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    capacity = models.PositiveIntegerField(_("places a day"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[known_time_zone])
    hosts = models.ManyToManyField(
        Person, verbose_name=_("hosts"), through="VisitHost", related_name="hosted_visits"
    )
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.DRAFT)
    programme_known = models.BooleanField(_("the programme is known"), default=True)
    by_inference = models.BooleanField(_("the month is by inference"), default=False)
    demo = models.BooleanField(_("demo content"), default=False)
    sequence = models.PositiveIntegerField(_("edition in calendars"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)
    called_off_reason = models.CharField(_("why called off"), max_length=500, blank=True)

    objects = SiteVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        indexes = [models.Index(fields=["month", "first_day"], name="visit_by_time")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="visit_has_title"),
            models.CheckConstraint(condition=Q(month__day=1), name="visit_month_is_a_month"),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None)
                | Q(first_day__isnull=False, last_day__gte=F("first_day"), first_day__gte=F("month")),
                name="visit_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | ~Q(called_off_reason=""), name="visit_called_off_why"
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="visit_capacity"),
        ]

    def __str__(self) -> str:
        return self.text.title

    def get_absolute_url(self) -> str:
        return reverse("visits:detail", args=[self.slug])

    def walls(self) -> tuple[bool, list[UUID]]:
        """A draft is its alliance's own; an announced visit is seen by who is invited, too."""
        invited = self.invitees.delegations().values_list("alliance__circle", flat=True)
        draft = self.phase == Phase.DRAFT
        return self.public and not draft, [self.circle_id, *([] if draft else invited)]

    # --- what it is now ------------------------------------------------------------------------
    @property
    def days(self) -> list[date]:
        """Every day of it, or none while the day is unknown."""
        if self.first_day is None or self.last_day is None:
            return []
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime | None = None) -> date:
        """The date at the place."""
        return (now or timezone.now()).astimezone(self.zone).date()

    def is_today(self, now: datetime | None = None) -> bool:
        return self.today(now) in self.days

    def is_soon(self, now: datetime | None = None) -> bool:
        """Whether it begins within a week, or runs: a change is then told at once."""
        return bool(self.days) and self.days[0] - SOON <= self.today(now) <= self.days[-1]

    def is_over(self, now: datetime | None = None) -> bool:
        return self.phase in (Phase.HELD, Phase.WRITTEN_UP) or (
            bool(self.days) and self.days[-1] < self.today(now)
        )

    @property
    def is_draft(self) -> bool:
        return self.phase == Phase.DRAFT

    @property
    def step(self) -> int:
        """How far it is, of ``steps``."""
        return Phase(self.phase).step

    @property
    def steps(self) -> int:
        return len(Phase)

    def why_not(self, phase: Phase, now: datetime | None = None) -> Words:
        """Why it cannot be brought into the later ``phase`` yet; empty where it can."""
        today = self.today(now)
        if phase in (Phase.OPEN, Phase.UNDER_WAY) and not self.days:
            return _("Nobody can register for a day that is not known. Name the day first.")
        if phase == Phase.UNDER_WAY and today < self.days[0]:
            return _("A visit is under way from its first day on.")
        # Of a month alone nobody knows the day, so any day of it may have been the last.
        if phase in (Phase.HELD, Phase.WRITTEN_UP) and today < (self.last_day or self.month):
            return _("A visit is held, and written up, from its last day on.")
        return ""

    def next_phases(self, now: datetime | None = None) -> list[Phase]:
        """Into which phases it makes sense to bring it now, the nearest first."""
        # Nobody registers any more for what is over.
        past = (Phase.OPEN, Phase.UNDER_WAY) if self.is_over(now) else ()
        later = (phase for phase in Phase if phase.step > self.step and phase not in past)
        return [phase for phase in later if not self.why_not(phase, now)]

    @property
    def planned(self) -> Plan:
        return next(plan for plan in PLANS if plan.key == self.plan)

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """Its languages by code and own name."""
        names = dict(settings.LANGUAGES)
        return [(code, names[code]) for code in self.languages if code in names]

    def news_for(self) -> list[Any]:
        """What an event of this visit is also news of: the host, and every alliance invited."""
        invited = Alliance.objects.filter(pk__in=self.invitees.delegations().values("alliance"))
        return [self.alliance, *invited]

    # --- verbs ---------------------------------------------------------------------------------
    @classmethod
    def plan_one(
        cls,
        *,
        alliance: Alliance,
        plan: str,
        title: str,
        language: str,
        by: Person | None,
        month: date | None = None,
        first_day: date | None = None,
        last_day: date | None = None,
        text: str = "",
        venue: str = "",
        meeting_point: str = "",
        languages: Iterable[str] = (),
        capacity: int | None = None,
        hosts: Iterable[Person] = (),
        time_zone: str = "",
        public: bool = True,
        programme_known: bool = True,
        by_inference: bool = False,
        demo: bool = False,
        slug: str = "",
        key: UUID | None = None,
        at: datetime | None = None,
    ) -> "SiteVisit":
        """Begin to prepare a visit: a draft with the task list of its ``plan``.

        A second answer with the ``key`` of a first one returns what that made. Raises ``DomainError`` without a
        day or a month, and for a host from outside the alliance.
        """
        hosts = list(hosts)
        cls._refuse_strangers(alliance, hosts)
        visit = cls(
            id=key or uuid4(),
            slug=slug,
            alliance=alliance,
            circle_id=alliance.circle_id,
            plan=plan,
            title=title,
            body=text,
            language=language,
            venue=venue,
            meeting_point=meeting_point,
            languages=list(languages) or alliance.languages[:1],
            capacity=capacity,
            time_zone=time_zone or alliance.time_zone,
            public=public,
            programme_known=programme_known,
            by_inference=by_inference,
            demo=demo,
            changed_at=at or timezone.now(),
            **days_of(month, first_day, last_day),
        )
        with transaction.atomic():
            # One at a time in an alliance, so that two titles never take one address.
            Alliance.objects.at_the_door(alliance.pk)
            before = cls.objects.filter(pk=visit.pk, alliance=alliance).first()
            if before is not None:
                return before
            visit.slug = slug or free_slug(cls, title, RESERVED, stem="visit")
            visit.save(force_insert=True)
            VisitHost.objects.bulk_create(VisitHost(visit=visit, person=person) for person in hosts)
            visit.preparations.lay_out(visit)
            record("visit.planned", actor=by, subject=visit, concerns=[alliance], at=at)
        return visit

    def change(
        self, *, by: Person, seen: int | None = None, at: datetime | None = None, **answers: Any
    ) -> None:
        """Rewrite the visit by ``answers`` (the keywords of ``plan_one``); no-op where nothing differs.

        Guests hear of it, at once within a week before. ``seen`` is the version the person read before writing.
        Raises ``Overtaken`` when somebody else changed it since, ``DomainError`` when it was called off.
        """
        now = at or timezone.now()
        hosts = list(answers.pop("hosts"))
        days = days_of(*(answers.pop(name) for name in ("month", "first_day", "last_day")))
        new = {**answers, **days, "body": answers.pop("text")}
        new.pop("text")
        with transaction.atomic():
            row = self.locked()
            self._refuse_strangers(row.alliance, hosts)
            changed = {name for name, value in new.items() if getattr(row, name) != value}
            others = {one.pk for one in row.hosts.all()} != {one.pk for one in hosts}
            if not changed and not others:
                return
            if seen is not None and seen != row.version:
                raise Overtaken(_("Somebody changed this visit while you were writing."))
            if row.phase in (Phase.OPEN, Phase.UNDER_WAY) and new["first_day"] is None:
                raise DomainError(
                    _("People have registered for its day. Name the new one."), field="first_day"
                )
            soon = row.is_soon(now)
            for name in changed:
                setattr(row, name, new[name])
            row.changed_at, row.version = now, row.version + 1
            row.sequence += bool(changed & IN_CALENDARS)
            row.save(update_fields=[*changed, "changed_at", "version", "sequence"])
            if others:
                row.hosts.set(hosts)
            if "public" in changed:
                rewall(row)
            row.registrations.fill_places(row, at=now)
            row.tell_of_change(by=by, at=now, soon=soon, fields=sorted(changed))
            index(row)
        self.refresh_from_db()

    def move_on(self, *, to: str, by: Person | None, at: datetime | None = None) -> None:
        """Bring the visit into a later phase; no-op where it is there or further.

        Raises ``DomainError`` when it was called off, and where the phase's time has not come.
        """
        phase, now = Phase(to), at or timezone.now()
        with transaction.atomic():
            row = self.locked()
            if phase.step <= row.step:
                return
            if why := row.why_not(phase, now):
                raise DomainError(why)
            was_draft, row.phase = row.is_draft, phase
            row.changed_at = now
            row.save(update_fields=["phase", "changed_at"])
            if was_draft:
                rewall(row)
                row.invitees.send_invitations()
            record(MOVED[phase], actor=by, subject=row, concerns=row.news_for(), at=at)
            index(row)
        self.refresh_from_db()

    def call_off(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """The visit does not happen; its address answers 410 with ``reason`` and calendars cancel it.

        No-op when called off. Raises ``DomainError`` without a reason, and for a visit that was held.
        """
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        with transaction.atomic():
            row = SiteVisit.objects.select_for_update(no_key=True).get(pk=self.pk)
            if row.called_off_at:
                return
            if row.phase in (Phase.HELD, Phase.WRITTEN_UP):
                raise DomainError(_("This visit was held. It can no longer be called off."))
            row.called_off_at, row.called_off_reason = at or timezone.now(), reason
            row.changed_at = row.called_off_at
            row.sequence += 1
            row.save(update_fields=["called_off_at", "called_off_reason", "changed_at", "sequence"])
            record("visit.called_off", actor=by, subject=row, concerns=row.news_for(), at=at)
            row.invitees.write(row, "visits.called_off", at=row.called_off_at)
            index(row)
        self.refresh_from_db()

    def thank(self, *, by: Person, at: datetime | None = None) -> None:
        """Thank every guest who came and was not thanked yet, each once. Raises ``DomainError`` before it was held."""
        now = at or timezone.now()
        with transaction.atomic():
            row = self.locked()
            if row.phase not in (Phase.HELD, Phase.WRITTEN_UP):
                raise DomainError(_("Guests are thanked once the visit was held."))
            if row.invitees.thank(at=now):
                record("visit.thanked", actor=by, subject=row, inside=True, at=now)

    def tell_of_change(
        self, *, by: Person | None, at: datetime, soon: bool, fields: Iterable[str] = ()
    ) -> None:
        """Record that the visit or its programme changed; within a week before, whoever comes is told at once."""
        SiteVisit.objects.filter(pk=self.pk).update(changed_at=at)
        if self.phase in (Phase.DRAFT, Phase.HELD, Phase.WRITTEN_UP):
            kind = "visit.amended"
        elif soon or self.is_soon(at):
            kind = "visit.changed_soon"
            self.invitees.write(self, "visits.changed", at=at)
        else:
            kind = "visit.changed"
        record(kind, actor=by, subject=self, concerns=self.news_for(), at=at, fields=list(fields))

    def locked(self) -> "SiteVisit":
        """The row as it stands now, locked; every verb of the room locks it first. ``DomainError`` when called off."""
        row = (
            SiteVisit.objects.select_related("alliance")
            .select_for_update(of=("self",), no_key=True)
            .get(pk=self.pk)
        )
        if row.called_off_at:
            raise DomainError(_("This visit was called off."))
        return row

    @staticmethod
    def _refuse_strangers(alliance: Alliance, hosts: Iterable[Person]) -> None:
        ids = {person.pk for person in hosts}
        inside = Membership.objects.current().filter(person__in=ids, partnership__alliance=alliance)
        if ids - set(inside.values_list("person", flat=True)):
            raise DomainError(_("A host must be a member of the alliance."), field="hosts")


def days_of(month: date | None, first_day: date | None, last_day: date | None) -> dict[str, date | None]:
    """When a visit is, as its columns say it: the month always, the days where they are known.

    Raises ``DomainError`` where neither is given, and where it ends before it begins.
    """
    if first_day is None:
        if month is None:
            raise DomainError(_("Name the day, or at least the month."), field="first_day")
        return {"month": month.replace(day=1), "first_day": None, "last_day": None}
    last_day = last_day or first_day
    if last_day < first_day:
        raise DomainError(_("The last day comes before the first."), field="last_day")
    if last_day - first_day > timedelta(days=30):
        raise DomainError(_("A visit lasts a month at most."), field="last_day")
    return {"month": first_day.replace(day=1), "first_day": first_day, "last_day": last_day}


class SiteVisitTranslation(Translation):
    source = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of a visit")
        verbose_name_plural = _("translations of visits")
        constraints = [models.UniqueConstraint(fields=["source", "language"], name="visit_translation_once")]


class VisitHost(models.Model):
    """Somebody of the host alliance who receives the guests and may read what they need."""

    visit = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="visit_host_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.visit_id}"
