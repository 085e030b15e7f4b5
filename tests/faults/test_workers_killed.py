"""Workers that are killed outright while they work, again and again."""

import os
import signal

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


def kill_what_works(worker: Worker) -> None:
    """Kill the one process of its pool; returns when it has another."""
    children = worker.children()
    os.kill(children[0], signal.SIGKILL)
    wait_until(lambda: worker.children() not in ([], children), "the worker has a new process")


def test_nothing_accepted_is_lost_to_kill_9(celje: World, postbox: Postbox, start: Start) -> None:
    """Four of five times the process that works is killed, else the worker with all it has."""
    start(Beat).wait_until_ready()
    worker = start(Worker)
    worker.wait_until_ready()
    for number in range(KILLS):
        at_work(postbox, celje, number)
        if number % 5 == 4:
            worker.kill()
            worker = start(Worker)
            worker.wait_until_ready()
        else:
            kill_what_works(worker)
    wait_until_all_is_done()
    # A kill between the mail server's "taken in" and our commit sends the same mail again: once a kill at most.
    assert_each_was_delivered(postbox, doubled_at_most=KILLS)
