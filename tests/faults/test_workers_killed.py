"""Workers that are killed outright while they work, again and again."""

import os

from tests.faults.accepting import assert_each_was_delivered, invite, names, wait_until_all_is_done
from tests.faults.conftest import Start
from tests.faults.postbox import Postbox
from tests.faults.servers import wait_until
from tests.workers import Beat, Worker
from tests.world import World, member

# ``FAULTS_KILLS=50 make faults`` is the long run.
KILLS = int(os.environ.get("FAULTS_KILLS", "10"))
AT_ONCE = 8


def at_work(postbox: Postbox, celje: World, number: int) -> None:
    """Give a load, and return when a worker has begun on it."""
    before = postbox.number
    host = member(celje.municipality, f"host-{number}@celje.example", "coordinator")
    invite(celje, *names(number, AT_ONCE), by=host)
    wait_until(lambda: postbox.number > before, "a worker is at work")


def test_nothing_accepted_is_lost_to_kill_9(celje: World, postbox: Postbox, start: Start) -> None:
    """Two workers; one after the other is killed with all its processes while there is work, and replaced."""
    start(Beat).wait_until_ready()
    working, next_one = start(Worker), start(Worker)
    working.wait_until_ready()
    for number in range(KILLS):
        at_work(postbox, celje, number)
        working.kill()
        working, next_one = next_one, start(Worker)
        working.wait_until_ready()
    wait_until_all_is_done()
    # A kill between the mail server's "taken in" and our commit sends the same mail again: once a kill at most.
    assert_each_was_delivered(postbox, doubled_at_most=KILLS)
