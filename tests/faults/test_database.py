"""The database restarted while a worker is in the midst of a job."""

from django.test import Client

from activity.models import Owed
from tests.faults.accepting import assert_each_was_delivered, invite, wait_until_all_is_done
from tests.faults.conftest import Start
from tests.faults.postbox import Postbox
from tests.faults.servers import restart_the_database, wait_until
from tests.workers import Worker
from tests.world import World


def test_a_restart_in_the_midst_of_a_job_loses_and_doubles_nothing(
    celje: World, postbox: Postbox, start: Start, client: Client
) -> None:
    worker = start(Worker, with_beat=True)
    worker.wait_until_ready()
    # The mail server holds whoever comes first, and sends them away in the end: the job's own word, that it failed,
    # meets a broken connection.
    postbox.hold()
    invite(celje, "guest")
    wait_until(lambda: postbox.tried["guest"] > 0, "the worker speaks to the mail server")
    restart_the_database()
    assert client.get("/en/initiatives/").status_code == 200
    invite(celje, "after")
    postbox.let_go.set()
    wait_until_all_is_done()
    assert_each_was_delivered(postbox)
    assert not Owed.objects.dead().exists()
