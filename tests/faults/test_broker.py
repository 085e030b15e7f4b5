"""The broker away: pages, writes and sign-in go on, and what was accepted meanwhile is delivered after."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from activity.models import Owed, the_time
from initiatives.models import Initiative
from tests.faults.accepting import assert_each_was_delivered, invite, wait_until_all_is_done
from tests.faults.conftest import Start
from tests.faults.postbox import Postbox
from tests.faults.servers import emptied, frozen, stopped, wait_until
from tests.workers import Worker
from tests.world import PASSWORD, World

# ``FAULTS_STRICT=1`` holds recovery to a minute, on a machine that has nothing else to do.
STRICT = os.environ.get("FAULTS_STRICT") == "1"


@pytest.mark.parametrize("gone", [stopped, frozen, emptied])
def test_without_a_broker_life_goes_on_and_nothing_is_lost(
    celje: World,
    postbox: Postbox,
    start: Start,
    client: Client,
    gone: Callable[[], AbstractContextManager[None]],
) -> None:
    start(Worker, with_beat=True).wait_until_ready()
    invite(celje, "before")
    wait_until(lambda: postbox.to["before"] == 1, "the worker works")
    with gone():
        signs_in_reads_and_writes(client)
        invite(celje, "meanwhile", "also")
    back = the_time()
    wait_until_all_is_done()
    assert_each_was_delivered(postbox)
    assert postbox.number == 3
    if STRICT:
        last = Owed.objects.filter(task="activity.send").latest("done_at").done_at
        assert last - back < timedelta(minutes=1)


def signs_in_reads_and_writes(client: Client) -> None:
    """What a partner does on any day."""
    who = {"login": "partner@celje.example", "password": PASSWORD}
    assert client.post("/accounts/login/", who)["Location"] == "/en/me/"
    assert client.get("/en/initiatives/").status_code == 200
    assert client.get("/readyz").status_code == 200
    words = {"title": "Benches under the lime tree", "text": "We put out benches."}
    assert client.post("/en/initiatives/new/", words).status_code == 302
    assert Initiative.objects.get().title == words["title"]
