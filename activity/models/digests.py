"""The digest: what happened, at seven in the morning of whom it is for; once a day, or on Mondays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail.message import make_msgid
from django.db.models import OuterRef, QuerySet, Subquery

from activity.models.deliveries import Delivery
from activity.models.following import Channel, Pace, Preference
from activity.models.notifications import Notification
from activity.models.owed import Debt, owe_all
from activity.models.telling import owe_sending, to_be_mailed
from activity.registry import job, topics
from people.models import Person

DIGEST = "activity.digest"  # the purpose of its mails
AT = time(7, 0)
EVERY = {Pace.DAILY: timedelta(days=1), Pace.WEEKLY: timedelta(days=7)}
# After an outage a digest still goes out, but not when its morning is long gone.
GRACE = {Pace.DAILY: timedelta(hours=12), Pace.WEEKLY: timedelta(hours=24)}
# What nobody was mailed for so long is no news any more.
OLD = timedelta(days=14)
BATCH = 500


def moment_of(pace: str, zone: str, now: datetime) -> tuple[datetime, date]:
    """The last moment, up to ``now``, when a digest of this pace was due in ``zone``, and the day it was there.

    Seven o'clock by the clock on the wall, in summer and winter; on Mondays for the weekly one.
    """
    there = ZoneInfo(zone)
    day = now.astimezone(there).date()
    if pace == Pace.WEEKLY:
        day -= timedelta(days=day.weekday())
    if datetime.combine(day, AT, there).astimezone(UTC) > now:
        day -= EVERY[Pace(pace)]
    return datetime.combine(day, AT, there).astimezone(UTC), day


@job("activity.digests", every=timedelta(minutes=15))
def digests(*, now: datetime) -> None:
    """Owe the digests whose morning has come, a batch of people at a time.

    Looked at every quarter of an hour while a morning lasts, since people move between time zones; that each
    gets one is the digest's own key.
    """
    zones = list(
        Person.objects.filter(is_active=True).order_by().values_list("time_zone", flat=True).distinct()
    )
    for pace in EVERY:
        mornings: dict[tuple[datetime, date], list[str]] = {}
        for zone in zones:
            moment, day = moment_of(pace, zone, now)
            if now - moment <= GRACE[pace]:
                mornings.setdefault((moment, day), []).append(zone)
        for (moment, day), there in mornings.items():
            for people in _batches(_waiting(pace, now).filter(person__time_zone__in=there)):
                debt = Debt(
                    f"{pace}:{day}:{moment:%H%M}:{now:%H%M}:{people[0]}",
                    {"pace": pace, "day": day.isoformat(), "people": people},
                )
                owe_all("activity.digest", [debt], due_at=now)


def _waiting(pace: str, now: datetime) -> QuerySet[Notification]:
    """What is to be mailed at this pace and still news."""
    waiting = to_be_mailed(pace).filter(created_at__gte=now - OLD)
    if all(topic.mail != pace for topic in topics()):
        # Only those who chose it have it: no need to look at everybody.
        chose = Preference.objects.filter(channel=Channel.MAIL, pace=pace)
        waiting = waiting.filter(person__in=chose.values("person"))
    return waiting


def _batches(waiting: QuerySet[Notification]) -> Iterator[list[str]]:
    """The people they are for, in handfuls."""
    people: list[str] = []
    for person in waiting.order_by("person").values_list("person", flat=True).distinct().iterator():
        people.append(str(person))
        if len(people) == BATCH:
            yield people
            people = []
    if people:
        yield people


@job("activity.digest")
def digest(*, pace: str, day: str, people: list[str], now: datetime) -> None:
    """Put what waits for each of ``people`` into one mail, unless they had this morning's already."""
    waiting = _waiting(pace, now).filter(person__in=[UUID(person) for person in people])
    told = dict.fromkeys(waiting.order_by("person").values_list("person", "person__language").distinct())
    mails = [
        Delivery(
            purpose=DIGEST,
            key=f"{pace}:{day}:{person}",
            person_id=person,
            language=language,
            ids={"pace": pace},
            message_id=make_msgid(domain=settings.MAIL_DOMAIN),
        )
        for person, language in told
    ]
    if not mails:
        return
    Delivery.objects.bulk_create(mails, ignore_conflicts=True)
    new = Delivery.objects.filter(message_id__in=[mail.message_id for mail in mails])
    waiting.filter(person__in=new.values("person")).update(
        delivery=Subquery(new.filter(person=OuterRef("person")).values("pk")[:1])
    )
    owe_sending(new, now)
