"""Two machines with a beat each, whose clocks disagree; and a clock that is put back."""

import sys
from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from activity.models import SWEEP, Delivery, Heartbeat, Owed, the_time
from tests.faults.accepting import MAIL, assert_each_was_delivered, invite, names, wait_until_all_is_done
from tests.faults.conftest import Start
from tests.faults.postbox import Postbox
from tests.faults.servers import wait_until
from tests.workers import Worker
from tests.world import World


def machine(hours: int) -> tuple[str, ...]:
    """Celery on a machine whose clock is so many hours ahead."""
    return (sys.executable, "-m", "tests.faults.elsewhen", str(hours * 3600), "-A", "magnet")


def test_two_beats_on_machines_of_other_times_do_everything_once(
    celje: World, postbox: Postbox, start: Start
) -> None:
    both = [start(Worker, with_beat=True, celery=machine(hours)) for hours in (3, -3)]
    for program in both:
        program.wait_until_ready()
    invite(celje, *names(0, 30))
    for program in both:
        program.wait_until_it_says("Sending due task sweep")
    wait_until_all_is_done()
    assert_each_was_delivered(postbox)
    periods = Owed.objects.filter(ids={}).values("task").annotate(rows=Count("pk"))
    assert periods
    assert all(row["rows"] <= 2 for row in periods)  # two where a period ended meanwhile

    # As if all this had been written with the clock a day ahead, and then somebody had put it right.
    tomorrow = the_time() + timedelta(days=1)
    with transaction.atomic():
        invite(celje, *names(1, 3))
        Owed.objects.open().filter(MAIL).update(due_at=tomorrow, next_at=tomorrow, lease_until=tomorrow)
        Heartbeat.objects.filter(name=SWEEP).update(at=tomorrow)
    wait_until(
        lambda: not Delivery.objects.filter(sent_at=None).exists(), "what waits for tomorrow is done now"
    )
    assert_each_was_delivered(postbox)
