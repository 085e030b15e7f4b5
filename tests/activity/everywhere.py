"""A person who has left something in every room of the house."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.admin.models import LogEntry
from django.http import QueryDict

from activity.models import Event, Export, Follow, Notification, Preference, deliver, record
from blocks.models import ConnectionStep
from initiatives.models import Initiative, Update
from people.models import Draft, Person
from people.privacy import holdings
from search.models import SavedSearch
from search.registry import listing_named
from tests.gates import cast as making
from tests.world import World, initiative, member
from visits.models import CalendarLink, Invitee, Outcome, Preparation, Takeaway, TakeawayFile
from web.models import Revision, Translation

A_WORD = "a word of their own"
NAME, EMAIL = "Zdenka Prežihova", "zdenka.p@celje.example"


@dataclass
class Traced:
    """``who`` has something in every room; ``theirs`` is what they logged; ``others`` have as much as anybody."""

    world: World
    who: Person
    theirs: Initiative
    others: list[Person]
    cast: making.Cast


def everywhere(world: World) -> Traced:
    cast = making.cast(world)
    for number, other in enumerate(Person.objects.all()):
        Person.objects.filter(pk=other.pk).update(name=f"Somebody Else-{number}")
    who = member(world.youth, EMAIL, name=NAME)
    theirs = initiative(world.youth, "Chess in the yard", by=who, text=f"We play. {A_WORD}")
    Follow.begin(thing=world.housing, by=who)
    Preference.choose({("movement", "mail"): "off"}, by=who)
    Draft.keep(pk=uuid4(), form="x", path="/", data=QueryDict(f"title={A_WORD}"), by=who)
    SavedSearch.keep(listing=listing_named("initiatives"), query=QueryDict("challenge=housing"), by=who)
    deliver("tests.letter", "to them", language="en", person=who)
    deliver("tests.letter", "to their address", language="en", address=EMAIL)
    LogEntry.objects.log_actions(who.pk, [world.partner], 2, change_message="closed")
    LogEntry.objects.log_actions(world.administrator.pk, [who], 2, change_message="closed")
    name_them(world, theirs, who)
    rest_of_the_house(world, cast.names, who)
    missing = [holding.name for holding in holdings() if not given(holding, who)]
    assert missing == [], "the cast has no row that could be theirs"
    return Traced(world, who, theirs, list(Person.objects.exclude(pk=who.pk)), cast)


def given(holding: Any, who: Person) -> bool:
    """Whether they have a row there: by a verb, else one of the cast that is handed over to them."""
    if not holding.export or holding.rows(who).exists():
        return True
    rows = holding.model._base_manager.order_by("pk")
    if holding.fixed is not None:
        rows = rows.exclude(holding.fixed)
    if holding.link:
        # A guest known by the address alone stays one: rows have no order of their own.
        if any(other.find for other in holdings() if other.model is holding.model):
            others = rows.exclude(email__iexact=EMAIL)
            rows = others if others.exists() else rows
        change = {holding.link: who}
    else:
        rows = rows.exclude(email="")
        change = {"email": EMAIL}
    row = rows.first()
    return row is not None and bool(holding.model._base_manager.filter(pk=row.pk).update(**change))


def rest_of_the_house(world: World, names: dict[str, Any], who: Person) -> None:
    """What the cast of the gates has none of."""
    Export.ask(by=who)
    event = Event.objects.order_by("pk").first()
    told = {"event": event, "subject_id": world.housing.pk, "topic": "movement", "reason": "follow"}
    Notification.objects.create(person=who, **told)
    visit, jotted = names["visit"], Takeaway.objects.order_by("pk").first()
    Invitee.invite_guest(visit=visit, email=EMAIL, name=NAME, language="en", by=world.coordinator)
    CalendarLink.objects.create(person=who, token_hash="0" * 64)
    Preparation.objects.create(visit=visit, words="Bring the key", done_by=who)
    Outcome.objects.create(visit=visit, alliance=world.kosice, challenge=world.housing, ticked_by=who)
    file = {"kind": "pdf", "place": "0/0", "name": "list.pdf", "size": 1, "checksum": "0" * 64}
    TakeawayFile.objects.create(takeaway=jotted, added_by=who, **file)
    names["draft_report"].entrust(box="highlights", to=who, by=world.coordinator)
    ConnectionStep.objects.create(connection=names["connection"], act="introduced", by=who)
    for table in Translation.__subclasses__():
        source = table._meta.get_field("source").related_model._base_manager.order_by("pk").first()
        said = {"source": source, "language": "it", "translator": who, "texts": {"title": A_WORD}}
        table._base_manager.get_or_create(source=source, language="it", defaults=said)
    for revisions in Revision.__subclasses__():
        source = revisions._meta.get_field("source").related_model._base_manager.order_by("pk").first()
        said = {"number": 99, "language": "en", "texts": {"title": A_WORD}, "author": who}
        revisions._base_manager.create(source=source, **said)


def name_them(world: World, theirs: Initiative, who: Person) -> None:
    """Let others write of them: with an @, plainly, by their address, in a text that is found, and in an older one."""
    Update.add(
        about=theirs,
        kind="progress",
        text=f'Thanks to @{NAME}, "{NAME.upper()}" or {EMAIL}!',
        language="en",
        by=world.coordinator,
    )
    typed = QueryDict(f"title=Write to {NAME}&body={EMAIL}")
    Draft.keep(pk=uuid4(), form="x", path="/", data=typed, by=world.coordinator)
    record("initiative.changed", actor=None, subject=theirs, mentions=[who])
    initiative(world.incubator, f"With {NAME}", by=world.other_member, text=f"Ask {EMAIL} \\ {NAME}.")
