"""Mail servers that refuse, hang, put off, turn away, and die when they have just taken a mail in."""

from activity import broker
from activity.models import Delivery, Owed
from tests.faults.accepting import (
    MAIL,
    assert_each_was_delivered,
    invite,
    make_time_pass,
    wait_until_all_is_done,
)
from tests.faults.conftest import Start
from tests.faults.postbox import Postbox, listening
from tests.faults.servers import wait_until
from tests.workers import Worker
from tests.world import World

BAD = ("later", "never", "dies", "hang")


def errors() -> str:
    """What the rows that wait say went wrong."""
    return " ".join(Owed.objects.open().filter(MAIL).values_list("error", flat=True)).lower()


def test_every_mail_arrives_in_the_end_and_only_the_lost_answer_doubles_one(
    celje: World, port: int, start: Start
) -> None:
    postbox = Postbox()
    start(Worker, with_beat=True).wait_until_ready()
    invite(celje, "well", *BAD)
    wait_until(
        lambda: errors().count("connection refused") == 1 + len(BAD), "nobody listens, and each row says so"
    )

    with listening(postbox, port):
        make_time_pass()
        broker.nudge()
        told = ("451", "550", "connection unexpectedly closed", "timed out")
        wait_until(lambda: all(words in errors() for words in told), "each has fared as its server does")
        wait_until(lambda: {"well", "dies"} <= set(postbox.to), "the good one is not held up by the bad")
        assert set(postbox.to) == {"well", "dies"}
        assert (
            Delivery.objects.filter(sent_at=None).count() >= len(BAD) - 1
        )  # "dies" may have come again by itself

        postbox.well = True
        make_time_pass()
        broker.nudge()
        wait_until_all_is_done()
    # It was taken in and nobody told us: the same mail, under the same Message-ID, once more.
    assert postbox.to == {"well": 1, "later": 1, "never": 1, "hang": 1, "dies": 2}
    assert_each_was_delivered(postbox, doubled_at_most=1)
