"""The words of this room's mails: one about a single event, and the digest. Written when they are sent, so what
walls or settings have changed meanwhile holds."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.feed import Story, grouped, lang_attribute, tell_all
from activity.letters import absolute, letter
from activity.models import Delivery, Notification
from activity.models.digests import DIGEST
from activity.models.following import Pace, mail_pace, no_mail_at_all
from activity.models.telling import TOLD
from activity.reasons import reason_of
from activity.registry import Letter, purpose, subject_of
from activity.unsubscribing import address_to_stop

LINES = 13
READ_AT_MOST = 1000
EXCERPT = 600
EXCERPT_OF_A_LINE = 160


def wanted(delivery: Delivery) -> QuerySet[Notification]:
    """What this mail is to tell: what its person may still see and still wants by mail, newest first."""
    person: Any = delivery.person
    rows = Notification.objects.to(person).filter(delivery=delivery)
    rows = rows.annotate(pace=mail_pace(person="person", topic="topic"), silent=no_mail_at_all("person"))
    return rows.exclude(pace=Pace.OFF).filter(silent=False).with_events().newest_first()


@purpose(TOLD)
def told(delivery: Delivery) -> Letter | None:
    """One event, at once; nothing when it may no longer be seen or was turned off."""
    note = wanted(delivery).first()
    stories, _last = tell_all([note.happened], delivery.person) if note else ([], None)
    if note is None or not stories:
        return None
    story = stories[0]
    stop = address_to_stop(note.person, topic=note.topic)
    context = {
        "story": story,
        "sentence": told_sentence(note, story),
        "excerpt": excerpt_of(story.thing),
        "lang": language_of(story.thing),
        "because": reason_of(note, story),
        "link": absolute(story.thing.get_absolute_url()),
        **ways_out(stop),
    }
    return with_way_out(letter("activity/mail/told", context), stop)


def told_sentence(note: Notification, story: Story) -> str:
    """The sentence of one event, as plain words to its person."""
    if note.reason == "mention":
        return _("%(who)s named you in %(what)s") % {"who": story.actor.name, "what": str(story.thing)}
    return story.words


@purpose(DIGEST)
def digest(delivery: Delivery) -> Letter | None:
    """What happened since the last one, a line for each thing; nothing when nothing is left to tell."""
    notes = list(wanted(delivery).filter(read_at=None)[:READ_AT_MOST])
    stories = grouped([note.happened for note in notes], delivery.person)
    if not stories:
        return None
    shown = stories if len(stories) <= LINES else stories[: LINES - 1]
    person: Any = delivery.person
    stop = address_to_stop(person, pace=delivery.ids["pace"])
    context = {
        "weekly": delivery.ids["pace"] == Pace.WEEKLY,
        "lines": [Line(story) for story in shown],
        "further": further_words(len(stories) - len(shown)),
        "subject": subject_words(stories),
        "link": absolute(reverse("activity:inbox")),
        **ways_out(stop),
    }
    return with_way_out(letter("activity/mail/digest", context), stop)


class Line:
    """A line of the digest: its sentence, the thing's own beginning, where it leads, and that there was more before."""

    def __init__(self, story: Story) -> None:
        self.words = story.words
        self.excerpt = " ".join(excerpt_of(story.thing, EXCERPT_OF_A_LINE).split())
        self.lang = language_of(story.thing)
        self.link = absolute(story.thing.get_absolute_url())
        self.at = story.at
        self.earlier = (
            ngettext("and %(count)d thing before", "and %(count)d things before", story.earlier)
            % {"count": story.earlier}
            if story.earlier
            else ""
        )


def subject_words(stories: list[Story]) -> str:
    """The newest thing first, since a subject line shows a few words only."""
    newest = Truncator(stories[0].words).chars(70)
    if len(stories) == 1:
        return newest
    count = len(stories) - 1
    further = ngettext("%(newest)s, and %(count)d more", "%(newest)s, and %(count)d more", count)
    return further % {"newest": newest, "count": count}


def further_words(count: int) -> str:
    words = ngettext(
        "… and %(count)d more thing in your inbox", "… and %(count)d more things in your inbox", count
    )
    return words % {"count": count} if count else ""


def excerpt_of(thing: Any, length: int = EXCERPT) -> str:
    """The thing's own text, for a mail that brings it along; empty where its name is all of it, as with a short update:
    the sentence has said that already."""
    excerpt = subject_of(type(thing)).excerpt
    words = Truncator(excerpt(thing)).chars(length) if excerpt else ""
    return "" if words.strip() == str(thing) else words


def language_of(thing: Any) -> str:
    """`` lang="sl"`` where its text is not in the mail's own language."""
    return lang_attribute(getattr(getattr(thing, "text", None), "language", ""))


def ways_out(stop: str) -> dict[str, str]:
    return {"stop": stop, "settings": absolute(reverse("activity:settings"))}


def with_way_out(written: Letter, stop: str) -> Letter:
    """The same mail with the header that lets a mail program unsubscribe by one POST (RFC 8058)."""
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(subject=written.subject, text=written.text, html=written.html, headers=headers)
