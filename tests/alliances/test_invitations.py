"""The invitation's verbs: once, bound, expiring; replaced, withdrawn, and raced for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from activity.models import Delivery, Event
from alliances.actions import end_partnership
from alliances.models import Invitation, Membership
from alliances.models.invitation import SENT_A_DAY, TERM
from tests import world as cast
from tests.world import World
from web.exceptions import DomainError


def invite(world: World, email: str = "new@youth.example", **fields: Any) -> Invitation:
    wanted = {
        "partnership": world.youth,
        "role": "member",
        "language": "sl",
        "by": world.coordinator,
        **fields,
    }
    return Invitation.send(email=email, **wanted)


def test_sending_writes_the_row_the_mail_owed_and_an_event_inside_the_wall(world: World) -> None:
    sent = invite(world, "New@Youth.example ")
    assert (sent.email, sent.role, sent.is_open()) == ("new@youth.example", "member", True)
    assert timedelta(days=13) < sent.expires_at - timezone.now() <= TERM
    mail = Delivery.objects.get(purpose="alliances.invitation")
    assert (mail.address, mail.language, mail.delete_at) == (sent.email, "sl", sent.expires_at)
    event = Event.objects.newest_first()[0]
    assert (event.kind, event.public, event.facts) == ("invitation.sent", False, {"role": "member"})
    assert not Event.objects.filter(kind="invitation.sent").visible_to(world.outsider).exists()


def test_the_table_and_the_mail_hold_no_secret(world: World) -> None:
    sent = invite(world)
    row = Invitation.objects.values().get(pk=sent.pk)
    assert sent.token not in map(str, row.values())
    assert sent.token not in str(Delivery.objects.values().get())
    assert Invitation.objects.by_token(sent.token) == sent
    assert Invitation.objects.by_token(sent.token_hash) is None
    assert Invitation.objects.by_token("") is None


def test_a_department_comes_along_with_the_invitation(world: World) -> None:
    joined = invite(world, unit=" Mobility ").accept(by=cast.person("new@youth.example"))
    assert joined.unit == "Mobility"


def test_inviting_again_replaces_the_first(world: World) -> None:
    first, second = invite(world), invite(world, role="coordinator")
    first.refresh_from_db()
    assert (first.is_open(), second.is_open()) == (False, True)
    person = cast.person("new@youth.example")
    with pytest.raises(DomainError):
        first.accept(by=person)
    assert second.accept(by=person).role == "coordinator"


def test_who_is_in_is_not_invited(world: World) -> None:
    with pytest.raises(DomainError) as refusal:
        invite(world, world.partner.email)
    assert refusal.value.field == "email"
    assert not Invitation.objects.exists()
    assert not Delivery.objects.exists()


def test_nobody_is_invited_into_an_organisation_that_has_left(world: World) -> None:
    end_partnership(partnership=world.youth, by=world.administrator)
    with pytest.raises(DomainError):
        invite(world)


def test_nobody_pesters_a_town(world: World) -> None:
    for number in range(SENT_A_DAY):
        invite(world, f"{number}@town.example")
    with pytest.raises(DomainError):
        invite(world, "one.more@town.example")
    assert invite(world, "one.more@town.example", by=world.partner).is_open()


def test_accepting_begins_the_membership_it_promised_once(world: World) -> None:
    sent = invite(world)
    person = cast.person("new@youth.example")
    first, again = sent.accept(by=person), sent.accept(by=person)
    assert first == again
    assert (first.partnership, first.role) == (world.youth, "member")
    assert Event.objects.filter(kind="membership.began", actor=person).count() == 1
    first.end(by=world.coordinator)
    with pytest.raises(DomainError):
        sent.accept(by=person)


def test_it_is_bound_to_its_address(world: World) -> None:
    sent = invite(world)
    with pytest.raises(DomainError):
        sent.accept(by=world.outsider)
    assert not Membership.objects.filter(person=world.outsider).exists()
    assert sent.is_open()


def test_letters_of_either_size_are_the_same_address(world: World) -> None:
    assert invite(world, "NEW@youth.example").accept(by=cast.person("new@youth.example"))


def test_it_expires_to_the_second(world: World) -> None:
    sent = invite(world)
    person = cast.person("new@youth.example")
    with pytest.raises(DomainError):
        sent.accept(by=person, at=sent.expires_at)
    assert sent.accept(by=person, at=sent.expires_at - timedelta(seconds=1))


def test_withdrawn_is_useless_and_withdrawn_once(world: World) -> None:
    sent = invite(world)
    sent.revoke(by=world.coordinator)
    when = sent.revoked_at
    sent.revoke(by=world.coordinator)
    assert sent.revoked_at == when
    with pytest.raises(DomainError):
        sent.accept(by=cast.person("new@youth.example"))
    assert Event.objects.filter(kind="invitation.revoked").count() == 1


def test_withdrawing_what_was_used_changes_nothing(world: World) -> None:
    sent = invite(world)
    sent.accept(by=cast.person("new@youth.example"))
    sent.revoke(by=world.coordinator)
    sent.refresh_from_db()
    assert sent.revoked_at is None
    assert not Event.objects.filter(kind="invitation.revoked").exists()


def test_only_inside_the_alliance_is_it_seen(world: World) -> None:
    invite(world)
    seen = Invitation.objects.visible_to
    assert [seen(who).count() for who in (world.partner, world.other_member, world.administrator)] == [
        1,
        1,
        1,
    ]
    assert [seen(who).count() for who in (world.outsider, world.kosice_coordinator, None)] == [0, 0, 0]


def at_once(times: int, act: Callable[[int], Any]) -> list[Any]:
    """Run ``act`` in so many threads that start together; what each answered or raised."""
    start = Barrier(times)

    def run(number: int) -> Any:
        try:
            start.wait(10)
            return act(number)
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_twenty_accepts_at_once_make_one_member() -> None:
    world = cast.world()
    sent = invite(world)
    person = cast.person("new@youth.example")
    answers = at_once(20, lambda _: Invitation.objects.get(pk=sent.pk).accept(by=person))
    assert len({answer.pk for answer in answers if isinstance(answer, Membership)}) == 1
    assert Membership.objects.filter(person=person).count() == 1
    assert Event.objects.filter(kind="membership.began", actor=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_invitations_of_one_address_at_once_leave_one_open() -> None:
    world = cast.world()
    at_once(10, lambda _: invite(world))
    assert Invitation.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_withdrawing_at_once_one_wins_whole() -> None:
    world = cast.world()
    for turn in range(5):
        sent = invite(world, f"new{turn}@youth.example")
        person = cast.person(sent.email)
        acts: list[Callable[[], Any]] = [
            lambda sent=sent, person=person: sent.accept(by=person),  # type: ignore[misc]
            lambda sent=sent: sent.revoke(by=world.coordinator),  # type: ignore[misc]
        ]
        at_once(2, lambda number, acts=acts: acts[number]())  # type: ignore[misc]
        sent.refresh_from_db()
        assert bool(sent.accepted_at) != bool(sent.revoked_at)
        assert Membership.objects.filter(person=person).exists() is bool(sent.accepted_at)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_leave_at_once_leave_one_behind() -> None:
    world = cast.world()
    second = cast.member(world.youth, "second@celje.example", "coordinator")
    both = list(Membership.objects.filter(person__in=[second, world.coordinator]))
    answers = at_once(2, lambda number: both[number].end(by=world.administrator))
    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    assert (
        Membership.objects.current().filter(role="coordinator", partnership__alliance=world.celje).count()
        == 1
    )
