"""The way out of a kind of mail that needs no sign-in: a signed word in the mail itself."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from activity.letters import absolute
from activity.models import Channel, Pace, Preference, chosen_by
from activity.models.following import EVERYTHING
from people.models import Person

SALT = "activity.unsubscribe"


@dataclass(frozen=True)
class Unsubscription:
    """Whom it is for and of what: a digest (``pace``) or the mails of one ``topic``."""

    person: Person
    pace: str = ""
    topic: str = ""

    def stop(self) -> None:
        """Send no more of these mails; the inbox stays as it is. No-op when stopped."""
        if self.topic:
            stopped = [self.topic]
        else:
            chosen = chosen_by(self.person)
            stopped = [
                topic
                for (topic, channel), pace in chosen.items()
                if channel == Channel.MAIL and pace == self.pace and topic != EVERYTHING
            ]
        Preference.choose({(topic, Channel.MAIL): Pace.OFF for topic in stopped}, by=self.person)


def address_to_stop(person: Person, *, pace: str = "", topic: str = "") -> str:
    """The whole address of the page, and of the one-click POST, that stops these mails for ``person``."""
    token = signing.dumps({"person": str(person.pk), "pace": pace, "topic": topic}, salt=SALT)
    return absolute(reverse("activity:unsubscribe", args=[token]))


def unsubscription(token: str) -> Unsubscription | None:
    """What a token of ours asks for; ``None`` for a forged one, or when the account is gone."""
    try:
        asked = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=asked["person"]).first()
    return Unsubscription(person, pace=asked["pace"], topic=asked["topic"]) if person else None
