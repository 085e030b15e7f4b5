"""Who is told of what, why, and what they are never told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from activity.models import Delivery, Event, Follow, Notification, Owed, Preference, record, unread
from activity.models.telling import NEWS
from activity.registry import job_of
from people.models import Person
from tests.activity.people import crowd
from tests.world import World, initiative, member
from web.exceptions import DomainError


def tell(event: Event, now: Any = None) -> None:
    job_of("activity.tell").run(event=event.pk, now=now or timezone.now())


def happening(world: World, **fields: Any) -> Event:
    """Something that happens to the challenge Housing, by the coordinator."""
    fields = {"actor": world.coordinator, "subject": world.housing, "concerns": [world.celje], **fields}
    return record("challenge.opened", **fields)


def told(event: Event) -> dict[Person, str]:
    """Who was told, and why."""
    return {note.person: note.reason for note in Notification.objects.filter(event=event)}


def test_an_event_owes_its_telling_and_the_audit_trail_owes_none(world: World) -> None:
    event = happening(world)
    quiet = record("challenge.wall_moved", actor=world.coordinator, subject=world.housing)
    assert Owed.objects.filter(task="activity.tell", key=str(event.pk)).exists()
    assert not Owed.objects.filter(task="activity.tell", key=str(quiet.pk)).exists()


def test_those_it_is_for_and_those_who_follow_are_told_once(world: World) -> None:
    Follow.begin(thing=world.housing, by=world.outsider)
    Follow.begin(thing=world.celje, by=world.outsider)
    Follow.begin(thing=world.celje, by=world.partner)
    event = happening(world)
    tell(event)
    tell(event)
    assert told(event) == {
        world.partner: "members",
        world.other_member: "members",
        world.outsider: "follow",
    }
    note = Notification.objects.get(person=world.outsider)
    assert note.followed_id == world.housing.pk


def test_nobody_is_told_of_their_own_act(world: World) -> None:
    Follow.begin(thing=world.housing, by=world.coordinator)
    event = happening(world, mentions=[world.coordinator])
    tell(event)
    assert world.coordinator not in told(event)


def test_nobody_is_told_of_what_they_may_not_see(world: World) -> None:
    for person in (world.outsider, world.kosice_coordinator, world.partner, world.administrator):
        Follow.begin(thing=world.celje, by=person)
    made = initiative(world.youth, public=False, by=world.other_member)
    event = Event.objects.about(made).get()
    record("initiative.changed", actor=world.other_member, subject=made, mentions=[world.outsider])
    for one in Event.objects.about(made):
        tell(one)
    assert set(told(event)) == {world.partner, world.coordinator}
    assert not Notification.objects.filter(person=world.outsider).exists()


def test_walls_that_close_after_telling_close_the_inbox_too(world: World) -> None:
    Follow.begin(thing=world.celje, by=world.outsider)
    made = initiative(world.youth, by=world.partner)
    tell(Event.objects.about(made).get())
    assert unread(world.outsider) == 1
    made.change(
        by=world.partner,
        title=made.title,
        text=made.body,
        language="en",
        stage=made.stage,
        place=None,
        challenges=[],
        public=False,
    )
    assert unread(world.outsider) == 0
    assert unread(world.coordinator) == 1


def test_walls_that_close_between_event_and_telling_hold(world: World) -> None:
    Follow.begin(thing=world.housing, by=world.outsider)
    event = happening(world)
    world.housing.show_to_all(False, by=world.coordinator)
    tell(event)
    assert world.outsider not in told(event)
    assert world.partner in told(event)


def test_who_left_the_alliance_hears_no_more(world: World) -> None:
    made = initiative(world.youth, public=False, by=world.partner)
    event = Event.objects.about(made).get()
    tell(event)
    second = member(world.youth, "second@celje.example")
    assert unread(world.coordinator) == 1
    membership = world.other_member.memberships.get()
    Follow.begin(thing=made, by=world.other_member)
    change = record("initiative.changed", actor=world.partner, subject=made)
    membership.end(by=world.coordinator)
    tell(change)
    assert world.other_member not in told(change)
    assert second not in told(change)


def test_a_mention_outweighs_every_other_reason(world: World) -> None:
    Follow.begin(thing=world.housing, by=world.partner)
    event = happening(world, mentions=[world.partner])
    tell(event)
    note = Notification.objects.get(event=event, person=world.partner)
    assert (note.reason, note.topic, note.importance) == ("mention", "mention", 3)


def test_history_is_no_news(world: World) -> None:
    event = happening(world, at=timezone.now() - NEWS - timedelta(days=1))
    tell(event)
    assert told(event) == {}


def test_somebody_who_may_not_sign_in_is_not_told(world: World) -> None:
    Person.objects.filter(pk=world.partner.pk).update(is_active=False)
    event = happening(world)
    tell(event)
    assert world.partner not in told(event)


def test_off_everywhere_is_not_told_and_off_in_the_inbox_waits_for_the_mail(world: World) -> None:
    off = {("challenges", "inbox"): "off"}
    Preference.choose(off, by=world.partner)
    Preference.choose({**off, ("challenges", "mail"): "off"}, by=world.other_member)
    event = happening(world)
    tell(event)
    assert set(told(event)) == {world.partner}
    assert not Notification.objects.get(event=event, person=world.partner).in_inbox
    assert unread(world.partner) == 0


def test_the_one_switch_leaves_the_inbox(world: World) -> None:
    Preference.choose({("", "mail"): "off", ("challenges", "mail"): "instant"}, by=world.partner)
    event = happening(world, mentions=[world.partner])
    tell(event)
    assert world.partner in told(event)
    assert not Delivery.objects.exists()


def test_only_what_is_wanted_at_once_is_mailed_at_once(world: World) -> None:
    Preference.choose({("challenges", "mail"): "instant"}, by=world.other_member)
    event = happening(world, mentions=[world.partner])
    tell(event)
    tell(event)
    assert {(row.person, row.purpose) for row in Delivery.objects.all()} == {
        (world.partner, "activity.told"),
        (world.other_member, "activity.told"),
    }
    assert len(set(Delivery.objects.values_list("message_id", flat=True))) == 2
    assert Owed.objects.filter(task="activity.send").count() == 2
    assert set(Notification.objects.exclude(delivery=None).values_list("person__email", flat=True)) == {
        world.partner.email,
        world.other_member.email,
    }


def test_an_address_never_confirmed_gets_nothing(world: World) -> None:
    world.partner.emailaddress_set.update(verified=False)
    event = happening(world, mentions=[world.partner])
    tell(event)
    assert world.partner in told(event)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("count", [10, 1000])
def test_it_takes_the_same_few_statements_however_many_follow(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    crowd(count, following=world.housing)
    event = happening(world, mentions=[world.partner])
    with django_assert_max_num_queries(12):
        tell(event)
    assert Notification.objects.filter(event=event).count() == count + 2


def test_following_twice_is_following_once_and_ends_at_once(world: World) -> None:
    for _ in range(2):
        Follow.begin(thing=world.housing, by=world.partner)
    assert Follow.objects.of(world.partner).count() == 1
    for _ in range(2):
        Follow.end(thing=world.housing, by=world.partner)
    assert not Follow.objects.exists()


def test_what_is_refused_tells_nobody(world: World) -> None:
    made = initiative(world.youth, by=world.partner)
    made.withdraw(by=world.partner, reason="Logged twice")
    before = Owed.objects.filter(task="activity.tell").count()
    with pytest.raises(DomainError):
        made.change(
            by=world.partner,
            title="Late",
            text=made.body,
            language="en",
            stage=made.stage,
            place=None,
            challenges=[],
            public=True,
        )
    assert Owed.objects.filter(task="activity.tell").count() == before
