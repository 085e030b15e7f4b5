"""Telling people of an event: whom, why, and by which way, in a handful of statements however many they are."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat, JSONObject

from activity.models.deliveries import Delivery
from activity.models.events import Event
from activity.models.following import Channel, Follow, Pace, mail_pace, no_mail_at_all, pace_of
from activity.models.notifications import FOLLOW, MENTION, Notification
from activity.models.owed import Owed, nudge_after_commit
from activity.registry import job
from people.models import CircleMember, Person

# What happened before that is history that was brought in, not news.
NEWS = timedelta(days=14)
MENTION_TOPIC = "mention"
MENTION_IMPORTANCE = 3
TOLD = "activity.told"  # the purpose of a mail about one event


@job("activity.tell")
def tell(*, event: int, now: datetime) -> None:
    """Tell everybody who is to hear of one event, once each: those named in it, then those it is for, then
    those who follow what it concerns. Nobody is told of their own act or of what they may not see."""
    happened = Event.objects.select_related("subject_type").get(pk=event)
    if happened.created_at < now - NEWS:
        return
    kind = happened.registered
    mentioned = happened.facts.get("mentioned", [])
    if mentioned:
        people = Person.objects.filter(pk__in=mentioned)
        _tell(happened, people, now, MENTION, MENTION_TOPIC, MENTION_IMPORTANCE)
    if kind.importance:
        for audience in kind.audiences:
            people = Person.objects.filter(pk__in=audience.people(happened))
            _tell(happened, people, now, audience.name, kind.topic, kind.importance)
        if kind.to_followers:
            followers = Person.objects.filter(pk__in=_follows(happened).values("person"))
            _tell(happened, followers, now, FOLLOW, kind.topic, min(kind.importance, 2))
    _mail_at_once(happened, now)


def _follows(event: Event) -> QuerySet[Follow]:
    told_by = [pk for pk in event.concerns if event.registered.to_its_own or pk != event.subject_id]
    return Follow.objects.filter(subject_id__in=told_by)


def _tell(
    event: Event, people: QuerySet[Person], now: datetime, reason: str, topic: str, importance: int
) -> None:
    """Write a notification to each of ``people`` who may see the event and wants to hear of ``topic``."""
    people = people.filter(is_active=True)
    if event.actor_id:
        people = people.exclude(pk=event.actor_id)
    if not event.public:
        people = people.filter(
            Exists(CircleMember.objects.filter(person=OuterRef("pk"), circle__in=event.circles))
        )
    followed: Any = Cast(Value(None), models.UUIDField())
    if reason == FOLLOW:
        nearest = Case(When(subject_id=event.subject_id, then=Value(0)), default=Value(1))
        own = _follows(event).filter(person=OuterRef("pk")).order_by(nearest, "pk")
        followed = Subquery(own.values("subject_id")[:1])
    wanted = (
        people.annotate(
            inbox=pace_of(Channel.INBOX, topic, person="pk"),
            mail=pace_of(Channel.MAIL, topic, person="pk"),
            silent=no_mail_at_all("pk"),
        )
        .exclude(Q(inbox=Pace.OFF) & (Q(mail=Pace.OFF) | Q(silent=True)))
        .order_by()
    )
    insert_from(
        Notification,
        wanted,
        {
            "event": Value(event.pk),
            "person": "pk",
            "subject_id": Value(event.subject_id, output_field=models.UUIDField()),
            "topic": Value(topic),
            "reason": Value(reason),
            "followed_id": followed,
            "importance": Value(importance),
            "in_inbox": Case(When(inbox=Pace.OFF, then=Value(False)), default=Value(True)),
            "created_at": Value(now),
        },
    )


def insert_from(model: type[models.Model], source: QuerySet, values: dict[str, Any]) -> int:
    """``INSERT INTO model SELECT … FROM source``: a row of ``model`` for each row of ``source``, in one statement.

    ``values`` maps fields of ``model`` to expressions over ``source`` (a string is a field of it). Rows that a
    unique constraint already holds are passed over. Returns how many are new.
    """
    named = {f"to_{name}": F(value) if isinstance(value, str) else value for name, value in values.items()}
    query = source.annotate(**named).values_list(*named).query
    sql, params = query.sql_with_params()
    quote = connection.ops.quote_name
    fields: Any = [model._meta.get_field(name) for name in values]
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {sql} ON CONFLICT DO NOTHING",
            params,
        )
        return cursor.rowcount


def _mail_at_once(event: Event, now: datetime) -> None:
    """Owe a mail for each notification of ``event`` whose person wants its topic at once."""
    at_once = to_be_mailed(Pace.INSTANT).filter(event=event)
    if not at_once.exists():
        return
    key = Concat(Cast("event", models.CharField()), Value(":"), Cast("person", models.CharField()))
    insert_from(
        Delivery,
        at_once.order_by(),
        {
            "purpose": Value(TOLD),
            "key": key,
            "person": "person",
            "address": Value(""),
            "language": "person__language",
            "ids": Value({}, output_field=models.JSONField()),
            "message_id": fresh_message_id(),
            "created_at": Value(now),
        },
    )
    mail = Delivery.objects.filter(purpose=TOLD, person=OuterRef("person"), key__startswith=f"{event.pk}:")
    at_once.update(delivery=Subquery(mail.values("pk")[:1]))
    owe_sending(Delivery.objects.filter(purpose=TOLD, notifications__event=event, sent_at=None), now)


def to_be_mailed(pace: str) -> QuerySet[Notification]:
    """What was neither mailed nor read, to people who want its topic at this pace and may be written to."""
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("person"), email__iexact=OuterRef("person__email"), verified=True
    )
    return (
        Notification.objects.filter(delivery=None, read_at=None, person__is_active=True)
        .annotate(pace=mail_pace(person="person", topic="topic"), silent=no_mail_at_all("person"))
        .filter(Exists(confirmed), pace=pace, silent=False)
    )


def fresh_message_id() -> Any:
    """As an expression: a Message-ID of its own for each row."""
    return Concat(
        Value("<"),
        Cast(RandomUUID(), models.CharField()),
        Value(f"@{settings.MAIL_DOMAIN}>"),
        output_field=models.CharField(),
    )


def owe_sending(mails: QuerySet[Delivery], now: datetime) -> None:
    """Owe the sending of all of ``mails``."""
    insert_from(
        Owed,
        mails.order_by(),
        {
            "task": Value("activity.send"),
            "key": Cast("pk", models.CharField()),
            "ids": JSONObject(delivery="pk"),
            "due_at": Value(now),
            "next_at": Value(now),
            "attempts": Value(0),
            "error": Value(""),
            "created_at": Value(now),
        },
    )
    nudge_after_commit()
