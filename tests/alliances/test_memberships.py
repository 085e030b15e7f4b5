"""Who is in and who is out: the membership verbs, and the walls that move with them."""

import pytest

from activity.models import Event
from alliances.actions import end_partnership
from alliances.models import Invitation, Membership, standing_of
from people.models import Person
from tests import world as cast
from tests.world import World, initiative
from web.exceptions import DomainError


def membership_of(person: Person) -> Membership:
    return Membership.objects.current().get(person=person)


def kinds() -> list[str]:
    rows = Event.objects.filter(kind__regex=r"^(membership|partnership|invitation)\.").order_by("id")
    return list(rows.values_list("kind", flat=True))


def may_see(person: Person, thing: object) -> bool:
    fresh = Person.objects.get(pk=person.pk)
    return type(thing).objects.visible_to(fresh).filter(pk=thing.pk).exists()  # type: ignore[attr-defined]


def test_beginning_lets_in_and_says_so_inside_the_wall_only(world: World) -> None:
    own = initiative(world.youth, public=False)
    before = kinds()
    assert not may_see(world.outsider, own)
    made = Membership.begin(
        person=world.outsider, partnership=world.youth, role="member", by=world.coordinator, unit="Media"
    )
    assert (made.role, made.unit, made.ended_at) == ("member", "Media", None)
    assert may_see(world.outsider, own)
    assert kinds() == [*before, "membership.began"]
    event = Event.objects.newest_first().filter(kind="membership.began")[0]
    assert (event.actor, event.facts, event.public) == (world.coordinator, {"role": "member"}, False)
    assert event.concerns == [world.celje.pk, world.youth.organisation_id]


def test_beginning_twice_is_one_membership_and_one_event(world: World) -> None:
    before = kinds()
    rows = {
        Membership.begin(person=world.outsider, partnership=world.youth, role="member", by=None).pk
        for _ in range(3)
    }
    assert len(rows) == 1
    assert kinds() == [*before, "membership.began"]


def test_beginning_again_as_coordinator_raises_and_never_lowers(world: World) -> None:
    Membership.begin(person=world.partner, partnership=world.youth, role="coordinator", by=None)
    Membership.begin(person=world.partner, partnership=world.youth, role="member", by=None)
    assert membership_of(world.partner).role == "coordinator"


def test_nobody_begins_in_an_organisation_that_has_left(world: World) -> None:
    end_partnership(partnership=world.incubator, by=world.administrator)
    with pytest.raises(DomainError):
        Membership.begin(person=world.outsider, partnership=world.incubator, role="member", by=None)
    assert not world.celje.circle.people.filter(pk=world.outsider.pk).exists()


def test_ending_lets_out_at_once_and_is_done_once(world: World) -> None:
    own = initiative(world.youth, public=False)
    membership = membership_of(world.partner)
    before = kinds()
    membership.end(by=world.coordinator)
    membership.end(by=world.coordinator)
    assert not may_see(world.partner, own)
    assert standing_of(world.partner).memberships == []
    assert kinds() == [*before, "membership.ended"]


def test_who_works_for_two_organisations_stays_inside_until_the_last_one(world: World) -> None:
    own = initiative(world.youth, public=False)
    second = Membership.begin(person=world.partner, partnership=world.incubator, role="member", by=None)
    membership_of_youth = Membership.objects.current().get(person=world.partner, partnership=world.youth)
    membership_of_youth.end(by=world.coordinator)
    assert may_see(world.partner, own)
    second.end(by=world.coordinator)
    assert not may_see(world.partner, own)


def test_leaving_one_alliance_keeps_the_other_ones_wall_open(world: World) -> None:
    Membership.begin(person=world.kosice_coordinator, partnership=world.youth, role="member", by=None)
    Membership.objects.get(person=world.kosice_coordinator, partnership=world.youth).end(by=world.coordinator)
    assert not may_see(world.kosice_coordinator, initiative(world.youth, public=False))
    assert may_see(world.kosice_coordinator, initiative(world.kosice_city, public=False))


def test_the_last_coordinator_can_neither_leave_nor_step_down(world: World) -> None:
    membership = membership_of(world.coordinator)
    before = kinds()
    with pytest.raises(DomainError):
        membership.end(by=world.coordinator)
    with pytest.raises(DomainError):
        membership.give_role(role="member", by=world.administrator)
    with pytest.raises(DomainError):
        end_partnership(partnership=world.municipality, by=world.administrator)
    membership.refresh_from_db()
    world.municipality.refresh_from_db()
    assert (membership.role, membership.ended_at, world.municipality.until) == ("coordinator", None, None)
    assert kinds() == before
    membership_of(world.partner).give_role(role="coordinator", by=world.coordinator)
    membership.end(by=world.coordinator)
    assert membership.ended_at is not None


def test_a_role_is_given_once_and_counts_from_then_on(world: World) -> None:
    membership = membership_of(world.partner)
    before = kinds()
    assert not standing_of(membership.person).coordinates(world.celje.pk)
    membership.give_role(role="coordinator", by=world.coordinator)
    membership.give_role(role="coordinator", by=world.coordinator)
    assert standing_of(membership.person).coordinates(world.celje.pk)
    assert kinds() == [*before, "membership.changed"]
    membership.end(by=world.coordinator)
    with pytest.raises(DomainError):
        membership.give_role(role="member", by=world.coordinator)


def test_an_organisation_that_leaves_takes_its_people_and_invitations_along(world: World) -> None:
    own = initiative(world.youth, public=False)
    invitation = Invitation.send(
        partnership=world.incubator,
        email="new@incubator.example",
        role="member",
        language="sl",
        by=world.coordinator,
    )
    end_partnership(partnership=world.incubator, by=world.administrator)
    end_partnership(partnership=world.incubator, by=world.administrator)
    world.incubator.refresh_from_db()
    invitation.refresh_from_db()
    assert world.incubator.until is not None
    assert invitation.revoked_at is not None
    assert not may_see(world.other_member, own)
    assert kinds().count("partnership.ended") == 1


def test_demotion_counts_from_the_next_request_on(client, world: World) -> None:  # type: ignore[no-untyped-def]
    second = cast.member(world.youth, "second@celje.example", "coordinator")
    client.force_login(second)
    assert 'name="role"' in client.get("/en/alliances/celje/invite/").text
    membership_of(second).give_role(role="member", by=world.coordinator)
    assert 'name="role"' not in client.get("/en/alliances/celje/invite/").text
    membership_of(second).end(by=world.coordinator)
    assert client.get("/en/alliances/celje/invite/").status_code == 403
