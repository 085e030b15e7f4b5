"""Commitments: made, kept, given up with a reason; reminded of once; behind the walls of what they are about."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from activity.models import Event, Notification, Owed, perform
from activity.registry import job_of
from alliances.models import Commitment, Membership, standing_of
from alliances.models.commitment import REMIND
from tests.world import World, initiative
from web.exceptions import DomainError

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
DUE = date(2026, 3, 20)


def promise(world: World, **fields: Any) -> Commitment:
    about = fields.pop("about", None) or initiative(world.youth, by=world.partner)
    given = {
        "alliance": world.celje,
        "what": "Bring two tables",
        "language": "en",
        "owner": world.youth.organisation,
        "due": DUE,
        "by": world.coordinator,
        "at": AT,
    }
    return Commitment.make(about=about, **{**given, **fields})


def test_it_is_told_and_its_owner_reminded_three_days_before(world: World) -> None:
    made = promise(world)
    event = Event.objects.get(kind="commitment.made")
    assert {made.subject_id, world.youth.organisation_id, world.celje.pk} <= set(event.concerns)
    owed = Owed.objects.get(task=REMIND)
    assert owed.due_at == datetime(2026, 3, 17, 7, tzinfo=UTC)
    perform(owed.pk, now=owed.due_at)
    reminder = Event.objects.get(kind="commitment.due")
    job_of("activity.tell").run(event=reminder.pk, now=owed.due_at)
    told = Notification.objects.filter(event=reminder)
    assert [(note.person, note.reason) for note in told] == [(world.partner, "owners")]


def test_a_person_promises_for_their_organisation_and_is_reminded_alone(world: World) -> None:
    colleague = world.outsider
    Membership.begin(person=colleague, partnership=world.youth, role="member", by=None)
    made = promise(world, owner=world.partner)
    assert (made.organisation, made.person) == (world.youth.organisation, world.partner)
    job_of(REMIND).run(commitment=str(made.pk), now=AT)
    job_of("activity.tell").run(event=Event.objects.get(kind="commitment.due").pk, now=AT)
    assert [note.person for note in Notification.objects.all()] == [world.partner]
    assert list(Commitment.objects.owed_by(standing_of(world.partner))) == [made]
    assert not Commitment.objects.owed_by(standing_of(colleague)).exists()


def test_what_is_settled_is_not_reminded_of(world: World) -> None:
    made = promise(world)
    made.fulfil(by=world.partner)
    job_of(REMIND).run(commitment=str(made.pk), now=AT)
    assert not Event.objects.filter(kind="commitment.due").exists()


def test_done_once_and_then_no_more_given_up(world: World) -> None:
    made = promise(world)
    made.fulfil(by=world.partner)
    made.fulfil(by=world.partner)
    assert made.state == Commitment.State.DONE
    assert Event.objects.filter(kind="commitment.fulfilled").count() == 1
    with pytest.raises(DomainError):
        made.give_up(by=world.partner, reason="The tables broke")


def test_giving_up_needs_a_reason(world: World) -> None:
    made = promise(world)
    with pytest.raises(DomainError) as refusal:
        made.give_up(by=world.partner, reason=" ")
    assert refusal.value.field == "reason"
    made.give_up(by=world.partner, reason="The tables broke")
    assert (made.state, made.reason) == (Commitment.State.GIVEN_UP, "The tables broke")


@pytest.mark.parametrize(
    ("wrong", "field"), [({"due": date(2026, 3, 1)}, "due"), ({"owner": "kosice_city"}, "owner")]
)
def test_what_does_not_fit_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    if "owner" in wrong:
        wrong = {"owner": getattr(world, wrong["owner"]).organisation}
    with pytest.raises(DomainError) as refusal:
        promise(world, **wrong)
    assert refusal.value.field == field
    assert not Commitment.objects.exists()


def test_a_stranger_promises_nothing_here(world: World) -> None:
    with pytest.raises(DomainError):
        promise(world, owner=world.kosice_coordinator)


def test_it_stands_behind_the_walls_of_what_it_is_about_and_follows_them(world: World) -> None:
    about = initiative(world.youth, by=world.partner, public=False)
    made = promise(world, about=about)

    def seen() -> list[bool]:
        people = (world.outsider, world.kosice_coordinator, world.other_member, world.administrator)
        return [Commitment.objects.visible_to(person).filter(pk=made.pk).exists() for person in people]

    assert seen() == [False, False, True, True]
    assert not Event.objects.get(kind="commitment.made").public
    about.change(
        by=world.partner,
        title=about.title,
        text=about.body,
        language="en",
        stage=about.stage,
        place=None,
        challenges=[],
        public=True,
    )
    assert seen() == [True] * 4
    assert Event.objects.get(kind="commitment.made").public


def test_open_ones_come_first_and_by_their_day(world: World) -> None:
    late, soon, done = (promise(world, due=date(2026, 3, day)) for day in (25, 10, 5))
    done.fulfil(by=world.partner)
    assert list(Commitment.objects.soonest_first()) == [soon, late, done]
