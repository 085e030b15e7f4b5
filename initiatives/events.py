"""What happens to initiatives."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.registry import Audience, Kind, Topic
from alliances.audiences import COLLEAGUES, COORDINATORS, MEMBERS
from initiatives.models import Import

TOPICS = (
    Topic(
        name="initiatives",
        label=_("Initiatives"),
        hint=_("One is logged, changed or withdrawn."),
        order=30,
    ),
    Topic(
        name="updates",
        label=_("How initiatives go"),
        hint=_("Progress, lessons, milestones, calls for help, a new stage."),
        order=32,
    ),
)


def importer(event: Any) -> QuerySet:
    return Import.objects.filter(pk=event.subject_id, asked_by__isnull=False).values_list(
        "asked_by", flat=True
    )


WHO_IMPORTS = Audience(name="import.asker", because=_("You asked for this import."), people=importer)


def changed_often(count: int) -> str:
    return ngettext(
        "%(who)s changed %(what)s %(count)d time", "%(who)s changed %(what)s %(count)d times", count
    )


def progress_often(count: int) -> str:
    return ngettext(
        "%(who)s told of progress: %(what)s",
        "%(who)s told of progress %(count)d times, the last time: %(what)s",
        count,
    )


def files_changed_often(count: int) -> str:
    return ngettext(
        "%(who)s changed the photos or files of %(what)s %(count)d time",
        "%(who)s changed the photos or files of %(what)s %(count)d times",
        count,
    )


KINDS = (
    Kind(
        name="initiative.logged",
        sentence=_("%(who)s logged the initiative %(what)s"),
        topic="initiatives",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
    Kind(name="initiative.imported", sentence=_("%(who)s imported the initiative %(what)s"), importance=0),
    Kind(name="import.asked", sentence=_("%(who)s asked for the import of %(what)s"), importance=0),
    Kind(name="import.cancelled", sentence=_("%(who)s cancelled the import of %(what)s"), importance=0),
    Kind(
        name="import.done",
        sentence=_("Imported: %(what)s"),
        topic="initiatives",
        importance=2,
        audiences=(WHO_IMPORTS,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="import.failed",
        sentence=_("Could not be imported: %(what)s"),
        topic="initiatives",
        importance=2,
        audiences=(WHO_IMPORTS,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="initiative.changed",
        sentence=_("%(who)s changed %(what)s"),
        grouped=changed_often,
        topic="initiatives",
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="initiative.files_changed",
        sentence=_("%(who)s changed the photos or files of %(what)s"),
        grouped=files_changed_often,
        topic="initiatives",
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="initiative.withdrawn",
        sentence=_("%(who)s withdrew %(what)s"),
        topic="initiatives",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
    Kind(
        name="update.progress",
        sentence=_("%(who)s told of progress: %(what)s"),
        grouped=progress_often,
        topic="updates",
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="update.lesson",
        sentence=_("%(who)s learnt: %(what)s"),
        topic="updates",
        importance=2,
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="update.milestone",
        sentence=_("%(who)s reached a milestone: %(what)s"),
        topic="updates",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
    Kind(
        name="update.help",
        sentence=_("%(who)s asks for help: %(what)s"),
        topic="updates",
        importance=2,
        audiences=(COORDINATORS, MEMBERS),
    ),
    Kind(
        name="update.stage",
        sentence=_("%(who)s came to a new stage: %(what)s"),
        topic="updates",
        audiences=(COLLEAGUES,),
    ),
    Kind(name="update.withdrawn", sentence=_("%(who)s withdrew an update: %(what)s"), importance=0),
)
