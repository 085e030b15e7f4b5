"""What the house accepts during a fault, and whether it kept its word."""

from django.db.models import Q

from activity.models import Delivery, Owed, the_time
from alliances.models import Invitation
from people.models import Person
from tests.faults.postbox import Postbox
from tests.faults.servers import wait_until
from tests.world import World

MAIL = Q(task="activity.send")


def invite(celje: World, *names: str, by: Person | None = None) -> None:
    """Accept invitations to these names: a mail is owed to each. One person sends a few dozen a day at most."""
    for name in names:
        Invitation.send(
            partnership=celje.youth,
            email=f"{name}@example.org",
            role="member",
            language="en",
            by=by or celje.coordinator,
        )


def names(round: int, count: int) -> list[str]:
    return [f"guest-{round}-{number}" for number in range(count)]


def all_is_done() -> bool:
    """Whether nothing that is due is left."""
    return not Owed.objects.open().filter(due_at__lte=the_time()).exists()


def wait_until_all_is_done() -> None:
    try:
        wait_until(all_is_done, "everything owed is done")
    except AssertionError as fault:
        left = Owed.objects.open().values("task", "attempts", "due_at", "next_at", "lease_until", "error")
        raise AssertionError(f"{fault}: {list(left)}") from None


def assert_each_was_delivered(postbox: Postbox, *, doubled_at_most: int = 0) -> None:
    """Accepted = delivered: every mail was taken in, under its own Message-ID, and no more than so many twice."""
    accepted = Delivery.objects.all()
    assert not accepted.filter(sent_at=None).exists()
    assert set(postbox.accepted) == set(accepted.values_list("message_id", flat=True))
    assert postbox.number - accepted.count() <= doubled_at_most


def make_time_pass() -> None:
    """As if the wait before the next try were over."""
    Owed.objects.open().filter(MAIL).update(next_at=the_time(), lease_until=None)
