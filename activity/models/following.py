"""What a person follows, and what they want to hear of, where and how soon."""

from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from activity.registry import topics
from people.models import Person

EVERYTHING = ""  # the topic of the one switch for all


class FollowQuerySet(models.QuerySet):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def on(self, thing: Any) -> Self:
        return self.filter(subject_type=ContentType.objects.get_for_model(thing), subject_id=thing.pk)


class Follow(models.Model):
    """That a person wants to hear what happens to, or around, a thing. Nobody else sees it."""

    person = models.ForeignKey(Person, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+")
    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "person", "subject_type"], name="follow_once")
        ]
        indexes = [models.Index(fields=["person", "-created_at"], name="follow_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.subject_id}"

    @classmethod
    def begin(cls, *, thing: Any, by: Person) -> None:
        """From now on ``by`` hears of ``thing``; no-op when they do already."""
        Follow.objects.bulk_create(
            [Follow(person=by, subject_type=ContentType.objects.get_for_model(thing), subject_id=thing.pk)],
            ignore_conflicts=True,
        )

    @classmethod
    def end(cls, *, thing: Any, by: Person) -> None:
        """``by`` no longer hears of ``thing``; no-op when they do not."""
        cls.objects.of(by).on(thing).delete()


class Channel(models.TextChoices):
    INBOX = "inbox", _("In the inbox")
    MAIL = "mail", _("By e-mail")


class Pace(models.TextChoices):
    INSTANT = "instant", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("Never")


class Preference(models.Model):
    """Where a person differs from how a topic comes by itself. The topic ``EVERYTHING`` holds the one switch."""

    person = models.ForeignKey(Person, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    pace = models.CharField(_("how soon"), max_length=8, choices=Pace)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "topic"], name="preference_once"),
            models.CheckConstraint(
                condition=Q(channel="mail") | Q(pace__in=["instant", "off"]),
                name="preference_inbox_on_or_off",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic or 'everything'} {self.channel}: {self.pace}"

    @classmethod
    def choose(cls, paces: dict[tuple[str, str], str], *, by: Person) -> None:
        """Set how ``(topic, channel)`` come to ``by``; those not named stay as they are."""
        with transaction.atomic():
            Preference.objects.bulk_create(
                [
                    Preference(person=by, topic=topic, channel=channel, pace=pace)
                    for (topic, channel), pace in paces.items()
                ],
                update_conflicts=True,
                unique_fields=["person", "channel", "topic"],
                update_fields=["pace"],
            )


def chosen_by(person: Person) -> dict[tuple[str, str], str]:
    """``{(topic, channel): pace}`` of every topic, as the person has it now; the one switch under
    ``(EVERYTHING, "mail")``, which is ``off`` or ``instant``."""
    paces = {(topic.name, "mail"): topic.mail for topic in topics()}
    paces |= {(topic.name, "inbox"): Pace.INSTANT.value for topic in topics()}
    paces[EVERYTHING, "mail"] = Pace.INSTANT.value
    rows = Preference.objects.filter(person=person).values_list("topic", "channel", "pace")
    return paces | {(topic, channel): pace for topic, channel, pace in rows}


def pace_of(channel: str, topic: str, *, person: str) -> Any:
    """As an expression: how the topic of that name comes to the person in the column ``person``."""
    by_itself = Pace.INSTANT.value
    if channel == Channel.MAIL:
        by_itself = next((one.mail for one in topics() if one.name == topic), Pace.WEEKLY.value)
    return Coalesce(_chosen(channel, person, Value(topic)), Value(by_itself), output_field=models.CharField())


def mail_pace(*, person: str, topic: str) -> Any:
    """As an expression: how the topic in the column ``topic`` comes by mail to the person in the column
    ``person``."""
    cases = [When(Q(**{topic: one.name}), then=Value(one.mail)) for one in topics()]
    by_itself = Case(*cases, default=Value(Pace.WEEKLY.value), output_field=models.CharField())
    chosen = _chosen(Channel.MAIL, person, OuterRef(topic))
    return Coalesce(chosen, by_itself, output_field=models.CharField())


def _chosen(channel: str, person: str, topic: Any) -> Subquery:
    own = Preference.objects.filter(person=OuterRef(person), channel=channel, topic=topic)
    return Subquery(own.values("pace")[:1])


def no_mail_at_all(person: str) -> Any:
    """As a condition: the person in the column ``person`` has turned the one switch off."""
    return Exists(
        Preference.objects.filter(
            person=OuterRef(person), channel=Channel.MAIL, topic=EVERYTHING, pace=Pace.OFF
        )
    )
